package edit

import (
	"slices"
	"strings"
)

// A Looked is a text that was looked for, in a search or a filter.
type Looked struct {
	Text   string
	Regexp bool
}

// A History is what was looked for, the newest last; searches and filters share
// it, since one follows from the other.
type History struct {
	all   []Looked
	at    int    // where the prompt is in it, len(all) at the text being written
	draft Looked // that text, while an earlier one is shown
}

const maxHistory = 200

// Add puts a text at the end, where it stands once.
func (h *History) Add(l Looked) {
	if l.Text == "" {
		return
	}
	h.all = append(slices.DeleteFunc(h.all, func(x Looked) bool { return x == l }), l)
	h.all = h.all[max(len(h.all)-maxHistory, 0):]
}

// step goes to an earlier text, or a later one for a dir of 1, from what stands
// in the prompt now. It says whether there is one.
func (h *History) step(now Looked, dir int) (l Looked, ok bool) {
	at := h.at + dir
	if at < 0 || at > len(h.all) {
		return now, false
	}
	if h.at == len(h.all) {
		h.draft = now
	}
	if h.at = at; at == len(h.all) {
		return h.draft, true
	}
	return h.all[at], true
}

// regexpMark begins a regexp where texts are kept over sessions; a text begins
// with a blank.
const regexpMark = "~"

// Line is how a text is kept over sessions.
func (l Looked) Line() string {
	if l.Regexp {
		return regexpMark + l.Text
	}
	return " " + l.Text
}

// LookedIn is the text in such a line. What is in a file is cleaned as what is
// typed is.
func LookedIn(line string) Looked {
	text, isRegexp := strings.CutPrefix(line, regexpMark)
	box := newBox("")
	box.Insert(strings.TrimPrefix(text, " "))
	return Looked{box.Text(), isRegexp}
}

// Before puts what earlier sessions looked for before what this one did.
func (h *History) Before(earlier []Looked) {
	now := h.all
	h.all = nil
	for _, l := range slices.Concat(earlier, now) {
		h.Add(l)
	}
	h.Rewind()
}

// Rewind goes behind the newest text, where a prompt begins.
func (h *History) Rewind() { h.at = len(h.all) }
