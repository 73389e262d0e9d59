package arm

import (
	"fmt"
	"math/bits"
	"strings"

	"oopscope/parse/arch"
)

// thumbDecodeCode turns halfwords into Thumb-2 instructions. Kernels built with
// CONFIG_THUMB2_KERNEL print four halfwords before the one that trapped and one
// after; the boundaries before the trap are tried like those of x86.
func thumbDecodeCode(d *arch.Dump) {
	trap := arch.TrapWord(d.Words)
	if trap < 0 {
		return
	}
	for i := thumbStart(d.Words, trap); i < len(d.Words); {
		n := thumbLength(d.Words[i])
		if i+n > len(d.Words) {
			break // cut off by the end of the dump
		}
		at := (i - trap) * 2
		in := arch.Insn{Bytes: arch.JoinWords(d.Words[i : i+n]), Trap: i == trap, Address: d.InsnAddress(at)}
		var m arch.Access
		var ok bool
		first := uint32(d.Words[i].Value())
		switch {
		case d.Words[i].Unreadable || d.Words[i+n-1].Unreadable:
		case n == 1:
			in.Text, m, ok = thumb16(d, first, at)
		default:
			in.Text, m, ok = thumb32(d, first<<16|uint32(d.Words[i+1].Value()), at)
		}
		if in.Trap && ok {
			thumbAccessed(d, &in, m, at)
		}
		if first == 0xde02 {
			d.TrapMeaning(&in, "BUG()")
		}
		d.Code = append(d.Code, in)
		i += n
	}
}

// thumbAccessed counts from the PC, when that is the base, as Thumb does: four
// ahead and aligned.
func thumbAccessed(d *arch.Dump, in *arch.Insn, m arch.Access, at int) {
	if m.Base == "pc" {
		m.Base = ""
		m.Offset += int64((d.PC.Address + uint64(at) + 4) &^ 3)
		if !d.PC.HasAddress {
			return
		}
	}
	d.Accessed(in, m)
}

// thumbLength is the number of halfwords of the instruction that begins here.
func thumbLength(w arch.Word) int {
	if v := w.Value(); !w.Unreadable && v>>11 >= 0x1d {
		return 2
	}
	return 1
}

// thumbStart finds the first halfword from which decoding reaches the trap.
func thumbStart(words []arch.Word, trap int) int {
	for start := range trap {
		i := start
		for i < trap {
			i += thumbLength(words[i])
		}
		if i == trap {
			return start
		}
	}
	return trap
}

func rn(n uint32) string { return register(n) }

// thumb16 disassembles a halfword and tells what memory it accesses.
func thumb16(d *arch.Dump, w uint32, at int) (string, arch.Access, bool) {
	text, m := "", arch.Access{}
	switch {
	case w>>13 == 0:
		text = thumbShiftAdd(w)
	case w>>13 == 1:
		text = fmt.Sprintf("%s %s, #%d", [4]string{"movs", "cmp", "adds", "subs"}[w>>11&3], rn(w>>8&7), w&0xff)
	case w>>10 == 0x10:
		text = fmt.Sprintf("%s %s, %s", thumbALU[w>>6&15], rn(w&7), rn(w>>3&7))
	case w>>10 == 0x11:
		text = thumbHigh(w)
	case w>>11 == 9:
		m = arch.Access{Base: "pc", Offset: int64(w & 0xff * 4)}
		text = fmt.Sprintf("ldr %s, [pc, #%d]", rn(w>>8&7), m.Offset)
	case w>>12 == 5:
		name := [8]string{"str", "strh", "strb", "ldrsb", "ldr", "ldrh", "ldrb", "ldrsh"}[w>>9&7]
		m = arch.Access{Base: rn(w >> 3 & 7), Index: rn(w >> 6 & 7)}
		text = fmt.Sprintf("%s %s, [%s, %s]", name, rn(w&7), m.Base, m.Index)
	case w>>13 == 3, w>>12 == 8:
		text, m = thumbImmediate(w)
	case w>>12 == 9:
		m = arch.Access{Base: "sp", Offset: int64(w & 0xff * 4)}
		text = fmt.Sprintf("%s %s, %s", arch.Pick(w>>11&1 == 1, "ldr", "str"), rn(w>>8&7), memText(m))
	case w>>12 == 10:
		text = fmt.Sprintf("add %s, %s, #%d", rn(w>>8&7), arch.Pick(w>>11&1 == 1, "sp", "pc"), w&0xff*4)
	case w>>12 == 11:
		return thumbMisc(d, w, at)
	case w>>12 == 12:
		m = arch.Access{Base: rn(w >> 8 & 7)}
		load := w>>11&1 == 1
		back := arch.Pick(load && w>>(w>>8&7)&1 == 1, "", "!")
		text = fmt.Sprintf("%s %s%s, %s", arch.Pick(load, "ldmia", "stmia"), m.Base, back, registerList(w&0xff))
	case w>>12 == 13:
		text = thumbBranch(d, w, at)
	case w>>11 == 0x1c:
		text = "b.n " + d.BranchTarget(at, arch.SignExtend(w&0x7ff, 11)*2+4)
	}
	return text, m, m.Base != ""
}

var thumbALU = [16]string{"ands", "eors", "lsls", "lsrs", "asrs", "adcs", "sbcs", "rors", "tst", "negs", "cmp", "cmn", "orrs", "muls", "bics", "mvns"}

// memText writes an address with its offset, "[r3]" when that is zero.
func memText(m arch.Access) string {
	if m.Offset == 0 {
		return "[" + m.Base + "]"
	}
	return fmt.Sprintf("[%s, #%d]", m.Base, m.Offset)
}

