package mips

import (
	"encoding/binary"
	"fmt"
	"slices"
	"strings"

	"oopscope/parse/arch"
)

// golang.org/x/arch has no MIPS. This decodes what traps in practice and what
// stands around it: loads, stores, branches, jumps, traps and the arithmetic
// that compilers make addresses with. Anything else stays hex.

// code decodes the words of the Code line. In a branch delay slot epc is
// the branch: the instruction behind it trapped.
func code(d *arch.Dump) {
	d.FixedWords(binary.BigEndian, func(code []byte, pc uint64) string {
		if len(code) != 4 {
			return "" // microMIPS and MIPS16 print half words
		}
		return text(binary.BigEndian.Uint32(code), pc, d.Bits)
	})
	trap := arch.TrapWord(d.Words)
	if trap < 0 || len(d.Words[trap].Hex) != 8 {
		return
	}
	if cause, _ := d.Register("Cause"); cause>>31&1 == 1 && trap+1 < len(d.Code) {
		d.Code[trap].Trap = false
		trap++
		d.Code[trap].Trap = true
	}
	w := uint32(d.Words[trap].Value())
	if !d.Words[trap].Unreadable && memory[w>>26] != "" && d.Fault.Access != "execute" {
		d.SetEffective(&d.Code[trap], base(w, d.Bits), int64(int16(w)))
	}
}

func base(w uint32, bits int) string {
	if w>>21&31 == 0 {
		return ""
	}
	return name(int(w>>21&31), bits)
}

// memory are the major opcodes of "op rt,offset(base)".
var memory = [64]string{
	0x1a: "ldl", 0x1b: "ldr", 0x20: "lb", 0x21: "lh", 0x22: "lwl", 0x23: "lw", 0x24: "lbu", 0x25: "lhu",
	0x26: "lwr", 0x27: "lwu", 0x28: "sb", 0x29: "sh", 0x2a: "swl", 0x2b: "sw", 0x2c: "sdl", 0x2d: "sdr",
	0x2e: "swr", 0x2f: "cache", 0x30: "ll", 0x31: "lwc1", 0x33: "pref", 0x34: "lld", 0x35: "ldc1", 0x37: "ld",
	0x38: "sc", 0x39: "swc1", 0x3c: "scd", 0x3d: "sdc1", 0x3f: "sd",
}

var immediate = [64]string{
	0x08: "addi", 0x09: "addiu", 0x0a: "slti", 0x0b: "sltiu", 0x0c: "andi", 0x0d: "ori", 0x0e: "xori",
	0x18: "daddi", 0x19: "daddiu",
}

var branch = [64]string{
	0x04: "beq", 0x05: "bne", 0x06: "blez", 0x07: "bgtz", 0x14: "beql", 0x15: "bnel", 0x16: "blezl", 0x17: "bgtzl",
}

// special are "op rd,rs,rt" of the SPECIAL opcode by function.
var special = [64]string{
	0x0a: "movz", 0x0b: "movn", 0x20: "add", 0x21: "addu", 0x22: "sub", 0x23: "subu", 0x24: "and", 0x25: "or",
	0x26: "xor", 0x27: "nor", 0x2a: "slt", 0x2b: "sltu", 0x2c: "dadd", 0x2d: "daddu", 0x2e: "dsub", 0x2f: "dsubu",
}

var shift = [64]string{
	0x00: "sll", 0x02: "srl", 0x03: "sra", 0x38: "dsll", 0x3a: "dsrl", 0x3b: "dsra", 0x3c: "dsll32", 0x3e: "dsrl32", 0x3f: "dsra32",
}

var shiftBy = [64]string{0x04: "sllv", 0x06: "srlv", 0x07: "srav", 0x14: "dsllv", 0x16: "dsrlv", 0x17: "dsrav"}

var trap = [64]string{0x30: "tge", 0x31: "tgeu", 0x32: "tlt", 0x33: "tltu", 0x34: "teq", 0x36: "tne"}

