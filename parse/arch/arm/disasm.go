package arm

import (
	"encoding/binary"
	"fmt"
	"strings"

	"golang.org/x/arch/arm/armasm"

	"oopscope/parse/arch"
)

// decodeCode turns the code words into instructions. Words of four digits
// are Thumb halfwords. The kernel mends what was not aligned.
func decodeCode(d *arch.Dump, thumb, mends bool) {
	if len(d.Words) == 0 {
		return
	}
	if len(d.Words[0].Hex) == 4 {
		thumbDecodeCode(d)
		return
	}
	if thumb {
		return // eight digits although in Thumb state: not ours to guess
	}
	marked := arch.TrapWord(d.Words)
	trap, fault := max(marked, 0), marked
	if mends && steppedOver(d, marked) {
		fault--
	}
	for i, w := range d.Words {
		at := (i - trap) * 4
		in := arch.Insn{Bytes: w.Hex, Trap: marked >= 0 && i == fault, Address: d.InsnAddress(at)}
		if !w.Unreadable && len(w.Hex) == 8 {
			decodeWord(d, &in, uint32(w.Value()), at)
		}
		d.Code = append(d.Code, in)
	}
}

// steppedOver tells that the PC is behind the instruction that trapped: the kernel mends what
// is not aligned by hand and goes on behind it, and does so before it sees that it cannot
// (arch/arm/mm/alignment.c: do_alignment()). What it says of that stands in front of the report.
//
//	Alignment trap: not handling instruction e1923f9f at [<c0d24128>]
//	Unhandled fault: alignment exception (0x001) at 0x00000072
func steppedOver(d *arch.Dump, marked int) bool {
	return marked > 0 && !accesses(d.Words[marked]) && accesses(d.Words[marked-1])
}

// accesses tells an A32 instruction that reads or writes memory.
func accesses(word arch.Word) bool {
	if word.Unreadable || len(word.Hex) != 8 {
		return false
	}
	w := uint32(word.Value())
	var code [4]byte
	binary.LittleEndian.PutUint32(code[:], w)
	inst, err := arch.Disassembled(decode, code[:])
	if err != nil {
		return false
	}
	_, ok := accessed(inst, w)
	return ok
}

func decode(code []byte) (armasm.Inst, error) { return armasm.Decode(code, armasm.ModeARM) }

// decodeWord disassembles one A32 instruction.
func decodeWord(d *arch.Dump, in *arch.Insn, w uint32, at int) {
	var code [4]byte
	binary.LittleEndian.PutUint32(code[:], w)
	inst, err := arch.Disassembled(decode, code[:])
	if err != nil {
		in.Text = hole(w)
		if w == 0xe7f001f2 {
			d.TrapMeaning(in, "BUG()")
		}
		return
	}
	in.Text = text(d, inst, w, at)
	if !in.Trap {
		return
	}
	if m, ok := accessed(inst, w); ok {
		if m.Base == "pc" {
			m.Offset += 8
		}
		d.Accessed(in, m)
	}
}

// text writes an instruction as objdump does. The library counts branch
// targets from the wrong place and names barriers by number.
func text(d *arch.Dump, inst armasm.Inst, w uint32, at int) string {
	text := kernelName(strings.TrimSpace(armasm.GNUSyntax(inst)))
	for _, a := range inst.Args {
		if rel, ok := a.(armasm.PCRel); ok && w>>25&7 == 5 {
			mnemonic, _, _ := strings.Cut(text, " ")
			return mnemonic + " " + d.BranchTarget(at, int64(rel)+8)
		}
	}
	if w&0xffffff80 == 0xf57ff000 {
		mnemonic, _, _ := strings.Cut(text, " ")
		return mnemonic + barrier(w&0xf)
	}
	return text
}

// kernelName writes r10 for sl, as the kernel's register rows have it.
func kernelName(text string) string {
	for _, end := range []string{",", "]", "}", ""} {
		if end == "" && strings.HasSuffix(text, " sl") {
			return text[:len(text)-2] + "r10"
		}
		for _, start := range []string{" ", "[", "{"} {
			if end != "" {
				text = strings.ReplaceAll(text, start+"sl"+end, start+"r10"+end)
			}
		}
	}
	return text
}

func barrier(option uint32) string {
	names := [16]string{2: "oshst", 3: "osh", 6: "nshst", 7: "nsh", 10: "ishst", 11: "ish", 14: "st", 15: "sy"}
	if names[option] == "" {
		return fmt.Sprintf(" #%d", option)
	}
	return " " + names[option]
}

// register names a register as the dump does.
func register(n uint32) string {
	return [16]string{"r0", "r1", "r2", "r3", "r4", "r5", "r6", "r7", "r8", "r9", "r10", "fp", "ip", "sp", "lr", "pc"}[n&0xf]
}

