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

// A plus sign of an address is what the first blank or true plus says, however the
// bytes come.
func TestPlusSignsOfAnAddress(t *testing.T) {
	for in, want := range map[string]string{
		"%5B1%5D+f%2B0x10%2F0x20+%28P%29%3A%3A+a+b%0A":                   "[1] f+0x10/0x20 (P):: a b\n",
		"%5B1%5D%20f+0x10/0x20%20%28P%29%3A%3A%20a%0A":                   "[1] f+0x10/0x20 (P):: a\n",
		"%5Bf+0x1%5D%3A%3A%28%28%29%29%20a+b%20%0A":                      "[f+0x1]::(()) a+b \n",
		"%5Bf+1%5D%3A%3A%28%28%29%29%5B%5D%0A":                           "[f 1]::(())[]\n",
		"%5B%5B%5B%5B%3A%3A%3A%3Aa+b%zz%2":                               "[[[[::::a b%zz%2",
		"%5B%5B%5B%5B%3A%3A%3A%3A+" + strings.Repeat("x", 2000) + "%20+": "[[[[:::: " + strings.Repeat("x", 2000) + "  ",
	} {
		for size := range 12 {
			a := newAddress()
			var got []byte
			for p := []byte(in); len(p) > 0; {
				n := min(len(p), size)
				if size == 0 {
					n = len(p)
				}
				got, p = a.feed(got, p[:n]), p[n:]
			}
			if got = a.close(got); string(got) != want {
				t.Errorf("%.40s in pieces of %d: %q", in, size, got)
			}
		}
	}
}

// Web pages make other signs of brackets and of the x in numbers.
func TestPrettifiedPages(t *testing.T) {
	in := "Call Trace:\n[\u2039ffffffff80101a0c\u203a] show_stack+0\u00d740/0\u00d780\n[\u2039ffffffff80101b0c\u203a] dump+0\u00d710/0x20\n"
	got, by := unwrapped(in)
	if got != "Call Trace:\n[<ffffffff80101a0c>] show_stack+0x40/0x80\n[<ffffffff80101b0c>] dump+0x10/0x20\n" {
		t.Errorf("%q by %q", got, by)
	}
}
