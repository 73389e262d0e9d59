package all

import (
	"debug/elf"
	"encoding/binary"
	"fmt"
	"strings"

	"oopscope/parse/arch"
	"oopscope/parse/arch/flow"
)

// Text is machine code out of an ELF file.
type Text struct {
	Machine elf.Machine
	Bits    int
	Order   binary.ByteOrder
	Thumb   bool
	Code    []byte
	Address uint64 // of the first byte
	Begins  bool   // the first byte is a function's
	At      uint64 // where an instruction is known to begin; code is counted back from there
	Name    func(address uint64) string
}

// Disassemble decodes code as the Code line of a dump is decoded, by the same
// functions, so that the two can be compared. It returns nothing for a machine
// without a disassembler. Places that branches go to are named.
func (t Text) Disassemble() []arch.Insn {
	a, d := t.decode()
	if a == nil {
		return nil
	}
	for i := range d.Code {
		d.Code[i].Trap, d.Code[i].Effective = false, nil
		d.Code[i].Text = t.named(a, d.Code[i].Text)
	}
	return d.Code
}

// A Body is a piece of code out of an ELF file, and what its instructions do.
type Body struct {
	Code    []arch.Insn
	Effects []flow.Effect // of each
	Calls   *flow.Convention
}

// Body decodes code and tells what every instruction does; ok is false for a
// machine without a disassembler.
func (t Text) Body() (b Body, ok bool) {
	a, d := t.decode()
	m, ok := flow.Of(a)
	if !ok {
		return b, false
	}
	b = Body{Code: d.Code, Effects: m.Effects(d), Calls: m.Calls(t.Bits)}
	return b, b.Effects != nil
}

// decode has the architecture read the code as that of a dump whose PC is At.
func (t Text) decode() (*arch.Arch, *arch.Dump) {
	a := ByMachine(t.Machine)
	if a == nil || t.At < t.Address {
		return nil, nil
	}
	word := a.Word
	if t.Thumb {
		word = 2
	}
	d := &arch.Dump{Bits: t.Bits, PC: arch.Symbol{Address: t.At, HasAddress: true, Offset: t.At - t.Address, HasOffset: t.Begins}}
	d.Words = words(t.Code, t.Order, word, t.At-t.Address)
	a.Finish(d)
	return a, d
}

// words cuts code into words as a kernel prints them; the one at mark is marked.
// Behind the end of the code stand zeros, as far as the mark needs them.
func words(code []byte, order binary.ByteOrder, size int, mark uint64) []arch.Word {
	var out []arch.Word
	for at := 0; at+size <= len(code); at += size {
		v := uint32(code[at])
		switch size {
		case 2:
			v = uint32(order.Uint16(code[at:]))
		case 4:
			v = order.Uint32(code[at:])
		}
		out = append(out, arch.Word{Hex: fmt.Sprintf("%0*x", 2*size, v), Trap: uint64(at) == mark})
	}
	return out
}

// named writes "bl printk" for "bl 0xc0101234".
func (t Text) named(a *arch.Arch, text string) string {
	if t.Name == nil || !a.Branches(text) {
		return text
	}
	i := strings.LastIndexAny(text, " ,")
	v, rest := arch.HexPrefix(strings.TrimPrefix(text[i+1:], "0x"))
	if !strings.HasPrefix(text[i+1:], "0x") || rest == 0 || rest != len(text)-i-3 {
		return text
	}
	if name := t.Name(v); name != "" {
		return text[:i+1] + name
	}
	return text
}
