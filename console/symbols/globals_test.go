package symbols

import (
	"testing"

	"oopscope/parse/arch"
)

// TestValuesAreNamedWhereTheKernelIs: data and functions by the distance that a
// frame or the log tells; nothing where the kernel may be elsewhere or another.
func TestValuesAreNamedWhereTheKernelIs(t *testing.T) {
	const ring, ticks, worker = 0xffffffff810020a0, 0xffffffff81002090, 0xffffffff81000150
	s := newTest(t, Sources{Vmlinux: testdata + "vmlinux-amd64"})
	const by = 0x1c000000
	var stack []arch.StackWord
	named := func(known bool, inWorker uint64) (fault string, registers []string) {
		c := trace()
		c.Arch, c.Dump.Bits = "x86_64", 64
		c.HasKernelOffset, c.KernelOffset = known, by
		c.Dump.PC = arch.Symbol{Function: "worker", Offset: 0xe, Size: 0x40, HasOffset: true}
		f := arch.Frame{Symbol: c.Dump.PC, Exact: true, Reliable: true}
		if inWorker != 0 {
			f.Address, f.HasAddress = inWorker, true
		}
		c.Dump.Words, c.Chain = arch.ParseWords(workerCode), []arch.Frame{f}
		c.Dump.Fault = arch.Fault{Address: ring + 8 + by, HasAddress: true}
		for _, v := range []uint64{ticks + by, worker + by, ring + by + 0x100000, 0x2090, 0} {
			c.Dump.Registers = append(c.Dump.Registers, arch.Register{Name: "RAX", Value: v})
		}
		c.Dump.Stack = []arch.StackWord{{Address: 8, Value: ring + 8 + by}, {Address: 16, Value: 0x2090}, {Address: 24, Value: worker + by + 0x1000000}}
		out := s.Resolve(c)
		if stack = out.Dump.Stack; c.Dump.Stack[0].Symbol != "" {
			t.Error("the crash that was given is another now")
		}
		for _, r := range out.Dump.Registers {
			registers = append(registers, r.Symbol)
		}
		return out.Dump.Fault.Symbol, registers
	}
	for what, told := range map[string]struct {
		known    bool
		inWorker uint64
	}{"by the log": {true, 0}, "by a frame": {false, worker + 0xe + by}} {
		fault, regs := named(told.known, told.inWorker)
		if fault != "console_ring+0x8" || regs[0] != "ticks" || regs[1] != "worker" || regs[2]+regs[3]+regs[4] != "" {
			t.Errorf("%s: the fault is in %q, registers %q", what, fault, regs)
		}
		if stack[0].Symbol != "console_ring+0x8" || stack[1].Symbol+stack[2].Symbol != "" {
			t.Errorf("%s: words of the stack are %v", what, stack)
		}
	}
	if fault, regs := named(false, worker+0xe+by+0x1000); fault == "console_ring+0x8" || regs[0] == "ticks" {
		t.Errorf("at another distance: the fault is in %q, registers %q", fault, regs)
	}
}
