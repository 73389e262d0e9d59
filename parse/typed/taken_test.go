package typed

import (
	"testing"

	"oopscope/parse/arch/flow"
	"oopscope/parse/symbol"
	"oopscope/parse/symbol/ctype"
)

// TestWhatIsTakenWithoutTypes: what a function of which BTF knows nothing was given the
// address of is said where only one structure begins there, or a lock or a list does.
func TestWhatIsTakenWithoutTypes(t *testing.T) {
	p := openPump(t, pumps+"stripped-amd64.ko")
	c := open(File{p.im, p.im}, symbol.Place{Function: "pump_chain"})
	pump := c.seen(0)[0]
	for _, w := range []struct {
		off  int64
		want string
	}{{0x48, "&p->queue"}, {0, "p"}} {
		vs := c.passed([]value{named(&pump).plus(w.off)}, "mutex_lock", 0)
		if vs[0].expr != w.want || !vs[0].foreign {
			t.Errorf("at %#x is passed %q, want %q", w.off, vs[0].expr, w.want)
		}
	}
}

// TestLowerHalves: an argument of four bytes is what the lower half of a register was.
func TestLowerHalves(t *testing.T) {
	c := &code{effects: []flow.Effect{{Does: flow.Nothing}, flow.Cut("rdi", "rsi", 0, 1<<32-1), {Does: flow.Calls}}, before: [][]int{nil, {0}, {1}}}
	for size, want := range map[int64]string{1: "rsi", 4: "rsi", 8: ""} {
		if from, at := c.narrowed("rdi", &ctype.Type{Kind: ctype.Number, Size: size}, 2); from != want || (from != "") != (at == 1) {
			t.Errorf("an argument of %d bytes is %q at %d, want %q", size, from, at, want)
		}
	}
}
