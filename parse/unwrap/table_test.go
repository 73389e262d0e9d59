package unwrap

import (
	"strings"
	"testing"
)

// Plain logs that look a little like streams, tables or rich text are handed back as
// they are, and at once.
func TestNoTableNoEventsNoRichText(t *testing.T) {
	for _, text := range []string{
		"id: uid=0(root)\n[    1.0] a\n", "data\n", ": a shell that does nothing\nls\n", "event: 7\nlogin:\n",
		"[    1.0] a, \"[    2.0] b\", c\n[    1.1] d\n", "a,\"b\",c\nd,\"e\",f\ng,\"h\",i\nj,\"k\",l\n", "{\\begin}\n[    1.0] a\n",
	} {
		for _, step := range []int{1, len(text)} {
			var u Unwrapper
			var got strings.Builder
			for at := 0; at < len(text); at += step {
				got.Write(u.Feed([]byte(text[at:min(at+step, len(text))])))
			}
			got.Write(u.Close())
			if got.String() != text {
				t.Errorf("%q by %d came as %q", text, step, got.String())
			}
		}
	}
}

func TestControlWords(t *testing.T) {
	for in, want := range map[string]string{
		`{\rtf1 a\'e4\~b\tab c\{d\}\\e\par`: "a\xe4 b\tc{d}\\e\n", `{\rtf1\fs-24 x\u233 ?y`: "x?y", "{\\rtf1 a\\\nb\nc": "a\nbc", `{\rtf1 \`: "",
	} {
		var u Unwrapper
		got := string(u.Feed([]byte(in))) + string(u.Close())
		if got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}