var two = [64]string{
	0x18: "mult", 0x19: "multu", 0x1a: "div", 0x1b: "divu", 0x1c: "dmult", 0x1d: "dmultu", 0x1e: "ddiv", 0x1f: "ddivu",
}

var regimm = [32]string{
	0x00: "bltz", 0x01: "bgez", 0x02: "bltzl", 0x03: "bgezl", 0x10: "bltzal", 0x11: "bgezal",
}

// text disassembles one instruction, "" when it does not know it.
func text(w uint32, pc uint64, bits int) string {
	op := w >> 26
	name := func(shift uint) string { return name(int(w>>shift&31), bits) }
	rs, rt := name(21), name(16)
	switch {
	case w == 0:
		return "nop"
	case op == 0:
		return specialText(w, name)
	case memory[op] != "":
		return memoryText(w, op, rs, rt)
	case op == 0x0f:
		return fmt.Sprintf("lui %s,0x%x", rt, uint16(w))
	case immediate[op] != "":
		return immediateText(w, op, rs, rt)
	case branch[op] != "" || op == 1 || op == 2 || op == 3:
		return jumpText(w, pc, bits, rs, rt)
	case op == 0x10:
		return systemText(w, rt)
	case op == 0x1c && w&0x7ff == 2:
		return fmt.Sprintf("mul %s,%s,%s", name(11), rs, rt)
	case op == 0x1f:
		return fieldText(w, rs, rt, name(11))
	}
	return ""
}

// memoryText is a load or store; cache and pref have a number in place of the
// register, the coprocessor's have one of its own.
func memoryText(w, op uint32, rs, rt string) string {
	switch op {
	case 0x2f, 0x33:
		rt = fmt.Sprintf("0x%x", w>>16&31)
	case 0x31, 0x35, 0x39, 0x3d:
		rt = fmt.Sprintf("f%d", w>>16&31)
	}
	return fmt.Sprintf("%s %s,%d(%s)", memory[op], rt, int16(w), rs)
}

func immediateText(w, op uint32, rs, rt string) string {
	switch {
	case rs == "zero" && (op == 0x09 || op == 0x19):
		return fmt.Sprintf("li %s,%d", rt, int16(w))
	case op >= 0x0c && op <= 0x0e:
		return fmt.Sprintf("%s %s,%s,0x%x", immediate[op], rt, rs, uint16(w))
	}
	return fmt.Sprintf("%s %s,%s,%d", immediate[op], rt, rs, int16(w))
}

func specialText(w uint32, name func(uint) string) string {
	rs, rt, rd, f := name(21), name(16), name(11), w&63
	switch {
	case shift[f] != "":
		return fmt.Sprintf("%s %s,%s,0x%x", shift[f], rd, rt, w>>6&31)
	case shiftBy[f] != "":
		return fmt.Sprintf("%s %s,%s,%s", shiftBy[f], rd, rt, rs)
	case rt == "zero" && (f == 0x21 || f == 0x25 || f == 0x2d):
		return fmt.Sprintf("move %s,%s", rd, rs)
	case special[f] != "":
		return fmt.Sprintf("%s %s,%s,%s", special[f], rd, rs, rt)
	case trap[f] != "":
		return fmt.Sprintf("%s %s,%s,0x%x", trap[f], rs, rt, w>>6&0x3ff)
	case two[f] != "":
		return fmt.Sprintf("%s %s,%s", two[f], rs, rt)
	}
	return lonelyText(w, rs, rd)
}

// lonelyText are the instructions of the SPECIAL opcode that have a form of
// their own.
func lonelyText(w uint32, rs, rd string) string {
	switch w & 63 {
	case 0x08:
		return "jr " + rs
	case 0x09:
		if rd == "ra" {
			return "jalr " + rs
		}
		return "jalr " + rd + "," + rs
	case 0x0c:
		return "syscall"
	case 0x0d: // BUG() is "break 0xc"
		return fmt.Sprintf("break 0x%x", w>>16&0x3ff)
	case 0x0f:
		return "sync"
	case 0x10:
		return "mfhi " + rd
	case 0x11:
		return "mthi " + rs
	case 0x12:
		return "mflo " + rd
	case 0x13:
		return "mtlo " + rs
	}
	return ""
}

