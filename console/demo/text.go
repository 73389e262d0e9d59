package demo

import (
	"embed"
	"strconv"
	"strings"
	"time"
)

// texts holds what the board prints. panic.txt and trouble.txt are a real
// board's words, byte for byte but for the line ends.
//
//go:embed text/*.txt
var texts embed.FS

// text returns one of the texts; \e in it stands for the escape character.
func text(name string) string {
	b, err := texts.ReadFile("text/" + name)
	if err != nil {
		panic("demo: " + err.Error()) // the name is a constant: a test would have met it
	}
	return strings.ReplaceAll(string(b), `\e`, "\x1b")
}

func lines(name string) []string {
	return strings.Split(strings.TrimSuffix(text(name), "\n"), "\n")
}

// stamp reads the time before a kernel line: "[  942.541300] Unable to …".
func stamp(line string) (t time.Duration, message string, ok bool) {
	rest, found := strings.CutPrefix(line, "[")
	seconds, message, closed := strings.Cut(rest, "] ")
	whole, micro, dot := strings.Cut(strings.TrimLeft(seconds, " "), ".")
	if !found || !closed || !dot || len(micro) != 6 {
		return 0, "", false
	}
	s, err1 := strconv.Atoi(whole)
	us, err2 := strconv.Atoi(micro)
	if err1 != nil || err2 != nil {
		return 0, "", false
	}
	return time.Duration(s)*time.Second + time.Duration(us)*time.Microsecond, message, true
}

// before and after cut a log at a time.
func before(log []string, t time.Duration) []string {
	return part(log, func(s time.Duration) bool { return s < t })
}
func after(log []string, t time.Duration) []string {
	return part(log, func(s time.Duration) bool { return s >= t })
}

func part(log []string, keep func(time.Duration) bool) (kept []string) {
	for _, l := range log {
		if t, _, ok := stamp(l); ok && keep(t) {
			kept = append(kept, l)
		}
	}
	return kept
}

// merge puts kernel lines into a log at their times.
func merge(log, extra []string) []string {
	var out []string
	for _, l := range log {
		t, _, ok := stamp(l)
		for ok && len(extra) > 0 {
			if next, _, _ := stamp(extra[0]); next > t {
				break
			}
			out, extra = append(out, extra[0]), extra[1:]
		}
		out = append(out, l)
	}
	return append(out, extra...)
}
