package symbol

import (
	"debug/elf"
	"fmt"
	"strconv"
	"strings"
)

// What an instruction of a module refers to is not in its bytes: the kernel
// fills it in when it loads the module, from the relocations read here.

// A counted tells from where a relocation counts, in bytes behind the field; the
// instruction's own end is told by end.
type counted struct {
	bias int64
	end  bool
	got  bool                 // the field leads to a table entry that holds the address
	in   func(w uint32) int64 // the addend in the field, where the table has none
}

func armBranch(w uint32) int64 { return int64(int32(w<<8)) >> 6 }
func armHalf(w uint32) int64   { return int64(int16(w>>4&0xf000 | w&0xfff)) }

// thumbHalf is the constant of Thumb's movw and movt, whose halves stand in
// memory one behind the other.
func thumbHalf(w uint32) int64 {
	return int64(int16(w&15<<12 | w>>10&1<<11 | w>>28&7<<8 | w>>16&0xff))
}

func wholeWord(w uint32) int64 { return int64(int32(w)) }

// countedBy are the relocations of code that are not just "symbol + addend".
var countedBy = map[elf.Machine]map[uint32]counted{
	elf.EM_X86_64: {2: {end: true}, 4: {end: true}, 9: {end: true, got: true}, 41: {end: true, got: true}, 42: {end: true, got: true}},
	elf.EM_386:    {1: {in: wholeWord}, 2: {end: true, in: wholeWord}, 4: {end: true, in: wholeWord}},
	elf.EM_ARM: {1: {bias: 8, in: armBranch}, 2: {in: wholeWord}, 28: {bias: 8, in: armBranch}, 29: {bias: 8, in: armBranch},
		43: {in: armHalf}, 44: {in: armHalf}, 47: {in: thumbHalf}, 48: {in: thumbHalf}},
	elf.EM_AARCH64: {312: {got: true}}, elf.EM_RISCV: {20: {got: true}},
	elf.EM_S390: {19: {bias: -2}, 20: {bias: -2}, 26: {bias: -2, got: true}}, // the field is two bytes into the instruction
	elf.EM_MIPS: {4: {in: func(w uint32) int64 { return int64(w & 0x3ffffff << 2) }}},
}

// silent relocations name no place that a person would look for: hints to the
// linker, and RISC-V's second halves, which name the instruction of the first.
var silent = map[elf.Machine]map[uint32]bool{
	elf.EM_ARM: {40: true}, elf.EM_RISCV: {24: true, 25: true, 43: true, 51: true}, elf.EM_LOONGARCH: {100: true, 102: true},
}

// Refers names what an instruction between two addresses refers to by
// relocation, "clock_tick" or ".bss+0x10", and a constant string as itself;
// "" when nothing.
func (im *Image) Refers(from, to uint64) string {
	section, found := im.relocationsIn(from, to)
	if len(found) == 0 {
		return ""
	}
	return im.referred(section, found[0], to-im.base[section])
}

// Reference is what a field of an instruction, or of data, refers to by
// relocation.
type Reference struct {
	Address uint64 // in the image, 0 for what is not in it
	Name    string // of the symbol, where it has a name of its own
	End     uint64 // where the field ends, at the latest
	Table   bool   // it refers to an entry of a table that holds the address
}

// References returns what the instruction or data between two addresses refers
// to by relocation, in order. An image that is linked has none.
func (im *Image) References(from, to uint64) (all []Reference) {
	section, found := im.relocationsIn(from, to)
	for _, x := range found {
		e, name, ok := im.symbolNumber(x.sym)
		if !ok {
			continue
		}
		ref := Reference{End: im.base[section] + min(x.off+4, to-im.base[section]), Table: countedBy[im.f.Machine][x.kind].got}
		if e.kind != elf.STT_SECTION && !strings.HasPrefix(name, ".L") {
			ref.Name = name
		}
		if e.section != elf.SHN_UNDEF && int(e.section) < len(im.f.Sections) {
			ref.Address = im.symbolAddress(e) + uint64(im.plus(section, x, to-im.base[section]))
		}
		all = append(all, ref)
	}
	return all
}

