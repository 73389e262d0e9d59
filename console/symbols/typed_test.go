package symbols

import (
	"testing"

	"oopscope/parse/arch"
)

// TestStrippedModuleOnItsKernel: the module's types go on where the kernel's
// end, so that what it works on is said with the kernel, and not without.
func TestStrippedModuleOnItsKernel(t *testing.T) {
	dir := t.TempDir()
	copyTo(t, "typed/probe-on-amd64.ko", dir+"/probe.ko")
	for _, kernel := range []string{"typed/stripped-amd64.ko", ""} {
		src := Sources{Modules: dir}
		want := ""
		if kernel != "" {
			src.Vmlinux, want = copyTo(t, kernel, t.TempDir()+"/vmlinux"), "p->valve->pressure"
		}
		c := trace("probe_pressure+0x4/0xb [probe]")
		c.Arch, c.Dump.Bits, c.Dump.DieLine = "x86_64", 64, 1
		c.Dump.PC, c.Dump.Words = c.Chain[0].Symbol, arch.ParseWords("48 8b 47 18 <8b> 40 04 83 c0 01 c3")
		got := newTest(t, src).Resolve(c)
		said := ""
		if got.Operand != nil {
			said = got.Operand.Expression
		}
		if said != want {
			t.Errorf("with the kernel %q it works on %q, want %q; %+v", kernel, said, want, got.Symbols)
		}
	}
}
