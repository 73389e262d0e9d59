package letter

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"oopscope/parse/ascii"
)

// Clean makes text fit to be shown on one line: control bytes, line ends,
// hidden characters and invalid UTF-8 become visible escapes (\x1b, \u202e), a
// tab becomes a space, and of marks that pile up on a letter the eighth is the
// last. Every letter of every writing system stays. Cleaning twice changes nothing.
func Clean(s string) string {
	if ascii.IsPlain(s) {
		return s
	}
	var b strings.Builder
	for len(s) > 0 {
		n, ok := Next(s)
		switch {
		case ok:
			b.WriteString(s[:n])
		case s[0] == '\t':
			b.WriteByte(' ')
		default:
			b.WriteString(Spell(s[:n]))
		}
		s = s[n:]
	}
	return b.String()
}

// Spell writes as an escape what Next says must not be shown. Of a run of
// marks it spells the first, and "…" for the others.
func Spell(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	more := ""
	if n < len(s) {
		more = "…"
	}
	switch {
	case r == utf8.RuneError && n == 1:
		return fmt.Sprintf(`\x%02x`, s[0])
	case r < utf8.RuneSelf:
		return fmt.Sprintf(`\x%02x`, r) + more
	case r > 0xffff:
		return fmt.Sprintf(`\U%08x`, r) + more
	}
	return fmt.Sprintf(`\u%04x`, r) + more
}
