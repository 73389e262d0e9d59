package ui

import (
	"strings"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"

	"oopscope/parse/letter"
)

// A glyph is one cell of the screen. A letter is a grapheme cluster: a rune,
// and what stands on it or is joined to it. One that takes several cells has
// them behind its own, with rune 0.
type glyph struct {
	r    rune
	ink  ink
	rest string // of the letter, "" mostly
}

const substitute = '·' // stands for what cannot be shown

// nextLetter cuts the first letter off s, which is not empty, and returns it as
// it is drawn, how many bytes of s that is, and how many cells it takes, never
// 0. What must not be shown is drawn as the substitute.
func nextLetter(s string) (drawn string, n, cells int) {
	if s[0] < utf8.RuneSelf && (len(s) == 1 || s[1] < utf8.RuneSelf) && s[0] >= ' ' && s[0] < 0x7f {
		return s[:1], 1, 1
	}
	n, ok := letter.Next(s)
	if ok {
		if cells = letterCells(s[:n]); cells > 0 {
			return s[:n], n, cells
		}
	}
	return string(substitute), n, 1
}

// letterCells returns how many cells a letter takes. Terminals disagree about
// letters of several runes: most advance by each rune, some draw a family of
// emoji in two cells. There is room for the widest here, which is how the
// renderer counts too (see anchored); and for two cells where a variation
// selector or an enclosing keycap makes an emoji of a narrow character, and
// for half a flag.
func letterCells(s string) int {
	w := ansi.StringWidthWc(s)
	if w == 1 && len(s) > 1 && widened(s) {
		return 2
	}
	return w
}

const emojiSelector = "\ufe0f"

func widened(s string) bool {
	r, n := utf8.DecodeRuneInString(s)
	return strings.Contains(s[n:], emojiSelector) || isFlag(r)
}

// isFlag tells the letters that make a flag by two.
func isFlag(r rune) bool { return r >= 0x1f1e6 && r <= 0x1f1ff }

// String is the letter.
func (g *glyph) String() string { return string(g.r) + g.rest }

// cells returns how many cells the letter takes.
func (g *glyph) cells() int {
	if g.rest != "" {
		return letterCells(g.String())
	}
	if narrow(g.r) {
		return 1
	}
	return letterCells(string(g.r))
}

// narrow tells runes of one cell that there are many of: Latin, and the lines
// that panes are drawn with.
func narrow(r rune) bool { return r < 0x300 || r >= 0x2500 && r < 0x2580 }

// whole returns the cells of the letter that begins at i, 0 when an edge or
// what was written over it took some of them.
func whole(row []glyph, i int) int {
	w := row[i].cells()
	if i+w > len(row) {
		return 0
	}
	for _, g := range row[i+1 : i+w] {
		if g.r != 0 {
			return 0
		}
	}
	return w
}

// textCells returns how many cells text takes.
func textCells(s string) int {
	n := 0
	for s != "" {
		_, size, cells := nextLetter(s)
		n += cells
		s = s[size:]
	}
	return n
}

// splitCells cuts text where w cells are full.
func splitCells(s string, w int) (head, tail string) {
	used := 0
	for i := 0; i < len(s); {
		_, n, cells := nextLetter(s[i:])
		if used += cells; used > w {
			return s[:i], s[i:]
		}
		i += n
	}
	return s, ""
}

// cutEnd shortens text to w cells, and shows that it did.
func cutEnd(s string, w int) string {
	if w < 1 {
		return ""
	}
	if _, tail := splitCells(s, w); tail == "" {
		return s
	}
	head, _ := splitCells(s, w-1)
	return head + "…"
}

// cutMiddle shortens text to w cells, keeping its beginning and its end: of a
// path both tell more than the middle.
func cutMiddle(s string, w int) string {
	all := textCells(s)
	if all <= w || w < 8 {
		return s
	}
	head, tail := splitCells(s, w/3)
	for textCells(tail) > w-1-textCells(head) {
		_, n, _ := nextLetter(tail)
		tail = tail[n:]
	}
	return head + "…" + tail
}

// lineCells returns how many cells of a row stand on a line of at most w. No
// letter is torn but one that is wider than a line.
func lineCells(row []glyph, w int) int {
	w = max(w, 1)
	if len(row) <= w {
		return len(row)
	}
	for n := w; n > 0; n-- {
		if row[n].r != 0 {
			return n
		}
	}
	return w
}

// wrapCells cuts a row into lines. There is always one.
func wrapCells(row []glyph, w int) (lines [][]glyph) {
	for n := lineCells(row, w); n < len(row); n = lineCells(row, w) {
		lines = append(lines, row[:n])
		row = row[n:]
	}
	return append(lines, row)
}

// clean returns text of the board as harmless letters, for titles, status
// lines and everything else that is not the log itself.
func clean(s string) string {
	if letter.Plain(s) {
		return s
	}
	var t lineScreen
	t.play(s)
	return plain(t.row)
}

// plain returns the letters of a row.
func plain(row []glyph) string {
	var b strings.Builder
	for i := range row {
		if row[i].r != 0 {
			b.WriteRune(row[i].r)
			b.WriteString(row[i].rest)
		}
	}
	return b.String()
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

// firstLetter and lastLetter are "" of an empty text.
func firstLetter(s string) string {
	if s == "" {
		return ""
	}
	_, n, _ := nextLetter(s)
	return s[:n]
}

func lastLetter(s string) string {
	for {
		first := firstLetter(s)
		if len(first) == len(s) {
			return s
		}
		s = s[len(first):]
	}
}

// textOf returns the text of a row, and the cell that each of its bytes is in.
func textOf(row []glyph) (text string, at []int) {
	text = plain(row)
	at = make([]int, 0, len(text))
	for i := range row {
		if row[i].r == 0 {
			continue
		}
		for range utf8.RuneLen(row[i].r) + len(row[i].rest) {
			at = append(at, i)
		}
	}
	return text, at
}
