package uitest

import (
	"math/rand"
	"strings"
)

// Hostile is text as no kernel writes it: escapes, controls, wide letters.
func Hostile(rnd *rand.Rand) string {
	bits := []string{"foo", "pru0_comm_receive_msg", " ", " ", "\x1b]52;c;AAAA\a", "\x1b[2J", "\u202e", "é", "漢字", "\u200d", "👩\u200d👧", "\r", "\n", "\t",
		"\x9b31m", "\xff\xfe", "a_very_long_function_name_that_no_pane_can_show_in_one_row_whatever_it_does", "0xdeadbeef", "…", ""}
	var b strings.Builder
	for range rnd.Intn(12) {
		b.WriteString(bits[rnd.Intn(len(bits))])
	}
	return b.String()
}

// WildStream is text, noise and well-formed sequences with wild parameters.
func WildStream(rnd *rand.Rand, n int) string {
	finals := "@ABCDEFGHIJKLMPSTXZ`abcdefghilmnpqrstux"
	numbers := []string{"", "0", "1", "2", "5", "6", "24", "25", "47", "80", "255", "999", "1049", "2004", "32766", "2147483647", "99999999999999999999"}
	pick := func(s string) string { return string(s[rnd.Intn(len(s))]) }
	var b strings.Builder
	for b.Len() < n {
		switch rnd.Intn(10) {
		case 0:
			b.WriteByte(byte(rnd.Intn(256)))
		case 1:
			b.WriteString(pick("\n\r\b\t\v\f\x0e\x0f\x18\x1b"))
		case 2:
			b.WriteString("\x1b" + pick("78DEMHc=>Zno|}~\\") + []string{"", "\x1b(0", "\x1b)B", "\x1b#8"}[rnd.Intn(4)])
		case 3:
			b.WriteString(Hostile(rnd))
		case 4:
			b.WriteString("\x1b" + pick("]PX^_") + Hostile(rnd) + []string{"", "\a", "\x1b\\"}[rnd.Intn(3)])
		case 5, 6:
			b.WriteString("some text ")
		default:
			b.WriteString("\x1b[" + []string{"", "", "", "?", ">", "="}[rnd.Intn(6)])
			for i := range rnd.Intn(4) {
				b.WriteString(strings.Repeat(";", min(i, 1)) + numbers[rnd.Intn(len(numbers))])
			}
			b.WriteString([]string{"", "", "", "$", " ", "!"}[rnd.Intn(6)] + pick(finals))
		}
	}
	return b.String()
}
