package arm

import (
	"fmt"
	"math/bits"

	"oopscope/parse/arch"
)

// thumb32 disassembles a 32-bit Thumb-2 instruction, the first halfword in the
// upper half, and tells what memory it accesses. What is rare in a kernel gets
// no text.
func thumb32(d *arch.Dump, w uint32, at int) (string, arch.Access, bool) {
	none := arch.Access{}
	switch {
	case w>>25 == 0x74 && w>>22&1 == 0:
		return thumbMultiple(w)
	case w>>25 == 0x74:
		return thumbDual(w)
	case w>>25 == 0x75:
		return thumbShifted(w), none, false
	case w>>27 == 0x1e && w>>15&1 == 1:
		return thumbControl(d, w, at), none, false
	case w>>27 == 0x1e:
		return thumbModified(w), none, false
	case w>>26 == 0x3b: // coprocessors: the encodings of A32
		return hole(w), none, false
	case w>>25 == 0x7c:
		return thumbSingle(w)
	case w>>24 == 0xfa && w>>12&15 == 15:
		return thumbRegister(w), none, false
	case w>>24 == 0xfb:
		return thumbMultiply(w), none, false
	}
	return "", none, false
}

// thumbMultiple are LDM and STM.
func thumbMultiple(w uint32) (string, arch.Access, bool) {
	base, list, load := w>>16&15, w&0xffff, w>>20&1 == 1
	down := w>>23&3 == 2
	if w>>23&3 == 0 || w>>23&3 == 3 {
		return "", arch.Access{}, false // SRS, RFE
	}
	m := arch.Access{Base: rn(base)}
	if down {
		m.Offset = -4 * int64(bits.OnesCount32(list))
	}
	back := w>>21&1 == 1
	switch {
	case base == 13 && back && !load && down:
		return "stmdb sp!, " + registerList(list), m, true
	case base == 13 && back && load && !down:
		return "ldmia.w sp!, " + registerList(list), m, true
	}
	name := arch.Pick(load, "ldm", "stm") + arch.Pick(down, "db", "ia.w")
	return fmt.Sprintf("%s %s%s, %s", name, rn(base), arch.Pick(back, "!", ""), registerList(list)), m, true
}

// thumbDual are LDRD, STRD, the exclusives and table branches.
func thumbDual(w uint32) (string, arch.Access, bool) {
	load, m := w>>20&1 == 1, arch.Access{Base: rn(w >> 16)}
	offset := int64(w & 0xff * 4)
	if w>>23&1 == 0 {
		offset = -offset
	}
	rt, rt2 := rn(w>>12), rn(w>>8)
	switch pre, back := w>>24&1 == 1, w>>21&1 == 1; {
	case pre || back:
		name := arch.Pick(load, "ldrd", "strd")
		if !pre {
			return fmt.Sprintf("%s %s, %s, [%s], #%d", name, rt, rt2, m.Base, offset), m, true
		}
		m.Offset = offset
		return fmt.Sprintf("%s %s, %s, %s%s", name, rt, rt2, memText(m), arch.Pick(back, "!", "")), m, true
	case w>>23&1 == 0:
		m.Offset = int64(w & 0xff * 4)
		if load {
			return fmt.Sprintf("ldrex %s, %s", rt, memText(m)), m, true
		}
		return fmt.Sprintf("strex %s, %s, %s", rt2, rt, memText(m)), m, true
	case w>>4&15 <= 1 && load:
		half := w>>4&1 == 1
		m.Index, m.Shift = rn(w), uint(w>>4&1)
		return fmt.Sprintf("%s [%s, %s%s]", arch.Pick(half, "tbh", "tbb"), m.Base, m.Index, arch.Pick(half, ", lsl #1", "")), m, true
	case w>>4&15 == 4 || w>>4&15 == 5:
		size := arch.Pick(w>>4&1 == 1, "h", "b")
		if load {
			return fmt.Sprintf("ldrex%s %s, [%s]", size, rt, m.Base), m, true
		}
		return fmt.Sprintf("strex%s %s, %s, [%s]", size, rn(w), rt, m.Base), m, true
	}
	return "", m, false
}

// thumbSingle are the loads and stores of one register.
func thumbSingle(w uint32) (string, arch.Access, bool) {
	size, load, signed := w>>21&3, w>>20&1 == 1, w>>24&1 == 1
	if size == 3 || signed && (!load || size == 2) {
		return "", arch.Access{}, false
	}
	name := arch.Pick(load, "ldr", "str") + arch.Pick(signed, "s", "") + [3]string{"b", "h", ""}[size]
	rt, m := rn(w>>12), arch.Access{Base: rn(w >> 16)}
	if w>>12&15 == 15 && load && size < 2 {
		name, rt = arch.Pick(signed, "pli", "pld"), ""
	}
	sep := arch.Pick(rt == "", "", ", ")
	switch {
	case m.Base == "pc":
		m.Offset = int64(w & 0xfff)
		if w>>23&1 == 0 {
			m.Offset = -m.Offset
		}
		return fmt.Sprintf("%s.w %s%s[pc, #%d]", name, rt, sep, m.Offset), m, rt != ""
	case w>>23&1 == 1:
		m.Offset = int64(w & 0xfff)
		return fmt.Sprintf("%s.w %s%s%s", name, rt, sep, memText(m)), m, rt != ""
	case w>>11&1 == 0 && w>>6&31 == 0:
		m.Index, m.Shift = rn(w), uint(w>>4&3)
		by := ""
		if m.Shift != 0 {
			by = fmt.Sprintf(", lsl #%d", m.Shift)
		}
		return fmt.Sprintf("%s.w %s%s[%s, %s%s]", name, rt, sep, m.Base, m.Index, by), m, rt != ""
	case w>>11&1 == 1:
		return thumbIndexed(w, name, rt, m)
	}
	return "", m, false
}

