package arch

import (
	"slices"
	"strings"
)

// ReadRow reads a row of registers: "name: hex" pairs, also written
// "name : hex", "name=hex" or "name hex", with the value bare or in "[<>]":
//
//	r10: c1b9ab00  r9 : 20070193  r8 : ced98b94
//	x29: ffff800008003e40 x28: ffff60ad5feb14c0 x27: ffff60ad5feb1480
//	pc : [<bf006108>]    lr : [<bf006164>]    psr: 20070193
//
// Only names of the list count, and the row must begin with one. It tells
// whether at least one register was read.
func ReadRow(d *Dump, l Line, names []string) bool {
	s := strings.TrimLeft(l.Text, " ")
	read, width := false, 0
	for s != "" {
		name, value, digits, rest, ok := nextPair(s)
		if !ok || !slices.Contains(names, name) || rest == "" && isCut(digits, width) {
			return read
		}
		width = max(width, digits)
		d.SetRegister(name, value, digits, l.N)
		read = true
		s = rest
	}
	return read
}

// isCut tells the last value of a row whose line was cut off at some column: it
// lacks digits that those in front of it have.
func isCut(digits, width int) bool {
	return digits < width && digits != 4 && digits != 8
}

// TakeWord takes the value of a register off the start of s where the kernel prints all
// digits of a word: one that has fewer was cut off with its line.
func TakeWord(d *Dump, s string) (v uint64, digits int, rest string, ok bool) {
	v, digits, rest, ok = TakeValue(strings.TrimLeft(s, " "))
	if ok && digits != 16 && (digits != 8 || d.Bits == 64) {
		return 0, 0, s, false
	}
	return v, digits, rest, ok
}

// nextPair takes one "name: value" off the start of s.
func nextPair(s string) (name string, value uint64, digits int, rest string, ok bool) {
	i := 0
	for i < len(s) && s[i] != ' ' && s[i] != ':' && s[i] != '=' {
		i++
	}
	if i == 0 || i > 12 {
		return "", 0, 0, s, false
	}
	name = s[:i]
	t := strings.TrimLeft(s[i:], " ")
	if t != "" && (t[0] == ':' || t[0] == '=') {
		t = strings.TrimLeft(t[1:], " ")
	}
	value, digits, rest, ok = TakeValue(t)
	return name, value, digits, strings.TrimLeft(rest, " ,"), ok
}

// TakeValue takes a register's value off the start of s: at least four hex
// digits, bare, behind "0x", or as "[<c0101a0c>]".
func TakeValue(s string) (v uint64, digits int, rest string, ok bool) {
	bracket := strings.HasPrefix(s, "[<")
	if bracket {
		s = s[2:]
	}
	s = strings.TrimPrefix(s, "0x")
	v, digits = HexPrefix(s)
	if digits < 4 {
		return 0, 0, s, false
	}
	s = s[digits:]
	if bracket {
		if !strings.HasPrefix(s, ">]") {
			return 0, 0, s, false
		}
		s = s[2:]
	}
	if s != "" && s[0] != ',' && NameByte(s[0]) {
		return 0, 0, s, false
	}
	return v, digits, s, true
}

// SetRegister stores a register. The first value wins: the registers of the
// place of death are printed first, and what follows belongs to interrupted
// code, to user space, or is the repeat after the end trace. digits is the
// printed width, 0 when it tells nothing.
func (d *Dump) SetRegister(name string, v uint64, digits, line int) {
	if d.Bits == 0 {
		switch digits {
		case 8:
			d.Bits = 32
		case 16:
			d.Bits = 64
		}
	}
	if d.Repeat {
		return
	}
	for i := range d.Registers {
		if d.Registers[i].Name == name {
			d.Repeat = true
			return
		}
	}
	if d.Registers == nil {
		d.Registers = make([]Register, 0, 32) // x86-64 prints 26
	}
	d.Registers = append(d.Registers, Register{Name: name, Value: v, Line: line})
}

// Register returns the value of a register and whether it was printed.
func (d *Dump) Register(name string) (uint64, bool) {
	for i := range d.Registers {
		if d.Registers[i].Name == name {
			return d.Registers[i].Value, true
		}
	}
	return 0, false
}

// Note records a fact that only this architecture prints.
func (d *Dump) Note(name, value string, line int) {
	const most = 200
	if value == "" || len(d.Notes) >= most {
		return
	}
	d.Notes = append(d.Notes, Note{Name: name, Value: value, Line: line})
}
