package stage

import (
	"bytes"
	"io"
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"
)

// A frame is a view, and what else the terminal is told with it.
type frame struct {
	tea.View
	anew    bool   // whatever stands on the terminal
	also    string // sequences that draw nothing
	profile colorprofile.Profile
	synced  bool // the terminal shows nothing before a frame is whole, if asked to
}

// A canvas knows what stands on a terminal, and what to write so that a view
// does. A row of a view is as wide as the terminal, each of its sequences sets all
// of the style (SGR 0 and what follows), and it ends without any.
type canvas struct {
	w       io.Writer
	rows    []string
	title   string
	mouse   tea.MouseMode
	pointer bool // the cursor is seen
	colours palette
	out     bytes.Buffer
}

// begin takes the alternate screen, of which nothing is known.
func (c *canvas) begin() {
	*c = canvas{w: c.w, colours: c.colours}
	c.tell(ansi.SetModeAltScreenSaveCursor + ansi.ResetModeTextCursorEnable + ansi.SetModeBracketedPaste)
}

// end gives it back.
func (c *canvas) end() {
	c.tell(mouseModes(c.mouse, tea.MouseModeNone) + ansi.ResetModeBracketedPaste + ansi.ResetStyle + ansi.ResetModeAltScreenSaveCursor + ansi.SetModeTextCursorEnable)
}

func (c *canvas) tell(sequences string) { _, _ = io.WriteString(c.w, sequences) }

// draw writes a frame, in one piece, when it is another one than what is there.
func (c *canvas) draw(f *frame) {
	c.out.Reset()
	if f.synced {
		c.out.WriteString(ansi.SetModeSynchronizedOutput)
	}
	hidden := c.out.Len()
	if c.pointer {
		c.out.WriteString(ansi.ResetModeTextCursorEnable)
	}
	bare := c.out.Len()
	c.out.WriteString(f.also)
	if f.WindowTitle != c.title {
		c.title = f.WindowTitle
		c.out.WriteString(ansi.SetWindowTitle(c.title))
	}
	c.out.WriteString(mouseModes(c.mouse, f.MouseMode))
	c.mouse = f.MouseMode
	c.colours.follow(f.profile)
	c.drawRows(strings.Split(f.Content, "\n"), f.anew)
	if c.out.Len() == bare {
		c.out.Truncate(hidden) // the cursor may stay where it is seen
	}
	c.point(f.Cursor)
	if f.synced {
		c.out.WriteString(ansi.ResetModeSynchronizedOutput)
	}
	_, _ = c.w.Write(c.out.Bytes())
}

// point puts the cursor where it belongs, or hides it.
func (c *canvas) point(at *tea.Cursor) {
	if at == nil {
		if c.pointer && !bytes.Contains(c.out.Bytes(), []byte(ansi.ResetModeTextCursorEnable)) {
			c.out.WriteString(ansi.ResetModeTextCursorEnable)
		}
	} else {
		c.out.WriteString(ansi.CursorPosition(at.X+1, at.Y+1) + ansi.SetModeTextCursorEnable)
	}
	c.pointer = at != nil
}

// drawRows draws what is not there already.
func (c *canvas) drawRows(rows []string, anew bool) {
	if anew || len(rows) != len(c.rows) {
		c.out.WriteString(noMargins + ansi.ResetStyle + ansi.CursorHomePosition + ansi.EraseEntireScreen)
		c.rows = make([]string, len(rows))
	} else if s := scrolled(c.rows, rows); s.by != 0 {
		s.write(&c.out)
		s.move(c.rows)
	}
	for y, row := range rows {
		if row != c.rows[y] {
			c.drawRow(y, c.rows[y], row)
		}
	}
	c.rows = rows
}

// drawRow writes as much of a row as is another one than before.
func (c *canvas) drawRow(y int, was, is string) {
	from, column, style := sameHead(was, is)
	to := len(is) - sameTail(was[from:], is[from:])
	text := is[from:to]
	c.out.WriteString(ansi.CursorPosition(column+1, y+1))
	c.colours.paint(&c.out, style)
	if to < len(is) {
		c.colours.paint(&c.out, text)
		c.colours.lead(&c.out, 0)
		c.out.WriteString(ansi.ResetStyle)
		return
	}
	written := text
	if style == "" || strings.Contains(text, "\x1b") { // else the blanks may have a style
		written = strings.TrimRight(text, " ")
	}
	erase := len(text)-len(written) > len(ansi.EraseLineRight)
	if erase {
		text = written
	}
	c.colours.paint(&c.out, text)
	c.colours.lead(&c.out, 0)
	if erase {
		c.out.WriteString(ansi.EraseLineRight)
	}
}

// sameHead returns where two rows begin to differ, in bytes and in columns, and
// the style there. Beyond ASCII nothing is the same: what follows a letter may be
// part of it.
func sameHead(a, b string) (at, column int, style string) {
	for i, n := 0, 0; i < min(len(a), len(b)) && a[i] == b[i] && a[i] < 0x80; {
		if b[i] != 0x1b {
			at, column = i, n
			i, n = i+1, n+1
			continue
		}
		end := strings.IndexByte(b[i:], 'm')
		if end < 0 || !strings.HasPrefix(a[i:], b[i:i+end+1]) {
			return i, n, style
		}
		style = b[i : i+end+1]
		i += end + 1
		at, column = i, n
	}
	return at, column, style
}

// sameTail returns the length of the end that two texts share, from where a
// sequence sets the style anew, if they take as many columns before it.
func sameTail(a, b string) int {
	n := 0
	for n < min(len(a), len(b)) && a[len(a)-1-n] == b[len(b)-1-n] {
		n++
	}
	at := strings.Index(b[len(b)-n:], "\x1b[0")
	if at < 0 {
		return 0
	}
	n -= at
	if n < 16 || ansi.StringWidthWc(a[:len(a)-n]) != ansi.StringWidthWc(b[:len(b)-n]) {
		return 0
	}
	return n
}

// mouseModes asks the terminal for its mouse, or for no more of it.
func mouseModes(was, is tea.MouseMode) string {
	switch {
	case was == is:
		return ""
	case is == tea.MouseModeNone:
		return ansi.ResetModeMouseButtonEvent + ansi.ResetModeMouseExtSgr
	}
	return ansi.SetModeMouseButtonEvent + ansi.SetModeMouseExtSgr
}
