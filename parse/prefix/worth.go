package prefix

import (
	"bytes"

	"oopscope/parse/class"
)

// A Worth is what a header says by itself, whatever follows.
type Worth int

// The worths.
const (
	Doubtful Worth = iota // it may be anything
	Sure                  // the kernel reports something
	Opening               // and this is the line with which it begins to
	Final                 // the last words of a kernel or of firmware
)

func worthOf(m *class.Matcher) Worth {
	switch m.Role {
	case class.Anything, class.Names:
		return Doubtful
	case class.Panics:
		return Final
	case class.Opens:
		if m.Class.Firmware {
			return Final
		}
		return Opening
	case class.Fault, class.Die:
		return Opening
	}
	return Sure
}

// showsReport tells a header that needs no other line to be believed, since nothing
// stands in front of it that is a word: behind the marks of a mail's quotation one that
// begins a report, behind blanks the last words, which nobody writes otherwise.
//
//	> > Kernel panic - not syncing: VFS: Unable to mount root fs on unknown-block(0,0)
//
// What is indented, and quoted then, or indented within a quotation may be a text about
// reports, and a row of a table has a mark at its end as well.
func showsReport(text []byte, at int, worth Worth) bool {
	if worth < Opening || at > mostMarks {
		return false
	}
	n := quotation(text)
	if n == 0 {
		return worth == Final && len(bytes.TrimLeft(text[:at], " \t")) == 0
	}
	return at <= n+indented && len(bytes.TrimLeft(text[n:at], " ")) == 0 && !bytes.HasSuffix(bytes.TrimRight(text, " \t\r"), []byte("|"))
}

// Bounds of what stands between the margin and a report.
const (
	indented  = 2  // blanks behind the marks
	mostMarks = 40 // bytes
)

// quotation is the length of the marks of a quotation that a text begins with, each with
// a blank behind it or none: "> > ", ">>> ", "| ".
func quotation(text []byte) (n int) {
	for n < len(text) && (text[n] == '>' || text[n] == '|') {
		if n++; n < len(text) && text[n] == ' ' {
			n++
		}
	}
	return n
}
