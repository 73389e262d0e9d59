package decode

import "testing"

// FuzzUnannotate holds for any text: what a symbolizer adds can be taken off.
func FuzzUnannotate(f *testing.F) {
	for _, s := range []string{"f+0x1/0x2 a.c:1", "f a.h:1 [inline]", ".c:1"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if rest, _ := unannotate(text); len(rest) > len(text) {
			t.Fatalf("%q became %q", text, rest)
		}
	})
}
