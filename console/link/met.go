package link

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Words say which of the session a crash is, how often it was met before, since
// which kernel, and when last: "3rd this session, 12 times before since
// 4.19.94-ti-r73, last yesterday". Of a crash that nobody met before they are "".
// They may hold words of the board.
func (h *History) Words(now time.Time) string {
	var parts []string
	if h.Back {
		parts = append(parts, strings.TrimSpace("called fixed "+in(h.Verdict.Fixed))+" and HERE AGAIN")
	}
	if h.Session > 1 {
		parts = append(parts, ordinal(h.Session)+" this session")
	}
	if h.Times > 0 {
		words := Times(h.Times) + " before"
		if h.Since != "" {
			words += " since " + h.Since
		}
		parts = append(parts, words)
		if !h.Last.IsZero() {
			parts = append(parts, "last "+Ago(h.Last, now))
		}
	}
	return strings.Join(parts, ", ")
}

func in(version string) string {
	if version == "" {
		return ""
	}
	return "in " + version
}

// Times is "once", "12 times".
func Times(n int) string {
	if n == 1 {
		return "once"
	}
	return strconv.Itoa(n) + " times"
}

// Count is "1 frame", "28 frames".
func Count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return strconv.Itoa(n) + " " + what + "s"
}

// ordinal is "1st", "2nd", "3rd", "11th".
func ordinal(n int) string {
	end := "th"
	if n%100/10 != 1 && n%10 >= 1 && n%10 <= 3 {
		end = []string{"st", "nd", "rd"}[n%10-1]
	}
	return strconv.Itoa(n) + end
}

// Ago tells a day as one says it, and of today the time.
func Ago(t, now time.Time) string {
	t = t.In(now.Location())
	day := func(t time.Time) time.Time { return time.Date(t.Year(), t.Month(), t.Day(), 12, 0, 0, 0, time.UTC) }
	switch days := int(day(now).Sub(day(t)).Hours() / 24); {
	case days == 0:
		return "today at " + t.Format("15:04")
	case days == 1:
		return "yesterday"
	case days > 1 && days < 7:
		return fmt.Sprintf("%d days ago", days)
	}
	return t.Format("2 Jan 2006")
}

// Words are a status in words: "known", "fixed in 5.10.3".
func (v *Verdict) Words() string {
	if v.Status == Fixed && v.Fixed != "" {
		return "fixed in " + v.Fixed
	}
	return string(v.Status)
}