func registerList(list uint32) string {
	var names []string
	for i := range uint32(16) {
		if list>>i&1 == 1 {
			names = append(names, rn(i))
		}
	}
	return "{" + strings.Join(names, ", ") + "}"
}

func thumbShiftAdd(w uint32) string {
	if w>>11 != 3 {
		if w>>6 == 0 {
			return fmt.Sprintf("movs %s, %s", rn(w&7), rn(w>>3&7))
		}
		by := w >> 6 & 31
		if by == 0 {
			by = 32
		}
		return fmt.Sprintf("%s %s, %s, #%d", [3]string{"lsls", "lsrs", "asrs"}[w>>11&3], rn(w&7), rn(w>>3&7), by)
	}
	name := arch.Pick(w>>9&1 == 1, "subs", "adds")
	if w>>10&1 == 1 {
		return fmt.Sprintf("%s %s, %s, #%d", name, rn(w&7), rn(w>>3&7), w>>6&7)
	}
	return fmt.Sprintf("%s %s, %s, %s", name, rn(w&7), rn(w>>3&7), rn(w>>6&7))
}

// thumbHigh are the instructions that reach the upper registers.
func thumbHigh(w uint32) string {
	dest, src := w&7|w>>4&8, rn(w>>3&15)
	switch w >> 8 & 3 {
	case 0:
		return fmt.Sprintf("add %s, %s", rn(dest), src)
	case 1:
		return fmt.Sprintf("cmp %s, %s", rn(dest), src)
	case 2:
		return fmt.Sprintf("mov %s, %s", rn(dest), src)
	}
	return arch.Pick(w>>7&1 == 1, "blx ", "bx ") + src
}

// thumbImmediate are loads and stores with a small offset.
func thumbImmediate(w uint32) (string, arch.Access) {
	name, scale := "", uint32(0)
	switch w >> 11 {
	case 0x0c:
		name, scale = "str", 2
	case 0x0d:
		name, scale = "ldr", 2
	case 0x0e:
		name = "strb"
	case 0x0f:
		name = "ldrb"
	case 0x10:
		name, scale = "strh", 1
	case 0x11:
		name, scale = "ldrh", 1
	}
	m := arch.Access{Base: rn(w >> 3 & 7), Offset: int64(w >> 6 & 31 << scale)}
	return fmt.Sprintf("%s %s, %s", name, rn(w&7), memText(m)), m
}

// thumbMisc are the instructions that begin with 1011.
func thumbMisc(d *arch.Dump, w uint32, at int) (string, arch.Access, bool) {
	none := arch.Access{}
	switch {
	case w>>8 == 0xb0:
		return fmt.Sprintf("%s sp, #%d", arch.Pick(w>>7&1 == 1, "sub", "add"), w&0x7f*4), none, false
	case w&0xf500 == 0xb100:
		target := d.BranchTarget(at, int64(w>>9&1<<6|w>>3&31<<1)+4)
		return fmt.Sprintf("%s %s, %s", arch.Pick(w>>11&1 == 1, "cbnz", "cbz"), rn(w&7), target), none, false
	case w>>8 == 0xb2:
		return fmt.Sprintf("%s %s, %s", [4]string{"sxth", "sxtb", "uxth", "uxtb"}[w>>6&3], rn(w&7), rn(w>>3&7)), none, false
	case w&0xfe00 == 0xb400:
		list := w&0xff | w>>8&1<<14
		return "push " + registerList(list), arch.Access{Base: "sp", Offset: -4 * int64(bits.OnesCount32(list))}, true
	case w&0xfe00 == 0xbc00:
		return "pop " + registerList(w&0xff|w>>8&1<<15), arch.Access{Base: "sp"}, true
	case w&0xffe8 == 0xb660:
		flags := arch.Pick(w>>2&1 == 1, "a", "") + arch.Pick(w>>1&1 == 1, "i", "") + arch.Pick(w&1 == 1, "f", "")
		return arch.Pick(w>>4&1 == 1, "cpsid ", "cpsie ") + flags, none, false
	case w>>8 == 0xba && w>>6&3 != 2:
		return fmt.Sprintf("%s %s, %s", [4]string{"rev", "rev16", "", "revsh"}[w>>6&3], rn(w&7), rn(w>>3&7)), none, false
	case w>>8 == 0xbe:
		return fmt.Sprintf("bkpt 0x%04x", w&0xff), none, false
	case w>>8 == 0xbf:
		return thumbHint(w), none, false
	}
	return "", none, false
}

// thumbHint writes IT blocks and hints.
func thumbHint(w uint32) string {
	if w&15 == 0 {
		if names := [5]string{"nop", "yield", "wfe", "wfi", "sev"}; w>>4&15 < 5 {
			return names[w>>4&15]
		}
		return ""
	}
	cond, mask := w>>4&15, w&15
	text := "it"
	for i := 3; i > bits.TrailingZeros32(mask); i-- {
		text += arch.Pick(mask>>i&1 == cond&1, "t", "e")
	}
	return text + " " + arch.Pick(cond == 14, "al", condition(cond))
}

func thumbBranch(d *arch.Dump, w uint32, at int) string {
	switch cond := w >> 8 & 15; cond {
	case 14:
		return fmt.Sprintf("udf #%d", w&0xff)
	case 15:
		return fmt.Sprintf("svc %d", w&0xff)
	default:
		return fmt.Sprintf("b%s.n %s", condition(cond), d.BranchTarget(at, arch.SignExtend(w&0xff, 8)*2+4))
	}
}
