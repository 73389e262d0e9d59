package symbol

import (
	"debug/elf"
	"slices"
)

// maxReferring bounds the relocations that are looked at for what refers to a place: the code of
// the largest module has some hundred thousand.
const maxReferring = 1 << 20

// Referring returns the addresses of the functions of a module whose code refers to something
// between two addresses, at most so many.
func (im *Image) Referring(from, to uint64, most int) (functions []uint64) {
	if !im.Relocatable() || im.symbols == nil {
		return nil
	}
	left := maxReferring
	values := map[uint32]referred{}
	for i, s := range im.f.Sections {
		if s.Flags&elf.SHF_EXECINSTR == 0 || s.Flags&elf.SHF_ALLOC == 0 {
			continue
		}
		r := im.codeRelocs(i)
		for n := int64(0); r != nil && n < r.count() && left > 0 && len(functions) < most; n++ {
			left--
			b := r.raw(n)
			if int64(len(b)) < r.entry {
				break
			}
			x := r.decode(b)
			at, ok := im.leadsTo(i, x, values)
			if ref, table := im.throughTable(at); ok && table {
				at = ref.Address
			}
			if !ok || at < from || at >= to {
				continue
			}
			here := im.base[i] + x.off
			_, offset, _, ok := im.Symbol(here)
			if start := here - offset; ok && !slices.Contains(functions, start) {
				functions = append(functions, start)
			}
		}
	}
	return functions
}

// throughTable is what a table of addresses has at a place: the code of powerpc has no room for
// addresses and refers to the entries of its .toc.
func (im *Image) throughTable(at uint64) (Reference, bool) {
	if s := im.sectionAt(at); s == nil || s.Flags&elf.SHF_EXECINSTR != 0 {
		return Reference{}, false
	}
	return im.Pointer(at)
}

// referred is where a symbol is.
type referred struct {
	at uint64
	ok bool
}

// leadsTo is the address that a relocation of code leads to, where the field is the last one of
// its instruction.
func (im *Image) leadsTo(section int, x relocation, values map[uint32]referred) (uint64, bool) {
	v, known := values[x.sym]
	if !known {
		e, _, ok := im.symbolNumber(x.sym)
		v = referred{im.symbolAddress(e), ok && e.section != elf.SHN_UNDEF && int(e.section) < len(im.f.Sections) && e.section < elf.SHN_LORESERVE}
		values[x.sym] = v
	}
	return v.at + uint64(im.plus(section, x, x.off+4)), v.ok && x.sym != 0 && !silent[im.f.Machine][x.kind]
}
