package ui

import (
	"image/color"
	"strconv"
	"strings"

	"charm.land/lipgloss/v2"
	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
)

// hue is a colour in one comparable word: 0 the terminal's default, otherwise
// a palette index or a 24-bit colour.
type hue uint32

const (
	paletteHue hue = 1 << 24
	directHue  hue = 2 << 24
)

type attr uint8

const (
	bold attr = 1 << iota
	faint
	italic
	underline
	reverse
	strike
)

// ink is how one cell is drawn. The zero value is the terminal's default.
type ink struct {
	fg, bg hue
	attr   attr
}

// inkOf takes the colours and attributes out of a theme's style.
func inkOf(s lipgloss.Style) ink {
	var k ink
	k.fg, k.bg = hueOf(s.GetForeground()), hueOf(s.GetBackground())
	for _, a := range []struct {
		on  bool
		bit attr
	}{{s.GetBold(), bold}, {s.GetFaint(), faint}, {s.GetItalic(), italic}, {s.GetUnderline(), underline}, {s.GetReverse(), reverse}} {
		if a.on {
			k.attr |= a.bit
		}
	}
	return k
}

func hueOf(c color.Color) hue {
	switch c := c.(type) {
	case ansi.BasicColor:
		return paletteHue | hue(c)
	case ansi.IndexedColor:
		return paletteHue | hue(c)
	}
	return 0
}

// under lays the ink of the board over ours: what the board chose stays.
func (k ink) under(board ink) ink {
	if board.fg != 0 {
		k.fg = board.fg
	}
	if board.bg != 0 {
		k.bg = board.bg
	}
	k.attr |= board.attr
	return k
}

// sgr writes the sequence that selects exactly this ink.
func (k ink) sgr(b *strings.Builder) {
	b.WriteString("\x1b[0")
	for i, code := range [...]string{";1", ";2", ";3", ";4", ";7", ";9"} {
		if k.attr&(1<<i) != 0 {
			b.WriteString(code)
		}
	}
	k.fg.sgr(b, 30)
	k.bg.sgr(b, 40)
	b.WriteByte('m')
}

func (h hue) sgr(b *strings.Builder, base int) {
	n := int(h & 0xffffff)
	switch h >> 24 {
	case 1:
		switch {
		case n < 8:
			b.WriteString(";" + strconv.Itoa(base+n))
		case n < 16:
			b.WriteString(";" + strconv.Itoa(base+52+n))
		default:
			b.WriteString(";" + strconv.Itoa(base+8) + ";5;" + strconv.Itoa(n))
		}
	case 2:
		b.WriteString(";" + strconv.Itoa(base+8) + ";2;" + strconv.Itoa(n>>16) + ";" + strconv.Itoa(n>>8&255) + ";" + strconv.Itoa(n&255))
	}
}

// apply reads the parameters of one SGR sequence the board sent. Blinking and
// concealed text are ignored: the one annoys, the other hides.
func (k *ink) apply(params string) {
	p := sgrParams(params)
	for i := 0; i < len(p); i++ {
		n := p[i]
		switch {
		case n == 0:
			*k = ink{}
		case n >= 30 && n <= 37:
			k.fg = paletteHue | hue(n-30)
		case n >= 90 && n <= 97:
			k.fg = paletteHue | hue(n-82)
		case n >= 40 && n <= 47:
			k.bg = paletteHue | hue(n-40)
		case n >= 100 && n <= 107:
			k.bg = paletteHue | hue(n-92)
		case n == 39:
			k.fg = 0
		case n == 49:
			k.bg = 0
		case n == 38 || n == 48:
			h, used := extendedHue(p[i+1:])
			if n == 38 {
				k.fg = h
			} else {
				k.bg = h
			}
			i += used
		default:
			k.attr = k.attr.apply(n)
		}
	}
}

func (a attr) apply(n int) attr {
	switch n {
	case 1:
		return a | bold
	case 2:
		return a | faint
	case 3:
		return a | italic
	case 4, 21:
		return a | underline
	case 7:
		return a | reverse
	case 9:
		return a | strike
	case 22:
		return a &^ (bold | faint)
	case 23:
		return a &^ italic
	case 24:
		return a &^ underline
	case 27:
		return a &^ reverse
	case 29:
		return a &^ strike
	}
	return a
}

// extendedHue reads what follows 38 or 48: 5;index or 2;r;g;b.
func extendedHue(p []int) (h hue, used int) {
	switch {
	case len(p) >= 2 && p[0] == 5:
		return paletteHue | hue(p[1]&255), 2
	case len(p) >= 4 && p[0] == 2:
		return directHue | hue(p[1]&255)<<16 | hue(p[2]&255)<<8 | hue(p[3]&255), 4
	}
	return 0, len(p)
}

// sgrParams splits "1;31" into numbers. An empty parameter is zero, and no
// number grows beyond what a colour can be.
func sgrParams(s string) []int {
	p := make([]int, 1, 8)
	for i := 0; i < len(s); i++ {
		last := len(p) - 1
		switch c := s[i]; {
		case c >= '0' && c <= '9':
			p[last] = min(p[last]*10+int(c-'0'), 1000)
		case c == ';' || c == ':':
			p = append(p, 0)
		}
	}
	return p
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
