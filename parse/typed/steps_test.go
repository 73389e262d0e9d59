package typed

import (
	"testing"
)

// TestStepsOfTheCompiler: accesses whose base or index is in no register of its own, with the
// registers of a program that was run up to them.
func TestStepsOfTheCompiler(t *testing.T) {
	for _, tt := range []trapped{
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
		tt.check(t, pumps+"steps-"+tt.machine+".ko")
	}
}
