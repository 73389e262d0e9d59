package symbol

import (
	"debug/elf"
	"encoding/binary"
)

// orcTable is what kernels of x86 unwind by since 4.14 (CONFIG_UNWINDER_ORC): for each
// stretch of code where the caller's stack pointer, its return address and its frame
// pointer are, and nothing of other registers. See arch/x86/include/asm/orc_types.h.
type orcTable struct {
	ip, entries *section
	address     uint64 // of ip: what its distances are relative to, each from its own place
	typed       bool   // of 6.4 and later, which have more types and say so in a header
	numbers     *orcNumbers

	lo, hi uint64 // what was found last holds from here to there
	found  int64  // its index, -1 for none
}

// orcNumbers are the registers of ORC, by DWARF's numbers, that the caller's stack pointer
// can be counted from. What is read from memory behind one (SP_INDIRECT, BP_INDIRECT) is
// not understood.
type orcNumbers struct {
	base     map[uint16]int
	previous uint16 // says that a register was saved at a distance from the caller's stack pointer
}

// The numbers until 6.18, and those that modules of 7.3 have, as far as those say.
var (
	orcUntil6 = orcNumbers{map[uint16]int{2: 1, 3: 5, 4: dwarfBP, 5: dwarfSP, 6: 10, 7: 13}, 1}
	orcSince7 = orcNumbers{map[uint16]int{3: dwarfSP}, 8}
)

const (
	orcBytes     = 6 // of an entry
	orcUndefined = 0

	dwarfBP, dwarfSP, dwarfReturn = 6, 7, 16
)

// openORC returns the table of an image, nil where it has none.
func (im *Image) openORC() *orcTable {
	t := &orcTable{found: -1}
	if im.f.Machine != elf.EM_X86_64 {
		return nil
	}
	for i, s := range im.f.Sections {
		switch s.Name {
		case ".orc_unwind_ip":
			if t.ip, t.address = im.section(s), s.Addr; t.ip != nil && im.Relocatable() {
				t.ip.relocs, t.address = im.relocsFor(i, im.relocationValues()), 0
			}
		case ".orc_unwind":
			t.entries = im.section(s)
		case ".orc_header":
			t.typed = true
		}
	}
	if t.ip == nil || t.entries == nil || t.ip.length()/4 > t.entries.length()/orcBytes {
		return nil
	}
	if t.number(); t.numbers == nil {
		return nil
	}
	return t
}

// number tells the numbers of the registers by that of the stack pointer: most functions
// begin with nothing on the stack but where they return to.
func (t *orcTable) number() {
	const many = 1 << 10 // entries
	buf, err := t.entries.window(0, min(many*orcBytes, t.entries.length()/orcBytes*orcBytes))
	if err != nil {
		return
	}
	for ; len(buf) > 0; buf = buf[orcBytes:] {
		flags := binary.LittleEndian.Uint16(buf[4:])
		if binary.LittleEndian.Uint32(buf) != 8 || flags>>4&0xf != orcUndefined || !t.called(flags) {
			continue
		}
		switch flags & 0xf {
		case 5:
			t.numbers = &orcUntil6
		case 3:
			t.numbers = &orcSince7
		}
		return
	}
}

// called tells an entry of code that was called from what exceptions and entries made.
func (t *orcTable) called(flags uint16) bool {
	if t.typed {
		return flags>>8&7 == 2
	}
	return flags>>8&3 == 0
}

// rules finds the entry that holds at an address.
func (t *orcTable) rules(at uint64) (out CallFrame, ok bool) {
	if at < t.lo || at >= t.hi {
		t.find(at)
	}
	if t.found < 0 {
		return out, false
	}
	b, err := t.entries.window(t.found*orcBytes, orcBytes)
	if err != nil {
		return out, false
	}
	return t.read(b)
}

// find looks through all distances, which only newer kernels have in order. Where several
// entries begin at one address, those that end what is in front of it come first.
func (t *orcTable) find(at uint64) {
	const step = 16 << 10 // entries
	t.lo, t.hi, t.found = 0, ^uint64(0), -1
	n := t.ip.length() / 4
	for first := int64(0); first < n; first += step {
		buf, err := t.ip.window(4*first, 4*min(step, n-first))
		if err != nil {
			break
		}
		for i := 0; i < len(buf); i += 4 {
			off := 4*first + int64(i)
			begins := t.address + uint64(off) + uint64(int64(int32(binary.LittleEndian.Uint32(buf[i:]))))
			switch {
			case begins > at:
				t.hi = min(t.hi, begins)
			case t.found < 0 || begins > t.lo || begins == t.lo && t.ends(t.found):
				t.lo, t.found = begins, off/4
			}
		}
	}
	if t.found < 0 {
		t.lo = 0
	}
}

// ends tells an entry that says only that there is no code any more.
func (t *orcTable) ends(i int64) bool {
	b, err := t.entries.window(i*orcBytes, orcBytes)
	return err != nil || b[4]&0xf == orcUndefined
}

// read makes rules of an entry of code that was called; what was entered by an exception is
// told by the registers that it printed.
func (t *orcTable) read(b []byte) (out CallFrame, ok bool) {
	flags := binary.LittleEndian.Uint16(b[4:])
	spOffset, bpOffset := int64(int16(binary.LittleEndian.Uint16(b))), int64(int16(binary.LittleEndian.Uint16(b[2:])))
	base, known := t.numbers.base[flags&0xf]
	if !known || !t.called(flags) {
		return out, false
	}
	out = CallFrame{CFA: Rule{How: SumOf, Register: base, Offset: spOffset}, Return: dwarfReturn, Bare: true}
	out.Rules = map[int]Rule{dwarfReturn: {How: SavedAt, Offset: -8}, dwarfSP: {How: DistantBy}}
	switch bp := flags >> 4 & 0xf; {
	case bp == orcUndefined:
		out.Rules[dwarfBP] = Rule{How: Kept}
	case bp == t.numbers.previous:
		out.Rules[dwarfBP] = Rule{How: SavedAt, Offset: bpOffset}
	case base == dwarfBP && t.numbers.base[bp] == dwarfBP:
		out.Rules[dwarfBP] = Rule{How: SavedAt, Offset: bpOffset - spOffset}
	default:
		out.Rules[dwarfBP] = Rule{}
	}
	return out, true
}
