package logpane

import (
	"slices"
	"strings"

	"oopscope/ui/book"
	"oopscope/ui/match"
	"oopscope/ui/scrollback"
)

// A Filter says which lines are shown. The record always has all of them.
type Filter struct {
	Match *match.Matcher // the lines with this text, nil for all
	Not   bool           // the lines without it instead
	Worst int8           // show this syslog level and worse; 0 for all
	Named []Condition    // the named ones that are on, all together
}

// A Condition is a named filter: it shows the lines that it finds, or hides them. A line
// passes several if none hides it and, where some show lines, one of those finds it.
type Condition struct {
	Name  string
	Match *match.Matcher
	Hides bool
}

// Active tells whether any line may be hidden.
func (f Filter) Active() bool { return f.Plain() || len(f.Named) > 0 }

// Plain tells whether it is more than named filters.
func (f Filter) Plain() bool { return f.Match != nil || f.Worst > 0 }

// needsText tells whether a line must have a text, by what stands in it alone: what
// likely sees in a page as it was recorded decides about all of it.
func (f Filter) needsText() bool {
	return f.Match != nil && !f.Not || slices.ContainsFunc(f.Named, func(c Condition) bool { return !c.Hides })
}

// likely tells whether any line of a page may pass.
func (f Filter) likely(raw []byte) bool {
	if f.Match != nil && !f.Not && !f.Match.Likely(raw) {
		return false
	}
	shows := 0
	for _, c := range f.Named {
		if c.Hides {
			continue
		}
		if shows++; c.Match.Likely(raw) {
			return true
		}
	}
	return shows == 0
}

// passes tells whether a line passes the named filters.
func (f Filter) passes(text string) bool {
	shows, found := false, false
	for _, c := range f.Named {
		in := c.Match.In(text)
		if in && c.Hides {
			return false
		}
		shows, found = shows || !c.Hides, found || in
	}
	return found || !shows
}

// Words describes the filter for the status line.
func (f Filter) Words() string {
	var words []string
	if f.Worst > 0 {
		words = append(words, map[int8]string{4: "warnings", 3: "errors"}[f.Worst])
	}
	add := func(without bool, what string) {
		if without {
			what = "without " + what
		}
		words = append(words, what)
	}
	if f.Match != nil {
		add(f.Not, f.Match.Text)
	}
	for _, c := range f.Named {
		add(c.Hides, c.Name)
	}
	return strings.Join(words, ", ")
}

// shows tells whether a line passes. Consoles rarely print levels, so a line
// without one is judged by what the decoder thought of it and by its words.
func (f Filter) shows(r *scrollback.Line, b *book.Book) bool {
	if f.Worst > 0 && r.Mark == 0 && b.Covering(r.N) == nil && !f.bad(r) {
		return false
	}
	return (f.Match == nil || f.Match.In(r.Plain()) != f.Not) && (len(f.Named) == 0 || f.passes(r.Plain()))
}

func (f Filter) bad(r *scrollback.Line) bool {
	if r.Level >= 0 {
		return r.Level <= f.Worst
	}
	return match.ErrorWords.In(r.Text) || f.Worst >= 4 && match.WarningWords.In(r.Text)
}
