package printk

import (
	"strings"
	"testing"
)

// learnt is the shape of a prefix that stood in front of some lines.
func learnt(t *testing.T, guess func([]byte) *Guess, lines ...string) string {
	t.Helper()
	g := guess([]byte(lines[0]))
	if g == nil {
		return "none"
	}
	for _, l := range lines[1:] {
		if g.Match([]byte(l+"x")) != len(l) {
			return "unlike " + l
		}
		g.Take([]byte(l + "x"))
	}
	return g.Shape().String()
}

func TestShapesAreLearnt(t *testing.T) {
	for _, c := range []struct {
		want  string
		lines []string
	}{
		{"    ", []string{"    ", "    "}},
		{"> ", []string{"> ", "> "}},
		{"# ", []string{"00078 ", "00079 "}},
		{"~#: ", []string{"  9: ", " 10: "}},
		{"[*] ", []string{"[0: swapper/0: 1] ", "[1: kworker/u8:2: 33] "}},
		{"(*)[*]", []string{"(0)[1:swapper/0]", "(3)[1234:sh]"}},
		{"board-# | ", []string{"board-01 | ", "board-01 | "}},
		{"@-# | ", []string{"board-01 | ", "lab-02 | "}},
		{"M\u00e4r~#~#:#:# bench kernel: ", []string{"M\u00e4r  9 05:33:33 bench kernel: ", "M\u00e4r 10 05:34:33 bench kernel: "}},
		{"{\"ts\":#,\"msg\":\"", []string{`{"ts":12,"msg":"`, `{"ts":13,"msg":"`}},
		{"\\#@\\* ", []string{"#a* ", "#b* "}},
	} {
		if got := learnt(t, GuessShape, c.lines...); got != c.want {
			t.Errorf("%q: %q, want %q", c.lines, got, c.want)
		}
	}
	for _, c := range []struct {
		want  string
		lines []string
	}{
		{"*: ", []string{"a1: ", "b2c3: "}},
		{"<*> ", []string{"<a1> ", "<b2c3> "}},
		{"none", []string{"   "}},
		{"none", []string{"word"}},
	} {
		if got := learnt(t, GuessEnd, c.lines...); got != c.want {
			t.Errorf("%q: %q, want %q", c.lines, got, c.want)
		}
	}
}

func TestShapesTakeOff(t *testing.T) {
	for _, c := range []struct {
		shape, line, text string
		micro             int64
	}{
		{"# ", "00078 text", "text", -1},
		{"# ", "text", "text", -1},
		{"[~#.#] ", "[ 406.829178 ] text", "[ 406.829178 ] text", -1},
		{"[*] ", "[ 406.829178 ] text", "text", 406829178},
		{"#.#] ", "406.829178] text", "text", 406829178},
		{"#.# bench: ", "1700000123.829178 bench: text", "text", -1},
		{`{"m":"`, `{"m":"a \"b\" \u003cIRQ\u003e c:\\d\te","n":1}`, "a \"b\" <IRQ> c:\\d\te", -1},
		{`{"m":"`, `{"m":"a\n"}`, "a", -1},
		{`{"m":"`, `{"m":"a\`, `a\`, -1},
		{"| # | ", "| 12 | a | b   |  ", "a | b", -1},
		{"| # | ", "| 12 |", "| 12 |", -1},
	} {
		s, err := ParseShape(c.shape)
		if err != nil {
			t.Fatal(err)
		}
		l := Line{Raw: []byte(c.line), Clean: []byte(c.line), Prefix: Prefix{Micro: -1}}
		s.Apply(&l)
		if got := string(l.Clean[l.Prefix.Text:]); got != c.text || l.Prefix.Micro != c.micro {
			t.Errorf("%q of %q: %q at %d", c.shape, c.line, got, l.Prefix.Micro)
		}
	}
}

func TestParseShapeRefuses(t *testing.T) {
	for _, s := range []string{"", "~", "*", "a*", "a*#", `a\`, "a\x1bb", "\n"} {
		if p, err := ParseShape(s); err == nil {
			t.Errorf("%q became %q", s, p)
		}
	}
}

// FuzzShape: a shape made of any prefix fits it, can be written down and read,
// and takes no more off a line than there is.
func FuzzShape(f *testing.F) {
	f.Add([]byte("[0: swapper/0: 1] "), []byte("[1: sh: 2] text"))
	f.Add([]byte(`{"msg":"`), []byte(`{"msg":"a\u003cb"}`))
	f.Add([]byte("| 12 | "), []byte("| 13 | a |"))
	f.Add([]byte("Nov 20 406.829178] "), []byte("Nov 21 407.829178] b"))
	f.Add([]byte("["+strings.Repeat("0", 61)+"]"+strings.Repeat("A", 19)), []byte("0")) // what stands behind a * may reach further
	f.Fuzz(func(t *testing.T, prefix, line []byte) {
		prefix, line = Scrub(nil, prefix), Scrub(nil, line)
		for _, g := range []*Guess{GuessShape(prefix), GuessEnd(prefix)} {
			if g == nil {
				continue
			}
			g.Take(line)
			s := g.Shape()
			if s.Match(prefix) != len(prefix) {
				t.Fatalf("%q does not fit %q", s, prefix)
			}
			again, err := ParseShape(s.String())
			if err != nil || again.String() != s.String() {
				t.Fatalf("%q was read as %v, %v", s, again, err)
			}
			l := Line{Raw: line, Clean: line, Prefix: Read(line)}
			again.Apply(&l)
			if l.Prefix.Text > len(l.Clean) || l.Text > len(line) || l.Prefix.Text < 0 {
				t.Fatalf("%q of %q: %+v", s, line, l)
			}
		}
	})
}
