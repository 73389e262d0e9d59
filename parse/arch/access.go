package arch

import (
	"fmt"
	"strings"
)

// Access is where an instruction reads or writes: base + index<<shift +
// offset. Registers are named as in the dump; "" is none.
type Access struct {
	Base, Index string
	Shift       uint
	Down        bool // the index is subtracted
	Offset      int64
}

// Accessed records the effective address of the trapping instruction, if all
// its registers were printed.
func (d *Dump) Accessed(in *Insn, m Access) {
	v := uint64(0)
	var sum []string
	if m.Base != "" {
		b, ok := d.Register(m.Base)
		if !ok {
			return
		}
		v = b
		sum = append(sum, m.Base+" "+Hex(b))
	}
	if m.Index != "" {
		x, ok := d.Register(m.Index)
		if !ok {
			return
		}
		if x <<= m.Shift; m.Down {
			x = -x
		}
		v += x
		sum = append(sum, scaled(m)+" "+Hex(d.Truncate(x)))
	}
	if m.Offset != 0 || len(sum) == 0 {
		sum = append(sum, signedHex(m.Offset))
	}
	v = d.Truncate(v + uint64(m.Offset))
	in.Effective = &v
	d.Note("access", d.compared(strings.Join(sum, " + ")+" = "+Hex(v), v), d.CodeLine)
}

// scaled names an index register with its shift.
func scaled(m Access) string {
	if m.Shift == 0 {
		return m.Index
	}
	return fmt.Sprintf("%s<<%d", m.Index, m.Shift)
}

// Terms writes a sum: "r4 + r6<<2 + 0x10".
func (m Access) Terms() string {
	var b strings.Builder
	b.WriteString(m.Base)
	if m.Index != "" {
		if b.Len() > 0 {
			b.WriteString(Pick(m.Down, " - ", " + "))
		}
		b.WriteString(scaled(m))
	}
	switch {
	case b.Len() == 0:
		b.WriteString(signedHex(m.Offset))
	case m.Offset > 0:
		b.WriteString(" + " + Hex(uint64(m.Offset)))
	case m.Offset < 0:
		b.WriteString(" - " + Hex(uint64(-m.Offset)))
	}
	return b.String()
}

// Where writes the place in memory: "[r4 + r6<<2 + 0x10]".
func (m Access) Where() string { return "[" + m.Terms() + "]" }

func signedHex(v int64) string {
	if v < 0 {
		return "-" + Hex(uint64(-v))
	}
	return Hex(uint64(v))
}

// compared says whether the computed address is the one that the kernel
// printed; arm64 prints it without the top byte.
func (d *Dump) compared(sum string, v uint64) string {
	switch {
	case !d.Fault.HasAddress:
		return sum
	case v == d.Fault.Address || d.Bits == 64 && v<<8 == d.Fault.Address<<8:
		return sum + ", the fault address"
	}
	return sum
}

// SetEffective records base register plus offset as the address that the trapping
// instruction accessed.
func (d *Dump) SetEffective(in *Insn, base string, offset int64) {
	v := uint64(0)
	if base != "" {
		var ok bool
		if v, ok = d.Register(base); !ok {
			return
		}
	}
	v = d.Truncate(v + uint64(offset))
	in.Effective = &v
}
