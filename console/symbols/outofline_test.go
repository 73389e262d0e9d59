package symbols

import (
	"testing"

	"oopscope/parse/arch"
)

// TestAtomicsOutOfLine: the loop of an atomic lies behind the last function of the file; its
// place is the function that goes there, with its line and its variables.
func TestAtomicsOutOfLine(t *testing.T) {
	dir := t.TempDir()
	copyTo(t, "typed/atomic-arm64.ko", dir+"/atomic.ko")
	s := newTest(t, Sources{Modules: dir})
	for place, want := range map[string][4]string{
		"last_of_the_file+0xc/0x1000 [atomic]": {"885f7c61", "atomic_add session_get", "s->users.value (offset 0x8 of struct session, 12 bytes)", ""},
		"session_get+0x8/0x10 [atomic]":        {"b9400000", "", "s->id (offset 0x0 of struct session, 12 bytes)", "atomic.c"},
		"last_of_the_file+0x0/0x1000 [atomic]": {"0b000400", "", "", "atomic.c"},
	} {
		c := trace(place)
		c.Arch, c.Dump.Bits, c.Dump.DieLine, c.Dump.PC = "arm64", 64, 1, c.Chain[0].Symbol
		c.Dump.Words = []arch.Word{{Hex: want[0], Trap: true}}
		c.Dump.Code = []arch.Insn{{Bytes: want[0], Trap: true}}
		out := s.Resolve(c)
		f := out.Chain[0]
		inlined := ""
		for i, in := range f.Inlined {
			if i > 0 {
				inlined += " "
			}
			if inlined += in.Function; in.File != "atomic.c" || in.Line == 0 {
				t.Errorf("%s: %s is at %s:%d", place, in.Function, in.File, in.Line)
			}
		}
		if inlined != want[1] || f.File != want[3] || out.Operand.Words() != want[2] {
			t.Errorf("%s: %q at %s:%d, %q; %+v", place, inlined, f.File, f.FileLine, out.Operand.Words(), out.Symbols)
		}
	}
}
