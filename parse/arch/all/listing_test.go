package all

import (
	"debug/elf"
	"encoding/binary"
	"math/rand"
	"testing"

	"oopscope/parse/arch"
	"oopscope/parse/arch/arm"
	"oopscope/parse/arch/arm64"
	"oopscope/parse/arch/loongarch"
	"oopscope/parse/arch/mips"
	"oopscope/parse/arch/powerpc"
	"oopscope/parse/arch/riscv"
	"oopscope/parse/arch/x86"
)

func TestDisassembleNamesPlaces(t *testing.T) {
	name := func(at uint64) string {
		if at == 0x1010 {
			return "printk"
		}
		return ""
	}
	for _, c := range []struct {
		text Text
		want []string
	}{
		{Text{Machine: elf.EM_ARM, Bits: 32, Code: []byte{2, 0, 0, 0xeb, 0xc1, 0x31, 0xd0, 0xe5}}, []string{"bl printk", "ldrb r3, [r0, #449]"}},
		{Text{Machine: elf.EM_ARM, Bits: 32, Thumb: true, Code: []byte{0, 0xf0, 6, 0xf8, 0x70, 0x47}}, []string{"bl printk", "bx lr"}},
		{Text{Machine: elf.EM_AARCH64, Bits: 64, Code: []byte{4, 0, 0, 0x94, 2, 4, 0x47, 0x39}}, []string{"bl printk", "ldrb w2, [x0, #449]"}},
		{Text{Machine: elf.EM_X86_64, Bits: 64, Code: []byte{0xe8, 0xb, 0, 0, 0, 0xc3}}, []string{"call printk", "ret"}},
		{Text{Machine: elf.EM_RISCV, Bits: 64, Code: []byte{0xef, 0, 0, 1, 0x82, 0x80}}, []string{"jal printk", "ret"}},
		{Text{Machine: elf.EM_PPC64, Bits: 64, Code: []byte{0x11, 0, 0, 0x48, 0x20, 0, 0x80, 0x4e}}, []string{"bl printk", "blr"}},
		{Text{Machine: elf.EM_S390, Bits: 64, Code: []byte{7, 0xfe}}, nil},
	} {
		c.text.Address, c.text.At, c.text.Order, c.text.Name = 0x1000, 0x1000, binary.LittleEndian, name
		var got []string
		for _, in := range c.text.Disassemble() {
			got = append(got, in.Text)
			if in.Trap || in.Address < 0x1000 || in.Address > 0x1004+2 {
				t.Errorf("%v: %+v", c.text.Machine, in)
			}
		}
		if len(got) != len(c.want) || len(got) > 0 && (got[0] != c.want[0] || got[1] != c.want[1]) {
			t.Errorf("%v: %q, not %q", c.text.Machine, got, c.want)
		}
	}
}

func TestBranches(t *testing.T) {
	for _, c := range []struct {
		a        *arch.Arch
		branches []string
		others   []string
	}{
		{arm.Arch, []string{"bl 0x10", "bpl 0x10", "blx r3", "cbz r0, 0x10", "tbb [pc, r0]"}, []string{"bics r0, r1", "bfi r0, r1, #1, #2", "cmp r0, r1", "bkpt #0"}},
		{arm64.Arch, []string{"b.ne 0x10", "cbz x0, 0x10", "tbnz w0, #31, 0x10", "br x3"}, []string{"brk #0x800", "bic x0, x1, x2", "ret", "bti c"}},
		{x86.AMD64, []string{"call 0x10", "jne 0x10"}, []string{"btl $0x1,0x10", "bswap %eax", "ret", ""}},
		{riscv.Arch, []string{"jal ra,16", "beq a0,a1,0x10"}, []string{"bset a0,a1,a2"}},
		{mips.Arch, []string{"jalr v1", "bnezl v0,0x10"}, []string{"break 0xc"}},
		{powerpc.Arch, []string{"bl 0x10", "bdnz 0x10"}, []string{"bpermd r1,r2,r3"}},
		{loongarch.Arch, []string{"jirl ra, a0, 0", "bl 0x10"}, []string{"bstrpick.d a0, a1, 3, 0", "break 0x1"}},
	} {
		for _, text := range c.branches {
			if !c.a.Branches(text) {
				t.Errorf("%s: %q is no branch", c.a.Name, text)
			}
		}
		for _, text := range c.others {
			if c.a.Branches(text) {
				t.Errorf("%s: %q is a branch", c.a.Name, text)
			}
		}
	}
}

// TestDisassembleAnything: any bytes from any boundary end, without a panic.
func TestDisassembleAnything(t *testing.T) {
	rnd := rand.New(rand.NewSource(1))
	for _, a := range List {
		for range 300 * len(a.Machines) {
			machine := a.Machines[rnd.Intn(len(a.Machines))]
			code := make([]byte, rnd.Intn(200))
			rnd.Read(code)
			x := Text{Machine: machine, Bits: 32 << rnd.Intn(2), Order: binary.LittleEndian, Thumb: rnd.Intn(2) == 0, Code: code,
				Address: rnd.Uint64() >> rnd.Intn(64), Name: func(uint64) string { return "x" }}
			x.At = x.Address + uint64(rnd.Intn(220))
			x.Disassemble()
		}
	}
}
