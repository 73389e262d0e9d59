package parse_test

import (
	"strings"
	"testing"
)

// TestMarksBehindLines: lines that were put into something else one by one are read as if
// they had not been, by the same numbers.
func TestMarksBehindLines(t *testing.T) {
	tried := 0
	for _, c := range oneCrash(t) {
		text := strings.ReplaceAll(string(c.log), "\r", "")
		want := unwrapped(text)
		if len(want) != 1 {
			continue
		}
		tried++
		for name, around := range map[string][2]string{
			"an HTML break": {"", "<br>"}, "an XHTML break": {"", "<br />"}, "a list item": {"<li>", "</li>"}, "a paragraph": {"<p>", "</p>"},
			"a field": {`host=lab source=uart msg="`, `"`}, "brackets": {"[", "]"}, "round brackets": {"(", ")"},
			"a line end written out": {"", `\n`}, "two line ends written out": {"", `\r\n`},
		} {
			var b strings.Builder
			for line := range strings.Lines(text) {
				b.WriteString(around[0] + strings.TrimSuffix(line, "\n") + around[1] + "\n")
			}
			got := unwrapped(b.String())
			if len(got) != 1 {
				t.Errorf("%s in %s: %d crashes", c.name, name, len(got))
				continue
			}
			if g, w := got[0], want[0]; g.Title != w.Title || g.First != w.First || len(g.Chain) != len(w.Chain) || len(g.Dump.Registers) != len(w.Dump.Registers) {
				t.Errorf("%s in %s: %s, line %d, %d frames, %d registers", c.name, name, g.Title, g.First, len(g.Chain), len(g.Dump.Registers))
			}
		}
	}
	if tried < 5 {
		t.Fatalf("%d captures", tried)
	}
}
