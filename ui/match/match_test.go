package match

import (
	"fmt"
	"testing"
)

func TestARegexpSeesTheWholeLine(t *testing.T) {
	m, err := New("^a|b$", true)
	if err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprint(m.All("aabb")); got != "[[0 1] [3 4]]" {
		t.Errorf("found at %s", got)
	}
	m, _ = New("aa", false)
	if got := fmt.Sprint(m.All("aAaaa")); got != "[[0 2] [2 4]]" {
		t.Errorf("found at %s", got)
	}
}

func TestCapitalsMeanCapitals(t *testing.T) {
	for _, c := range []struct {
		text, line string
		found      bool
	}{{"oops", "Internal error: OOPS", true}, {"Oops", "Internal error: OOPS", false}, {"é", "É", false}, {"", "x", true}, {"longer", "long", false}} {
		m, err := New(c.text, false)
		if err != nil || m.In(c.line) != c.found {
			t.Errorf("%q in %q: %v, want %v (%v)", c.text, c.line, !c.found, c.found, err)
		}
	}
	if _, err := New("a(", true); err == nil {
		t.Error("a regexp that is none is taken")
	}
}
