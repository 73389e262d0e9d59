package book

import (
	"slices"
	"testing"

	"oopscope/parse"
)

// add takes in crashes that stand one behind the other, ten lines each.
func add(b *Book, n int, s parse.Severity) (all []*Report) {
	for range n {
		id := b.total + 1
		r := b.Upsert(&parse.Crash{ID: id, Severity: s, First: 10 * id, Last: 10*id + 5})
		b.Count(r)
		all = append(all, r)
	}
	return all
}

// TestBound: 2000 reports are kept, and what matters least goes first: trouble, then
// the oldest crash but the first and the one being read.
func TestBound(t *testing.T) {
	b := &Book{}
	first := add(b, 1, parse.Oops)[0]
	trouble := add(b, 2, parse.Error)
	rest := add(b, 1997, parse.Oops)
	if len(b.All) != 2000 {
		t.Fatalf("%d reports are kept", len(b.All))
	}
	b.Selected = trouble[0]
	add(b, 1, parse.Oops)
	if len(b.All) != 2000 || !slices.Contains(b.All, trouble[0]) || slices.Contains(b.All, trouble[1]) {
		t.Error("the trouble that is not being read did not go first")
	}
	b.Selected = rest[0]
	add(b, 2, parse.Oops)
	if slices.Contains(b.All, trouble[0]) || slices.Contains(b.All, rest[1]) || !slices.Contains(b.All, rest[0]) || !slices.Contains(b.All, first) {
		t.Error("the oldest crash that is neither the first nor read did not go next")
	}
}

// TestCovering: a line is of the innermost report around it, among the 32 that begin
// in front of it.
func TestCovering(t *testing.T) {
	b := &Book{}
	outer := b.Upsert(&parse.Crash{ID: 1, First: 10, Last: 1000})
	inner := b.Upsert(&parse.Crash{ID: 2, First: 20, Last: 30, Body: []parse.BodyLine{{N: 20}, {N: 22}, {N: 30}}})
	for n, want := range map[int]*Report{9: nil, 10: outer, 20: inner, 21: outer, 22: inner, 30: inner, 31: outer, 1000: outer, 1001: nil} {
		if got := b.Covering(n); got != want {
			t.Errorf("line %d is of %v", n, got)
		}
	}
	for i := range 30 {
		b.Upsert(&parse.Crash{ID: 3 + i, First: 100 + i, Last: 100 + i})
	}
	if b.Covering(500) != outer {
		t.Error("a report with 31 inside is not found")
	}
	b.Upsert(&parse.Crash{ID: 90, First: 300, Last: 300})
	if b.Covering(500) != nil {
		t.Error("the search goes on for ever")
	}
	if late := b.Snapshot(); late.Covering(22) == nil || late.Covering(22) == inner || late.Covering(22).Crash != inner.Crash {
		t.Error("a snapshot covers other lines, or shares its reports")
	}
}

// TestSelection: a new crash takes the pane unless another is being read.
func TestSelection(t *testing.T) {
	b := &Book{}
	if b.Next(1) != nil || b.Newest() != nil {
		t.Error("an empty book has a crash")
	}
	all := add(b, 3, parse.Oops)
	for _, r := range all {
		b.Arrived(r, false)
	}
	if b.Selected != all[2] || b.Fresh != nil {
		t.Error("the newest is not followed")
	}
	b.Choose(all[0])
	late := add(b, 1, parse.Oops)[0]
	b.Arrived(late, true)
	if b.Selected != all[0] || b.Fresh != late {
		t.Error("a new crash took the pane from one that is being read")
	}
	b.Choose(late)
	if b.Pinned || b.Fresh != nil {
		t.Error("whoever reads the newest follows")
	}
	trouble := add(b, 1, parse.Error)[0]
	b.Choose(trouble)
	newest := add(b, 1, parse.Oops)[0]
	if b.Arrived(newest, false); b.Selected != newest {
		t.Error("trouble does not give way")
	}
	for _, c := range []struct {
		at   *Report
		step int
		want *Report
	}{{all[0], 1, all[1]}, {all[0], -1, all[0]}, {late, 1, newest}, {newest, 1, newest}, {newest, -1, late}, {nil, 1, all[0]}, {nil, -1, newest}} {
		b.Selected = c.at
		if got := b.Next(c.step); got != c.want {
			t.Errorf("from %v by %d: %v", c.at, c.step, got)
		}
	}
	b.Selected = late
	if crashes, trouble, at := b.Counts(); crashes != 5 || trouble != 1 || at != 4 {
		t.Errorf("%d crashes, %d trouble, at %d", crashes, trouble, at)
	}
	if b.NameOf(trouble.Crash.ID) != "the report" || b.NameOf(late.Crash.ID) != late.Name() || b.NameOf(999) != "the report" {
		t.Errorf("%q, %q", b.NameOf(trouble.Crash.ID), b.NameOf(late.Crash.ID))
	}
	if b.Worst() != parse.Oops {
		t.Errorf("the worst is %v", b.Worst())
	}
}

// TestBootsAreBounded: the book knows 64 boots; what a report was told of one that
// it forgot stays.
func TestBootsAreBounded(t *testing.T) {
	b := &Book{}
	r := b.Upsert(&parse.Crash{ID: 1, First: 1, Last: 3, Boot: 1, Severity: parse.Oops})
	for n := 2; n <= 66; n++ {
		b.Boot(parse.Boot{N: n, First: 10 * n})
		if len(b.boots) > 64 {
			t.Fatalf("%d boots are kept", len(b.boots))
		}
		if n == 2 {
			b.Tell(parse.Later{}, 25)
		}
	}
	b.Tell(parse.Later{}, 700)
	if got := r.Crash.Later; got.Boot != 2 || got.Line != 20 {
		t.Errorf("told of boot %d at line %d", got.Boot, got.Line)
	}
	b.Boot(parse.Boot{N: 66, First: 665}) // known better: no boot more
	if len(b.boots) != 64 || b.boots[63].First != 665 {
		t.Errorf("%d boots, the last at line %d", len(b.boots), b.boots[len(b.boots)-1].First)
	}
}
