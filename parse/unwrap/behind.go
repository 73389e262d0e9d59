package unwrap

import (
	"bytes"
	"strconv"
	"unicode/utf8"

	"oopscope/parse/regex"
)

// Numbers may stand behind lines instead of in front of them: whoever copies a page that
// numbers its lines on the right gets them so. They rise by one from line to line, and stand
// behind the lines of a report, too: what a test prints each round ("cycle 17") may count.

// enoughNumbered is how many lines in a row are no chance, enoughReported how many of them
// are of a report.
const (
	enoughNumbered = 8
	enoughReported = 3
)

// ofBody tells a line of a report: a place in a function, the head of a trace, a register.
var ofBody = regex.Of(`\+0x[0-9a-f]+/0x|Call [Tt]race:|\b(?:[0-9a-f]{8}|[0-9a-f]{16})\b`)

// lastNumber cuts the number off that a line ends with, behind blanks.
func lastNumber(text []byte) (rest []byte, n int, ok bool) {
	at := len(text)
	for at > 0 && text[at-1] >= '0' && text[at-1] <= '9' && len(text)-at < 7 {
		at--
	}
	if at == len(text) || at > 0 && text[at-1] != ' ' && text[at-1] != '\t' {
		return text, 0, false
	}
	n, err := strconv.Atoi(string(text[at:]))
	return bytes.TrimRight(text[:at], " \t"), n, err == nil
}

// numberedFrom is the number behind the first line, where each line has the next one.
func numberedFrom(head []byte) (first int, ok bool) {
	lines, reported := 0, 0
	for line := range bytes.Lines(head) {
		if line[len(line)-1] != '\n' {
			break
		}
		text, n, ends := lastNumber(bytes.TrimRight(line, "\r\n"))
		if !ends || lines > 0 && n != first+lines {
			return 0, false
		}
		if lines == 0 {
			first = n
		}
		if ofBody.Get().Match(text) {
			reported++
		}
		lines++
	}
	return first, lines >= enoughNumbered && reported >= enoughReported
}

func tellNumbered(head []byte, _ bool) verdict {
	_, ok := numberedFrom(head)
	return when(ok)
}

// numbered takes the numbers off, as long as each is the next one.
type numbered struct {
	lines
	next int
}

func newNumbered() stage {
	s := &numbered{}
	s.learn = func(head []byte) { s.next, _ = numberedFrom(head) }
	s.rewrite = func(dst, line []byte) []byte {
		text := bytes.TrimRight(line, "\r\n")
		rest, n, ok := lastNumber(text)
		if !ok || n != s.next {
			return append(dst, line...)
		}
		s.next++
		return append(append(dst, rest...), line[len(text):]...)
	}
	return s
}

// A terminal that is parted into panes has another one on the right of a border: its lines
// are cut off where those on the left are a report's.

// border is what tmux draws between panes.
var border = []byte("│")

// enoughBordered lines have the border at one place; leftmost is where that may be.
const (
	enoughBordered = 12
	leftmost       = 40
)

// bordered tells lines that have the border at one place, nearly all, and a report on its
// left.
func bordered(head []byte) bool {
	columns := map[int]int{}
	lines, left, right := 0, 0, 0
	for line := range bytes.Lines(head) {
		i := bytes.LastIndex(line, border)
		if line[len(line)-1] != '\n' || i < leftmost && lines > 0 {
			break
		}
		if i < leftmost {
			return false
		}
		lines++
		columns[utf8.RuneCount(line[:i])]++
		if ofReport.Get().Match(line[:i]) {
			left++
		}
		if ofReport.Get().Match(line[i:]) {
			right++
		}
	}
	most := 0
	for _, n := range columns {
		most = max(most, n)
	}
	return most >= enoughBordered && most*10 >= lines*8 && left > 2*right
}

func tellBorder(head []byte, _ bool) verdict {
	return when(bytes.Contains(head, border) && bordered(head))
}

func newBorder() stage {
	return &lines{rewrite: func(dst, line []byte) []byte {
		i := bytes.LastIndex(line, border)
		if i < leftmost {
			return append(dst, line...)
		}
		return append(append(dst, bytes.TrimRight(line[:i], " ")...), '\n')
	}}
}
