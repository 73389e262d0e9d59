package headless

import (
	"fmt"
	"io"

	"oopscope/console/out"
)

// A tally counts what was read and found.
type tally struct {
	inputs, lines, crashes, unread int
}

// add counts one input.
func (t *tally) add(s *scanner) {
	t.inputs++
	t.lines += s.numbers.Lines()
	t.crashes += s.writer.crashes
}

// tell writes the summary, one line.
func (t *tally) tell(to io.Writer) {
	line := fmt.Sprintf("oopscope: %s, %s, %s", count(t.inputs, "input", "inputs"), count(t.lines, "line", "lines"), count(t.crashes, "crash", "crashes"))
	if t.unread > 0 {
		line += fmt.Sprintf("; %d NOT READ, or not to the end", t.unread)
	}
	out.Line(to, "%s", line)
}
