package parse_test

import (
	"bytes"
	"slices"
	"strings"
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

// TestHeaderLost: a console that lost the lines by which a report is known, in the middle
// of an input, still gives the report, and says that they are missing. A trace without an
// end is none: anybody may ask for one.
func TestHeaderLost(t *testing.T) {
	tried := 0
	for _, c := range oneCrash(t) {
		want, ls := bad(decode(c.log))[0], lines(c.log)
		cpu := slices.IndexFunc(want.Body, func(l parse.BodyLine) bool { return strings.HasPrefix(l.Text, "CPU: ") })
		end := slices.IndexFunc(want.Body, func(l parse.BodyLine) bool { return strings.HasPrefix(l.Text, "---[ end trace") })
		if cpu < 0 || end < cpu {
			continue
		}
		tried++
		without := slices.Concat(ls[:want.Body[0].N-1], ls[want.Body[cpu].N-1:])
		got := bad(decode(bytes.Join(without, nil)))
		switch {
		case len(got) != 1:
			t.Errorf("%s: %d crashes", c.name, len(got))
		case got[0].Quality.Complete || !got[0].Quality.Has(crash.Headless):
			t.Errorf("%s: %+v", c.name, got[0].Quality)
		case got[0].Culprit.Module != want.Culprit.Module:
			t.Errorf("%s: blames %v", c.name, got[0].Culprit)
		}
		lost := want.Body[end].N - want.Body[cpu].N + want.Body[0].N - 1
		process := slices.ContainsFunc(want.Body, func(l parse.BodyLine) bool { return strings.HasPrefix(l.Text, "Process ") }) // which die() alone has printed
		if got := bad(decode(bytes.Join(without[:lost], nil))); len(got) > 0 && !process {
			t.Errorf("%s without its end: %s", c.name, got[0].Title)
		}
	}
	if tried < 6 {
		t.Fatalf("%d reports with a line of the CPU and an end", tried)
	}
}
