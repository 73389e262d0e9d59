package arch

import (
	"encoding/binary"
	"strconv"
	"strings"
)

// A bit is one named bit of a status word. Bits that are set and bits that are
// clear may both be worth a word: "IRQs on" and "IRQs off".
type bit struct {
	n     uint   // position, 0 is the least significant
	name  string // as the architecture's manual has it
	set   string // meaning when set, "" when it tells nothing
	clear string // meaning when clear, "" when it tells nothing
}

// bits appends the meaning of a status word's bits to the dump's status.
func (d *Dump) bits(v uint64, table []bit) {
	for _, b := range table {
		meaning := b.clear
		if v>>b.n&1 == 1 {
			meaning = b.set
		}
		if meaning != "" {
			d.flag(b.name, meaning)
		}
	}
}

// flag appends one decoded field to the dump's status.
func (d *Dump) flag(name, meaning string) {
	d.Status = append(d.Status, Flag{Name: name, Meaning: meaning})
}

// at returns table[i], "" outside of it.
func at(table []string, i uint64) string {
	if i < uint64(len(table)) {
		return table[i]
	}
	return ""
}

// dieNumber splits "Oops[#1]:" or "Oops [#1] SMP" into what stands before the
// bracket, the number, and what stands behind it.
func dieNumber(s string) (before string, n int, after string, ok bool) {
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

// died records the die line, once: a second one in the same report is a nested
// oops that the caller did not split off.
func (d *Dump) died(what string, n, line int) {
	if d.DieLine != 0 {
		return
	}
	d.Die, d.DieNumber, d.DieLine = what, n, line
}

// faultAt records the address of the access that trapped, as the header gives
// it. The first one wins.
func (d *Dump) faultAt(addr uint64, line int) {
	if d.Fault.HasAddress {
		return
	}
	d.Fault.Address, d.Fault.HasAddress, d.Fault.Line = addr, true, line
}

// place completes PC or LR: the register's value is its address, and where the
// kernel printed no symbol beside the register (before 5.11 on riscv), a frame
// of the trace with the same address has it.
func (d *Dump) place(sym *Symbol, register string) {
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

// truncate cuts an address to the width of the machine.
func (d *Dump) truncate(v uint64) uint64 {
	if d.Bits == 32 {
		return v & 0xffffffff
	}
	return v
}

// fixedWords turns the dump's code words into instructions where all of them
// have the same width. decode gets one word as it lies in memory.
func (d *Dump) fixedWords(order binary.ByteOrder, decode func(code []byte, pc uint64) string) {
	trap := trapWord(d.Words)
	for i, w := range d.Words {
		in := Insn{Bytes: w.Hex, Trap: w.Trap, Address: d.codeAddress(w, i, trap)}
		if !w.Unreadable {
			code, _, _ := WordBytes(d.Words[i:i+1], order)
			in.Text = decode(code, in.Address)
		}
		d.Code = append(d.Code, in)
	}
}

func trapWord(words []Word) int {
	for i, w := range words {
		if w.Trap {
			return i
		}
	}
	return -1
}

// codeAddress is the address of the i-th word when the one at trap is the PC.
func (d *Dump) codeAddress(w Word, i, trap int) uint64 {
	if trap < 0 || !d.PC.HasAddress {
		return 0
	}
	return d.truncate(d.PC.Address + uint64(i-trap)*uint64(len(w.Hex)/2))
}

// trapping returns the instruction that trapped, nil when it is not shown.
func (d *Dump) trapping() *Insn {
	for i := range d.Code {
		if d.Code[i].Trap {
			return &d.Code[i]
		}
	}
	return nil
}

// effective records base register plus offset as the address that the trapping
// instruction accessed.
func (d *Dump) effective(in *Insn, base string, offset int64) {
	v := uint64(0)
	if base != "" {
		var ok bool
		if v, ok = d.Register(base); !ok {
			return
		}
	}
	v = d.truncate(v + uint64(offset))
	in.Effective = &v
}

// An area is a part of an address map.
type area struct {
	from, to uint64 // inclusive
	name     string
}

// within names the area that a value lies in, "" when in none.
func within(areas []area, v uint64) string {
	for _, a := range areas {
		if v >= a.from && v <= a.to {
			return a.name
		}
	}
	return ""
}

// registerLine is the line that printed a register, 0 when none did.
func (d *Dump) registerLine(name string) int {
	for i := range d.Registers {
		if d.Registers[i].Name == name {
			return d.Registers[i].Line
		}
	}
	return 0
}

// means sets the meaning of control registers, whose values are not addresses:
// name, meaning, name, meaning …
func (d *Dump) means(pairs ...string) {
	for i := 0; i+1 < len(pairs); i += 2 {
		for j := range d.Registers {
			if d.Registers[j].Name == pairs[i] {
				d.Registers[j].Meaning = pairs[i+1]
			}
		}
	}
}

// summary joins the meanings of the flags since the given one that have one
// of the names.
func (d *Dump) summary(since int, names ...string) string {
	var parts []string
	for _, f := range d.Status[since:] {
		if known(names, f.Name) {
			parts = append(parts, f.Meaning)
		}
	}
	return strings.Join(parts, ", ")
}

// begins tells whether s begins with one of the prefixes.
func begins(s string, prefixes []string) bool {
	if s == "" {
		return false
	}
	for _, p := range prefixes {
		if p[0] == s[0] && strings.HasPrefix(s, p) {
			return true
		}
	}
	return false
}
