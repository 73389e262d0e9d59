package prefix

import (
	"strings"
	"testing"
)

// TestShowsReport: behind nothing but the marks of a quotation a header that begins a
// report is believed without another line, behind blanks the last words alone.
func TestShowsReport(t *testing.T) {
	const panics = "Kernel panic - not syncing: VFS: Unable to mount root fs on unknown-block(0,0)"
	const fault = "BUG: unable to handle page fault for address: ffffc90000a5c000"
	for text, want := range map[string]Verdict{
		"> " + panics: OneOff, ">>>>> " + panics: OneOff, "    " + panics: OneOff, "\t" + panics: OneOff, "> >     " + panics: Refuted, "  > " + panics: Refuted, ">   > " + panics: Refuted,
		"> " + fault: OneOff, ">>   " + fault: OneOff, "| " + fault: OneOff,
		"    " + fault: Refuted, ">        " + fault: Refuted, // an example in a document, and one that is quoted
		"| " + fault + " | a bad pointer |": Refuted, "> - " + fault: Refuted, "> saw: " + panics: Refuted, "+ " + panics: Refuted, " * " + panics: Refuted,
		"> Unhandled Exception in EL3.": OneOff, "> refcount_t: underflow; use-after-free.": Refuted,
	} {
		at, worth := Find(text, found(text))
		if at < 0 {
			t.Errorf("%q: no header is found", text)
			continue
		}
		s := Begin([]byte(text), at, worth, false)
		v := Undecided
		for i := 0; i < lookAhead && v == Undecided; i++ {
			v = s.Add([]byte("and prose"), false)
		}
		if v != want {
			t.Errorf("%q: verdict %d, want %d", text, v, want)
		}
	}
}

// TestBroken: a header breaks into a line that has a prefix of its own, of which the
// lines behind it have the marks alone.
func TestBroken(t *testing.T) {
	front := ">    Loading Device Tree ... "
	s, v, n := study(front, Sure, behind("> ", body)...)
	if v != Broken || n != 3 {
		t.Fatalf("verdict %d after %d lines", v, n)
	}
	if got := s.Shape().Match([]byte("> and more")); got != 2 || s.Width() != len(front) {
		t.Errorf("the shape %q takes %d bytes, the header stands at %d", s.Shape(), got, s.Width())
	}
	if _, v, _ := study(front, Doubtful, behind("> ", body)...); v == Broken {
		t.Error("a header that says nothing by itself breaks into no line")
	}
	if _, v, _ := study(strings.TrimPrefix(front, "> "), Sure, behind("> ", body)...); v == Broken {
		t.Error("without marks in front of both")
	}
}
