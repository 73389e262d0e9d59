package typed

import (
	"slices"
	"strings"
	"testing"

	"oopscope/parse/arch"
	"oopscope/parse/crash"
	"oopscope/parse/symbol"
)

// TestStepsOfTheCompiler: accesses whose base or index is in no register of its own, with the
// registers of a program that was run up to them.
func TestStepsOfTheCompiler(t *testing.T) {
	type registers map[string]uint64
	for _, tt := range []struct {
		machine, function, insn string
		printed                 registers
		fault                   uint64
		want, of, member        string
	}{
		// The object is known to hold NULL, not the pointer to it: unknown.
		{"amd64", "grid_meter.constprop.0", "mov 0x8,", nil, 8, "", "", ""},
		{"arm64", "grid_meter.constprop.0", "ldr", registers{"x0": 0}, 8, "", "", ""},
		{"riscv64", "grid_meter.constprop.0", "ld", registers{"a5": 0}, 8, "", "", ""},
		// What is not kept when a word is stored back is the bit-field that is set.
		{"amd64", "flags_prio.constprop.0", "movzbl", registers{"RDI": 0}, 0x28, "f->prio", "flags", "prio"},
		{"arm64", "flags_prio.constprop.0", "ldr", registers{"x0": 0}, 0x28, "f->prio", "flags", "prio"},
		{"amd64", "flags_mode", "movzbl", registers{"RDI": 0}, 0x28, "f->mode", "flags", "mode"},
		{"arm64", "flags_mode", "ldr", registers{"x0": 0}, 0x28, "f->mode", "flags", "mode"},
		// Whole structures away is another one of them.
		{"amd64", "meter_tx", "mov 0x8(", registers{"RAX": 120}, 128, "s[3].tx", "meter", "tx"},
		{"arm64", "meter_tx", "ldr", registers{"x1": 120}, 128, "s[3].tx", "meter", "tx"},
		{"s390x", "meter_tx", "lg ", registers{"r1": 120}, 128, "s[3].tx", "meter", "tx"},
		// A parameter that is gone: in its words, though the caller loaded it.
		{"amd64", "leaf_id.constprop.0.isra.0", "mov 0x4", nil, 4, "(*pp)->id", "leaf", "id"},
		// The number of a bit in a register reaches behind the operand.
		{"amd64", "set_use", "lock bts", registers{"RDI": 0, "RSI": 68}, 0x10, "s->bits[1]", "set", "bits[1]"},
		{"s390x", "name_length", "srst", registers{"r1": 0xdead000000000122}, 0xdead000000000000, "*n->text", "name", "text"},
	} {
		p := openPump(t, pumps+"steps-"+tt.machine+".ko")
		c := open(File{p.im, p.im}, symbol.Place{Function: tt.function})
		if c == nil {
			t.Errorf("%s has no %s", p.name, tt.function)
			continue
		}
		at := slices.IndexFunc(c.insns, func(in arch.Insn) bool { return strings.HasPrefix(in.Text, tt.insn) })
		if at < 0 {
			t.Errorf("%s: %s has no %s", p.name, tt.function, tt.insn)
			continue
		}
		sym := arch.Symbol{Function: tt.function, Offset: c.insns[at].Address - c.start, HasOffset: true}
		died := &crash.Crash{Arch: p.arch.Name, Dump: arch.Dump{Bits: p.bits, DieLine: 1, PC: sym}}
		died.Dump.Fault.Address, died.Dump.Fault.HasAddress = tt.fault, true
		died.Chain = []arch.Frame{{Symbol: sym, Exact: true, Reliable: true}}
		for name, value := range tt.printed {
			died.Dump.Registers = append(died.Dump.Registers, arch.Register{Name: name, Value: value})
		}
		place := symbol.Place{Function: sym.Function, Offset: sym.Offset, Exact: true}
		o := Look{Crash: died, File: func(*arch.Frame) (File, symbol.Place) { return File{p.im, p.im}, place }}.Operand()
		if got := expression(o); got != tt.want || o != nil && (o.Struct != tt.of || o.Member != tt.member) {
			t.Errorf("%s: %s, %s: %s, want %s", p.name, tt.function, c.insns[at].Text, got, tt.want)
		}
	}
}
