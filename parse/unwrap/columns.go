package unwrap

import (
	"bytes"

	"oopscope/parse/regex"
)

// A terminal, or a viewer, breaks lines at its last column, wherever that falls. Where the
// kernel's time stands in front of each line, the rest of a broken one has none:
//
//	[  943.005424] [<bf19ca58>] (coordinator_callback [shepherd]) from [<c01cdcf8>] (__hrtimer_run_queue
//	s+0x1a4/0x410)
//
// At 80 columns, where nearly all terminals break, the decoder puts them together itself:
// it keeps the lines as they came.

// Bounds of the width, and what no chance brings.
const (
	leastColumns  = 60
	mostColumns   = 400
	usualColumns  = 80
	enoughStamped = 8 // lines with a time
	enoughBroken  = 2 // lines of the full width with a rest behind them
)

// timedLine has a logger's time or the kernel's in front.
var timedLine = regex.Of(`^(?:<\d{1,3}>)?(?:\[ {0,8}\d{1,9}\.\d{6}\]|(?:[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d|\d{4}-\d\d-\d\dT[\d:.,+Z-]{8,24}) \S+ kernel: )`)

var stampedLine = regex.Of(`^(?:<\d{1,3}>)?\[ {0,8}\d{1,9}\.\d{6}\]`)

// columnsOf is the width at which the lines were broken, 0 when they were not.
func columnsOf(head []byte) int {
	width := 0
	for line := range bytes.Lines(head) {
		width = max(width, len(bytes.TrimRight(line, "\r\n")))
		if width > mostColumns {
			return 0
		}
	}
	if width < leastColumns || width == usualColumns {
		return 0
	}
	stamped, broken, whole, others, full := 0, 0, 0, 0, false
	for line := range bytes.Lines(head) {
		text := bytes.TrimRight(line, "\r\n")
		timed := timedLine.Get().Match(text)
		switch {
		case timed:
			stamped++
			if full {
				whole++ // one that is as long by itself
			}
		case full:
			broken++
		case len(text) > 0:
			if others++; others > 2 && others > stamped/8 {
				return 0
			}
		}
		full = len(text) == width
	}
	if stamped < enoughStamped || broken < enoughBroken || whole > broken/2 {
		return 0
	}
	return width
}

func tellColumns(head []byte, _ bool) verdict {
	if bytes.IndexByte(head, '[') < 0 {
		return no
	}
	return when(columnsOf(head) > 0)
}

// columns joins what was broken.
type columns struct {
	lines
	width int
	full  bool   // the line before has the full width …
	end   []byte // … and its line end waits here
}

func newColumns() stage {
	c := &columns{}
	c.rewrite = c.line
	return c
}

func (c *columns) feed(dst, p []byte) []byte {
	if c.width == 0 {
		c.width = columnsOf(p[:min(len(p), window)])
	}
	return c.lines.feed(dst, p)
}

func (c *columns) line(dst, line []byte) []byte {
	text := bytes.TrimRight(line, "\r\n")
	if c.full && timedLine.Get().Match(text) {
		dst = append(dst, c.end...)
	}
	if c.full = len(text) == c.width; !c.full {
		return append(dst, line...)
	}
	c.end = append(c.end[:0], line[len(text):]...)
	return append(dst, text...)
}

func (c *columns) close(dst []byte) []byte {
	dst = c.lines.close(dst)
	if c.full {
		dst = append(dst, c.end...)
	}
	return dst
}
