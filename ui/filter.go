package ui

// A filter says which lines are shown. The record always has all of them.
type filter struct {
	match *matcher
	not   bool // lines without the text
	worst int8 // show this syslog level and worse; 0 for all
}

func (f *filter) active() bool { return f.match != nil || f.worst > 0 }

// words describes the filter for the status line.
func (f *filter) words() string {
	s := map[int8]string{4: "warnings", 3: "errors"}[f.worst]
	if f.match == nil {
		return s
	}
	if s != "" {
		s += ", "
	}
	if f.not {
		return s + "without " + f.match.text
	}
	return s + f.match.text
}

// shows tells whether a line passes. Consoles rarely print levels, so a line
// without one is judged by what the decoder thought of it and by its words.
func (f *filter) shows(r *logLine, book *crashBook) bool {
	if f.worst > 0 && r.mark == 0 && book.covering(r.n) == nil && !f.bad(r) {
		return false
	}
	return f.match == nil || f.match.in(r.plain()) != f.not
}

func (f *filter) bad(r *logLine) bool {
	if r.level >= 0 {
		return r.level <= f.worst
	}
	return errorWords.in(r.text) || f.worst >= 4 && warningWords.in(r.text)
}
