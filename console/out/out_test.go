package out

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func written(colour bool, pieces ...string) string {
	var b strings.Builder
	w := New(&b, colour)
	for _, p := range pieces {
		_, _ = w.Write([]byte(p))
	}
	return b.String()
}

func TestOnlyTextGoesThroughTheDoor(t *testing.T) {
	for in, want := range map[string]string{
		"two\nlines\tand é 串 👨‍👩‍👧 हिन्दी\n": "two\nlines\tand é 串 👨‍👩‍👧 हिन्दी\n",
		"\x1b[31mred\x1b]0;t\a":             `\x1b[31mred\x1b]0;t\x07`,
		"\r\x9b2J\u009b\u202e":              `\x0d\x9b2J\u009b\u202e`,
		"e" + strings.Repeat("\u0301", 200): "e" + strings.Repeat("\u0301", 8) + `\u0301…`,
	} {
		if got := written(false, in); got != want {
			t.Errorf("%q went through as %q, want %q", in, got, want)
		}
		if got := written(false, strings.Split(in, "")...); !strings.Contains(in, "\u0301") && got != want {
			t.Errorf("%q in pieces went through as %q, want %q", in, got, want)
		}
		var bytes []string
		for i := range len(in) {
			bytes = append(bytes, in[i:i+1])
		}
		if got := written(false, bytes...); utf8.ValidString(in) && !strings.Contains(in, "\u0301") && got != want {
			t.Errorf("%q byte by byte went through as %q, want %q", in, got, want)
		}
	}
}

func TestMarksPileUpOverNoTwoWrites(t *testing.T) {
	got := written(false, append([]string{"e"}, strings.Split(strings.Repeat("\u0301", 200), "")...)...)
	if n := strings.Count(strings.SplitN(got, `\`, 2)[0], "\u0301"); n != 8 {
		t.Errorf("%d marks stand on the e: %q", n, got)
	}
	if got := written(false, "xe", "\u0301", "\n\u0301"); got != "xe\u0301\n\\u0301" {
		t.Errorf("an accent behind its letter is %q", got)
	}
}

func TestColoursPassAndNothingElse(t *testing.T) {
	for in, want := range map[string]string{
		"\x1b[1;31mred\x1b[0m":                   "\x1b[1;31mred\x1b[0m",
		"\x1b[mx":                                "\x1b[mx",
		"\x1b[8mhidden\x1b[5;6mblink":            "hiddenblink",
		"\x1b[31;8m":                             "\x1b[31m",
		"\x1b[38;5;208;8m\x1b[48;2;1;2;3;5m":     "\x1b[38;5;208m\x1b[48;2;1;2;3m",
		"\x1b[38:2::1:2:3m\x1b[38;5;8m":          "\x1b[38;2;1;2;3m\x1b[38;5;8m",
		"\x1b[38;5;256;1m\x1b[38;8m":             "\x1b[1m",
		"\x1b[11;20;51;73;2;3;9;4:3m":            "",
		"\x1b[99999999999999;1m":                 "\x1b[1m",
		"\x1b[31":                                "",
		"\x1b[2J\x1b[?25l":                       `\x1b[2J\x1b[?25l`,
		"\x1b[" + strings.Repeat("1;", 99) + "m": `\x1b[` + strings.Repeat("1;", 99) + "m",
	} {
		if got := written(true, in); got != want {
			t.Errorf("%q went through as %q, want %q", in, got, want)
		}
	}
	if got := written(true, "a\x1b[3", "1mb"); got != "a\x1b[31mb" {
		t.Errorf("a colour in two pieces became %q", got)
	}
}

func TestALineIsOneLine(t *testing.T) {
	var b strings.Builder
	Line(&b, "no file %s", "a\nb\x1b[0m")
	if b.String() != `no file a\x0ab\x1b[0m`+"\n" {
		t.Errorf("printed %q", b.String())
	}
}

func TestTheDoorInASCII(t *testing.T) {
	var b strings.Builder
	w := &Writer{to: &b, ascii: true}
	for _, piece := range []string{"crash · 2 ", "\xe2\x94", "\x80", " gr", "ü", "n e", "\u0301 ▁█\n"} {
		w.Write([]byte(piece))
	}
	if got, want := b.String(), `crash . 2 - gr\u00fcn e\u0301 18`+"\n"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func FuzzTheDoor(f *testing.F) {
	f.Add("e\u0301\x1b[8m\x9b", "\u0301👨‍\x1b[31", true)
	f.Fuzz(func(t *testing.T, a, b string, colour bool) {
		got := written(colour, a, b)
		for rest := got; rest != ""; {
			if n, c := Colour(rest); colour && n > 0 && c == rest[:n] {
				rest = rest[n:]
				continue
			}
			r, n := utf8.DecodeRuneInString(rest)
			if r < ' ' && r != '\n' && r != '\t' || r >= 0x7f && r < 0xa0 || r == utf8.RuneError && n == 1 {
				t.Fatalf("%q and %q were written as %q", a, b, got)
			}
			rest = rest[n:]
		}
	})
}

// What edits the line of somebody who types passes, also in pieces, and nothing
// that reaches another row.
func TestTheDoorLetsALineBeEdited(t *testing.T) {
	const typed = "ls\b \b\r\x1b[K\x1b[12C\x1b[2D\x1b[3P\x1b[@\x1b[J\a"
	var b strings.Builder
	w := &Writer{to: &b, edits: true}
	for i := range typed {
		w.Write([]byte(typed[i : i+1]))
	}
	if b.String() != typed {
		t.Errorf("%q", b.String())
	}
	for _, harm := range []string{"\x1b[A", "\x1b[2J", "\x1b[1J", "\x1b[H", "\x1bM", "\x1b[?1049h", "\x1b]0;x\a", "\x1b[99999C", "\v", "\f"} {
		b.Reset()
		w.Write([]byte(harm + "x"))
		if s := b.String(); strings.ContainsAny(s, "\x1b\v\f") {
			t.Errorf("%q was passed as %q", harm, s)
		}
		b.Reset()
		New(&b, true).Write([]byte("a\b\r\x1b[Kb"))
		if s := b.String(); strings.ContainsAny(s, "\x1b\b\r") {
			t.Errorf("a door for reading passed %q", s)
		}
	}
}

// Long runs of letters are looked at many bytes at once.
func TestNothingHidesInALongText(t *testing.T) {
	text := strings.Repeat("letters ", 12)
	for i := range len(text) {
		if got, want := written(false, text[:i]+"\x1b"+text[i:]), text[:i]+`\x1b`+text[i:]; got != want {
			t.Errorf("%d: %q, want %q", i, got, want)
		}
		if got := written(false, text[:i]+"\n\t"+text[i:]); got != text[:i]+"\n\t"+text[i:] {
			t.Errorf("%d: %q", i, got)
		}
	}
}