// Pointer returns the address that a place outside of all variables holds: a
// word of a pool in the code, of a table of addresses (.toc, .got).
func (im *Image) Pointer(at uint64) (Reference, bool) {
	s := im.sectionAt(at)
	if s == nil || s.Flags&elf.SHF_EXECINSTR == 0 && s.Name != ".toc" && s.Name != ".got" {
		return Reference{}, false
	}
	_, bits, order := im.Machine()
	word := uint64(bits / 8)
	if im.Relocatable() {
		all := im.References(at, at+word)
		return append(all, Reference{})[0], len(all) == 1
	}
	b := im.Bytes(at, int(word))
	if len(b) < int(word) {
		return Reference{}, false
	}
	return Reference{Address: number(b, order)}, true
}

// relocationsIn returns the relocations of a piece of a module's code that name
// a place, and the section it is in.
func (im *Image) relocationsIn(from, to uint64) (section int, found []relocation) {
	if !im.Relocatable() || im.sectionAt(from) == nil {
		return 0, nil
	}
	i := im.sectionIndex(from)
	r := im.codeRelocs(i)
	if r == nil {
		return i, nil
	}
	from, to = from-im.base[i], to-im.base[i]
	for at := r.first(int64(from)); at < r.count(); at++ {
		b := r.raw(at)
		if int64(len(b)) < r.entry {
			break
		}
		x := r.decode(b)
		if x.off >= to {
			break
		}
		if !silent[im.f.Machine][x.kind] && x.sym != 0 {
			found = append(found, x)
		}
	}
	return i, found
}

// plus is how far behind its symbol a relocation leads, in an instruction that
// ends at end.
func (im *Image) plus(section int, x relocation, end uint64) int64 {
	c := countedBy[im.f.Machine][x.kind]
	plus := x.addend + c.bias
	if c.end {
		plus += int64(end - x.off)
	}
	if c.in != nil && im.f.SectionByType(elf.SHT_RELA) == nil {
		plus += c.in(im.wordAt(section, x.off))
	}
	return plus
}

// referred names what one relocation says.
func (im *Image) referred(section int, x relocation, end uint64) string {
	plus := im.plus(section, x, end)
	e, name, ok := im.symbolNumber(x.sym)
	switch {
	case !ok:
		return ""
	case e.kind != elf.STT_SECTION && name != "" && !strings.HasPrefix(name, ".L"):
		return withOffset(name, plus)
	case int(e.section) >= len(im.f.Sections):
		return ""
	}
	s := im.f.Sections[e.section]
	if s.Flags&elf.SHF_STRINGS != 0 {
		if text := string(im.section(s).bytesAt(int64(e.value) + plus)); text != "" {
			return strconv.Quote(text)
		}
	}
	at := im.base[e.section] + e.value + uint64(plus)
	if strings.HasPrefix(name, ".LANCHOR") { // GCC counts several variables from one place
		return withOffset(printed(s.Name), int64(e.value)+plus)
	}
	if name, offset, _, found := im.Symbol(at); found && im.sectionAt(at) == s {
		return withOffset(name, int64(offset))
	}
	return withOffset(printed(s.Name), int64(e.value)+plus)
}

func withOffset(name string, offset int64) string {
	switch {
	case offset == 0:
		return name
	case offset < 0:
		return fmt.Sprintf("%s-%#x", name, -offset)
	}
	return fmt.Sprintf("%s+%#x", name, offset)
}

func (im *Image) wordAt(section int, off uint64) uint32 {
	b := im.Bytes(im.base[section]+off, 4)
	if len(b) < 4 {
		return 0
	}
	return im.f.ByteOrder.Uint32(b)
}

// symbolNumber reads one symbol of the file.
func (im *Image) symbolNumber(n uint32) (e symbolEntry, name string, ok bool) {
	table := im.f.SectionByType(elf.SHT_SYMTAB)
	size := elf.Sym64Size
	if im.f.Class == elf.ELFCLASS32 {
		size = elf.Sym32Size
	}
	b := im.section(table).near(int64(n)*int64(size), size)
	if len(b) < size || table.Link >= uint32(len(im.f.Sections)) {
		return e, "", false
	}
	e = decodeSymbol(im.f, b)
	return e, im.section(im.f.Sections[table.Link]).text(int64(e.name)), true
}
