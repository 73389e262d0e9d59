package typed

import (
	"testing"

	"oopscope/parse/arch"
	"oopscope/parse/crash"
	"oopscope/parse/symbol"
)

// riscv prints no trace of a CPU that jumped to nowhere: the link register is all there is,
// and it is enough. s390 goes on where NULL led to, and says nothing of memory.
func TestALinkWithoutATrace(t *testing.T) {
	for name, died := range map[string]arch.Dump{
		"riscv64": {Bits: 64, DieLine: 1, Fault: arch.Fault{HasAddress: true, Access: "execute"}},
		"s390x":   {Bits: 64, DieLine: 1, PC: arch.Symbol{Address: 2, HasAddress: true}},
	} {
		p := openPump(t, pumps+"pump-"+name+".ko")
		c := open(File{p.im, p.im}, symbol.Place{Function: "pump_start"})
		for i := range c.insns {
			if c.callBefore(i) < 0 {
				continue
			}
			died.LR = arch.Symbol{Function: "pump_start", Offset: c.insns[i].Address - c.start, HasOffset: true}
			at := symbol.Place{Function: "pump_start", Offset: died.LR.Offset}
			o := Look{Crash: &crash.Crash{Arch: p.arch.Name, Dump: died}, File: func(*arch.Frame) (File, symbol.Place) { return File{p.im, p.im}, at }}.Operand()
			if got := o.Words(); got != "p->ops->start(p, 3) (offset 0x8 of struct pump_ops, 24 bytes), p->ops->start is NULL" && got != "p->ops->start(p, 3) (offset 0x8 of struct pump_ops, 24 bytes), p->ops->start is 0x2" {
				t.Errorf("%s: %q", name, got)
			}
			break
		}
	}
	if k := withLink(Look{Crash: &crash.Crash{Dump: arch.Dump{LR: arch.Symbol{Function: "chip_run", HasOffset: true}}}}, 1); k != nil {
		t.Errorf("no frame to stand behind: %+v", k.Crash.Chain)
	}
}
