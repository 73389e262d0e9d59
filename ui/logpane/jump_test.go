package logpane

import (
	"testing"
	"time"

	"oopscope/console/link"
	"oopscope/parse"
)

const twoBoots = "U-Boot 2021.01 (Jan 01 2021)\n[    0.000000] Linux version 5.10.0 (a@b) #1 SMP\n[    0.100000] one\n"

// Boots and gaps are gone to in both directions, and not around the end.
func TestBootsAndGapsAreGoneTo(t *testing.T) {
	c := wired(80, 24)
	for range 3 {
		c.feed(time.Minute, twoBoots)
	}
	c.Append(&parse.Batch{Gaps: []parse.Gap{{After: 5}, {After: 9}}}) // the second is open: no line came behind it
	if n, ok := c.NextBoot(-1); !ok || n != 7 {
		t.Errorf("from the end the boot above begins in line %d, %v", n, ok)
	}
	for _, step := range []struct {
		from, dir, boot, gap int
	}{
		{7, -1, 4, 6}, {6, -1, 4, 0}, {4, -1, 1, 0}, {1, -1, 0, 0}, {1, 1, 4, 6}, {2, 1, 4, 6}, {4, 1, 7, 6}, {7, 1, 0, 0},
	} {
		c.Show(step.from)
		if n, ok := c.NextBoot(step.dir); n != step.boot || ok != (n > 0) {
			t.Errorf("from line %d, %+d: the boot in line %d, want %d", step.from, step.dir, n, step.boot)
		}
		if n, ok := c.NextGap(step.dir); n != step.gap || ok != (n > 0) {
			t.Errorf("from line %d, %+d: the gap before line %d, want %d", step.from, step.dir, n, step.gap)
		}
	}
	empty := wired(80, 24)
	if _, ok := empty.NextBoot(1); ok {
		t.Error("nothing came, and there is a boot")
	}
}

// Of what stands at one place nothing hides another: the first words and the latest are shown.
func TestGapsAtOnePlace(t *testing.T) {
	c := wired(80, 24)
	c.feed(0, "one\n")
	for _, reason := range []string{"the board waits for files", "21 bytes are in the record only", "the board waits for files", "42 bytes are in the record only"} {
		c.Append(&parse.Batch{Gaps: []parse.Gap{{After: 1, Reason: reason}}})
	}
	sees(t, c, "the board waits for files; 42 bytes are in the record only")
}

// Times are counted from the marked line above; above all marks from the first.
func TestTimesSinceAMark(t *testing.T) {
	c := wired(100, 24)
	c.feed(0, "one\n")
	c.feed(1500*time.Millisecond, "two\n")
	c.feed(2*time.Second, "three\n")
	c.feed(time.Minute, "four\n")
	for range int(timesModes) {
		c.nextTimes()
		lacks(t, c, "since the marked line") // there is none
	}
	c.SetMark(link.Mark{Line: 2})
	c.SetMark(link.Mark{Line: 4})
	for c.times != markDelta {
		c.nextTimes()
	}
	sees(t, c, "      -1.500 one", "      +0.000 two", "      +2.000 three", "      +0.000 four", "time since the marked line", "since mark")
	c.SetMark(link.Mark{Line: 4, Gone: true})
	sees(t, c, "     +62.000 four")
}

// A capture has the kernel's times, which begin anew with each boot.
func TestTimesSinceAMarkOfACapture(t *testing.T) {
	c := wired(100, 24)
	b := c.d.Feed([]byte("[    1.000000] one\n[    2.500000] two\nno time\n"+twoBoots), time.Time{})
	c.Append(&b)
	c.SetMark(link.Mark{Line: 1})
	for c.times != markDelta {
		c.nextTimes()
	}
	sees(t, c, "   +0.000000 [    1.000000] one", "   +1.500000 [    2.500000] two", "             no time", "             [    0.100000] one")
}
