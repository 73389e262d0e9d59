package unwrap

import "bytes"

// A page may be set in two columns: the lines on the right go on where those on the left
// end. Both sides hold lines of a report.

const (
	leastLeft    = 60 // letters
	enoughSides  = 4  // lines of a report on each side
	enoughBeside = 8  // lines that begin in the same column on the right
	mostPage     = 1 << 20
)

// sideOf is the column in which the right side begins, 0 for none.
func sideOf(head []byte) int {
	var begins [mostColumns]int
	for line := range bytes.Lines(head) {
		for i := leastLeft; i < min(len(line), mostColumns); i++ {
			if line[i] > ' ' && string(line[i-3:i]) == "   " {
				begins[i]++
			}
		}
	}
	at := 0
	for i, n := range begins {
		if n >= enoughBeside && n > begins[at] {
			at = i
		}
	}
	if at == 0 || !bothReport(head, at) {
		return 0
	}
	return at
}

// bothReport tells that lines of a report stand on both sides of a column, and none goes
// through it.
func bothReport(head []byte, at int) bool {
	left, right := 0, 0
	for line := range bytes.Lines(head) {
		line = bytes.TrimRight(line, "\r\n")
		if len(line) > at && line[at-1] != ' ' {
			return false // one that goes through
		}
		if ofReport.Get().Match(line[:min(at, len(line))]) {
			left++
		}
		if len(line) > at && ofReport.Get().Match(line[at:]) {
			right++
		}
	}
	return left >= enoughSides && right >= enoughSides
}

func tellSides(head []byte, _ bool) verdict { return when(sideOf(head) > 0) }

// sides holds the right one until the left one is over.
type sides struct {
	lines
	at    int
	right []byte
}

func newSides() stage {
	s := &sides{}
	s.learn = func(head []byte) { s.at = sideOf(head) }
	s.rewrite = func(dst, line []byte) []byte {
		text := bytes.TrimRight(line, "\r\n")
		if len(text) > s.at {
			s.right = append(append(s.right, text[s.at:]...), '\n')
			text = text[:s.at]
		}
		dst = append(append(dst, bytes.TrimRight(text, " ")...), '\n')
		if len(s.right) > mostPage {
			dst, s.right = append(dst, s.right...), s.right[:0]
		}
		return dst
	}
	return s
}

func (s *sides) close(dst []byte) []byte { return append(s.lines.close(dst), s.right...) }
