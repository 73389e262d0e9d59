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
	in   func(w uint32) int64 // the addend in the field, where the table has none
}

func armBranch(w uint32) int64 { return int64(int32(w<<8)) >> 6 }
func armHalf(w uint32) int64   { return int64(int16(w>>4&0xf000 | w&0xfff)) }
func wholeWord(w uint32) int64 { return int64(int32(w)) }

// countedBy are the relocations of code that are not just "symbol + addend".
var countedBy = map[elf.Machine]map[uint32]counted{
	elf.EM_X86_64: {2: {end: true}, 4: {end: true}, 9: {end: true}, 41: {end: true}, 42: {end: true}},
	elf.EM_386:    {1: {in: wholeWord}, 2: {end: true, in: wholeWord}, 4: {end: true, in: wholeWord}},
	elf.EM_ARM: {1: {bias: 8, in: armBranch}, 2: {in: wholeWord}, 28: {bias: 8, in: armBranch}, 29: {bias: 8, in: armBranch},
		43: {in: armHalf}, 44: {in: armHalf}},
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
	if !im.Relocatable() || im.sectionAt(from) == nil {
		return ""
	}
	i := im.sectionIndex(from)
	r := im.codeRelocs(i)
	if r == nil {
		return ""
	}
	from, to = from-im.base[i], to-im.base[i]
	for at := r.first(int64(from)); at < r.count(); at++ {
		b := r.raw(at)
		if int64(len(b)) < r.entry {
			return ""
		}
		x := r.decode(b)
		if x.off >= to {
			return ""
		}
		if !silent[im.f.Machine][x.kind] && x.sym != 0 {
			return im.referred(i, x, to)
		}
	}
	return ""
}

// referred names what one relocation says.
func (im *Image) referred(section int, x relocation, end uint64) string {
	c := countedBy[im.f.Machine][x.kind]
	plus := x.addend + c.bias
	if c.end {
		plus += int64(end - x.off)
	}
	if c.in != nil && im.f.SectionByType(elf.SHT_RELA) == nil {
		plus += c.in(im.wordAt(section, x.off))
	}
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
