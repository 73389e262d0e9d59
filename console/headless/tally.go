package headless

import (
	"fmt"
	"io"

	"oopscope/console/out"
)

// A tally counts what was read and found.
type tally struct {
	inputs, lines, crashes, unread int
	riddles                        int // dumps in a form that was not understood
}

// add counts one input.
func (t *tally) add(s *scanner) {
	t.inputs++
	t.lines += s.numbers.Lines()
	t.crashes += s.writer.crashes
	t.riddles += s.writer.riddles
}

// tell writes the summary, one line.
func (t *tally) tell(to io.Writer) {
	line := fmt.Sprintf("oopscope: %s, %s, %s", count(t.inputs, "input", "inputs"), count(t.lines, "line", "lines"), count(t.crashes, "crash", "crashes"))
	if t.riddles > 0 {
		line += fmt.Sprintf("; %s not understood", count(t.riddles, "dump", "dumps"))
	}
	if t.unread > 0 {
		line += fmt.Sprintf("; %d NOT READ, or not to the end", t.unread)
	}
	out.Line(to, "%s", line)
}
