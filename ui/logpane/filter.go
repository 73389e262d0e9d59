package logpane

import (
	"oopscope/ui/book"
	"oopscope/ui/match"
	"oopscope/ui/scrollback"
)

// A Filter says which lines are shown. The record always has all of them.
type Filter struct {
	Match *match.Matcher // the lines with this text, nil for all
	Not   bool           // the lines without it instead
	Worst int8           // show this syslog level and worse; 0 for all
}

// Active tells whether any line may be hidden.
func (f Filter) Active() bool { return f.Match != nil || f.Worst > 0 }

// onlyText tells that a line passes that has the text, and no other.
func (f Filter) onlyText() bool { return f.Match != nil && !f.Not && f.Worst == 0 }

// Words describes the filter for the status line.
func (f Filter) Words() string {
	s := map[int8]string{4: "warnings", 3: "errors"}[f.Worst]
	if f.Match == nil {
		return s
	}
	if s != "" {
		s += ", "
	}
	if f.Not {
		return s + "without " + f.Match.Text
	}
	return s + f.Match.Text
}

// shows tells whether a line passes. Consoles rarely print levels, so a line
// without one is judged by what the decoder thought of it and by its words.
func (f Filter) shows(r *scrollback.Line, b *book.Book) bool {
	if f.Worst > 0 && r.Mark == 0 && b.Covering(r.N) == nil && !f.bad(r) {
		return false
	}
	return f.Match == nil || f.Match.In(r.Plain()) != f.Not
}

func (f Filter) bad(r *scrollback.Line) bool {
	if r.Level >= 0 {
		return r.Level <= f.Worst
	}
	return match.ErrorWords.In(r.Text) || f.Worst >= 4 && match.WarningWords.In(r.Text)
}
