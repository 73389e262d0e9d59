package arm64

import (
	"encoding/binary"
	"fmt"
	"strings"

	"golang.org/x/arch/arm64/arm64asm"

	"oopscope/parse/arch"
)

// decodeCode turns the code words into instructions.
func decodeCode(d *arch.Dump) {
	trap := max(arch.TrapWord(d.Words), 0)
	for i, w := range d.Words {
		at := (i - trap) * 4
		in := arch.Insn{Bytes: w.Hex, Trap: w.Trap, Address: d.InsnAddress(at)}
		if !w.Unreadable && len(w.Hex) == 8 {
			word := uint32(w.Value())
			in.Text = text(d, word, at)
			if in.Trap {
				trapped(d, &in, word)
			}
		}
		d.Code = append(d.Code, in)
	}
}

// trapped adds what is known of the instruction that trapped.
func trapped(d *arch.Dump, in *arch.Insn, w uint32) {
	if w&0xffe0001f == 0xd4200000 {
		d.TrapMeaning(in, breakText(uint64(w>>5&0xffff)))
		return
	}
	if m, ok := accessed(w); ok {
		d.Accessed(in, m)
	}
}

// text disassembles one instruction as objdump writes it.
func text(d *arch.Dump, w uint32, at int) string {
	if text := hole(w); text != "" {
		return text
	}
	var code [4]byte
	binary.LittleEndian.PutUint32(code[:], w)
	inst, err := arch.Disassembled(arm64asm.Decode, code[:])
	if err != nil {
		return ""
	}
	text := system(strings.TrimSpace(arm64asm.GNUSyntax(inst)), w)
	if w&0x9f000000 == 0x90000000 && d.PC.HasAddress {
		page := (d.PC.Address + uint64(int64(at))) &^ 0xfff
		offset := arch.SignExtend(w>>5&0x7ffff<<2|w>>29&3, 21) << 12
		return fmt.Sprintf("adrp %s, %s", reg(3, w&31), arch.Hex(page+uint64(offset)))
	}
	for _, a := range inst.Args {
		if rel, ok := a.(arm64asm.PCRel); ok {
			if i := strings.LastIndex(text, ".+0x"); i >= 0 {
				return spaced(text[:i]) + d.BranchTarget(at, int64(rel))
			}
			if i := strings.LastIndex(text, ".-0x"); i >= 0 {
				return spaced(text[:i]) + d.BranchTarget(at, int64(rel))
			}
		}
	}
	return spaced(text)
}

// systems are the system registers that kernel code moves all the time;
// the library knows their numbers only.
var systems = map[uint32]string{
	0x4208: "sp_el0", 0x5a10: "nzcv", 0x5a11: "daif", 0x5a20: "fpcr", 0x5a21: "fpsr",
	0x5e82: "tpidr_el0", 0x5e83: "tpidrro_el0", 0x4684: "tpidr_el1", 0x6682: "tpidr_el2", 0x4080: "sctlr_el1",
	0x4100: "ttbr0_el1", 0x4101: "ttbr1_el1", 0x4200: "spsr_el1", 0x4201: "elr_el1", 0x4290: "esr_el1",
	0x4300: "far_el1", 0x4005: "mpidr_el1", 0x4212: "currentel", 0x5f00: "cntfrq_el0", 0x5f02: "cntvct_el0",
	// of the interrupt controller, GICv3
	0x4230: "icc_pmr_el1", 0x465d: "icc_sgi1r_el1", 0x4660: "icc_iar1_el1", 0x4661: "icc_eoir1_el1", 0x4663: "icc_bpr1_el1",
	0x4664: "icc_ctlr_el1", 0x4665: "icc_sre_el1", 0x4666: "icc_igrpen0_el1", 0x4667: "icc_igrpen1_el1",
}

// system writes MRS and MSR with the register's name.
func system(text string, w uint32) string {
	name, ok := systems[w>>5&0x7fff]
	switch {
	case !ok:
		return text
	case w&0xfff00000 == 0xd5300000:
		return fmt.Sprintf("mrs %s, %s", reg(3, w&31), name)
	case w&0xfff00000 == 0xd5100000:
		return fmt.Sprintf("msr %s, %s", name, reg(3, w&31))
	}
	return text
}

// spaced puts a blank behind every comma.
func spaced(s string) string {
	if !strings.Contains(s, ",") {
		return s
	}
	return strings.ReplaceAll(strings.ReplaceAll(s, ", ", ","), ",", ", ")
}

