package symbol

import (
	"strings"
	"testing"
)

// TestNamesOfRust: functions of Rust are called what their source calls them, with the
// type that they belong to, however the compiler wrote them, also where they are inlined.
func TestNamesOfRust(t *testing.T) {
	for _, name := range []string{"rust-v0.o", "rust-legacy.o"} {
		im := openFile(t, testdata+"reach/"+name)
		inlined := false
		for at := range uint64(0x100) {
			for i, l := range im.Locate(im.base[im.sectionIndexNamed("sum")] + at) {
				if !strings.Contains(l.Function, "::") || strings.HasPrefix(l.Function, "_") {
					t.Fatalf("%s: %+v", name, l)
				}
				inlined = inlined || i == 0 && strings.HasSuffix(l.Function, "::get")
			}
		}
		if !inlined {
			t.Errorf("%s: get is nowhere inlined", name)
		}
	}
}

// sectionIndexNamed is the section whose name has a word in it, as those of functions.
func (im *Image) sectionIndexNamed(word string) int {
	for i, s := range im.f.Sections {
		if strings.HasPrefix(s.Name, ".text") && strings.Contains(s.Name, word) {
			return i
		}
	}
	return 0
}
