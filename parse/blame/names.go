package blame

import "strings"

// withoutNumbers replaces every run of digits, and every hexadecimal number, so
// that "unknown-block(0,0)" and "unknown-block(8,1)" are the same words.
func withoutNumbers(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); {
		if s[i] < '0' || s[i] > '9' {
			b.WriteByte(s[i])
			i++
			continue
		}
		for i < len(s) && (symbolByte(s[i]) && s[i] != '_' && s[i] != '.') {
			i++
		}
		b.WriteByte('#')
	}
	return strings.TrimSpace(b.String())
}