// thumbIndexed are accesses with a negative offset or one that moves the base.
func thumbIndexed(w uint32, name, rt string, m arch.Access) (string, arch.Access, bool) {
	offset := int64(w & 0xff)
	if w>>9&1 == 0 {
		offset = -offset
	}
	pre, back := w>>10&1 == 1, w>>8&1 == 1
	if rt == "" { // a prefetch moves no base
		m.Offset = offset
		return arch.Pick(w>>8&7 == 4, name+".w "+memText(m), ""), m, false
	}
	switch {
	case !pre && !back:
		return "", m, false
	case !pre:
		return fmt.Sprintf("%s.w %s, [%s], #%d", name, rt, m.Base, offset), m, true
	}
	m.Offset = offset
	if w>>8&7 == 6 { // unprivileged: what get_user() uses
		return fmt.Sprintf("%st %s, %s", name, rt, memText(m)), m, true
	}
	return fmt.Sprintf("%s%s %s, %s%s", name, ".w", rt, memText(m), arch.Pick(back, "!", "")), m, true
}

// thumbOps are the operations of data processing by bits 24:21.
var thumbOps = [16]string{"and", "bic", "orr", "orn", "eor", "", "pkh", "", "add", "", "adc", "sbc", "", "sub", "rsb", ""}

// thumbCompares are the operations that set the flags and throw the result away.
var thumbCompares = [16]string{0: "tst", 4: "teq", 8: "cmn", 13: "cmp"}

// thumbOperation writes name and registers of a data processing instruction up
// to its last operand; some are others in disguise.
func thumbOperation(w uint32, wide string) string {
	op, set := w>>21&15, w>>20&1 == 1
	rd, base := w>>8&15, w>>16&15
	s := arch.Pick(set, "s", "")
	if op == 14 {
		wide = "" // there is no other rsb
	}
	if rd == 15 && set && thumbCompares[op] != "" {
		return thumbCompares[op] + arch.Pick(op == 4, "", wide) + " " + rn(base) // there is no other teq
	}
	switch {
	case base == 15 && op == 2:
		return "mov" + s + wide + " " + rn(rd)
	case base == 15 && op == 3:
		return "mvn" + s + wide + " " + rn(rd)
	case thumbOps[op] == "" || op == 6:
		return ""
	}
	return fmt.Sprintf("%s%s%s %s, %s", thumbOps[op], s, wide, rn(rd), rn(base))
}

// thumbShifted is data processing with a shifted register.
func thumbShifted(w uint32) string {
	text := thumbOperation(w, ".w")
	if text == "" {
		return ""
	}
	by, kind := w>>12&7<<2|w>>6&3, w>>4&3
	name := [4]string{"lsl", "lsr", "asr", "ror"}[kind]
	text += ", " + rn(w)
	switch {
	case by == 0 && kind == 0:
		return text
	case by == 0 && kind == 3:
		return text + ", rrx"
	case by == 0:
		by = 32
	}
	return fmt.Sprintf("%s, %s #%d", text, name, by)
}

// thumbModified is data processing with an immediate.
func thumbModified(w uint32) string {
	imm := w>>26&1<<11 | w>>12&7<<8 | w&0xff
	rd, base := rn(w>>8), rn(w>>16)
	if w>>25&1 == 0 {
		text := thumbOperation(w, ".w")
		if text == "" {
			return ""
		}
		return fmt.Sprintf("%s, #%d", text, thumbExpand(imm))
	}
	lsb, width := w>>12&7<<2|w>>6&3, w&31+1
	switch w >> 20 & 31 {
	case 0:
		return fmt.Sprintf("addw %s, %s, #%d", rd, base, imm)
	case 10:
		return fmt.Sprintf("subw %s, %s, #%d", rd, base, imm)
	case 4:
		return fmt.Sprintf("movw %s, #%d", rd, w>>16&15<<12|imm)
	case 12:
		return fmt.Sprintf("movt %s, #%d", rd, w>>16&15<<12|imm)
	case 20:
		return fmt.Sprintf("sbfx %s, %s, #%d, #%d", rd, base, lsb, width)
	case 28:
		return fmt.Sprintf("ubfx %s, %s, #%d, #%d", rd, base, lsb, width)
	case 22:
		if width-1 < lsb {
			return ""
		}
		if base == "pc" {
			return fmt.Sprintf("bfc %s, #%d, #%d", rd, lsb, width-lsb)
		}
		return fmt.Sprintf("bfi %s, %s, #%d, #%d", rd, base, lsb, width-lsb)
	}
	return ""
}

