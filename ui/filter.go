package ui

import (
	"oopscope/ui/book"
	"oopscope/ui/match"
	"oopscope/ui/scrollback"
)

// A filter says which lines are shown. The record always has all of them.
type filter struct {
	match *match.Matcher
	not   bool // lines without the text
	worst int8 // show this syslog level and worse; 0 for all
}

func (f filter) active() bool { return f.match != nil || f.worst > 0 }

// words describes the filter for the status line.
func (f filter) words() string {
	s := map[int8]string{4: "warnings", 3: "errors"}[f.worst]
	if f.match == nil {
		return s
	}
	if s != "" {
		s += ", "
	}
	if f.not {
		return s + "without " + f.match.Text
	}
	return s + f.match.Text
}

// shows tells whether a line passes. Consoles rarely print levels, so a line
// without one is judged by what the decoder thought of it and by its words.
func (f filter) shows(r *scrollback.Line, book *book.Book) bool {
	if f.worst > 0 && r.Mark == 0 && book.Covering(r.N) == nil && !f.bad(r) {
		return false
	}
	return f.match == nil || f.match.In(r.Plain()) != f.not
}

func (f filter) bad(r *scrollback.Line) bool {
	if r.Level >= 0 {
		return r.Level <= f.worst
	}
	return match.ErrorWords.In(r.Text) || f.worst >= 4 && match.WarningWords.In(r.Text)
}
