package cell

import (
	"strings"
	"unicode/utf8"
)

// The board is hostile: it may be compromised, replaying a log, or talking at
// another baud rate. Nothing it prints reaches the terminal but letters (see
// Next) and colours. A line is played on a terminal of one row (carriage
// return, backspace and the few cursor moves that shells use to edit a command
// line) and only the resulting cells are ever drawn.

// MaxCells is how many cells are kept of one line; the record has all of it.
const MaxCells = 16 << 10

const maxReach = 1024 // how far a cursor move may go beyond the end of a line

// A Line is a terminal of one row. The zero value is an empty one; who gives
// it a Row of no cells has their memory used again.
type Line struct {
	Row []Glyph
	Col int // the cell that the cursor is on
	ink Ink
	set charsets
}

// Play runs the bytes of a line over the row. An unfinished escape sequence
// ends with the bytes: garbage can swallow at most the rest of its own line.
func (t *Line) Play(s string) {
	for i := 0; i < len(s); {
		switch c := s[i]; {
		case c == 0x1b:
			i += t.escape(s[i:])
		case c == shiftOut:
			i++
			t.set.shift(s[i:])
		case c < 0x20 || c == 0x7f:
			t.control(c)
			i++
		case c < 0x7f && t.set.draws():
			i += t.drawn(s[i:])
		case c < 0x80 && (i+1 == len(s) || s[i+1] < 0x80):
			i += t.ascii(s[i:])
		default:
			i += t.letter(s[i:])
		}
	}
}

// ascii writes the printable ASCII s begins with, as nearly all of a kernel's
// lines are, and returns its length. The last of it may be the base of what
// follows.
func (t *Line) ascii(s string) int {
	n := 1
	for n < len(s) && s[n] >= 0x20 && s[n] < 0x7f {
		n++
	}
	if n < len(s) && s[n] >= 0x80 {
		n--
	}
	room := min(n, MaxCells-t.Col)
	if room < 1 {
		return n
	}
	t.grow(t.Col + room)
	t.clearHalves(t.Col, room)
	for i, row := 0, t.Row[t.Col:]; i < room; i++ {
		row[i] = Glyph{Rune: rune(s[i]), Ink: t.ink}
	}
	t.Col += room
	return n
}

// grow makes the row n cells long.
func (t *Line) grow(n int) {
	for len(t.Row) < n {
		t.Row = append(t.Row, Glyph{Rune: ' '})
	}
}

// The controls by which terminals go to their other set of letters, and back.
const shiftOut, shiftIn = 0x0e, 0x0f

func (t *Line) control(c byte) {
	switch c {
	case shiftIn:
		t.set.shifted = false
	case '\r':
		t.Col = 0
	case '\b':
		t.Col = max(t.Col-1, 0)
	case '\t':
		t.moveTo(t.Col/8*8 + 8)
	}
}

// letter puts the letter s begins with and returns its length. C1 controls,
// raw or as UTF-8, are dropped like those of ASCII.
func (t *Line) letter(s string) int {
	drawn, n, w := Next(s)
	if r, size := utf8.DecodeRuneInString(s); r >= 0x80 && r < 0xa0 || r == utf8.RuneError && size == 1 && s[0] < 0xa0 {
		return n
	}
	if asciiOnly {
		for _, c := range spelt(s[:n]) {
			t.put(c, "", 1)
		}
		return n
	}
	r, size := utf8.DecodeRuneInString(drawn)
	t.put(r, drawn[size:], w)
	return n
}

// put writes a letter of w cells at the cursor.
func (t *Line) put(r rune, rest string, w int) {
	if t.Col+w > MaxCells {
		return
	}
	t.grow(t.Col + w)
	t.clearHalves(t.Col, w)
	t.Row[t.Col] = Glyph{r, t.ink, rest}
	for i := 1; i < w; i++ {
		t.Row[t.Col+i] = Glyph{Ink: t.ink}
	}
	t.Col += w
}

// clearHalves blanks the rest of letters that cells [at, at+w) cut.
func (t *Line) clearHalves(at, w int) {
	if t.Row[at].Rune == 0 {
		i := at
		for ; t.Row[i].Rune == 0 && i > 0; i-- {
			t.Row[i].Rune = ' '
		}
		t.Row[i] = Glyph{Rune: ' ', Ink: t.Row[i].Ink}
	}
	for end := at + w; end < len(t.Row) && t.Row[end].Rune == 0; end++ {
		t.Row[end].Rune = ' '
	}
}

