package export

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// hidden tells whether a rune beyond ASCII must not be shown as it is: C1
// controls, which some terminals obey, and format characters that reorder or
// hide text (bidirectional controls, zero width, byte order marks, tags).
func hidden(r rune) bool {
	if r < 0xa0 {
		return r >= 0x7f
	}
	return r > unicode.MaxLatin1 && (unicode.Is(unicode.Cf, r) || r == '\u2028' || r == '\u2029')
}

// Clean makes text from a board fit to be shown on one line: control bytes,
// line ends, hidden characters and invalid UTF-8 become visible escapes (\x1b,
// \u202e); a tab becomes a space. Everything else stays.
func Clean(s string) string {
	if plain(s) {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == '\t':
			b.WriteByte(' ')
		case r == utf8.RuneError && n == 1:
			fmt.Fprintf(&b, `\x%02x`, s[i])
		case r < ' ' || r == 0x7f:
			fmt.Fprintf(&b, `\x%02x`, r)
		case hidden(r) && r > 0xffff:
			fmt.Fprintf(&b, `\U%08x`, r)
		case hidden(r):
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			b.WriteRune(r)
		}
		i += n
	}
	return b.String()
}

func plain(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < ' ' || s[i] >= 0x7f {
			return false
		}
	}
	return true
}