// hole disassembles what the library does not know or shows as a hint:
// the atomics of ARMv8.1, pointer authentication, branch targets.
func hole(w uint32) string {
	switch w {
	case 0xd503233f:
		return "paciasp"
	case 0xd50323bf:
		return "autiasp"
	case 0xd503237f:
		return "pacibsp"
	case 0xd50323ff:
		return "autibsp"
	case 0xd503241f:
		return "bti"
	case 0xd503245f:
		return "bti c"
	case 0xd503249f:
		return "bti j"
	case 0xd50324df:
		return "bti jc"
	case 0xd65f0bff:
		return "retaa"
	case 0xd65f0fff:
		return "retab"
	}
	switch {
	case w&0xffff0000 == 0:
		return fmt.Sprintf("udf #%d", w&0xffff)
	case w&0x3f200c00 == 0x38200000:
		return atomic(w)
	case w&0x3fa07c00 == 0x08a07c00:
		return compare(w)
	}
	return ""
}

// ordering is the suffix of an atomic's memory ordering and size.
func ordering(acquire, release bool, size uint32) string {
	return arch.Pick(acquire, "a", "") + arch.Pick(release, "l", "") + [4]string{"b", "h", "", ""}[size]
}

func reg(size, n uint32) string {
	if n == 31 {
		return arch.Pick(size == 3, "xzr", "wzr")
	}
	return fmt.Sprintf("%s%d", arch.Pick(size == 3, "x", "w"), n)
}

func baseRegister(n uint32) string {
	if n == 31 {
		return "sp"
	}
	return fmt.Sprintf("x%d", n)
}

// atomic writes LDADD and its relatives, as STADD … where the old value
// is not wanted.
func atomic(w uint32) string {
	size, rs, rn, rt := w>>30, w>>16&31, w>>5&31, w&31
	op := w >> 12 & 7
	acquire, release := w>>23&1 == 1, w>>22&1 == 1
	base := baseRegister(rn)
	if w>>15&1 == 1 {
		switch op {
		case 0:
			return fmt.Sprintf("swp%s %s, %s, [%s]", ordering(acquire, release, size), reg(size, rs), reg(size, rt), base)
		case 4:
			return fmt.Sprintf("ldapr%s %s, [%s]", [4]string{"b", "h", "", ""}[size], reg(size, rt), base)
		}
		return ""
	}
	name := [8]string{"add", "clr", "eor", "set", "smax", "smin", "umax", "umin"}[op]
	suffix := ordering(acquire, release, size)
	if rt == 31 && !acquire {
		return fmt.Sprintf("st%s%s %s, [%s]", name, suffix, reg(size, rs), base)
	}
	return fmt.Sprintf("ld%s%s %s, %s, [%s]", name, suffix, reg(size, rs), reg(size, rt), base)
}

// compare writes compare-and-swap.
func compare(w uint32) string {
	size, rs, rn, rt := w>>30, w>>16&31, w>>5&31, w&31
	suffix := ordering(w>>22&1 == 1, w>>15&1 == 1, size)
	return fmt.Sprintf("cas%s %s, %s, [%s]", suffix, reg(size, rs), reg(size, rt), baseRegister(rn))
}

// accessed tells which memory an instruction accesses. Of the address
// forms only those that move the base after the access ignore the offset.
func accessed(w uint32) (arch.Access, bool) {
	m := arch.Access{Base: baseRegister(w >> 5 & 31)}
	switch {
	case w&0x3b000000 == 0x39000000: // unsigned offset
		m.Offset = int64(w>>10&0xfff) << scale(w)
	case w&0x3b200000 == 0x38000000: // unscaled, post- and pre-index
		if w>>10&3 != 1 {
			m.Offset = arch.SignExtend(w>>12&0x1ff, 9)
		}
	case w&0x3b200c00 == 0x38200800: // register offset
		return indexed(w, m)
	case w&0x3b200c00 == 0x38200000: // atomics
	case w&0x3a000000 == 0x28000000: // pairs
		if w>>23&3 != 1 {
			scale := 2 + w>>31
			if w>>26&1 == 1 {
				scale = 2 + w>>30
			}
			m.Offset = arch.SignExtend(w>>15&0x7f, 7) << scale
		}
	case w&0x3f000000 == 0x08000000: // exclusive, acquire, release, compare-and-swap
	case w&0xbe000000 == 0x0c000000: // vector structures
	case w&0xfffff000 == 0xd50b7000, w&0xfff8f000 == 0xd5087000: // cache maintenance
		m.Base = baseRegister(w & 31)
	default:
		return m, false
	}
	return m, true
}

// indexed completes an access whose offset is a register.
func indexed(w uint32, m arch.Access) (arch.Access, bool) {
	if w>>16&31 == 31 {
		return m, true // xzr
	}
	m.Index = baseRegister(w >> 16 & 31)
	if w>>12&1 == 1 {
		m.Shift = uint(scale(w))
	}
	// A 32-bit index is extended first, which the plain sum does not do.
	return m, w>>13&7 == 3 || w>>13&7 == 7
}

// scale is the log2 of the bytes that a single load or store moves.
func scale(w uint32) uint32 {
	if w>>26&1 == 1 {
		return w>>30 | w>>23&1<<2
	}
	return w >> 30
}
