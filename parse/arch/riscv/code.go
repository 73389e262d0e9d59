package riscv

import (
	"encoding/binary"
	"fmt"
	"strings"

	"golang.org/x/arch/riscv64/riscv64asm"

	"oopscope/parse/arch"
)

// abi are the names that the register rows use for x0 … x31.
var abi = [32]string{
	"zero", "ra", "sp", "gp", "tp", "t0", "t1", "t2", "s0", "s1",
	"a0", "a1", "a2", "a3", "a4", "a5", "a6", "a7",
	"s2", "s3", "s4", "s5", "s6", "s7", "s8", "s9", "s10", "s11",
	"t3", "t4", "t5", "t6",
}

// code decodes the Code line: 16-bit parcels, the one at epc in brackets
// (since 6.3). An instruction takes one parcel or two; where the first one of
// the line begins is not told, so the walk starts at the first parcel from
// which it lands on the trapping one.
func code(d *arch.Dump) {
	if len(d.Words) == 0 || len(d.Words[0].Hex) != 4 {
		d.FixedWords(binary.LittleEndian, func([]byte, uint64) string { return "" })
		return
	}
	trap := arch.TrapWord(d.Words)
	i := start(d.Words, trap)
	for j := range d.Words[:i] {
		d.Code = append(d.Code, arch.Insn{Bytes: d.Words[j].Hex, Address: d.CodeAddress(d.Words[j], j, trap)})
	}
	for i < len(d.Words) {
		n := length(d.Words[i])
		if i+n > len(d.Words) {
			n = 1
		}
		d.Code = append(d.Code, insn(d, i, n, trap))
		i += n
	}
	effective(d)
}

func start(words []arch.Word, trap int) int {
	for start := 0; start < trap; start++ {
		i := start
		for i < trap {
			i += length(words[i])
		}
		if i == trap {
			return start
		}
	}
	return max(trap, 0)
}

// length is an instruction's length in parcels, by its first one.
func length(w arch.Word) int {
	if w.Value()&3 == 3 && w.Value() != 0xffff {
		return 2
	}
	return 1
}

func insn(d *arch.Dump, i, n, trap int) arch.Insn {
	words := d.Words[i : i+n]
	in := arch.Insn{Trap: words[0].Trap, Address: d.CodeAddress(words[0], i, trap)}
	hex := make([]string, n)
	for j, w := range words {
		hex[j] = w.Hex
	}
	in.Bytes = strings.Join(hex, " ")
	code, _, complete := arch.WordBytes(words, binary.LittleEndian)
	if complete {
		in.Text = text(code, in.Address)
	}
	return in
}

func text(code []byte, pc uint64) string {
	inst, err := arch.Disassembled(riscv64asm.Decode, code)
	if err != nil {
		return ""
	}
	text := named(riscv64asm.GNUSyntax(inst))
	if off, ok := target(inst); ok && pc != 0 {
		if i := strings.LastIndexAny(text, " ,"); i >= 0 {
			text = text[:i+1] + fmt.Sprintf("0x%x", pc+uint64(off))
		}
	}
	return text
}

// target is the distance a branch or jal goes.
func target(inst riscv64asm.Inst) (int64, bool) {
	var last riscv64asm.Arg
	switch inst.Op {
	case riscv64asm.JAL, riscv64asm.BEQ, riscv64asm.BNE, riscv64asm.BLT,
		riscv64asm.BGE, riscv64asm.BLTU, riscv64asm.BGEU:
		for _, a := range inst.Args {
			if a != nil {
				last = a
			}
		}
	}
	simm, ok := last.(riscv64asm.Simm)
	return int64(simm.Imm), ok
}

// named writes x10 as a0, as the register rows do.
func named(text string) string {
	var b strings.Builder
	for i := 0; i < len(text); {
		if text[i] != 'x' || i == 0 || arch.NameByte(text[i-1]) && text[i-1] != ',' {
			b.WriteByte(text[i])
			i++
			continue
		}
		n, digits := 0, 0
		for digits < 2 && i+1+digits < len(text) && text[i+1+digits] >= '0' && text[i+1+digits] <= '9' {
			n = n*10 + int(text[i+1+digits]-'0')
			digits++
		}
		if digits == 0 || n > 31 {
			b.WriteByte(text[i])
			i++
			continue
		}
		b.WriteString(abi[n])
		i += 1 + digits
	}
	return b.String()
}

// effective computes the address that the trapping load, store or atomic
// instruction accessed.
func effective(d *arch.Dump) {
	in := d.Trapping()
	if in == nil || in.Text == "" || d.Fault.Access == "execute" {
		return
	}
	code, _, _ := arch.WordBytes(arch.ParseWords(in.Bytes), binary.LittleEndian)
	inst, err := arch.Disassembled(riscv64asm.Decode, code)
	if err != nil || inst.Op == riscv64asm.JALR {
		return
	}
	for _, a := range inst.Args {
		switch a := a.(type) {
		case riscv64asm.RegOffset:
			if a.OfsReg <= riscv64asm.X31 {
				base(d, in, int(a.OfsReg), int64(a.Ofs.Imm))
			}
		case riscv64asm.RegPtr:
			n := 0
			if _, err := fmt.Sscanf(a.String(), "(x%d)", &n); err == nil && n < 32 {
				base(d, in, n, 0)
			}
		}
	}
}

func base(d *arch.Dump, in *arch.Insn, n int, offset int64) {
	if n == 0 {
		d.SetEffective(in, "", offset)
		return
	}
	d.SetEffective(in, abi[n], offset)
}
