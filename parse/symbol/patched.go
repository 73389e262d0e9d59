package symbol

import (
	"debug/elf"
	"slices"
)

// Not all bytes of code in a file are those that run: the kernel fills in what
// the relocations of a module name when it loads it, and puts instructions in the
// place of others by the machine it finds itself on (alternatives). Those bytes
// say nothing about whether file and kernel belong together.

// A span is a piece of code, to exclusive.
type span struct{ from, to uint64 }

// Loose marks, of n bytes of code from an address on, those that the kernel fills
// in or may replace.
func (im *Image) Loose(at uint64, n int) []bool {
	loose := make([]bool, n)
	mark := func(from, to uint64) {
		for a := max(from, at); a < to && a-at < uint64(n); a++ {
			loose[a-at] = true
		}
	}
	if im.f == nil {
		return loose
	}
	im.eachRelocation(at-min(at, maxField), at+uint64(n), mark)
	for _, s := range im.replaced() {
		mark(s.from, s.to)
	}
	return loose
}

// maxField is the longest that one relocation fills in.
const maxField = 8

// eachRelocation calls f for the fields that relocations of a module fill in.
func (im *Image) eachRelocation(from, to uint64, f func(from, to uint64)) {
	if !im.Relocatable() || im.sectionAt(to-1) == nil {
		return
	}
	i := im.sectionIndex(to - 1)
	r := im.codeRelocs(i)
	if r == nil {
		return
	}
	base := im.base[i]
	for at := r.first(int64(max(from, base) - base)); at < r.count(); at++ {
		b := r.raw(at)
		if int64(len(b)) < r.entry {
			return
		}
		x := r.decode(b)
		if base+x.off >= to {
			return
		}
		field := im.field(x)
		f(base+field.from, base+field.to)
	}
}

// wideFields are relocations that fill in more than four bytes: whole addresses,
// and pairs of instructions.
var wideFields = map[elf.Machine][]uint32{
	elf.EM_X86_64: {1, 24}, elf.EM_RISCV: {2, 18, 19}, elf.EM_LOONGARCH: {2, 110},
	elf.EM_PPC64: {10, 38}, // the load of the TOC behind a call is put in with it
	elf.EM_S390:  {22, 23}, elf.EM_AARCH64: {257, 260},
}

// field is what one relocation fills in, of machines with whole words the word.
func (im *Image) field(x relocation) span {
	n := uint64(4)
	if slices.Contains(wideFields[im.f.Machine], x.kind) {
		n = maxField
	}
	switch im.f.Machine {
	case elf.EM_PPC, elf.EM_PPC64, elf.EM_MIPS, elf.EM_AARCH64, elf.EM_LOONGARCH:
		x.off &^= 3
	}
	return span{x.off, x.off + n}
}

// codeRelocs returns the relocations of a section of code, nil when there are none.
func (im *Image) codeRelocs(i int) *relocs {
	r, known := im.code[i]
	if !known {
		if r = im.relocsFor(i, nil); r != nil && !r.ordered() {
			r = nil
		}
		if im.code == nil {
			im.code = map[int]*relocs{}
		}
		im.code[i] = r
	}
	return r
}

// A tableForm is how the entries of .altinstructions are laid out: two distances,
// to the instructions and to what may replace them, and how many bytes those have.
type tableForm struct{ entry, length int }

// tableForms are the forms that struct alt_instr had (asm/alternative.h); RISC-V's
// length is a half-word.
var tableForms = map[elf.Machine][]tableForm{
	elf.EM_X86_64: {{14, 12}, {13, 10}, {12, 10}}, elf.EM_386: {{14, 12}, {13, 10}, {12, 10}},
	elf.EM_AARCH64: {{12, 10}}, elf.EM_LOONGARCH: {{12, 10}}, elf.EM_S390: {{13, 12}, {12, 10}}, elf.EM_RISCV: {{16, 10}},
}

// maxReplaced bounds the table: a kernel has some ten thousand.
const maxReplaced = 1 << 17

// replaced returns the code that alternatives may replace, in order.
func (im *Image) replaced() []span {
	if im.alternatives != nil {
		return im.alternatives
	}
	im.alternatives = []span{}
	for i, s := range im.f.Sections {
		if s.Name == ".altinstructions" || s.Name == ".alternative" {
			im.alternatives = append(im.alternatives, im.readReplaced(i)...)
		}
	}
	return im.alternatives
}

func (im *Image) readReplaced(i int) []span {
	piece := newSection(im.f.Sections[i], im.in, im.share)
	size := min(piece.length(), 14*maxReplaced)
	if size == 0 || im.share.Take(2*size) != nil {
		return nil
	}
	defer im.share.Give(size)
	if im.Relocatable() {
		piece.relocs = im.relocsFor(i, im.relocationValues())
	}
	data, err := piece.window(0, size)
	if err != nil {
		return nil
	}
	// Entries count from themselves; in modules that is from the section's start,
	// or, where the compiler took two symbols' distance, from where we put it.
	for _, start := range []uint64{im.f.Sections[i].Addr, im.base[i]} {
		for _, form := range tableForms[im.f.Machine] {
			if out := im.spansIn(data, start, form); out != nil {
				return out
			}
		}
	}
	return nil
}

// spansIn reads a table in one form; nil when it is not of that form.
func (im *Image) spansIn(data []byte, start uint64, form tableForm) (out []span) {
	if len(data)%form.entry != 0 {
		return nil
	}
	for at := 0; at < len(data); at += form.entry {
		from := start + uint64(at) + uint64(int64(int32(im.f.ByteOrder.Uint32(data[at:]))))
		n := uint64(data[at+form.length])
		if s := im.sectionAt(from); s == nil || s.Flags&elf.SHF_EXECINSTR == 0 {
			return nil
		}
		out = append(out, span{from, from + n})
	}
	return out
}

// Stretch returns the bounds of the section around an address: code that stands
// there together also runs together. Both are 0 when it lies in none.
func (im *Image) Stretch(at uint64) (start, end uint64) {
	s := im.sectionAt(at)
	if s == nil {
		return 0, 0
	}
	start = im.base[im.sectionIndex(at)]
	return start, start + s.Size
}

// Texts calls f for each section of code that the file holds, in order, until f
// returns false.
func (im *Image) Texts(f func(start, end uint64) bool) {
	if im.f == nil {
		return
	}
	for i, s := range im.f.Sections {
		if s.Flags&elf.SHF_EXECINSTR != 0 && s.Flags&elf.SHF_ALLOC != 0 && s.Size > 0 && !f(im.base[i], im.base[i]+s.Size) {
			return
		}
	}
}
