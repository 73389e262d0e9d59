package term

import (
	"math/rand"
	"strings"
	"testing"
	"unicode/utf8"

	"oopscope/ui/uitest"
)

// strained is what becomes of a stream: its text, and its sequences as <...>.
func strained(parts ...string) string {
	var b strings.Builder
	s := strainer{
		text:   func(p []byte) { b.Write(p) },
		escape: func(seq []byte) { b.WriteString("<" + string(seq[1:]) + ">") },
		control: func(c sequence) {
			b.WriteString("<" + strings.Trim(string([]byte{c.prefix, c.inter}), "\x00") + c.params + string(c.final) + ">")
		},
	}
	for _, p := range parts {
		s.Feed([]byte(p))
	}
	return b.String()
}

func TestStrainer(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"plain\r\n\ttext", "plain\r\n\ttext"},
		{"\x1b[2J\x1b[1;31mred\x1b[m", "<2J><1;31m>red<m>"},
		{"\x1b[?25l\x1b(0q\x1b7", "<?25l><(0>q<7>"},
		{"\x1b[ q\x1b[3$p\x1b[>0c", "< q><$3p><>0c>"},
		{"a\x1b]0;title\ab\x1b]52;c;AAAA\x1b\\c\x1bPq#1\x1b\\d\x1b_x\x1b\\e", "ab<\\>c<\\>d<\\>e"},
		{"a\x1b]0;never ends\nnext line", "anext line"},
		{"a\x1b]8;;http://x\x1b[31mred", "a<31m>red"},
		{"\x9b31mA\u009b31mB\x9d0;t\aC", "31mA31mB0;tC"}, // C1 is no control here
		{"é串\u200d\u202e\u0301e\xff", "é串·\u0301e·"},
		{"\x1b[1\n2H", "\n2H"}, // a control cuts a sequence
		{"\x1b\x1b[A", "<A>"},
		{"\x1b[" + strings.Repeat("1;", 200) + "Hx", strings.Repeat("1;", 137) + "Hx"},
		{"\x00\x05\x07\x18\x7fx", "x"},
		{"\x1b[1<2H\x1b[1?hx", "x"},
	} {
		if got := strained(c.in); got != c.want {
			t.Errorf("%q became %q, want %q", c.in, got, c.want)
		}
	}
}

// TestStrainerCutAnywhere holds that it does not matter how a stream is cut.
func TestStrainerCutAnywhere(t *testing.T) {
	rnd := rand.New(rand.NewSource(3))
	for range 300 {
		in := uitest.WildStream(rnd, 400)
		whole := strained(in)
		var parts []string
		for rest := in; rest != ""; {
			n := 1 + rnd.Intn(min(len(rest), 7))
			parts, rest = append(parts, rest[:n]), rest[n:]
		}
		if got := strained(parts...); got != whole {
			t.Fatalf("%q\ncut:   %q\nwhole: %q", in, got, whole)
		}
		if !utf8.ValidString(whole) || strings.ContainsAny(whole, "\x1b\x00\x7f\x07\u200d\u202e") {
			t.Fatalf("%q let something through: %q", in, whole)
		}
	}
}
