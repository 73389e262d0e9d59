package typed

import (
	"testing"

	"oopscope/parse/arch"
	"oopscope/parse/crash"
)

// riscv prints no trace of a CPU that jumped to nowhere: the link register is all there is.
func TestALinkWithoutATrace(t *testing.T) {
	c := &crash.Crash{}
	c.Dump.LR = arch.Symbol{Function: "chip_run", Offset: 0xc, Size: 0x10, HasOffset: true}
	for _, at := range []int{0, 1} {
		if k := withLink(Look{Crash: c}, at); k != nil {
			t.Errorf("at %d: %+v", at, k.Crash.Chain)
		}
	}
}
