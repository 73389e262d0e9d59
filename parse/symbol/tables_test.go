package symbol

import (
	"debug/elf"
	"maps"
	"testing"
)

// TestFixupsAreTheABIs compares the relocations that debug sections carry with
// the numbers and the sizes of the ABIs, as package elf has them.
func TestFixupsAreTheABIs(t *testing.T) {
	for machine, want := range map[elf.Machine]map[uint32]fixup{
		elf.EM_ARM:     {uint32(elf.R_ARM_ABS32): {set, 4}, uint32(elf.R_ARM_REL32): {rel, 4}, 42: {rel31, 4}}, // R_ARM_PREL31
		elf.EM_AARCH64: {uint32(elf.R_AARCH64_ABS64): {set, 8}, uint32(elf.R_AARCH64_ABS32): {set, 4}, uint32(elf.R_AARCH64_PREL64): {rel, 8}, uint32(elf.R_AARCH64_PREL32): {rel, 4}},
		elf.EM_X86_64: {uint32(elf.R_X86_64_64): {set, 8}, uint32(elf.R_X86_64_PC32): {rel, 4}, uint32(elf.R_X86_64_32): {set, 4}, uint32(elf.R_X86_64_32S): {set, 4},
			uint32(elf.R_X86_64_PC64): {rel, 8}},
		elf.EM_386:   {uint32(elf.R_386_32): {set, 4}, uint32(elf.R_386_PC32): {rel, 4}},
		elf.EM_MIPS:  {uint32(elf.R_MIPS_32): {set, 4}, uint32(elf.R_MIPS_64): {set, 8}},
		elf.EM_PPC:   {uint32(elf.R_PPC_ADDR32): {set, 4}, uint32(elf.R_PPC_REL32): {rel, 4}},
		elf.EM_PPC64: {uint32(elf.R_PPC64_ADDR32): {set, 4}, uint32(elf.R_PPC64_REL32): {rel, 4}, uint32(elf.R_PPC64_ADDR64): {set, 8}, uint32(elf.R_PPC64_REL64): {rel, 8}},
		elf.EM_S390:  {uint32(elf.R_390_32): {set, 4}, uint32(elf.R_390_PC32): {rel, 4}, uint32(elf.R_390_64): {set, 8}, uint32(elf.R_390_PC64): {rel, 8}},
		elf.EM_RISCV: {
			uint32(elf.R_RISCV_32): {set, 4}, uint32(elf.R_RISCV_64): {set, 8},
			uint32(elf.R_RISCV_ADD8): {add, 1}, uint32(elf.R_RISCV_ADD16): {add, 2}, uint32(elf.R_RISCV_ADD32): {add, 4}, uint32(elf.R_RISCV_ADD64): {add, 8},
			uint32(elf.R_RISCV_SUB8): {sub, 1}, uint32(elf.R_RISCV_SUB16): {sub, 2}, uint32(elf.R_RISCV_SUB32): {sub, 4}, uint32(elf.R_RISCV_SUB64): {sub, 8},
			uint32(elf.R_RISCV_SUB6): {sub6, 1}, uint32(elf.R_RISCV_SET6): {set6, 1}, uint32(elf.R_RISCV_SET8): {set, 1}, uint32(elf.R_RISCV_SET16): {set, 2},
			uint32(elf.R_RISCV_SET32): {set, 4}, uint32(elf.R_RISCV_32_PCREL): {rel, 4},
			60: {setULEB, 0}, 61: {subULEB, 0}, // R_RISCV_SET_ULEB128, SUB_ULEB128: newer than package elf
		},
		elf.EM_LOONGARCH: {
			uint32(elf.R_LARCH_32): {set, 4}, uint32(elf.R_LARCH_64): {set, 8},
			uint32(elf.R_LARCH_ADD8): {add, 1}, uint32(elf.R_LARCH_ADD16): {add, 2}, uint32(elf.R_LARCH_ADD32): {add, 4}, uint32(elf.R_LARCH_ADD64): {add, 8},
			uint32(elf.R_LARCH_SUB8): {sub, 1}, uint32(elf.R_LARCH_SUB16): {sub, 2}, uint32(elf.R_LARCH_SUB32): {sub, 4}, uint32(elf.R_LARCH_SUB64): {sub, 8},
			uint32(elf.R_LARCH_32_PCREL): {rel, 4}, uint32(elf.R_LARCH_ADD6): {add6, 1}, uint32(elf.R_LARCH_SUB6): {sub6, 1},
			uint32(elf.R_LARCH_ADD_ULEB128): {setULEB, 0}, uint32(elf.R_LARCH_SUB_ULEB128): {subULEB, 0},
		},
	} {
		if !maps.Equal(fixups[machine], want) {
			t.Errorf("%v: %v, want %v", machine, fixups[machine], want)
		}
	}
	if len(fixups) != 10 {
		t.Errorf("%d machines", len(fixups))
	}
}

