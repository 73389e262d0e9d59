package arch

import (
	"encoding/binary"
	"strconv"
	"strings"
)

// Flag appends one decoded field to the dump's status.
func (d *Dump) Flag(name, meaning string) {
	d.Status = append(d.Status, Flag{Name: name, Meaning: meaning})
}

// At returns table[i], "" outside of it.
func At(table []string, i uint64) string {
	if i < uint64(len(table)) {
		return table[i]
	}
	return ""
}

// DieNumber splits "Oops[#1]:" or "Oops [#1] SMP" into what stands before the
// bracket, the number, and what stands behind it.
func DieNumber(s string) (before string, n int, after string, ok bool) {
	i := strings.Index(s, "[#")
	if i < 0 {
		return "", 0, "", false
	}
	end := strings.IndexByte(s[i:], ']')
	if end < 0 {
		return "", 0, "", false
	}
	n, err := strconv.Atoi(s[i+2 : i+end])
	if err != nil || n < 0 {
		return "", 0, "", false
	}
	return strings.TrimRight(s[:i], " "), n, s[i+end+1:], true
}

// Died records the die line, once: a second one in the same report is a nested
// oops that the caller did not split off.
func (d *Dump) Died(what string, n, line int) {
	if d.DieLine != 0 {
		return
	}
	d.Die, d.DieNumber, d.DieLine = what, n, line
}

// FaultAt records the address of the access that trapped, as the header gives
// it. The first one wins.
func (d *Dump) FaultAt(addr uint64, line int) {
	if d.Fault.HasAddress {
		return
	}
	d.Fault.Address, d.Fault.HasAddress, d.Fault.Line = addr, true, line
}

// CompletePlace completes PC or LR: the register's value is its address, and where the
// kernel printed no symbol beside the register (before 5.11 on riscv), a frame
// of the trace with the same address has it.
func (d *Dump) CompletePlace(sym *Symbol, register string) {
	v, ok := d.Register(register)
	if !ok {
		return
	}
	if sym.Function == "" && !sym.HasAddress && len(d.Chain) > 0 {
		if f := d.Chain[0].Symbol; f.HasAddress && f.Address == v {
			*sym = f
		}
	}
	if !sym.HasAddress {
		sym.Address, sym.HasAddress = v, true
	}
}

// Inside names an address by a frame in whose function it lies: where a frame's own address
// is printed, its offset and the size say from where to where that function reaches. It is
// empty where none does.
func (d *Dump) Inside(address uint64) Symbol {
	for i := range d.Chain {
		f := &d.Chain[i]
		start := f.Address - f.Offset
		if !f.HasAddress || !f.HasOffset || !f.InFunction() || f.Offset > f.Address || address < start || address-start >= f.Size {
			continue
		}
		sym := f.Symbol
		sym.Address, sym.Offset = address, address-start
		return sym
	}
	return Symbol{}
}

// Truncate cuts an address to the width of the machine.
func (d *Dump) Truncate(v uint64) uint64 {
	if d.Bits == 32 {
		return v & 0xffffffff
	}
	return v
}

// FixedWords turns the dump's code words into instructions where all of them
// have the same width. decode gets one word as it lies in memory.
func (d *Dump) FixedWords(order binary.ByteOrder, decode func(code []byte, pc uint64) string) {
	trap := TrapWord(d.Words)
	for i, w := range d.Words {
		in := Insn{Bytes: w.Hex, Trap: w.Trap, Address: d.CodeAddress(w, i, trap)}
		if !w.Unreadable {
			code, _, _ := WordBytes(d.Words[i:i+1], order)
			in.Text = decode(code, in.Address)
		}
		d.Code = append(d.Code, in)
	}
}

// CodeAddress is the address of the i-th word when the one at trap is the PC.
func (d *Dump) CodeAddress(w Word, i, trap int) uint64 {
	if trap < 0 || !d.PC.HasAddress {
		return 0
	}
	return d.Truncate(d.PC.Address + uint64(i-trap)*uint64(len(w.Hex)/2))
}

// Trapping returns the instruction that trapped, nil when it is not shown.
func (d *Dump) Trapping() *Insn {
	for i := range d.Code {
		if d.Code[i].Trap {
			return &d.Code[i]
		}
	}
	return nil
}

// RegisterLine is the line that printed a register, 0 when none did.
func (d *Dump) RegisterLine(name string) int {
	for i := range d.Registers {
		if d.Registers[i].Name == name {
			return d.Registers[i].Line
		}
	}
	return 0
}

// Means sets the meaning of control registers, whose values are not addresses:
// name, meaning, name, meaning …
func (d *Dump) Means(pairs ...string) {
	for i := 0; i+1 < len(pairs); i += 2 {
		for j := range d.Registers {
			if d.Registers[j].Name == pairs[i] {
				d.Registers[j].Meaning = pairs[i+1]
			}
		}
	}
}

// Pick returns a or b.
func Pick(first bool, a, b string) string {
	if first {
		return a
	}
	return b
}

// Interrupts records what a register, printed under one of the names, says of the
// interrupts at the place of death.
func (d *Dump) Interrupts(on bool, register ...string) {
	d.IRQs = Masking{Known: true, Off: !on}
	for _, name := range register {
		d.IRQs.Line = max(d.IRQs.Line, d.RegisterLine(name))
	}
}
