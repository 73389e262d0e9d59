package powerpc

import (
	"encoding/binary"
	"strings"

	"golang.org/x/arch/ppc64/ppc64asm"

	"oopscope/parse/arch"
)

// code decodes the words of "Instruction dump:" or "Code:". They are
// printed as numbers, whatever the byte order in memory.
func code(d *arch.Dump) {
	d.FixedWords(binary.BigEndian, text)
	in := d.Trapping()
	if in == nil || in.Text == "" || d.Fault.Access == "execute" {
		return
	}
	code, _, _ := arch.WordBytes(arch.ParseWords(in.Bytes), binary.BigEndian)
	inst, err := arch.Disassembled(decode, code)
	if err != nil {
		return
	}
	effective(d, in, inst)
	if in.Effective != nil && d.Fault.HasAddress && d.Fault.Access == "" { // a segment fault sets no DSISR
		d.Fault.Access = "read"
		if strings.HasPrefix(inst.Op.String(), "st") {
			d.Fault.Access = "write"
		}
	}
}

func decode(code []byte) (ppc64asm.Inst, error) { return ppc64asm.Decode(code, binary.BigEndian) }

func text(code []byte, pc uint64) string {
	if len(code) != 4 {
		return ""
	}
	// 0fe00000 is "twi 31,0,0": what BUG() and WARN() are made of.
	if binary.BigEndian.Uint32(code) == 0x0fe00000 {
		return "trap"
	}
	inst, err := arch.Disassembled(decode, code)
	if err != nil {
		return ""
	}
	if inst.Op == ppc64asm.OR && inst.Args[1] == inst.Args[2] {
		return "mr " + inst.Args[0].String() + "," + inst.Args[1].String()
	}
	return ppc64asm.GNUSyntax(inst, pc)
}

// effective computes what a load or store accessed: an offset from a
// register, or the sum of two registers. Register 0 as a base is no register.
func effective(d *arch.Dump, in *arch.Insn, inst ppc64asm.Inst) {
	var regs []string
	for i, a := range inst.Args {
		switch a := a.(type) {
		case ppc64asm.Reg:
			regs = append(regs, a.String())
		case ppc64asm.Offset:
			if i+1 < len(inst.Args) {
				if base, ok := inst.Args[i+1].(ppc64asm.Reg); ok {
					d.SetEffective(in, baseOf(base.String()), int64(a))
				}
			}
			return
		case ppc64asm.Imm, ppc64asm.PCRel, ppc64asm.CondReg, ppc64asm.SpReg:
			return
		}
	}
	op := inst.Op.String()
	memory := strings.HasPrefix(op, "l") || strings.HasPrefix(op, "st") || strings.HasPrefix(op, "dcb") || strings.HasPrefix(op, "icb")
	if !memory || len(regs) < 2 {
		return
	}
	index, ok := d.Register(regs[len(regs)-1])
	if ok {
		d.SetEffective(in, baseOf(regs[len(regs)-2]), int64(index))
	}
}

func baseOf(name string) string {
	if name == "r0" {
		return ""
	}
	return name
}
