package story_test

import (
	"fmt"
	"testing"

	"oopscope/parse/crash"
	"oopscope/parse/story"
)

func numbered(n, boot int, bytes int64) *crash.Crash {
	return &crash.Crash{ID: n, Boot: boot, Class: "warning", Severity: crash.Warning, Title: fmt.Sprint(n), First: 10 * n, Last: 10*n + 5, LastByte: bytes}
}

// TestKeeperHoldsBounded: crashes of a boot are held until there are 64, or their
// lines are more than half a megabyte.
func TestKeeperHoldsBounded(t *testing.T) {
	k := story.Keeper{Wait: true}
	for n := 1; n <= 64; n++ {
		if got, want := len(k.Put([]*crash.Crash{numbered(n, 1, 10)}, nil)), n/64*64; got != want {
			t.Fatalf("%d crashes came, %d go on, want %d", n, got, want)
		}
	}
	for bytes, want := range map[int64]int{512 << 10: 0, 512<<10 + 1: 1} {
		k := story.Keeper{Wait: true}
		if got := len(k.Put([]*crash.Crash{numbered(1, 1, bytes)}, nil)); got != want {
			t.Errorf("%d bytes of lines: %d go on, want %d", bytes, got, want)
		}
	}
}

// TestKeeperEndsABoot: the next boot, or a crash of it, sets those before free, and
// they know of it.
func TestKeeperEndsABoot(t *testing.T) {
	k := story.Keeper{Wait: true}
	k.Put([]*crash.Crash{numbered(1, 1, 10), numbered(2, 1, 10)}, nil)
	out := k.Put(nil, []crash.Boot{{N: 2, First: 40, Silent: true, Heard: 30}})
	if len(out) != 2 || out[0].Later.Boot != 2 || out[0].Later.Line != 40 || !out[0].Later.Hard || !out[0].Later.Spoke {
		t.Fatalf("%d go on: %+v", len(out), out)
	}
	if out := k.Put([]*crash.Crash{numbered(5, 2, 10)}, nil); len(out) != 0 {
		t.Errorf("a crash of the present boot goes on")
	}
	if out := k.Put([]*crash.Crash{numbered(6, 3, 10)}, nil); len(out) != 1 || out[0].ID != 5 {
		t.Errorf("a crash of the next boot sets %v free", out)
	}
	if out := k.Rest(99); len(out) != 1 || out[0].ID != 6 || !out[0].Later.Spoke || out[0].Later.Heard != 99 {
		t.Errorf("at the end %+v", out)
	}
	if out := k.Rest(99); len(out) != 0 {
		t.Error("they go on twice")
	}
}

// TestKeeperOfSenders: another board's boot is no boot of this one, and 64 boots
// are remembered.
func TestKeeperOfSenders(t *testing.T) {
	for boots, want := range map[int]int{63: 1, 64: 0} {
		k := story.Keeper{Wait: true}
		all := []crash.Boot{{N: 2, Sender: "a"}}
		for i := range boots {
			all = append(all, crash.Boot{N: 2 + i, Sender: "b"})
		}
		c := numbered(1, 1, 10)
		c.Sender = "a"
		if got := len(k.Put([]*crash.Crash{c}, all)); got != want {
			t.Errorf("%d boots of another board later: %d go on, want %d", boots, got, want)
		}
	}
	live := story.Keeper{} // holds nothing back
	if out := live.Put([]*crash.Crash{numbered(1, 1, 10), numbered(2, 1, 10)}, nil); len(out) != 2 {
		t.Errorf("%d of 2 go on at once", len(out))
	}
}
