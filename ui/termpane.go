package ui

import (
	"fmt"
	"image/color"
	"strings"
	"time"

	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/vt"
)

// termPane is the console as a real terminal, for vi, top, less, menuconfig
// and boot menus. It plays the same bytes as the log, which goes on below it.
// Of what the emulator holds only runes and colours are ever drawn.
type termPane struct {
	th     *Theme
	screen *termScreen
	w, h   int // the room there is

	shown bool
	why   termReason
	away  bool // the person left while the alternate screen is still in use
	boot  int  // the newest one known
	crash int  // the newest one known

	now    time.Time
	marks  []time.Time // of the latest signs of a full-screen program
	lines  int         // since the cursor was last sent anywhere
	left   int         // the window on a screen that is larger than its room
	top    int
	cursor struct {
		x, y int
		seen bool
	}
}

// termReason is why the full screen is shown.
type termReason int

const (
	byNobody termReason = iota
	byKey
	byAltScreen // until it is left
	bySigns     // until there are none any more
)

// Signs that make a full-screen program, and within how long: less asks for
// the size, goes home and to the last row; top clears the screen every five
// seconds. The command clear, or resize, has two of them.
const (
	signsNeeded = 4
	signsWithin = 7 * time.Second
)

func newTermPane(th *Theme) *termPane {
	p := &termPane{th: th}
	p.screen = newTermScreen(p.noticed)
	return p
}

// SetSize tells the pane its place, which the board learns when it asks.
func (p *termPane) SetSize(w, h int) {
	p.w, p.h = max(w, 0), max(h, 0)
	p.screen.roomW, p.screen.roomH = max(w, 1), max(h, 1)
}

// Feed plays bytes of the board and shows or leaves the full screen as the
// program asks for.
func (p *termPane) Feed(raw []byte, now time.Time) {
	p.now = now
	p.screen.Feed(raw)
}

func (p *termPane) noticed(e termEvent) {
	switch e {
	case eventAltOn:
		p.away = false
		p.show(byAltScreen)
	case eventAltOff:
		p.away = false
		p.leave(byAltScreen)
	case eventPrompt:
		p.marks = p.marks[:0]
		p.leave(bySigns)
	case eventProbe:
		p.sign()
		p.sign()
	case eventAddress:
		p.lines = 0
		p.sign()
	case eventLine:
		if p.lines++; p.lines > p.screen.h {
			p.leave(bySigns)
		}
	}
}

func (p *termPane) sign() {
	p.marks = append(p.marks, p.now)
	for len(p.marks) > 0 && p.now.Sub(p.marks[0]) > signsWithin {
		p.marks = p.marks[1:]
	}
	if len(p.marks) < signsNeeded {
		return
	}
	p.marks = p.marks[len(p.marks)-signsNeeded:]
	if !p.away {
		p.show(bySigns)
	}
}

func (p *termPane) show(why termReason) {
	if !p.shown {
		p.shown, p.why, p.lines = true, why, 0
	} else if p.why == bySigns {
		p.why = why
	}
}

func (p *termPane) leave(why termReason) {
	if p.shown && p.why == why {
		p.shown, p.why = false, byNobody
	}
	if why == bySigns {
		p.away = p.away && p.screen.alt != nil
	}
}

// Toggle is the person's key. Who leaves a program's screen is not put back
// on it until the program is done with it.
func (p *termPane) Toggle() {
	if p.shown {
		p.shown, p.away = false, true
		return
	}
	p.shown, p.why, p.away = true, byKey, false
	if p.screen.alt != nil {
		p.why = byAltScreen
	}
}

// Rebooted is for a board that began anew: its program is gone.
func (p *termPane) Rebooted() {
	p.screen.Reset()
	p.shown, p.away, p.marks = false, false, nil
}

// busy tells whether a program uses the alternate screen.
func (p *termPane) busy() bool { return p.screen.alt != nil }

// fits tells whether all of the screen can be seen, and is all there is.
func (p *termPane) fits() bool { return p.screen.w == p.w && p.screen.h == p.h }

// size is the size that the board is taken to believe.
func (p *termPane) size() string { return fmt.Sprintf("%dx%d", p.screen.w, p.screen.h) }

// View draws exactly h lines of exactly w cells.
func (p *termPane) View() string {
	var lines []string
	p.screen.guarded(p.screen.now(), func(e *vt.Emulator) {
		lines = p.draw(e)
	})
	for len(lines) < p.h {
		lines = append(lines, strings.Repeat(" ", p.w))
	}
	return strings.Join(lines, "\n")
}

func (p *termPane) draw(e *vt.Emulator) []string {
	at := e.CursorPosition()
	p.left = window(p.left, at.X, p.w, p.screen.w)
	p.top = window(p.top, at.Y, p.h, p.screen.h)
	p.cursor.x, p.cursor.y = at.X-p.left, at.Y-p.top
	p.cursor.seen = !p.screen.hidden && p.cursor.x >= 0 && p.cursor.x < p.w && p.cursor.y >= 0 && p.cursor.y < p.h
	lines := make([]string, 0, p.h)
	for y := p.top; y < p.screen.h && len(lines) < p.h; y++ {
		row := termRow(e, y, p.screen.w)
		row = row[min(p.left, len(row)):]
		if len(row) > 0 && row[0].r == 0 {
			row[0].r = ' '
		}
		lines = append(lines, paintCells(row, p.w))
	}
	return lines
}

// window moves what is seen of n cells so that the cursor is among them, and
// the beginning when all fits.
func window(from, cursor, room, n int) int {
	from = max(min(from, n-room), 0)
	return max(min(from, cursor), cursor-room+1, 0)
}

// termRow takes the runes and colours out of a row of the emulator. A cell
// with anything but one rune of an agreed width shows the substitute.
func termRow(e *vt.Emulator, y, w int) []glyph {
	row := make([]glyph, 0, w)
	for x := 0; x < w; x++ {
		g := glyph{r: ' '}
		c := e.CellAt(x, y)
		if c == nil {
			row = append(row, g)
			continue
		}
		g.ink = cellInk(&c.Style)
		runes := []rune(c.Content)
		switch {
		case len(runes) == 1 && cellWidth(runes[0]) == 1:
			g.r = runes[0]
		case len(runes) == 1 && cellWidth(runes[0]) == 2 && c.Width == 2 && x+1 < w:
			row = append(row, glyph{runes[0], g.ink})
			g.r = 0
			x++
		case len(runes) > 0:
			g.r = substitute
		}
		row = append(row, g)
	}
	return row
}

// cellInk keeps colours and attributes, but blinking and concealed text.
func cellInk(s *uv.Style) ink {
	k := ink{fg: boardHue(s.Fg), bg: boardHue(s.Bg)}
	for _, a := range [...]struct {
		theirs uint8
		ours   attr
	}{{uv.AttrBold, bold}, {uv.AttrFaint, faint}, {uv.AttrItalic, italic}, {uv.AttrReverse, reverse}, {uv.AttrStrikethrough, strike}} {
		if s.Attrs&a.theirs != 0 {
			k.attr |= a.ours
		}
	}
	if s.Underline != ansi.UnderlineNone {
		k.attr |= underline
	}
	return k
}

// boardHue is hueOf with the direct colours that a board may use.
func boardHue(c color.Color) hue {
	if h := hueOf(c); h != 0 || c == nil {
		return h
	}
	r, g, b, _ := c.RGBA()
	return directHue | hue(r>>8)<<16 | hue(g>>8)<<8 | hue(b>>8)
}
