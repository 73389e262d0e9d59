package ui

import (
	"strings"
	"unicode/utf8"
)

// The board is hostile: it may be compromised, replaying a log, or talking at
// another baud rate. Nothing it prints reaches the terminal but printable
// runes and colours. A line is played on a terminal of one row (carriage
// return, backspace and the few cursor moves that shells use to edit a command
// line) and only the resulting cells are ever drawn.

// A glyph is one cell. A wide rune takes two: the second has rune 0.
type glyph struct {
	r   rune
	ink ink
}

const (
	substitute = '·'    // stands for what cannot be shown safely in one cell
	maxCells   = maxRow // cells kept of one line; the record has all of it
	maxReach   = 1024   // how far a cursor move may go beyond the end of a line
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
		case c < 0x80:
			t.put(rune(c), 1)
			i++
		default:
			r, n := utf8.DecodeRuneInString(s[i:])
			t.rune(r, n, c)
			i += n
		}
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

func (t *lineScreen) rune(r rune, size int, first byte) {
	switch {
	case r == utf8.RuneError && size == 1:
		if first >= 0xa0 { // a raw C1 byte is dropped like its UTF-8 form
			t.put(substitute, 1)
		}
	case r >= 0x80 && r < 0xa0:
	default:
		w := cellWidth(r)
		if w == 0 {
			r, w = substitute, 1
		}
		t.put(r, w)
	}
}

// put writes a rune at the cursor.
func (t *lineScreen) put(r rune, w int) {
	if t.col+w > maxCells {
		return
	}
	for len(t.row) < t.col+w {
		t.row = append(t.row, glyph{r: ' '})
	}
	t.clearHalves(t.col, w)
	t.row[t.col] = glyph{r, t.ink}
	if w == 2 {
		t.row[t.col+1] = glyph{0, t.ink}
	}
	t.col += w
}

// clearHalves blanks the other half of wide runes that cells [at, at+w) cut.
func (t *lineScreen) clearHalves(at, w int) {
	if t.row[at].r == 0 && at > 0 {
		t.row[at-1].r = ' '
	}
	if end := at + w; end < len(t.row) && t.row[end].r == 0 {
		t.row[end].r = ' '
	}
}

func (t *lineScreen) moveTo(col int) {
	t.col = max(min(col, maxCells-1, max(len(t.row), t.col)+maxReach), 0)
	for len(t.row) < t.col {
		t.row = append(t.row, glyph{r: ' '})
	}
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

// mendHalves replaces halves of wide runes that lost their other half.
func (t *lineScreen) mendHalves() {
	for i := range t.row {
		wide := t.row[i].r != 0 && cellWidth(t.row[i].r) == 2
		if wide && (i+1 == len(t.row) || t.row[i+1].r != 0) {
			t.row[i].r = ' '
		}
		if t.row[i].r == 0 && (i == 0 || cellWidth(t.row[i-1].r) != 2) {
			t.row[i].r = ' '
		}
	}
}
