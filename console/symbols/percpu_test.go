package symbols

import (
	"strings"
	"testing"

	"oopscope/parse/arch"
)

// TestCurrent: what is loaded from the CPU's own data is said as the source says it.
func TestCurrent(t *testing.T) {
	dir := t.TempDir()
	copyTo(t, "typed/current-amd64.ko", dir+"/current.ko")
	s := newTest(t, Sources{Modules: dir})
	for place, want := range map[string]string{
		"users+0x9/0x20 [current]":       "current->mm (offset 0x8 of struct task, 16 bytes)",
		"users+0xd/0x20 [current]":       "current->mm->users (offset 0x4 of struct mm, 8 bytes)",
		"users_hot+0x8/0x1000 [current]": "current->mm (offset 0x8 of struct task, 16 bytes)",
		"users_hot+0xc/0x1000 [current]": "current->mm->users (offset 0x4 of struct mm, 8 bytes)",
	} {
		c := trace(place)
		c.Arch, c.Dump.Bits, c.Dump.DieLine, c.Dump.PC = "x86_64", 64, 1, c.Chain[0].Symbol
		c.Dump.Fault = arch.Fault{Address: 8, HasAddress: true}
		out := s.Resolve(c)
		if got := out.Operand; !strings.HasPrefix(got.Words(), want) || got.Variable != "current" || got.Type != "struct task *" {
			t.Errorf("%s: %+v, want %q; %+v", place, got, want, out.Symbols)
		}
	}
}
