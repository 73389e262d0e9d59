package all

import (
	"encoding/binary"
	"testing"

	"oopscope/parse/arch"
)

// TestABIs: word width and byte order of every architecture, as Linux runs on it
// where both exist.
func TestABIs(t *testing.T) {
	big, little := binary.ByteOrder(binary.BigEndian), binary.ByteOrder(binary.LittleEndian)
	want := map[string]struct {
		bits  int
		order binary.ByteOrder
	}{
		"arm": {32, little}, "arm64": {64, little}, "x86_64": {64, little}, "i386": {32, little}, "riscv": {64, little}, "loongarch": {64, little},
		"s390": {64, big}, "m68k": {32, big}, "sparc": {64, big}, "parisc": {64, big}, "openrisc": {32, big},
		"xtensa": {32, little}, "csky": {32, little}, "nios2": {32, little}, "arc": {32, little}, "microblaze": {32, little}, "sh": {32, little},
		"alpha": {64, little},
	}
	for _, a := range List {
		w, known := want[a.Name]
		if !known { // mips and powerpc exist in all four
			continue
		}
		if a.Bits != w.bits || a.Order != w.order {
			t.Errorf("%s: %d bits, %v; want %d, %v", a.Name, a.Bits, a.Order, w.bits, w.order)
		}
		delete(want, a.Name)
	}
	for name := range want {
		t.Errorf("%s is not in the list", name)
	}
}

// TestStacksAndPoison: THREAD_SIZE and CONFIG_ILLEGAL_POINTER_VALUE of the
// kernels (arch/*/include/asm/thread_info.h, arch/*/Kconfig).
func TestStacksAndPoison(t *testing.T) {
	of := func(name string) *arch.Arch { return ByName(name) }
	for name, size := range map[string]uint64{"arm": 8 << 10, "arm64": 16 << 10, "x86_64": 16 << 10, "i386": 8 << 10, "loongarch": 16 << 10} {
		if got := of(name).StackSize; got != size {
			t.Errorf("%s: stacks of %d bytes", name, got)
		}
	}
	for name, delta := range map[string]uint64{"x86_64": 0xdead000000000000, "arm64": 0xdead000000000000, "powerpc": 0x5deadbeef0000000, "arm": 0, "i386": 0} {
		if got := of(name).PoisonDelta; got != delta {
			t.Errorf("%s: illegal pointers begin at %#x", name, got)
		}
	}
}
