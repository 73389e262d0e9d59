package arch

import (
	"strings"

	"oopscope/parse/ascii"
)

// MemoryBlock reads what arm's dump_mem() prints: a heading with the range and
// rows whose left column holds the low 16 bits of the address. arm64 did the
// same with 64-bit words until 4.12.
//
//	Stack: (0xd9535b10 to 0xd9536000)
//	5b00:                                     00000006 d9535b58 bf1a0660 bf1a12a8
//	Exception stack(0xd9535d70 to 0xd9535db8)
type MemoryBlock struct {
	base  uint64
	stack bool // the Stack: block; others are of exceptions
	on    bool
}

// Open takes the heading of a block.
func (m *MemoryBlock) Open(l Line) bool {
	stack := strings.HasPrefix(l.Text, "Stack: (0x")
	if !stack && !strings.HasPrefix(l.Text, "Exception stack(0x") {
		return false
	}
	base, ok := HexAfter(l.Text, "(0x")
	if !ok {
		return false
	}
	*m = MemoryBlock{base: base, stack: stack, on: true}
	return true
}

// Row takes one row of an open block.
func (m *MemoryBlock) Row(d *Dump, l Line) bool {
	t := l.Text
	if !m.on || len(t) < 6 || t[4] != ':' || !ascii.AllHexDigits(t[:4]) {
		return false
	}
	low, _ := HexPrefix(t[:4])
	addr := m.base&^0xffff | low
	if addr+0x20 <= m.base&^0x1f {
		addr += 0x10000
	}
	cells := t[5:]
	step, size := 9, uint64(4)
	if wideCells(cells) {
		step, size = 17, 8
	}
	for len(cells) > 0 {
		cell := cells[:min(step, len(cells))]
		cells = cells[len(cell):]
		if cell = strings.TrimSpace(cell); m.stack {
			d.AddStackWord(addr, cell, l.N)
		} else {
			d.addException(m.base, addr, cell, l.N)
		}
		addr += size
	}
	return true
}

// wideCells tells whether a row holds 64-bit words.
func wideCells(cells string) bool {
	first := strings.TrimLeft(cells, " ")
	end := strings.IndexByte(first, ' ')
	return end == 16 || end < 0 && len(first) == 16
}

// AddStackWord appends one printed word; the places that the kernel left blank
// or could not read have none.
func (d *Dump) AddStackWord(addr uint64, cell string, line int) {
	const most = 8192
	if len(cell) < 8 || !ascii.AllHexDigits(cell) || len(d.Stack) >= most {
		return
	}
	if d.Stack == nil {
		d.Stack = make([]StackWord, 0, 512)
	}
	v, _ := HexPrefix(cell)
	d.Stack = append(d.Stack, StackWord{Address: addr, Value: v, Line: line})
}

// addException appends one word of the registers that an exception saved.
func (d *Dump) addException(base, addr uint64, cell string, line int) {
	const most, words = 32, 64
	n := len(d.Exceptions)
	if n == 0 || d.Exceptions[n-1].Base != base {
		if n == most {
			return
		}
		d.Exceptions = append(d.Exceptions, Exception{Base: base})
		n++
	}
	e := &d.Exceptions[n-1]
	if len(cell) < 8 || !ascii.AllHexDigits(cell) || addr < base || len(e.Words) >= words {
		return
	}
	v, _ := HexPrefix(cell)
	e.Words = append(e.Words, StackWord{Address: addr, Value: v, Line: line})
}

// ReadStackBounds takes the lines that arm and arm64 print when an exception
// found no room on the stack (CONFIG_VMAP_STACK):
//
//	Insufficient stack space to handle exception!
//	Task stack:     [0xd08f8000..0xd08fa000]
//	Overflow stack: [0xc1987000..0xc1988000]
func ReadStackBounds(d *Dump, l Line) bool {
	t := l.Text
	for _, name := range []string{"Task stack: ", "IRQ stack: ", "Overflow stack: "} {
		if strings.HasPrefix(t, name) {
			d.Note(strings.ToLower(name[:len(name)-2]), strings.TrimSpace(t[len(name):]), l.N)
			return true
		}
	}
	return strings.HasPrefix(t, "Insufficient stack space to handle exception!")
}
