package cell

import (
	"strings"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"

	"oopscope/parse/ascii"
	"oopscope/parse/letter"
)

// Substitute stands for what cannot be shown.
const Substitute = '·'

// Next cuts the first letter off s, which is not empty, and returns it as
// it is drawn, how many bytes of s that is, and how many cells it takes, never
// 0. What must not be shown is drawn as the substitute.
func Next(s string) (drawn string, n, cells int) {
	if s[0] < utf8.RuneSelf && (len(s) == 1 || s[1] < utf8.RuneSelf) && s[0] >= ' ' && s[0] < 0x7f {
		return s[:1], 1, 1
	}
	n, ok := letter.Next(s)
	if ok {
		if cells = LetterWidth(s[:n]); cells > 0 {
			return s[:n], n, cells
		}
	}
	return string(Substitute), n, 1
}

// LetterWidth returns how many cells a letter takes. Terminals disagree about
// letters of several runes: most advance by each rune, some draw a family of
// emoji in two cells. There is room for the widest here, which is how the
// renderer counts too (ui/term anchors such letters); and for two cells where a variation
// selector or an enclosing keycap makes an emoji of a narrow character, and
// for half a flag.
func LetterWidth(s string) int {
	w := ansi.StringWidthWc(s)
	if w == 1 && len(s) > 1 && widened(s) {
		return 2
	}
	return w
}

// EmojiSelector makes an emoji of the character before it.
const EmojiSelector = "\ufe0f"

func widened(s string) bool {
	r, n := utf8.DecodeRuneInString(s)
	return strings.Contains(s[n:], EmojiSelector) || IsFlag(r)
}

// IsFlag reports whether a letter is one of those that make a flag by two.
func IsFlag(r rune) bool { return r >= 0x1f1e6 && r <= 0x1f1ff }

// First returns the letter that a text begins with, "" of an empty text.
func First(s string) string {
	if s == "" {
		return ""
	}
	_, n, _ := Next(s)
	return s[:n]
}

// Last returns the letter that a text ends with, "" of an empty text.
func Last(s string) string {
	for {
		first := First(s)
		if len(first) == len(s) {
			return s
		}
		s = s[len(first):]
	}
}

// Clean returns text of the board as harmless letters, for titles, status
// lines and everything else that is not the log itself.
func Clean(s string) string {
	if ascii.IsPlain(s) {
		return s
	}
	if asciiOnly { // some of it may be our own
		s = ourSigns(s)
	}
	var t Line
	t.Play(s)
	return Text(t.Row)
}

// Caret makes every control byte of a line visible, as cat -v does, for when
// the person asks what the board really sent.
func Caret(s string) string {
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
