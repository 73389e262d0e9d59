package unwrap

import (
	"bytes"
	"slices"
)

// Whoever put a log into something else line by line left a mark behind each line: the
// quote of a field (msg="…"), the bracket of a list, the line end as a program writes it
// down. In front of the lines it is a prefix, which is learnt.

// closers are such marks, and enoughClosed as many lines as tell them.
var closers = [...][]byte{
	[]byte(`\r\n"],`), []byte(`\r\n"]`), []byte(`\n"]`), []byte(`\r\n`), []byte(`\n`), []byte(`"],`), []byte(`"]`), []byte(` \\`), []byte(`"},`), []byte(`"}`), []byte(`"),`), []byte(`");`), []byte(`")`), []byte(`",`), []byte(`"`), []byte(`'),`), []byte(`',`), []byte(`'`),
	[]byte(`]`), []byte(`)`), []byte(`}`), []byte(`;`), []byte(`|`), []byte(`│`),
}

const enoughClosed = 12

// tellClosed tells text of which all lines end with the same mark, but for a few that may
// have been there before.
func tellClosed(head []byte, _ bool) verdict { return when(closerOf(head) != nil) }

func closerOf(head []byte) []byte {
	var ends [len(closers)]int
	lines := 0
	for line := range bytes.Lines(head) {
		text := bytes.TrimRight(line, " \t\r\n")
		if len(text) == 0 || line[len(line)-1] != '\n' {
			continue
		}
		lines++
		if i := slices.IndexFunc(closers[:], func(c []byte) bool { return bytes.HasSuffix(text, c) }); i >= 0 {
			ends[i]++
		}
		if lines == enoughClosed && slices.Max(ends[:]) < enoughClosed/2 {
			return nil // as in most logs
		}
	}
	for i, n := range ends {
		others := 10 // one in as many may end otherwise
		if c := closers[i]; len(c) == 1 && c[0] != '"' && c[0] != '|' {
			others = 20 // a bracket, as lines of a report have as well
		}
		if n >= enoughClosed && n*others >= lines*(others-1) {
			return closers[i]
		}
	}
	return nil
}

// closed takes the mark off that the first lines have.
type closed struct {
	lines
	mark []byte
}

func newClosed() stage {
	c := &closed{}
	c.rewrite = func(dst, line []byte) []byte {
		text := bytes.TrimRight(line, " \t\r\n")
		if last := bytes.TrimRight(text, ";,)]}"); bytes.HasSuffix(last, c.mark) {
			text = last // as the last one of a list has
		}
		text, marked := bytes.CutSuffix(text, c.mark)
		if marked && bytes.IndexByte(c.mark, '"') >= 0 && bytes.IndexByte(text, '\\') >= 0 {
			text = unquote(text)
		}
		if marked && bytes.Equal(c.mark, border) {
			text = bytes.TrimPrefix(text, border)
		}
		dst = append(dst, bytes.TrimRight(text, " ")...)
		if line[len(line)-1] == '\n' {
			dst = append(dst, '\n')
		}
		return dst
	}
	return c
}

func (c *closed) feed(dst, p []byte) []byte {
	if c.mark == nil {
		c.mark = closerOf(p)
	}
	return c.lines.feed(dst, p)
}
