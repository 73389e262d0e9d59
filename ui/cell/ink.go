package cell

import (
	"image/color"
	"strconv"
	"strings"

	"charm.land/lipgloss/v2"
	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
)

// Hue is a colour in one comparable word: 0 the terminal's default, otherwise
// a palette index or a 24-bit colour.
type Hue uint32

const (
	paletteHue Hue = 1 << 24
	directHue  Hue = 2 << 24
)

// Attr is a set of attributes.
type Attr uint8

// The attributes that are drawn.
const (
	Bold Attr = 1 << iota
	Faint
	Italic
	Underline
	Reverse
	Strike
)

// Ink is how one cell is drawn. The zero value is the terminal's default.
type Ink struct {
	FG, BG Hue
	Attr   Attr
	Link   Link
}

// InkOf takes the colours and attributes out of a theme's style.
func InkOf(s lipgloss.Style) Ink {
	var k Ink
	k.FG, k.BG = hueOf(s.GetForeground()), hueOf(s.GetBackground())
	for _, a := range []struct {
		on  bool
		bit Attr
	}{{s.GetBold(), Bold}, {s.GetFaint(), Faint}, {s.GetItalic(), Italic}, {s.GetUnderline(), Underline}, {s.GetReverse(), Reverse}} {
		if a.on {
			k.Attr |= a.bit
		}
	}
	if address, _ := s.GetHyperlink(); address != "" {
		k.Link = LinkTo(address)
	}
	return k
}

func hueOf(c color.Color) Hue {
	switch c := c.(type) {
	case ansi.BasicColor:
		return paletteHue | Hue(c)
	case ansi.IndexedColor:
		return paletteHue | Hue(c)
	}
	return 0
}

// Under lays the ink of the board over ours: what the board chose stays.
func (k Ink) Under(board Ink) Ink {
	if board.FG != 0 {
		k.FG = board.FG
	}
	if board.BG != 0 {
		k.BG = board.BG
	}
	k.Attr |= board.Attr
	return k
}

// sgr writes the sequence that selects exactly this ink.
func (k Ink) sgr(b *strings.Builder) {
	b.WriteString("\x1b[0")
	for i, code := range [...]string{";1", ";2", ";3", ";4", ";7", ";9"} {
		if k.Attr&(1<<i) != 0 {
			b.WriteString(code)
		}
	}
	k.FG.sgr(b, 30)
	k.BG.sgr(b, 40)
	if k.Link != 0 {
		b.WriteString(";" + strconv.Itoa(linkCode-1+int(k.Link)))
	}
	b.WriteByte('m')
}

func (h Hue) sgr(b *strings.Builder, base int) {
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
func (k *Ink) apply(params string) {
	p := Params(params)
	for i := 0; i < len(p); i++ {
		n := p[i]
		switch {
		case n == 0:
			*k = Ink{}
		case n >= 30 && n <= 37:
			k.FG = paletteHue | Hue(n-30)
		case n >= 90 && n <= 97:
			k.FG = paletteHue | Hue(n-82)
		case n >= 40 && n <= 47:
			k.BG = paletteHue | Hue(n-40)
		case n >= 100 && n <= 107:
			k.BG = paletteHue | Hue(n-92)
		case n == 39:
			k.FG = 0
		case n == 49:
			k.BG = 0
		case n == 38 || n == 48:
			h, used := extendedHue(p[i+1:])
			if n == 38 {
				k.FG = h
			} else {
				k.BG = h
			}
			i += used
		default:
			k.Attr = k.Attr.apply(n)
		}
	}
}

func (a Attr) apply(n int) Attr {
	switch n {
	case 1:
		return a | Bold
	case 2:
		return a | Faint
	case 3:
		return a | Italic
	case 4, 21:
		return a | Underline
	case 7:
		return a | Reverse
	case 9:
		return a | Strike
	case 22:
		return a &^ (Bold | Faint)
	case 23:
		return a &^ Italic
	case 24:
		return a &^ Underline
	case 27:
		return a &^ Reverse
	case 29:
		return a &^ Strike
	}
	return a
}

// extendedHue reads what follows 38 or 48: 5;index or 2;r;g;b.
func extendedHue(p []int) (h Hue, used int) {
	switch {
	case len(p) >= 2 && p[0] == 5:
		return paletteHue | Hue(p[1]&255), 2
	case len(p) >= 4 && p[0] == 2:
		return directHue | Hue(p[1]&255)<<16 | Hue(p[2]&255)<<8 | Hue(p[3]&255), 4
	}
	return 0, len(p)
}

// Params splits "1;31" into numbers. An empty parameter is zero, and no
// number grows beyond what a colour can be.
func Params(s string) []int {
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

// EmulatorInk is the ink of a cell that the board wrote on a full screen:
// colours and attributes, but no blinking and no concealed text.
func EmulatorInk(s *uv.Style) Ink {
	k := Ink{FG: boardHue(s.Fg), BG: boardHue(s.Bg)}
	for _, a := range [...]struct {
		theirs uint8
		ours   Attr
	}{{uv.AttrBold, Bold}, {uv.AttrFaint, Faint}, {uv.AttrItalic, Italic}, {uv.AttrReverse, Reverse}, {uv.AttrStrikethrough, Strike}} {
		if s.Attrs&a.theirs != 0 {
			k.Attr |= a.ours
		}
	}
	if s.Underline != ansi.UnderlineNone {
		k.Attr |= Underline
	}
	return k
}

// boardHue is hueOf with the direct colours that a board may use.
func boardHue(c color.Color) Hue {
	if h := hueOf(c); h != 0 || c == nil {
		return h
	}
	r, g, b, _ := c.RGBA()
	return directHue | Hue(r>>8)<<16 | Hue(g>>8)<<8 | Hue(b>>8)
}