func jumpText(w uint32, pc uint64, bits int, rs, rt string) string {
	op := w >> 26
	target := fmt.Sprintf("%+d", 4+int64(int16(w))*4)
	if pc != 0 {
		to := pc + 4 + uint64(int64(int16(w))*4)
		if bits == 32 {
			to &= 0xffffffff
		}
		target = "0x" + fmt.Sprintf("%x", to)
	}
	switch {
	case op == 2 || op == 3:
		to := uint64(w&0x3ffffff) << 2
		if pc != 0 {
			to |= (pc + 4) &^ 0xfffffff
		}
		return fmt.Sprintf("%s 0x%x", [2]string{"j", "jal"}[op-2], to)
	case op == 1:
		kind := regimm[w>>16&31]
		switch {
		case kind == "":
			return ""
		case kind == "bgezal" && rs == "zero":
			return "bal " + target
		}
		return fmt.Sprintf("%s %s,%s", kind, rs, target)
	case op == 4 && w>>16&0x3ff == 0:
		return "b " + target
	case rt == "zero":
		zero := map[uint32]string{4: "beqz", 5: "bnez", 0x14: "beqzl", 0x15: "bnezl"}[op]
		if zero == "" {
			zero = branch[op]
		}
		return fmt.Sprintf("%s %s,%s", zero, rs, target)
	}
	return fmt.Sprintf("%s %s,%s,%s", branch[op], rs, rt, target)
}

func systemText(w uint32, rt string) string {
	move := map[uint32]string{0: "mfc0", 1: "dmfc0", 4: "mtc0", 5: "dmtc0"}[w>>21&31]
	switch {
	case move != "" && w>>25&1 == 0:
		return fmt.Sprintf("%s %s,$%d,%d", move, rt, w>>11&31, w&7)
	case w>>21&31 == 0x0b:
		return strings.TrimSuffix(map[uint32]string{0: "di", 0x20: "ei"}[w&0x20]+" "+rt, " zero") // the old Status goes to rt
	case w>>25&1 == 1:
		return map[uint32]string{1: "tlbr", 2: "tlbwi", 6: "tlbwr", 8: "tlbp", 0x18: "eret", 0x20: "wait"}[w&63]
	}
	return ""
}

// fieldText decodes what SPECIAL3 has of bit fields and sign extension.
func fieldText(w uint32, rs, rt, rd string) string {
	switch f, sa := w&63, w>>6&31; {
	case f == 0x00:
		return fmt.Sprintf("ext %s,%s,%d,%d", rt, rs, sa, w>>11&31+1)
	case f == 0x03:
		return fmt.Sprintf("dext %s,%s,%d,%d", rt, rs, sa, w>>11&31+1)
	case f == 0x04:
		return fmt.Sprintf("ins %s,%s,%d,%d", rt, rs, sa, int(w>>11&31)-int(sa)+1)
	case f == 0x20 && sa == 0x10:
		return fmt.Sprintf("seb %s,%s", rd, rt)
	case f == 0x20 && sa == 0x18:
		return fmt.Sprintf("seh %s,%s", rd, rt)
	case f == 0x3b:
		return fmt.Sprintf("rdhwr %s,$%d", rt, w>>11&31)
	}
	return ""
}

// deliberate tells what a break or trap instruction is for by its code, the last
// operand, arch/mips/include/uapi/asm/break.h. Compilers test a divisor with teq.
//
//	teq a1,zero,0x7        break 0x7
func deliberate(insn string) arch.Purpose {
	op, operands, _ := strings.Cut(insn, " ")
	if op != "break" && (len(op) < 3 || op[0] != 't' || !slices.Contains(trap[:], op)) {
		return ""
	}
	switch operands[strings.LastIndexByte(operands, ',')+1:] {
	case "0x7":
		return arch.Division
	case "0x6":
		return arch.Overflow
	case "", "0", "0x0":
		return arch.Unreachable // __builtin_trap()
	}
	return ""
}
