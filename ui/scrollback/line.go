package scrollback

import (
	"strings"
	"time"
	"unicode/utf8"

	"oopscope/parse"
	"oopscope/parse/ascii"
	"oopscope/ui/cell"
)

// A Line is one line of the console as the log pane keeps it.
type Line struct {
	Text   string // the bytes, cut at MaxLine
	At     int64  // offset of its first byte in the input
	Came   int64  // host time of its first byte, in milliseconds of Unix; 0 when not known
	Micro  int64  // printk time, -1 when none
	N      int    // line number in the input
	Off    int32  // where the text behind the printk prefix begins
	Cut    int32  // bytes cut off the end
	Level  int8   // syslog level, -1 when none was printed
	Mark   int8   // parse.Severity of a line that announces something
	Absent bool   // not in memory: only its number is known
	odd    bool   // holds more than printable ASCII
}

// MaxLine is how many bytes are kept of one line; the record has all of it.
const MaxLine = cell.MaxCells

// rowsOf makes rows of lines. Their bytes are copied, all at once: a few lines that
// stay must not hold on to a whole batch.
func rowsOf(lines []parse.Line) []Line {
	size := 0
	for i := range lines {
		size += len(Kept(lines[i].Raw))
	}
	var block strings.Builder
	block.Grow(size)
	for i := range lines {
		block.Write(Kept(lines[i].Raw))
	}
	text, rows := block.String(), make([]Line, len(lines))
	for i := range lines {
		n := len(Kept(lines[i].Raw))
		rows[i] = rowOf(&lines[i], text[:n])
		text = text[n:]
	}
	return rows
}

func rowOf(l *parse.Line, text string) Line {
	return Line{
		Text: text, At: l.First, Came: Milli(l.Came), Micro: l.Micro, N: l.N,
		Off: int32(max(min(l.Text, len(text)), 0)), Cut: cutOff(l, text),
		Level: l.Level, Mark: int8(l.Mark), odd: !ascii.IsPlain(text),
	}
}

// RowOf returns a line as a row of its own.
func RowOf(l *parse.Line) Line { return rowOf(l, string(Kept(l.Raw))) }

func (r *Line) cost() int { return len(r.Text) + rowCost }

// Kept returns what is kept of a line: all of it, or what ends in front of a
// letter that would be torn.
func Kept(raw []byte) []byte {
	if len(raw) <= MaxLine {
		return raw
	}
	n := MaxLine
	for n > MaxLine-utf8.UTFMax && !utf8.RuneStart(raw[n]) {
		n--
	}
	return raw[:n]
}

// Milli is a host time as a row keeps it, 0 when there is none.
func Milli(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

// cutOff is how many bytes of the line are not in the text. The decoder does not
// hand out all of an endless line either; its place in the input tells.
func cutOff(l *parse.Line, text string) int32 {
	if len(text) == len(l.Raw) && len(text) < MaxLine {
		return 0
	}
	return int32(min(max(l.Last-l.First, int64(len(l.Raw)))-int64(len(text)), 1<<30))
}

// Troubled tells whether the line by itself is bad news.
func (r *Line) Troubled() bool { return r.Mark > 0 || r.Level >= 0 && r.Level <= 3 }

// Plain returns the row's text as it is seen.
func (r *Line) Plain() string {
	if !r.odd {
		return r.Text
	}
	return cell.Clean(r.Text)
}
