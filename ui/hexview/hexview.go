// Package hexview shows the bytes of the line as they came, in hexadecimal digits and
// beside them as text. It lies over the rest of the screen until it is closed.
package hexview

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"oopscope/keymap"
	"oopscope/ui/cell"
	"oopscope/ui/theme"
)

// A Pane is the view. It follows what comes until it is scrolled.
type Pane struct {
	th     *theme.Theme
	keys   *keymap.Normal
	recent func() (p []byte, end int64)
	held   []byte // what is looked at while it does not follow, nil while it does
	end    int64  // offset behind it
	up     int    // rows from the end
	h      int
}

// New returns the view of what recent returns: the newest bytes of the line, and the
// offset behind them.
func New(th *theme.Theme, keys *keymap.Normal, recent func() (p []byte, end int64)) *Pane {
	return &Pane{th: th, keys: keys, recent: recent}
}

// Mode names the view.
func (p *Pane) Mode() string { return "HEX" }

// Title says whether it follows.
func (p *Pane) Title() string {
	if p.held != nil {
		return "bytes as they came · stopped, " + p.keys.Bottom.Keys[0] + " follows"
	}
	return "bytes as they came · following"
}

// Hints are the keys that work here.
func (p *Pane) Hints() []keymap.Binding {
	return []keymap.Binding{p.keys.Up.Hinted("up"), p.keys.Down.Hinted("down"), p.keys.PageUp.Hinted("page"), p.keys.Bottom, p.keys.Cancel.Hinted("close")}
}

// Key scrolls, and leaves on anything else.
func (p *Pane) Key(k tea.KeyPressMsg) (done bool, cmd tea.Cmd) {
	page := max(p.h-1, 1)
	switch n := p.keys; {
	case n.Up.Is(k.String()):
		p.scroll(1)
	case n.Down.Is(k.String()):
		p.scroll(-1)
	case n.PageUp.Is(k.String()) || n.HalfUp.Is(k.String()):
		p.scroll(page)
	case n.PageDown.Is(k.String()) || n.HalfDown.Is(k.String()):
		p.scroll(-page)
	case n.Top.Is(k.String()):
		p.scroll(1 << 20)
	case n.Bottom.Is(k.String()):
		p.scroll(-1 << 20)
	default:
		return true, nil
	}
	return false, nil
}

// scroll stops the view where it is, or has it follow again at its end.
func (p *Pane) scroll(rows int) {
	if p.held == nil && rows > 0 {
		p.held, p.end = p.recent()
	}
	if p.up += rows; p.up <= 0 {
		p.up, p.held = 0, nil
	}
}

// perRow is how many bytes stand in a row of that width: 8 or 16.
func perRow(w int) int {
	if w >= offsetWidth+16*4+3 {
		return 16
	}
	return 8
}

const offsetWidth = 12

// View draws whole rows, which begin at multiples of their length.
func (p *Pane) View(w, h int) []string {
	p.h = h
	bytes, end := p.held, p.end
	if bytes == nil {
		bytes, end = p.recent()
	}
	if len(bytes) == 0 {
		var b cell.Bar
		b.Add("   nothing received yet", p.th.Dim)
		return []string{b.Paint(w)}
	}
	n := int64(perRow(w))
	first := end - int64(len(bytes))
	lines := int((end-1)/n-first/n) + 1
	p.up = max(min(p.up, lines-h), 0)
	from := max(lines-h-p.up, 0)
	rows := make([]string, 0, h)
	for i := from; i < min(from+h, lines); i++ {
		at := (first/n + int64(i)) * n
		rows = append(rows, p.row(bytes, first, at, int(n), w))
	}
	return rows
}

// row is one row of bytes, the first of which has the offset at.
func (p *Pane) row(bytes []byte, first, at int64, n, w int) string {
	var b cell.Bar
	var text strings.Builder
	b.Add(fmt.Sprintf(" %09x  ", at), p.th.Dim)
	for i := range n {
		k := at + int64(i) - first
		if k < 0 || k >= int64(len(bytes)) {
			b.Add("   ", p.th.Text)
			text.WriteByte(' ')
			continue
		}
		c := bytes[k]
		style := p.th.Text
		if c < ' ' || c >= 0x7f {
			style = p.th.Dim
		}
		b.Add(fmt.Sprintf("%02x ", c), style)
		if c < ' ' || c >= 0x7f {
			c = '.'
		}
		text.WriteByte(c)
	}
	b.Add(" "+text.String(), p.th.Title)
	return b.Paint(w)
}
