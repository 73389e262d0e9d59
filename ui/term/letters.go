package term

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/vt"

	"oopscope/parse/letter"
	"oopscope/ui/cell"
)

// Programs on a board count cells by the rune, as wcwidth does; the emulator
// cuts text into letters by rules of its own, and loses an accent that comes
// behind an ASCII letter. So it gets to see one rune for every piece of a
// letter that the board advances by, which stands in for the piece where the
// piece has more runes or could run into its neighbours.
type standIns struct {
	pieces []string
	runes  map[string]rune
}

// Where stand-ins come from: nobody writes there, and boards may not (see
// letter.Hidden). The emulator takes them for one cell and for two.
const (
	narrowStandIn = 0x100000
	wideStandIn   = 0x32500
	maxStandIns   = 4096
)

// rune returns what the emulator is to see of a piece.
func (s *standIns) rune(piece string, cells int) rune {
	r, n := utf8.DecodeRuneInString(piece)
	if n == len(piece) && standsAlone(r) {
		return r
	}
	if in, ok := s.runes[piece]; ok {
		return in
	}
	if len(s.pieces) == maxStandIns {
		return cell.Substitute
	}
	if s.runes == nil {
		s.runes = map[string]rune{}
	}
	in := rune(narrowStandIn + len(s.pieces))
	if cells == 2 {
		in = rune(wideStandIn + len(s.pieces))
	}
	s.pieces, s.runes[piece] = append(s.pieces, piece), in
	return in
}

// standsAlone tells runes that never become one letter with the next.
func standsAlone(r rune) bool {
	return r < 0x900 || r >= 0x2000 && r < 0x2c00 || r >= 0x3000 && r < 0xa4d0 || r >= 0xac00 && r < 0xd7a4 || r >= 0xf900 && r < 0xfb00 || r >= 0xff00 && r < 0xfff0
}

// piece returns what a cell of the emulator stands for.
func (s *standIns) piece(content string) string {
	r, n := utf8.DecodeRuneInString(content)
	for _, first := range []rune{narrowStandIn, wideStandIn} {
		if at := int(r - first); n == len(content) && at >= 0 && at < len(s.pieces) {
			return s.pieces[at]
		}
	}
	return content
}

// pieceEnd cuts the first piece off a letter: a rune that takes cells, and what
// stands on it or takes the second of its two cells.
func pieceEnd(s string) (n, cells int) {
	for i, r := range s {
		w := ansi.StringWidthWc(string(r))
		if i > 0 && w > 0 && (cells+w > 2 || letter.Mark(s[i:]) == "" && !cell.IsFlag(r)) {
			return i, cells
		}
		n, cells = i+utf8.RuneLen(r), cells+w
	}
	return n, cells
}

// writeText gives text to the emulator, piece by piece. Its beginning may belong
// to the letter that the board sent last: reads cut anywhere.
func (t *screen) writeText(text string) {
	if !t.insert && !strings.ContainsFunc(text, func(r rune) bool { return r >= utf8.RuneSelf }) {
		t.write(text)
		return
	}
	text = text[t.amend(text):]
	var b strings.Builder
	for text != "" {
		drawn, n, _ := cell.Next(text)
		if text[0] < ' ' {
			drawn = text[:1]
		}
		if marks := letter.Mark(text); marks != "" { // without a letter they are not seen, but the board counts cells
			drawn = strings.Map(spacing, marks)
		}
		for text = text[n:]; drawn != ""; {
			size, cells := pieceEnd(drawn)
			if t.insert && cells > 0 {
				b.WriteString("\x1b[" + strconv.Itoa(cells) + "@")
			}
			b.WriteRune(t.stand.rune(strings.ReplaceAll(drawn[:size], cell.EmojiSelector, ""), cells))
			drawn = drawn[size:]
		}
	}
	t.write(b.String())
}

// spacing leaves the marks that take a cell.
func spacing(r rune) rune {
	if ansi.StringWidthWc(string(r)) == 0 {
		return -1
	}
	return r
}

// amend puts what text begins with onto the letter before the cursor, where it
// belongs to that: marks, or the second half of a flag. It returns its length.
func (t *screen) amend(text string) (n int) {
	more := letter.Mark(text)
	if r, size := utf8.DecodeRuneInString(text); cell.IsFlag(r) {
		more = text[:size]
	}
	if more == "" {
		return 0
	}
	t.guarded(t.now(), func(e *vt.Emulator) {
		at := e.CursorPosition()
		for back := 1; back <= min(at.X, 2); back++ {
			c := e.CellAt(at.X-back, at.Y)
			if c == nil || c.Width != back {
				continue
			}
			whole := t.stand.piece(c.Content) + strings.ReplaceAll(more, cell.EmojiSelector, "")
			if size, cells := pieceEnd(whole); size == len(whole) && cell.First(whole) == whole {
				n = len(more)
				if t.insert && cells > back {
					_, _ = e.WriteString("\x1b[" + strconv.Itoa(cells-back) + "@")
				}
				_, _ = e.WriteString("\x1b[" + strconv.Itoa(back) + "D" + string(t.stand.rune(whole, cells)))
			}
			return
		}
	})
	return n
}
