package parse

import (
	"bytes"
	"time"

	"oopscope/parse/ascii"
	"oopscope/parse/crash"
	"oopscope/parse/prefix"
	"oopscope/parse/printk"
)

// A Line is one line of the console as it was received.
type Line struct {
	N           int            // 1-based number in the input
	First, Last int64          // byte range in the input, the line end included
	Came        time.Time      // host time of its first byte; zero when not known
	Raw         []byte         // the bytes without the line end; those of a record in fragments put together
	Text        int            // offset in Raw of the text behind printk time, caller and level
	Micro       int64          // printk time in microseconds, -1 when none was printed
	Level       int8           // syslog level 0…7 from a <N> prefix, -1 when none was printed
	Boot        int            // 1-based boot
	Crash       int            // id of the report it belongs to as far as known when it came; 0 none
	Mark        crash.Severity // non-zero on a line that opens a report or announces trouble
}

// Said returns what the line says behind its prefix, as text that can be compared:
// without colours, control bytes and blanks at its end.
func (l *Line) Said() string {
	text := l.Raw[min(l.Text, len(l.Raw)):]
	if !ascii.IsPlain(text) {
		text = printk.Clean(nil, text)
	}
	return string(bytes.TrimRight(text, " "))
}

// heldLine is a line on its way, with what was so when it came.
type heldLine struct {
	l         Line
	x         printk.Line
	seq       int
	came, now time.Time
}

// study is the lines that are put aside, the first of which has a header in it.
type study struct {
	*prefix.Study
	lines []heldLine
	half  bool // a header that the next line may complete
	off   bool // lines are read as they are
}

func (s *study) busy() bool { return s.Study != nil || s.half }
