package parse_test

import (
	"bytes"
	"slices"
	"testing"

	"oopscope/parse"
	"oopscope/parse/crash"
)

// TestHeadCut: an input that begins inside of a dump still gives the crash,
// with what is left of it, and says that the rest is missing.
func TestHeadCut(t *testing.T) {
	for _, c := range oneCrash(t) {
		want, ls := bad(decode(c.log))[0], lines(c.log)
		first := slices.IndexFunc(want.Body, func(l parse.BodyLine) bool { return l.N >= want.Chain[1].Line })
		from := want.Body[first].N - 1
		got := bad(decode(bytes.Join(ls[from:], nil)))
		switch {
		case len(got) != 1:
			t.Errorf("%s from line %d: %d crashes", c.name, from+1, len(got))
		case got[0].Quality.Complete || !got[0].Quality.Has(crash.Headless):
			t.Errorf("%s from line %d: %+v", c.name, from+1, got[0].Quality)
		case got[0].Culprit.Module != "benchcrash":
			t.Errorf("%s from line %d: blames %v", c.name, from+1, got[0].Culprit)
		}
	}
}

// TestHeadCutOfDumps: what the operator asked for is no crash wherever the
// input begins in it.
func TestHeadCutOfDumps(t *testing.T) {
	ls := lines(captured(t, "clean/sysrq"))
	for from := range ls {
		if got := bad(decode(bytes.Join(ls[from:], nil))); len(got) > 0 {
			t.Errorf("from line %d: %s in lines %d-%d", from+1, got[0].Title, got[0].First, got[0].Last)
		}
	}
}