// TestCodeRelocationsAreTheABIs: which relocations of code count from behind the
// instruction, which carry an addend in it, and which name nothing.
func TestCodeRelocationsAreTheABIs(t *testing.T) {
	type how struct {
		bias      int64
		end, word bool
	}
	for machine, want := range map[elf.Machine]map[uint32]how{
		elf.EM_X86_64: {uint32(elf.R_X86_64_PC32): {end: true}, uint32(elf.R_X86_64_PLT32): {end: true}, uint32(elf.R_X86_64_GOTPCREL): {end: true},
			uint32(elf.R_X86_64_GOTPCRELX): {end: true}, uint32(elf.R_X86_64_REX_GOTPCRELX): {end: true}},
		elf.EM_386: {uint32(elf.R_386_32): {word: true}, uint32(elf.R_386_PC32): {end: true, word: true}, uint32(elf.R_386_PLT32): {end: true, word: true}},
		elf.EM_ARM: {uint32(elf.R_ARM_PC24): {bias: 8, word: true}, uint32(elf.R_ARM_ABS32): {word: true}, 28: {bias: 8, word: true}, 29: {bias: 8, word: true}, // R_ARM_CALL, R_ARM_JUMP24
			43: {word: true}, 44: {word: true}, 47: {word: true}, 48: {word: true}}, // R_ARM_MOVW_ABS_NC, R_ARM_MOVT_ABS, and Thumb's
		elf.EM_S390:    {uint32(elf.R_390_PC32DBL): {bias: -2}, uint32(elf.R_390_PLT32DBL): {bias: -2}, uint32(elf.R_390_GOTENT): {bias: -2}},
		elf.EM_AARCH64: {uint32(elf.R_AARCH64_LD64_GOT_LO12_NC): {}}, elf.EM_RISCV: {uint32(elf.R_RISCV_GOT_HI20): {}},
		elf.EM_MIPS: {uint32(elf.R_MIPS_26): {word: true}},
	} {
		got := map[uint32]how{}
		for kind, c := range countedBy[machine] {
			got[kind] = how{c.bias, c.end, c.in != nil}
		}
		if !maps.Equal(got, want) {
			t.Errorf("%v: %v, want %v", machine, got, want)
		}
	}
	for machine, want := range map[elf.Machine]map[uint32]bool{
		elf.EM_ARM:       {40: true},                                                      // R_ARM_V4BX
		elf.EM_RISCV:     {24: true, 25: true, 43: true, uint32(elf.R_RISCV_RELAX): true}, // the low halves of a PC-relative pair, R_RISCV_ALIGN
		elf.EM_LOONGARCH: {uint32(elf.R_LARCH_RELAX): true, 102: true},
	} {
		if !maps.Equal(silent[machine], want) {
			t.Errorf("%v: %v are silent, want %v", machine, silent[machine], want)
		}
	}
}

// TestTopDirs: the directories of the kernel's source tree, of 6.x.
func TestTopDirs(t *testing.T) {
	for _, dir := range []string{
		"arch", "block", "certs", "crypto", "drivers", "fs", "include", "init", "io_uring", "ipc", "kernel", "lib", "mm", "net",
		"rust", "samples", "scripts", "security", "sound", "tools", "virt",
	} {
		if got := shorten("/home/b/linux-6.1/"+dir+"/x.c", "/home/b/other"); got != dir+"/x.c" {
			t.Errorf("%s: %q", dir, got)
		}
	}
	for _, dir := range []string{"src", "Documentation", "usr"} {
		if path := "/home/b/module/" + dir + "/x.c"; shorten(path, "/home/b/other") != path {
			t.Errorf("%s is no directory of code in the kernel: %q", dir, shorten(path, "/home/b/other"))
		}
	}
}

// TestAddendsInCode: what stands in the instruction itself where the table of
// relocations has no addends: a branch in words, half a constant, a whole word.
func TestAddendsInCode(t *testing.T) {
	for _, c := range []struct {
		machine elf.Machine
		kind    uint32
		word    uint32
		want    int64
	}{
		{elf.EM_ARM, 1, 0xebfffffe, -8},        // bl <itself>
		{elf.EM_ARM, 28, 0xeb000010, 0x40},     // bl
		{elf.EM_ARM, 29, 0xea800000, -1 << 25}, // b, as far back as it reaches
		{elf.EM_ARM, 2, 0xffffffff, -1},        // .word
		{elf.EM_ARM, 43, 0xe3041234, 0x4234},   // movw r1, #0x4234
		{elf.EM_ARM, 44, 0xe3481234, -0x7dcc},  // movt r1, #0x8234
		{elf.EM_386, 2, 0xfffffffc, -4},        // call
		{elf.EM_MIPS, 4, 0x0c000010, 0x40},     // jal
	} {
		if got := countedBy[c.machine][c.kind].in(c.word); got != c.want {
			t.Errorf("%v, relocation %d of %#x: %d, want %d", c.machine, c.kind, c.word, got, c.want)
		}
	}
}
