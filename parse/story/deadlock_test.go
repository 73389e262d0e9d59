package story_test

import (
	"strings"
	"testing"

	"oopscope/parse/crash"
)

// Each of two reports names the task of the other one as the owner: one deadlock, of
// which both reports know. Two that wait in one module may be one, and the report of a
// third, that waits elsewhere, is none.
func TestTwoThatWaitForEachOtherAreOneStory(t *testing.T) {
	stuck := func(l *log, comm string, pid int, place, owner string) {
		l.hung(comm, pid, "__schedule schedule __mutex_lock "+place+" kthread")
		if owner != "" {
			l.put("INFO: task " + comm + ":" + map[int]string{31: "31", 32: "32"}[pid] + " is blocked on a mutex likely owned by task " + owner + ".")
		}
	}
	for _, c := range []struct {
		owner, other, place string
		kind                crash.EchoKind
	}{
		{"poold:32", "ringd:31", "pool_drain@ring", crash.Deadlock},
		{"", "", "pool_drain@ring", crash.MayCross},
		{"", "", "pool_drain@pool", ""},
		{"", "", "ring_push@ring", crash.Repeated},
		{"third:40", "fourth:41", "pool_drain@ring", ""},
	} {
		var l log
		stuck(&l, "ringd", 31, "ring_push@ring", c.owner)
		stuck(&l, "poold", 32, c.place, c.other)
		all := read(t, l.String())
		if len(all) != 2 || all[1].Echo.Kind != c.kind {
			t.Errorf("%+v: %d reports, linked as %+v", c, len(all), all[1].Echo)
			continue
		}
		if crosses := all[0].Later.Cross == all[1].First; crosses != (c.kind == crash.Deadlock) {
			t.Errorf("%+v: the first one knows of line %d", c, all[0].Later.Cross)
		}
		for _, words := range []string{"poold[32]", "ringd[31]", "ring_push()", "pool_drain()"} {
			if (c.kind == crash.Deadlock || c.kind == crash.MayCross) && !strings.Contains(all[1].Echo.Why, words) {
				t.Errorf("%q has no %s", all[1].Echo.Why, words)
			}
		}
	}
}

// Nobody names an owner, but each has gone through the function in which the other one
// waits: that is told as a deadlock. The first half of what only may be one knows of the
// second.
func TestTracesThatCross(t *testing.T) {
	for _, c := range []struct {
		first, second string
		kind          crash.EchoKind
	}{
		{"ring_push@ring pool_drain@pool", "pool_drain@pool ring_push@ring", crash.Deadlock},
		{"ring_push@ring ring_open@ring", "ring_drain@ring pool_work@pool", crash.MayCross},
		{"ring_push@ring pool_drain@pool", "pool_drain@pool pool_work@pool", ""},
	} {
		var l log
		l.hung("ringd", 31, "__schedule schedule __mutex_lock "+c.first+" kthread")
		l.hung("poold", 32, "__schedule schedule __mutex_lock "+c.second+" kthread")
		all := read(t, l.String())
		if len(all) != 2 || all[1].Echo.Kind != c.kind {
			t.Errorf("%+v: %d reports, linked as %+v", c, len(all), all[1].Echo)
			continue
		}
		if may := all[0].Later.May == all[1].First; may != (c.kind == crash.MayCross) {
			t.Errorf("%+v: the first one knows of line %d", c, all[0].Later.May)
		}
	}
}

// The watchdog comes round again and finds both where they were: one deadlock, counted, in two
// chapters.
func TestADeadlockThatIsFoundAgain(t *testing.T) {
	var l log
	for range 3 {
		l.hung("ringd", 31, "__schedule schedule __mutex_lock ring_push@ring kthread")
		l.put("INFO: task ringd:31 is blocked on a mutex likely owned by task poold:32.")
		l.hung("poold", 32, "__schedule schedule __mutex_lock pool_drain@pool kthread")
		l.put("INFO: task poold:32 is blocked on a mutex likely owned by task ringd:31.")
		l.wait(120)
		for range 30 {
			l.put("usb 1-1: new high-speed USB device")
		}
	}
	all := read(t, l.String())
	if len(all) != 6 || all[0].Story == nil {
		t.Fatalf("%d reports: %+v", len(all), all)
	}
	s := all[0].Story
	if s.Cause.Again != 2 || len(s.Led) != 1 || s.Led[0].Again != 2 || s.Led[0].Echo.Kind != crash.Deadlock || s.Led[0].AgainLast != all[5].First {
		t.Errorf("%s", s.Text())
	}
}
