package ledger

import (
	"fmt"
	"strings"
	"testing"
)

// TestSettle: a word's line is looked for 64 KiB around its place; of several that
// read the same the nearest is it.
func TestSettle(t *testing.T) {
	const line = "Unable to handle kernel paging request\n"
	for off, want := range map[int64]bool{0: true, 60 << 10: true, -60 << 10: true, 65 << 10: false, -65 << 10: false} {
		const at = 100 << 10
		filler := strings.Repeat("ordinary\n", 30<<10)
		text := filler[:at/9*9] + line + filler
		w := word{byte: int64(at/9*9) + off, raw: strings.TrimSpace(line)}
		if got := w.settle(strings.NewReader(text)); got != want || want && w.byte != at/9*9 {
			t.Errorf("%d bytes away: found %v, at %d", off, got, w.byte-at/9*9)
		}
	}
	two := line + strings.Repeat("ordinary\n", 100) + line
	for from, want := range map[int64]int64{0: 0, 100: 0, 700: 939, 939: 939} {
		w := word{byte: from, raw: line}
		if !w.settle(strings.NewReader(two)) || w.byte != want {
			t.Errorf("from %d: at %d, want %d", from, w.byte, want)
		}
	}
	if w := (word{byte: -1, raw: line}); w.settle(strings.NewReader(two)) {
		t.Error("a word without a place has one")
	}
}

// TestEssence: a line is known again whatever became of its odd bytes.
func TestEssence(t *testing.T) {
	for _, shown := range []string{"Oops: 5 [#1] ü€", `Oops: 5 [#1] \xff`, `Oops: 5 [#1] \u20ac`, `Oops: 5 [#1] \U0001f600`, "Oops  5  #1"} {
		if got := string(essence([]byte(shown))); got != "Oops51" {
			t.Errorf("%q is known by %q", shown, got)
		}
	}
	if !matches([]byte("\x1b[31mOops: 5 [#1]\x1b[0m\nnext"), []byte("Oops51")) || matches([]byte("Oops: 6 [#1]"), []byte("Oops51")) {
		t.Error("lines are not told apart")
	}
}

// TestHeads: a capture is the same when it begins the same: a whole kilobyte of it,
// or all that there was.
func TestHeads(t *testing.T) {
	text := func(n int) []byte {
		var b strings.Builder
		for i := 0; b.Len() < n; i++ {
			fmt.Fprintf(&b, "[%5d.000000] line\n", i)
		}
		return []byte(b.String()[:n])
	}
	if a, b := headOf(text(1024)), headOf(text(1024)); a != b || a.size != 1024 || len(a.sum) != 64 {
		t.Errorf("%+v, %+v", a, b)
	}
	if headOf(text(1024)).sum == headOf(text(1025)).sum {
		t.Error("a byte more is not seen")
	}
	for _, c := range []struct {
		known, has int // bytes that the journal was begun with, and that the capture has now
		want       bool
	}{{1024, 4096, true}, {1023, 4096, false}, {1023, 1023, true}, {4096, 1024, false}, {0, 4096, false}} {
		j := journal{path: "elsewhere" + journalEnd, begins: []head{headOf(text(c.known))}}
		if got := j.isOf(place{path: "moved.log", first: text(c.has)}); got != c.want {
			t.Errorf("known by %d bytes, of %d: the same capture %v", c.known, c.has, got)
		}
		if got := j.isOf(place{path: "elsewhere", first: text(c.has)}); got != (c.known <= c.has) {
			t.Errorf("known by %d bytes, of %d, beside it: the same capture %v", c.known, c.has, got)
		}
		if j.isOf(place{path: "moved.log", first: text(c.has), growing: true}) {
			t.Error("today's first bytes may be yesterday's")
		}
	}
}
