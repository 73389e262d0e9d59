package unwrap

import (
	"strings"
	"testing"
)

// unwrapped is the text that is in an input, and the names of what it was wrapped in.
func unwrapped(in string) (string, []string) {
	var u Unwrapper
	out := string(u.Feed([]byte(in)))
	return out + string(u.Close()), u.Wrappings()
}

func TestNoBreakSpaces(t *testing.T) {
	wide := strings.ReplaceAll(strings.Repeat("[  1.000000] a  b\n", 3), "  ", "\u00a0 ")
	if got, names := unwrapped(wide); got != strings.Repeat("[  1.000000] a  b\n", 3) || len(names) != 1 {
		t.Errorf("%q in %q", got, names)
	}
	few := "[  1.000000] a\u00a0b\n"
	if got, names := unwrapped(few); got != few || len(names) != 0 {
		t.Errorf("%q in %q", got, names)
	}
}

// A mail says that it is quoted-printable; where its head is cut off, the length of the
// lines that it broke does.
func TestMailWithoutEqualSigns(t *testing.T) {
	broken := func(s string) string { return s + strings.Repeat(".", wrapAt-1-len(s)) + "=\n" }
	want := "a " + strings.Repeat(".", wrapAt-3) + "b\nc " + strings.Repeat(".", wrapAt-3) + "d\n"
	if got, _ := unwrapped(broken("a ") + "b\n" + broken("c ") + "d\n"); got != want {
		t.Errorf("%q", got)
	}
	one := broken("a ") + "b\n"
	if got, _ := unwrapped(one); got != one {
		t.Errorf("once may be chance: %q", got)
	}
	head := "Content-Transfer-Encoding: Quoted-Printable\n\n"
	if got, _ := unwrapped(head + "ab=\ncd\n"); got != head+"abcd\n" {
		t.Errorf("%q", got)
	}
	sign := "Content-Transfer-Encoding: quoted-printable\n\npgd=3D080000=\n7f pud=3D09\n"
	if got, names := unwrapped(sign); !strings.HasSuffix(got, "\npgd=0800007f pud=09\n") || len(names) != 1 {
		t.Errorf("what was an equal sign is one, and is not read again: %q in %q", got, names)
	}
	base := broken("a") + broken("b")
	if got, _ := unwrapped(base); got != base {
		t.Errorf("base64 ends so, too: %q", got)
	}
}