func (t *Line) moveTo(col int) {
	t.Col = max(min(col, MaxCells-1, max(len(t.Row), t.Col)+maxReach), 0)
	t.grow(t.Col)
}

// escape handles the sequence s begins with and returns its length.
func (t *Line) escape(s string) int {
	if len(s) < 2 {
		return len(s)
	}
	switch s[1] {
	case '[':
		return t.csi(s)
	case ']', 'P', 'X', '^', '_': // OSC, DCS, SOS, PM, APC: up to ST or BEL
		return StringSequence(s)
	}
	i := 1
	for i < len(s) && s[i] >= 0x20 && s[i] < 0x30 { // intermediates, "ESC ( 0"
		i++
	}
	if i < len(s) && s[i] >= 0x30 && s[i] < 0x7f {
		i++
	}
	t.set.choose(s[:i])
	return i
}

// StringSequence returns the length of the OSC, DCS or the like that s begins
// with: up to ST or BEL, or to what cuts it short.
func StringSequence(s string) int {
	for i := 2; i < len(s); i++ {
		switch {
		case s[i] == '\a' || s[i] == 0x18 || s[i] == 0x1a:
			return i + 1
		case s[i] == 0x1b && i+1 < len(s) && s[i+1] == '\\':
			return i + 2
		case s[i] == 0x1b:
			return i
		}
	}
	return len(s)
}

func (t *Line) csi(s string) int {
	i := 2
	for i < len(s) && s[i] >= 0x20 && s[i] < 0x40 {
		i++
	}
	if i == len(s) || s[i] < 0x40 || s[i] > 0x7e {
		return i // unfinished, or cut by a control byte that counts itself
	}
	params := s[2:i]
	if s[i] == 'l' && (params == "?1049" || params == "?1047" || params == "?47") {
		t.Row, t.Col = t.Row[:0], 0 // vi is left: its screen goes with it, as on a terminal
	}
	if len(params) <= 64 && strings.Trim(params, "0123456789;:") == "" {
		t.command(s[i], params)
	}
	return i + 1
}

// command carries out the sequences that stay within the row.
func (t *Line) command(final byte, params string) {
	n := Params(params)[0]
	switch final {
	case 'm':
		t.ink.apply(params)
	case 'C':
		t.moveTo(t.Col + max(n, 1))
	case 'D':
		t.moveTo(t.Col - max(n, 1))
	case 'G':
		t.moveTo(max(n, 1) - 1)
	case 'K', 'J': // busybox erases with J what is left of the line
		t.erase(n)
	case 'P':
		t.delete(max(n, 1))
	case '@':
		t.insert(min(max(n, 1), 512))
	}
}

func (t *Line) erase(how int) {
	from, to := t.Col, len(t.Row)
	switch how {
	case 1:
		from, to = 0, min(t.Col+1, len(t.Row))
	case 2, 3:
		from = 0
	}
	for i := from; i < to; i++ {
		t.Row[i] = Glyph{Rune: ' '}
	}
	if to == len(t.Row) && from < to {
		t.Row = t.Row[:from]
		t.moveTo(t.Col)
	}
}

func (t *Line) delete(n int) {
	if t.Col < len(t.Row) {
		t.Row = append(t.Row[:t.Col], t.Row[min(t.Col+n, len(t.Row)):]...)
	}
	t.mendHalves()
}

func (t *Line) insert(n int) {
	if t.Col < len(t.Row) && len(t.Row)+n <= MaxCells {
		blank := make([]Glyph, n)
		for i := range blank {
			blank[i].Rune = ' '
		}
		t.Row = append(t.Row[:t.Col], append(blank, t.Row[t.Col:]...)...)
	}
	t.mendHalves()
}

// mendHalves blanks what is left of letters that lost some of their cells.
func (t *Line) mendHalves() {
	for i := 0; i < len(t.Row); {
		n := 0
		if t.Row[i].Rune != 0 {
			n = whole(t.Row, i)
		}
		if n == 0 {
			t.Row[i] = Glyph{Rune: ' ', Ink: t.Row[i].Ink}
			n = 1
		}
		i += n
	}
}
