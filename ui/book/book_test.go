package book

import (
	"testing"

	"oopscope/parse"
	"oopscope/parse/arch"
)

// A board in a crash loop fills neither the memory nor the list; the first crash
// tells most, and stays.
func TestACrashLoopIsBounded(t *testing.T) {
	b := &Book{}
	for i := range 3 * maxReports {
		r := b.Upsert(&parse.Crash{ID: i + 1, Severity: parse.Warning + parse.Severity(i%2)*-1, First: i + 1, Last: i + 1, CPU: -1})
		if b.Count(r) {
			b.Arrived(r, false)
		}
	}
	if len(b.All) > maxReports {
		t.Errorf("%d reports are kept", len(b.All))
	}
	if crashes, trouble, at := b.Counts(); crashes != 3*maxReports/2 || trouble != crashes || at != crashes {
		t.Errorf("%d crashes and %d bursts of trouble, at crash %d", crashes, trouble, at)
	}
	if first := b.All[0]; first.Crash.ID != 1 {
		t.Errorf("the first crash is gone; the oldest kept is %d", first.Crash.ID)
	}
}

// Findings of a snapshot that is old by now are shown, and those of the newest
// are sought next; locations of an old snapshot are not.
func TestASnapshotThatCameMeanwhileWins(t *testing.T) {
	b := &Book{}
	old, now := &parse.Crash{ID: 1, First: 1, Last: 3}, &parse.Crash{ID: 1, First: 1, Last: 9}
	r := b.Upsert(old)
	if r.ToJudge() != old || r.ToJudge() != nil || r.ToLocate() != old || r.ToLocate() != nil {
		t.Error("the first snapshot is not sought for once")
	}
	if b.Upsert(now) != r || r.ToJudge() != nil {
		t.Error("the second is sought for before the first is done")
	}
	r.Judge(old, nil)
	r.Locate(old, &parse.Crash{ID: 1, Title: "located"}, "vmlinux", true)
	if r.Crash != now || r.Symbols != "" {
		t.Errorf("an old snapshot was taken in: %+v", r.Crash)
	}
	if r.ToJudge() != now || r.ToLocate() != now {
		t.Error("the newest snapshot is not sought for")
	}
	r.Locate(now, &parse.Crash{ID: 1, Title: "located"}, "vmlinux", true)
	if r.Crash.Title != "located" || r.Symbols != "vmlinux" || r.ToLocate() != nil {
		t.Errorf("not located: %+v", r)
	}
}

// A board that dies while it prints ends no report: its frames are looked up as
// they come, and stay located while more come.
func TestAGrowingReportIsLocated(t *testing.T) {
	frames := func(located int, functions ...string) (chain []arch.Frame) {
		for i, name := range functions {
			f := arch.Frame{Symbol: arch.Symbol{Function: name}, Line: i + 2}
			if i < located {
				f.File, f.FileLine = name+".c", 7
			}
			chain = append(chain, f)
		}
		return chain
	}
	growing := func(chain []arch.Frame) *parse.Crash { return &parse.Crash{ID: 1, Open: true, Chain: chain} }
	b := &Book{}
	r := b.Upsert(growing(nil))
	if r.ToLocate() != nil {
		t.Error("a report without frames is looked up")
	}
	one, two := growing(frames(0, "one")), growing(frames(0, "one", "two"))
	b.Upsert(one)
	if r.ToLocate() != one {
		t.Fatal("a report that grows is not looked up")
	}
	b.Upsert(two)
	r.Locate(one, growing(frames(1, "one")), "vmlinux", true)
	if got := r.Crash.Chain; len(got) != 2 || got[0].File != "one.c" || got[1].File != "" || two.Chain[0].File != "" {
		t.Errorf("%+v of %+v: the frame that was located meanwhile is not, or in the board's own words", got, two.Chain)
	}
	if r.ToLocate() != two {
		t.Fatal("the newest snapshot is not looked up, as the board printed it")
	}
	r.Locate(two, growing(frames(2, "one", "two")), "vmlinux", true)
	b.Upsert(growing(frames(0, "one", "other", "three")))
	if got := r.Crash.Chain; len(got) != 3 || got[0].File != "one.c" || got[1].File != "" {
		t.Errorf("%+v: the frames that are as they were have no locations any more, or others theirs", got)
	}
}

// What became of the machine since stays with the crash when it is located.
func TestWhatBecameOfTheMachineStays(t *testing.T) {
	b := &Book{}
	c := &parse.Crash{ID: 1, First: 1, Last: 3, Boot: 1, Severity: parse.Oops}
	r := b.Upsert(c)
	b.Boot(parse.Boot{N: 2, First: 8})
	b.Tell(parse.Later{}, 12)
	if got := r.Crash.Later; got.Boot != 2 || got.Line != 8 || !got.Spoke {
		t.Errorf("told of %+v", got)
	}
	r.Locate(c, &parse.Crash{ID: 1, First: 1, Last: 3, Boot: 1}, "", true)
	if r.Crash.Later.Boot != 2 || c.Later.Boot != 0 {
		t.Errorf("located it was told of %+v, printed of %+v", r.Crash.Later, c.Later)
	}
	if b.Worst() != 0 {
		t.Error("a crash of the boot before counts for this one")
	}
}
