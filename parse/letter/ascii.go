package letter

import (
	"strings"
	"unicode/utf8"
)

// signs are those that our own words and pictures have beyond ASCII, and one of ASCII
// that is like each, as wide as it.
var signs = signTable(
	"·.", "»>", "×x", "±+", "°o", "£L", "µu", "Δd", "πp", "–-", "—-", "‘'", "’'", "“\"", "”\"", "…~", "›>", "←<", "→>", "−-",
	"≈~", "≠#", "≤<", "≥>", "⋯~", "\u00a0 ",
	"─-", "━=", "│|", "┃|", "┌+", "┐+", "└`", "┘+", "├+", "┤+", "┬+", "┴+", "┼+",
	"▁1", "▂2", "▃3", "▄4", "▅5", "▆6", "▇7", "█8", "▌|", "▏|", "░.", "▒#",
	"■#", "▶>", "▸>", "▾v", "◂<", "◆*", "○o", "◌o", "●*", "✓x", "✖X", "╳x", "▲^", "╌-",
)

func signTable(pairs ...string) map[rune]byte {
	table := make(map[rune]byte, len(pairs))
	for _, p := range pairs {
		r, n := utf8.DecodeRuneInString(p)
		table[r] = p[n]
	}
	return table
}

// Sign returns the sign of ASCII that is like one of ours beyond it.
func Sign(r rune) (c byte, ok bool) {
	c, ok = signs[r]
	return c, ok
}

// InASCII writes text for who can show nothing else: our signs by those that are like
// them, all other letters beyond ASCII spelt out.
func InASCII(s string) string {
	var b strings.Builder
	for s != "" {
		r, n := utf8.DecodeRuneInString(s)
		if c, ok := Sign(r); ok {
			b.WriteByte(c)
		} else if r < utf8.RuneSelf {
			b.WriteByte(byte(r))
		} else {
			b.WriteString(Spell(s[:n]))
		}
		s = s[n:]
	}
	return b.String()
}
