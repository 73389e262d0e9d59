package ui

import (
	"strings"
	"unicode/utf8"
)

// The board is hostile: it may be compromised, replaying a log, or talking at
// another baud rate. Nothing it prints reaches the terminal but letters (see
// nextLetter) and colours. A line is played on a terminal of one row (carriage
// return, backspace and the few cursor moves that shells use to edit a command
// line) and only the resulting cells are ever drawn.

const (
	maxCells = 16 << 10 // cells kept of one line; the record has all of it
	maxReach = 1024     // how far a cursor move may go beyond the end of a line
)

// A lineScreen is a terminal of one row.
type lineScreen struct {
	row []glyph
	col int
	ink ink
}

// play runs the bytes of a line over the row. An unfinished escape sequence
// ends with the bytes: garbage can swallow at most the rest of its own line.
func (t *lineScreen) play(s string) {
	for i := 0; i < len(s); {
		switch c := s[i]; {
		case c == 0x1b:
			i += t.escape(s[i:])
		case c < 0x20 || c == 0x7f:
			t.control(c)
			i++
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
func (t *lineScreen) ascii(s string) int {
	n := 1
	for n < len(s) && s[n] >= 0x20 && s[n] < 0x7f {
		n++
	}
	if n < len(s) && s[n] >= 0x80 {
		n--
	}
	room := min(n, maxCells-t.col)
	if room < 1 {
		return n
	}
	t.grow(t.col + room)
	t.clearHalves(t.col, room)
	for i, row := 0, t.row[t.col:]; i < room; i++ {
		row[i] = glyph{r: rune(s[i]), ink: t.ink}
	}
	t.col += room
	return n
}

// grow makes the row n cells long.
func (t *lineScreen) grow(n int) {
	for len(t.row) < n {
		t.row = append(t.row, glyph{r: ' '})
	}
}

func (t *lineScreen) control(c byte) {
	switch c {
	case '\r':
		t.col = 0
	case '\b':
		t.col = max(t.col-1, 0)
	case '\t':
		t.moveTo(t.col/8*8 + 8)
	}
}

// letter puts the letter s begins with and returns its length. C1 controls,
// raw or as UTF-8, are dropped like those of ASCII.
func (t *lineScreen) letter(s string) int {
	drawn, n, w := nextLetter(s)
	if r, size := utf8.DecodeRuneInString(s); r >= 0x80 && r < 0xa0 || r == utf8.RuneError && size == 1 && s[0] < 0xa0 {
		return n
	}
	r, size := utf8.DecodeRuneInString(drawn)
	t.put(r, drawn[size:], w)
	return n
}

// put writes a letter of w cells at the cursor.
func (t *lineScreen) put(r rune, rest string, w int) {
	if t.col+w > maxCells {
		return
	}
	t.grow(t.col + w)
	t.clearHalves(t.col, w)
	t.row[t.col] = glyph{r, t.ink, rest}
	for i := 1; i < w; i++ {
		t.row[t.col+i] = glyph{ink: t.ink}
	}
	t.col += w
}

// clearHalves blanks the rest of letters that cells [at, at+w) cut.
func (t *lineScreen) clearHalves(at, w int) {
	if t.row[at].r == 0 {
		i := at
		for ; t.row[i].r == 0 && i > 0; i-- {
			t.row[i].r = ' '
		}
		t.row[i] = glyph{r: ' ', ink: t.row[i].ink}
	}
	for end := at + w; end < len(t.row) && t.row[end].r == 0; end++ {
		t.row[end].r = ' '
	}
}

func (t *lineScreen) moveTo(col int) {
	t.col = max(min(col, maxCells-1, max(len(t.row), t.col)+maxReach), 0)
	t.grow(t.col)
}

// escape handles the sequence s begins with and returns its length.
func (t *lineScreen) escape(s string) int {
	if len(s) < 2 {
		return len(s)
	}
	switch s[1] {
	case '[':
		return t.csi(s)
	case ']', 'P', 'X', '^', '_': // OSC, DCS, SOS, PM, APC: up to ST or BEL
		return stringSequence(s)
	}
	i := 1
	for i < len(s) && s[i] >= 0x20 && s[i] < 0x30 { // intermediates, "ESC ( 0"
		i++
	}
	if i < len(s) && s[i] >= 0x30 && s[i] < 0x7f {
		i++
	}
	return i
}

func stringSequence(s string) int {
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

func (t *lineScreen) csi(s string) int {
	i := 2
	for i < len(s) && s[i] >= 0x20 && s[i] < 0x40 {
		i++
	}
	if i == len(s) || s[i] < 0x40 || s[i] > 0x7e {
		return i // unfinished, or cut by a control byte that counts itself
	}
	params := s[2:i]
	if s[i] == 'l' && (params == "?1049" || params == "?1047" || params == "?47") {
		t.row, t.col = t.row[:0], 0 // vi is left: its screen goes with it, as on a terminal
	}
	if len(params) <= 64 && strings.Trim(params, "0123456789;:") == "" {
		t.command(s[i], params)
	}
	return i + 1
}

// command carries out the sequences that stay within the row.
func (t *lineScreen) command(final byte, params string) {
	n := sgrParams(params)[0]
	switch final {
	case 'm':
		t.ink.apply(params)
	case 'C':
		t.moveTo(t.col + max(n, 1))
	case 'D':
		t.moveTo(t.col - max(n, 1))
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

func (t *lineScreen) erase(how int) {
	from, to := t.col, len(t.row)
	switch how {
	case 1:
		from, to = 0, min(t.col+1, len(t.row))
	case 2, 3:
		from = 0
	}
	for i := from; i < to; i++ {
		t.row[i] = glyph{r: ' '}
	}
	if to == len(t.row) && from < to {
		t.row = t.row[:from]
		t.moveTo(t.col)
	}
}

func (t *lineScreen) delete(n int) {
	if t.col < len(t.row) {
		t.row = append(t.row[:t.col], t.row[min(t.col+n, len(t.row)):]...)
	}
	t.mendHalves()
}

func (t *lineScreen) insert(n int) {
	if t.col < len(t.row) && len(t.row)+n <= maxCells {
		blank := make([]glyph, n)
		for i := range blank {
			blank[i].r = ' '
		}
		t.row = append(t.row[:t.col], append(blank, t.row[t.col:]...)...)
	}
	t.mendHalves()
}

// mendHalves blanks what is left of letters that lost some of their cells.
func (t *lineScreen) mendHalves() {
	for i := 0; i < len(t.row); {
		n := 0
		if t.row[i].r != 0 {
			n = whole(t.row, i)
		}
		if n == 0 {
			t.row[i] = glyph{r: ' ', ink: t.row[i].ink}
			n = 1
		}
		i += n
	}
}
