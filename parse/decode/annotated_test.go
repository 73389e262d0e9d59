package decode

import (
	"testing"

	"oopscope/parse/arch"
)

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

// FuzzCutLocation holds for any text: what is cut off a line was in it.
func FuzzCutLocation(f *testing.F) {
	for _, s := range []string{"f (a.c:1)", "RIP: 0010:f (a.c:1 (discriminator 3) b.h:2) mod", "f ((a.c:1", "f (a.c:x)", "f (a.c:?)", "f (??:?)"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		before, at, module, ok := arch.CutLocation(text)
		if !ok && len(at) > 0 || len(before)+len(module) > len(text) {
			t.Fatalf("%q became %q, %v, %q", text, before, at, module)
		}
	})
}
