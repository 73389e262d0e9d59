package recall

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"oopscope/console/link"
)

// A Row of the timeline is a boot, or several that went alike.
type Row struct {
	Text  string
	First int  // the first of the lives that it stands for
	Lives int  // how many
	Good  bool // none of them crashed
}

// A Timeline draws boots over the time that they lasted: a strip each, on which a
// letter marks every crash. Boots that went alike one after the other, as in a
// crash loop, are one row, and so are those without a crash.
type Timeline struct {
	Width   int       // of a row, in cells
	Now     time.Time // for how dates are written
	letters map[string]byte
	keys    []string // by letter
	end     float64  // seconds that the strip is long
}

// NewTimeline prepares one of these boots; when key is not "", crashes of other
// signatures are marked as others.
func NewTimeline(lives []link.Life, key string, width int, now time.Time) *Timeline {
	t := &Timeline{Width: max(width, 40), Now: now, letters: map[string]byte{}, end: 10}
	times := map[string]int{}
	for i := range lives {
		for _, d := range lives[i].Crashes {
			if times[d.Key]++; times[d.Key] == 1 {
				t.keys = append(t.keys, d.Key)
			}
			t.end = math.Max(t.end, d.Uptime)
		}
	}
	slices.SortStableFunc(t.keys, func(a, b string) int { return times[b] - times[a] })
	if key != "" {
		t.keys = []string{key}
	}
	t.keys = t.keys[:min(len(t.keys), len(marks))]
	for i, k := range t.keys {
		t.letters[k] = marks[i]
	}
	return t
}

const (
	marks = "ABCDEFGHIJKLMNOPQRSTUVWXYZ" // the most frequent signature is A
	other = 'x'
)

// Letter is what marks a signature, "" for one that is an x among others.
func (t *Timeline) Letter(key string) string {
	if c, ok := t.letters[key]; ok {
		return string(c)
	}
	return ""
}

// Keys are the signatures that have a letter, in its order.
func (t *Timeline) Keys() []string { return t.keys }

const labelWidth = len("2006-01-02 15:04  boots 1000-1999 ×1000 ")

// room is what the strip has of a row.
func (t *Timeline) room() int { return max(t.Width-labelWidth, 8) }

// place is the cell of a moment. Boots die within seconds or after days: the
// strip is stretched at its beginning, as logarithms are.
func (t *Timeline) place(uptime float64) int {
	return int(math.Round(math.Log1p(math.Max(uptime, 0)) / math.Log1p(t.end) * float64(t.room()-1)))
}

// Axis is the row with the times.
func (t *Timeline) Axis() string {
	row := []byte(strings.Repeat(" ", t.room()+8))
	free := 0
	for _, tick := range []struct {
		at    float64
		label string
	}{{0, "0"}, {1, "1s"}, {10, "10s"}, {60, "1m"}, {600, "10m"}, {3600, "1h"}, {36000, "10h"}, {86400, "1d"}, {864000, "10d"}, {8640000, "100d"}} {
		if at := t.place(tick.at); tick.at <= t.end && at >= free {
			copy(row[at:], tick.label)
			free = at + len(tick.label) + 1
		}
	}
	return strings.Repeat(" ", labelWidth) + strings.TrimRight(string(row), " ")
}

// Rows draws the boots, oldest first.
func (t *Timeline) Rows(lives []link.Life) (rows []Row) {
	for i := 0; i < len(lives); {
		n := i + 1
		for n < len(lives) && t.alike(&lives[i], &lives[n]) {
			n++
		}
		rows = append(rows, t.row(lives[i:n], i))
		i = n
	}
	return rows
}

// alike tells boots that went the same way: none crashed, or in one session and
// with one kernel each had the same crashes in the same order.
func (t *Timeline) alike(a, b *link.Life) bool {
	if len(a.Crashes)+len(b.Crashes) == 0 {
		return true
	}
	return a.Source == b.Source && a.Base == b.Base && a.Kernel == b.Kernel && slices.EqualFunc(a.Crashes, b.Crashes, func(x, y link.Death) bool { return x.Key == y.Key })
}

// row draws boots that are alike.
func (t *Timeline) row(lives []link.Life, first int) Row {
	r := Row{First: first, Lives: len(lives), Good: len(lives[0].Crashes) == 0}
	label := fmt.Sprintf("boot %d", lives[0].Boot)
	if n, last := link.Boots(lives), &lives[len(lives)-1]; n > 1 {
		label = fmt.Sprintf("boots %d-%d", lives[0].Boot, last.Boot)
		switch {
		case len(lives) > 1 && last.Boot <= lives[0].Boot || last.Source != lives[0].Source:
			label = "boots"
		case last.Count > 1: // some between may have crashed
			label = fmt.Sprintf("boots from %d", lives[0].Boot)
		}
		label += fmt.Sprintf(" ×%d", n)
	}
	at := "                "
	if !lives[0].At.IsZero() {
		at = lives[0].At.In(t.Now.Location()).Format("2006-01-02 15:04")
	}
	label = at + "  " + label
	r.Text = label + strings.Repeat(" ", max(labelWidth-len([]rune(label)), 1)) + t.strip(lives)
	return r
}

// strip draws the crashes of boots that are alike at the time of the first one,
// and how far the others are spread.
func (t *Timeline) strip(lives []link.Life) string {
	row := make([]rune, 0, t.room())
	for range t.room() {
		row = append(row, ' ')
	}
	last := 0
	for _, life := range lives {
		for _, d := range life.Crashes {
			at := t.place(d.Uptime)
			last = max(last, at)
			c, known := t.letters[d.Key]
			if !known {
				c = other
			}
			if row[at] == ' ' || row[at] == other || known {
				row[at] = rune(c)
			}
		}
	}
	for i := range row[:last] {
		if row[i] == ' ' {
			row[i] = '─'
		}
	}
	if len(lives[0].Crashes) == 0 {
		return "no crash"
	}
	return strings.TrimRight(string(row), " ")
}
