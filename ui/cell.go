package ui

import (
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// cellWidth returns 1 or 2 for runes whose width terminals agree on, and 0 for
// all others: combining, bidirectional, emoji, private and unassigned ones
// would shift or reorder what stands behind them.
func cellWidth(r rune) int {
	if r >= 0x20 && r < 0x7f {
		return 1
	}
	for _, b := range agreed {
		if r >= b.from && r <= b.to {
			if b.width == 2 {
				return 2
			}
			if r == 0xad || ansi.StringWidth(string(r)) != 1 {
				return 0
			}
			return 1
		}
	}
	return 0
}

var agreed = []struct {
	from, to rune
	width    int
}{
	{0xa0, 0x24f, 1},    // Latin
	{0x370, 0x3ff, 1},   // Greek
	{0x400, 0x482, 1},   // Cyrillic
	{0x48a, 0x52f, 1},   // Cyrillic
	{0x2010, 0x2027, 1}, // dashes and quotes, not the bidi marks behind them
	{0x2030, 0x205e, 1}, // general punctuation
	{0x20a0, 0x20bf, 1}, // currency
	{0x2100, 0x218b, 1}, // letterlike, number forms
	{0x2190, 0x22ff, 1}, // arrows, mathematics
	{0x2500, 0x25fc, 1}, // box drawing, blocks, shapes
	{0x2700, 0x27bf, 1}, // dingbats
	{0x2800, 0x28ff, 1}, // braille
	{0x3001, 0x3029, 2}, // CJK punctuation
	{0x3041, 0x3096, 2}, // hiragana
	{0x30a0, 0x30ff, 2}, // katakana
	{0x4e00, 0x9fa5, 2}, // CJK ideographs
	{0xac00, 0xd7a3, 2}, // hangul
	{0xff01, 0xff60, 2}, // full width forms
}

// clean returns text of the board as plain printable runes, for titles, status
// lines and everything else that is not the log itself.
func clean(s string) string {
	if plainASCII(s) {
		return s
	}
	var t lineScreen
	t.play(s)
	return plain(t.row)
}

// plain returns the runes of a row.
func plain(row []glyph) string {
	var b strings.Builder
	for _, g := range row {
		if g.r != 0 {
			b.WriteRune(g.r)
		}
	}
	return b.String()
}

func plainASCII(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < 0x20 || s[i] > 0x7e {
			return false
		}
	}
	return true
}

// caret makes every control byte of a line visible, as cat -v does, for when
// the person asks what the board really sent.
func caret(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c < 0x20:
			b.WriteString("^" + string(rune(c+0x40)))
		case c == 0x7f:
			b.WriteString("^?")
		case c > 0x7f:
			b.WriteString(`\x` + string("0123456789abcdef"[c>>4]) + string("0123456789abcdef"[c&15]))
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}
