package typed

import (
	"slices"
	"testing"

	"oopscope/parse/arch"
	"oopscope/parse/arch/flow"
)

// TestStaticKeysTwoWays: "asm goto" leaves two jumps in a row, and the kernel makes nothing of
// the first. What nothing leads to otherwise stays so.
func TestStaticKeysTwoWays(t *testing.T) {
	effects := []flow.Effect{
		{Does: flow.Nothing},
		flow.Going(flow.Jumps, 8), // to 3; while the key is the other way, on to 2
		flow.Going(flow.Jumps, 4),
		{Does: flow.Nothing},
		{Does: flow.Jumps},
		{Does: flow.Nothing}, // an entry of a table, or of exceptions
	}
	c := &code{effects: effects, calls: &flow.Convention{}, callee: make([]string, len(effects))}
	for i := range effects {
		c.insns = append(c.insns, arch.Insn{Address: uint64(4 * i), Bytes: "00000000"})
	}
	c.order()
	want := [][]int{nil, {0}, {1}, {1, 2}, {3}, nil}
	for i := range want {
		if slices.Sort(c.before[i]); !slices.Equal(c.before[i], want[i]) {
			t.Errorf("before %d is %v, want %v", i, c.before[i], want[i])
		}
	}
}
