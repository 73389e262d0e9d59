package book

import (
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

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

// TestBootsAreRemembered: whatever boot came behind a report's is told, in whatever order
// they become known.
func TestBootsAreRemembered(t *testing.T) {
	b := &Book{}
	r := b.Upsert(&parse.Crash{ID: 1, First: 1, Last: 3, Boot: 1, Severity: parse.Oops})
	for n := 1000; n >= 2; n-- {
		b.Boot(parse.Boot{N: n, First: 10 * n})
	}
	b.Boot(parse.Boot{N: 2, First: 20, Sender: "another"})
	b.Tell(parse.Later{}, 20_000)
	if got := r.Crash.Later; got.Boot != 2 || got.Line != 20 {
		t.Errorf("told of boot %d at line %d", got.Boot, got.Line)
	}
	b.Boot(parse.Boot{N: 1000, First: 9999, Kernel: "6.1"}) // known better: no boot more
	if got := b.BootOf(&parse.Crash{Boot: 1000}); got.First != 9999 || len(b.boots[""]) != 999 {
		t.Errorf("%d boots, the last at line %d", len(b.boots[""]), got.First)
	}
	if got := b.BootOf(&parse.Crash{Boot: 7, Sender: "third", Kernel: "5.10"}); got.N != 7 || got.First != 1 || got.Kernel != "5.10" {
		t.Errorf("of a boot that nobody knows: %+v", got)
	}
}

// listed are all reports that a list would show.
func listed(b *Book) (all []*Report) {
	for e := range b.Entries() {
		all = append(all, e.Report())
	}
	return all
}

// TestManyReports: where crashes can be decoded again, all are kept, the older ones in brief;
// one that is decoded again is as it was.
func TestManyReports(t *testing.T) {
	b := &Book{Rereads: true}
	for id := 1; id <= 20_000; id++ {
		c := &parse.Crash{ID: id, Severity: parse.Oops, Title: "pump", First: 10 * id, Last: 10*id + 5, Boot: id, Signature: parse.Signature{Exact: "a"}, Body: []parse.BodyLine{{N: 10 * id}}}
		r := b.Upsert(c)
		b.Count(r)
		b.Boot(parse.Boot{N: id, First: 10*id - 5})
	}
	began := time.Now()
	b.Tell(parse.Later{}, 300_000)
	b.Tell(parse.Later{}, 300_001)
	all, first, whole := listed(b), b.First(), 0
	for i, r := range all {
		if !r.Crash.Brief {
			whole++
		}
		if r.Crash.ID != i+1 || r.Number != i+1 || r.Crash.Later.Boot != min(i+2, 20_000)%20_001 && i+1 < 20_000 {
			t.Fatalf("report %d is %s, crash %d, told of boot %d", i+1, r.Name(), r.Crash.ID, r.Crash.Later.Boot)
		}
	}
	if len(all) != 20_000 || len(b.All) > maxHeld || whole > maxWhole || whole < maxWhole/2 || b.Again(first) != 20_000 || time.Since(began) > 5*time.Second {
		t.Errorf("%d reports, %d at hand, %d of them whole, %d alike, told in %v", len(all), len(b.All), whole, b.Again(first), time.Since(began))
	}
	if !first.Crash.Brief || !first.Crash.Past() || first.ToJudge() != nil || first.ToLocate() != nil || first.ToCompare() || b.Worst() != parse.Oops {
		t.Errorf("the first is %+v", first.Crash)
	}
	b.Choose(first)
	if first.ToRead() != first.Crash || first.ToRead() != nil || b.Held(1) != first {
		t.Error("it is not read once")
	}
	b.Upsert(&parse.Crash{ID: 1, Severity: parse.Oops, First: 10, Last: 15, Boot: 1, Body: []parse.BodyLine{{N: 10}}})
	b.Tell(parse.Later{}, 300_001)
	if first.Crash.Brief || !first.Crash.Past() || first.ToRead() != nil || first.ToJudge() == nil {
		t.Errorf("decoded again it is %+v", first.Crash)
	}
}

// A board that boots and complains for a month takes a bounded memory, whatever it says, and
// what is not listed any more is counted.
func TestAMonthOfTroubleIsBounded(t *testing.T) {
	alive := func() uint64 {
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	const boots = 100_000
	before := alive()
	b := &Book{Rereads: true}
	for n := 1; n <= boots; n++ {
		banner := strings.Clone("Linux version 6.1.0 (root@host) (gcc 12) #1 SMP")
		b.Boot(parse.Boot{N: n, First: 100 * n, Banner: banner, Kernel: banner[14:19]})
		c := &parse.Crash{ID: n, Severity: parse.Error, Title: "probe failed", First: 100*n + 5, Last: 100*n + 5, Boot: n, Body: []parse.BodyLine{{N: 100*n + 5}}}
		if n%5000 == 0 {
			c.Severity = parse.Oops
		}
		b.Count(b.Upsert(c))
	}
	b.Tell(parse.Later{}, 100*boots)
	if took := alive() - before; took > 12<<20 {
		t.Errorf("%d boots with trouble take %d KiB", boots, took>>10)
	}
	all := listed(b)
	crashes, trouble := b.Left()
	if len(all)+trouble != boots || crashes != 0 || len(all) < maxTrouble/2 {
		t.Errorf("%d are listed, %d are not, and %d crashes", len(all), trouble, crashes)
	}
	last := all[0]
	for _, r := range all {
		if r.IsCrash() {
			last = r
		}
		if r.Crash.Boot < boots && (r.Crash.Later.Boot != r.Crash.Boot+1 || b.BootOf(r.Crash).First != 100*r.Crash.Boot) {
			t.Fatalf("the report of boot %d is told of boot %d; its boot is %+v", r.Crash.Boot, r.Crash.Later.Boot, b.BootOf(r.Crash))
		}
	}
	if n, _, _ := b.Counts(); n != boots/5000 || last.Crash.Boot != boots || b.First().Crash.Boot != 5000 {
		t.Errorf("%d crashes, the last in boot %d", n, last.Crash.Boot)
	}
	runtime.KeepAlive(b)
}

// What is on the shelf is found by whatever way, among what is at hand, and is one report
// until the book changes.
func TestTheShelfIsSearched(t *testing.T) {
	b := &Book{Rereads: true}
	for id := 1; id <= 3*maxHeld; id++ {
		s := parse.Oops
		if id%3 == 0 {
			s = parse.Error
		}
		b.Count(b.Upsert(&parse.Crash{ID: id, Severity: s, First: 10 * id, Last: 10*id + 5, FirstByte: int64(100 * id), Boot: 1, Title: "pump"}))
	}
	b.Tell(parse.Later{}, 100*maxHeld)
	b.Choose(b.ByID(100)) // at hand among those on the shelf
	late := b.Snapshot()
	for r, id := b.First(), 1; id < 3*maxHeld; id++ {
		if id%3 == 0 {
			continue
		}
		if r == nil || r.Crash.ID != id || b.Covering(10*id+5).Crash.ID != id || b.Covering(10*id+6) != nil || late.Covering(10*id).Crash.ID != id {
			t.Fatalf("crash %d: %v", id, r)
		}
		if same := b.ByID(id); same != b.ByID(id) || b.AtByte(int64(100*id)).Crash.ID != id {
			t.Fatalf("crash %d is another one when it is asked for again", id)
		}
		b.Choose(r)
		r = b.Next(1)
	}
	for id := 3*maxHeld - 1; id > 0; id-- {
		if id%3 == 0 {
			continue
		}
		if r := b.Selected; r.Crash.ID != id || b.Held(id) != r {
			t.Fatalf("back at %d, crash %d is read", id, r.Crash.ID)
		}
		b.Choose(b.Next(-1))
	}
	r := b.ByID(5)
	b.Keep(r).Notes = "mine"
	add(b, 2*maxHeld, parse.Oops)
	if b.ByID(5) != r || b.Held(5) != r || b.Held(7) != nil || len(b.All) > 2*maxHeld {
		t.Error("what somebody wrote on was put on the shelf")
	}
	if got := late.Covering(75); got == nil || got.Crash.ID != 7 || late.Covering(10*6*maxHeld) != nil {
		t.Error("a snapshot changes")
	}
}