// accessed tells which memory an instruction accesses. The base of an
// instruction that trapped has not been written back yet.
func accessed(inst armasm.Inst, w uint32) (arch.Access, bool) {
	name := strings.ToLower(inst.Op.String())
	switch {
	case strings.HasPrefix(name, "push"):
		return arch.Access{Base: "sp", Offset: -4 * max(1, ones(w&0xffff, name == "push" && w>>25&7 == 4))}, true
	case strings.HasPrefix(name, "pop"):
		return arch.Access{Base: "sp"}, true
	case w>>25&7 == 4 && w>>28 != 0xf:
		return multiple(w), true
	case strings.HasPrefix(name, "pld"):
		return arch.Access{}, false
	}
	for _, a := range inst.Args {
		if m, ok := a.(armasm.Mem); ok {
			return mem(m), true
		}
	}
	return arch.Access{}, false
}

// ones counts the registers of a list; a push of one register is a store.
func ones(list uint32, multiple bool) int64 {
	if !multiple {
		return 1
	}
	n := int64(0)
	for ; list != 0; list &= list - 1 {
		n++
	}
	return n
}

// multiple is the lowest address that LDM or STM accesses, and so the first.
func multiple(w uint32) arch.Access {
	n := ones(w&0xffff, true)
	m := arch.Access{Base: register(w >> 16)}
	up, before := w>>23&1 == 1, w>>24&1 == 1
	switch {
	case up && before:
		m.Offset = 4
	case !up && before:
		m.Offset = -4 * n
	case !up:
		m.Offset = -4*n + 4
	}
	return m
}

// mem translates the library's memory operand.
func mem(m armasm.Mem) arch.Access {
	a := arch.Access{Base: register(uint32(m.Base))}
	if m.Mode == armasm.AddrPostIndex || m.Mode == armasm.AddrLDM || m.Mode == armasm.AddrLDM_WB {
		return a
	}
	a.Offset = int64(m.Offset)
	if m.Sign != 0 && m.Shift == armasm.ShiftLeft {
		a.Index, a.Shift, a.Down = register(uint32(m.Index)), uint(m.Count), m.Sign < 0
	}
	return a
}

// hole disassembles what the library leaves out.
func hole(w uint32) string {
	cond := condition(w >> 28)
	switch {
	case w&0xfff000f0 == 0xe7f000f0:
		return fmt.Sprintf("udf #%d", w>>4&0xfff0|w&0xf)
	case w&0xfff000f0 == 0xe1200070:
		return fmt.Sprintf("bkpt 0x%04x", w>>4&0xfff0|w&0xf)
	case w&0xfff1fe20 == 0xf1000000:
		return cps(w)
	case w&0x0fb0fff0 == 0x0120f000 && cond != "!":
		return fmt.Sprintf("msr%s %s, %s", cond, psrField(w), register(w))
	case w&0x0fb0f000 == 0x0320f000 && cond != "!":
		return fmt.Sprintf("msr%s %s, #%d", cond, psrField(w), rotateRight(w&0xff, w>>8&0xf*2))
	case w&0x0fe00000 == 0x0c400000 && cond != "!":
		return fmt.Sprintf("%s%s p%d, %d, %s, %s, c%d", arch.Pick(w>>20&1 == 1, "mrrc", "mcrr"), cond, w>>8&0xf, w>>4&0xf, register(w>>12), register(w>>16), w&0xf)
	case w&0x0f000010 == 0x0e000010 && cond != "!":
		return fmt.Sprintf("%s%s p%d, %d, %s, c%d, c%d, {%d}", arch.Pick(w>>20&1 == 1, "mrc", "mcr"), cond, w>>8&0xf, w>>21&7, register(w>>12), w>>16&0xf, w&0xf, w>>5&7)
	case w&0x0e000000 == 0x0c000000 && cond != "!":
		return fmt.Sprintf("%s%s p%d, c%d, [%s, #%d]", arch.Pick(w>>20&1 == 1, "ldc", "stc"), cond, w>>8&0xf, w>>12&0xf, register(w>>16), w&0xff*4)
	}
	return ""
}

// condition is the suffix of a condition, "!" for the unconditional space.
func condition(c uint32) string {
	return [16]string{"eq", "ne", "cs", "cc", "mi", "pl", "vs", "vc", "hi", "ls", "ge", "lt", "gt", "le", "", "!"}[c&0xf]
}

// cps writes the instructions that mask and unmask interrupts.
func cps(w uint32) string {
	flags := arch.Pick(w>>8&1 == 1, "a", "") + arch.Pick(w>>7&1 == 1, "i", "") + arch.Pick(w>>6&1 == 1, "f", "")
	mode := ""
	if w>>17&1 == 1 {
		mode = fmt.Sprintf("#%d", w&0x1f)
	}
	switch w >> 18 & 3 {
	case 2:
		return strings.TrimSuffix("cpsie "+flags+","+mode, ",")
	case 3:
		return strings.TrimSuffix("cpsid "+flags+","+mode, ",")
	}
	return "cps " + mode
}

// psrField names the status register and the fields that MSR writes.
func psrField(w uint32) string {
	s := arch.Pick(w>>22&1 == 1, "SPSR_", "CPSR_")
	for i, c := range "fsxc" {
		if w>>(19-i)&1 == 1 {
			s += string(c)
		}
	}
	return s
}

func rotateRight(v, by uint32) uint32 { return v>>(by&31) | v<<(32-by&31) }