// thumbExpand is ThumbExpandImm of the architecture manual.
func thumbExpand(imm uint32) uint32 {
	b := imm & 0xff
	switch imm >> 8 {
	case 0:
		return b
	case 1:
		return b<<16 | b
	case 2:
		return b<<24 | b<<8
	case 3:
		return b * 0x01010101
	}
	return bits.RotateLeft32(0x80|imm&0x7f, -int(imm>>7))
}

// thumbControl are branches, barriers and status register moves.
func thumbControl(d *arch.Dump, w uint32, at int) string {
	switch {
	case w>>14&1 == 1, w>>12&1 == 1:
		s := w >> 26 & 1
		i1, i2 := ^(w>>13^s)&1, ^(w>>11^s)&1
		rel := arch.SignExtend(s<<24|i1<<23|i2<<22|w>>16&0x3ff<<12|w&0x7ff<<1, 25) + 4
		if w>>12&1 == 0 {
			here := int64(d.PC.Address) + int64(at)
			return "blx " + d.BranchTarget(at, (here+rel)&^3-here)
		}
		return arch.Pick(w>>14&1 == 1, "bl ", "b.w ") + d.BranchTarget(at, rel)
	case w>>22&15 < 14 && w>>12&1 == 0:
		rel := arch.SignExtend(w>>26&1<<20|w>>11&1<<19|w>>13&1<<18|w>>16&0x3f<<12|w&0x7ff<<1, 21) + 4
		return fmt.Sprintf("b%s.w %s", condition(w>>22&15), d.BranchTarget(at, rel))
	case w&0xfffffff0 == 0xf3bf8f50:
		return "dmb" + barrier(w&15)
	case w&0xfffffff0 == 0xf3bf8f40:
		return "dsb" + barrier(w&15)
	case w&0xfffffff0 == 0xf3bf8f60:
		return "isb" + barrier(w&15)
	case w == 0xf3bf8f2f:
		return "clrex"
	case w == 0xf3af8000:
		return "nop.w"
	case w&0xfffff0ff == 0xf3ef8000:
		return "mrs " + rn(w>>8) + ", CPSR"
	case w&0xfff0f000 == 0xf7f0a000:
		return fmt.Sprintf("udf.w #%d", w>>16&15<<12|w&0xfff)
	}
	return ""
}

// thumbRegister are shifts by a register, extensions and bit reversals.
func thumbRegister(w uint32) string {
	rd, base, rm := rn(w>>8), rn(w>>16), rn(w)
	op, sub := w>>20&15, w>>4&15
	switch {
	case op < 8 && sub == 0:
		return fmt.Sprintf("%s%s.w %s, %s, %s", [4]string{"lsl", "lsr", "asr", "ror"}[op>>1], arch.Pick(op&1 == 1, "s", ""), rd, base, rm)
	case op < 6 && sub >= 8 && sub < 12 && base == "pc":
		text := fmt.Sprintf("%s.w %s, %s", [6]string{"sxth", "uxth", "sxtb16", "uxtb16", "sxtb", "uxtb"}[op], rd, rm)
		if by := sub & 3 * 8; by != 0 {
			text += fmt.Sprintf(", ror #%d", by)
		}
		return text
	case op == 9 && sub >= 8 && sub < 12:
		return fmt.Sprintf("%s %s, %s", [4]string{"rev.w", "rev16.w", "rbit", "revsh.w"}[sub&3], rd, rm)
	case op == 11 && sub == 8:
		return fmt.Sprintf("clz %s, %s", rd, rm)
	}
	return ""
}

// thumbMultiply are multiplications and divisions.
func thumbMultiply(w uint32) string {
	rd, ra, base, rm := rn(w>>8), rn(w>>12), rn(w>>16), rn(w)
	switch op, sub := w>>20&15, w>>4&15; {
	case op == 0 && sub == 0 && ra == "pc":
		return fmt.Sprintf("mul.w %s, %s, %s", rd, base, rm)
	case op == 0 && sub < 2:
		return fmt.Sprintf("%s %s, %s, %s, %s", arch.Pick(sub == 0, "mla", "mls"), rd, base, rm, ra)
	case sub == 0 && thumbLong[op] != "":
		return fmt.Sprintf("%s %s, %s, %s, %s", thumbLong[op], ra, rd, base, rm)
	case sub == 15 && thumbDivides[op] != "":
		return fmt.Sprintf("%s %s, %s, %s", thumbDivides[op], rd, base, rm)
	}
	return ""
}

// The multiplications with a result of 64 bits, and the divisions.
var (
	thumbLong    = [16]string{8: "smull", 10: "umull", 12: "smlal", 14: "umlal"}
	thumbDivides = [16]string{9: "sdiv", 11: "udiv"}
)
