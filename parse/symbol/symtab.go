package symbol

import (
	"cmp"
	"debug/elf"
	"slices"
	"sort"
	"strings"
)

// symtab is the symbol table in the order of addresses, in 16 bytes a symbol:
// names stay in the file.
type symtab struct {
	low    uint64   // no symbol is below
	rel    []uint32 // addresses, relative to low, rising
	name   []uint32 // offset in names
	ends   []uint64 // addresses where code ends, in a module; no function goes beyond
	byName []uint64 // hash of the name's base in the upper half, index in the lower; rising
	names  *section
}

const (
	maxSymbols   = 4 << 20 // an allyesconfig kernel has under a million
	maxSameNames = 1 << 12 // looked at for one name; "__func__" of an allyesconfig kernel has more, but no trace names it
	symbolBytes  = 16      // of a symbol in the table
	rawBytes     = 12      // and of one on its way there
)

// symbolEntry is one entry of a symbol table.
type symbolEntry struct {
	name    uint32
	kind    elf.SymType
	section elf.SectionIndex
	value   uint64
	size    uint64
}

// eachSymbol calls f for every symbol of the file with its index.
func eachSymbol(f *elf.File, s *section, each func(i int, e symbolEntry)) {
	size := elf.Sym64Size
	if f.Class == elf.ELFCLASS32 {
		size = elf.Sym32Size
	}
	n := int(min(s.length()/int64(size), maxSymbols))
	for i := 0; i < n; {
		b := s.near(int64(i)*int64(size), size)
		if len(b) < size {
			return
		}
		for ; len(b) >= size && i < n; i, b = i+1, b[size:] {
			each(i, decodeSymbol(f, b))
		}
	}
}

func decodeSymbol(f *elf.File, b []byte) symbolEntry {
	o := f.ByteOrder
	if f.Class == elf.ELFCLASS32 {
		return symbolEntry{o.Uint32(b), elf.ST_TYPE(b[12]), elf.SectionIndex(o.Uint16(b[14:])), uint64(o.Uint32(b[4:])), uint64(o.Uint32(b[8:]))}
	}
	return symbolEntry{o.Uint32(b), elf.ST_TYPE(b[4]), elf.SectionIndex(o.Uint16(b[6:])), o.Uint64(b[8:]), o.Uint64(b[16:])}
}

// rawSymbol is a symbol on its way into the table.
type rawSymbol struct{ rel, name, hash uint32 }

// readSymtab indexes the symbols of f; address tells where a symbol stands, and
// whether it counts at all. Symbols within 4 GB from low on are kept: all there
// are, for a kernel and its like. It returns nil when share has no room.
func readSymtab(f *elf.File, share *Share, symbols, names *section, low uint64, address func(symbolEntry) (uint64, bool)) *symtab {
	count := int64(0)
	eachSymbol(f, symbols, func(int, symbolEntry) { count++ })
	if share.Take(count*(symbolBytes+rawBytes)) != nil {
		return nil
	}
	defer share.Give(count * rawBytes)
	all := make([]rawSymbol, 0, count)
	eachSymbol(f, symbols, func(_ int, e symbolEntry) {
		switch e.kind {
		case elf.STT_NOTYPE, elf.STT_FUNC, elf.STT_OBJECT, elf.STT_GNU_IFUNC:
			if at, ok := address(e); ok && e.name != 0 && at-low <= 0xffffffff {
				all = append(all, rawSymbol{rel: uint32(at - low), name: e.name})
			}
		}
	})
	// Names are read in the order of the file, not one jump a symbol.
	slices.SortFunc(all, func(a, b rawSymbol) int { return cmp.Compare(a.name, b.name) })
	kept := all[:0]
	for _, s := range all {
		if text := string(names.bytesAt(int64(s.name))); !hidden(text) {
			s.hash = hash(base(text))
			kept = append(kept, s)
		}
	}
	return newSymtab(names, low, kept)
}

// newSymtab orders symbols.
func newSymtab(names *section, low uint64, all []rawSymbol) *symtab {
	slices.SortFunc(all, func(a, b rawSymbol) int { return cmp.Compare(a.rel, b.rel) })
	t := &symtab{names: names, low: low, rel: make([]uint32, len(all)), name: make([]uint32, len(all)),
		byName: make([]uint64, len(all))}
	for i, s := range all {
		t.rel[i], t.name[i] = s.rel, s.name
		t.byName[i] = uint64(s.hash)<<32 | uint64(i)
	}
	slices.Sort(t.byName)
	return t
}

func (t *symtab) address(i int) uint64 { return t.low + uint64(t.rel[i]) }

func (t *symtab) nameOf(i int) string { return t.names.text(int64(t.name[i])) }

// size is the distance to the next symbol, as kallsyms computes it; 0 when the
// symbol is the last one, or the last function of a module, which the kernel
// prints as reaching to the end of its page.
func (t *symtab) size(i int) uint64 {
	j := sort.Search(len(t.rel), func(j int) bool { return t.rel[j] > t.rel[i] })
	if j == len(t.rel) {
		return 0
	}
	for _, end := range t.ends {
		if t.address(i) < end && end <= t.address(j) {
			return 0
		}
	}
	return uint64(t.rel[j] - t.rel[i])
}

// find returns the symbols called name, or its variants when there is none.
func (t *symtab) find(name string) []int {
	wanted := uint64(hash(base(name))) << 32
	i := sort.Search(len(t.byName), func(i int) bool { return t.byName[i] >= wanted })
	var exact, variants []int
	for n := 0; n < maxSameNames && i < len(t.byName) && t.byName[i]>>32 == wanted>>32; i, n = i+1, n+1 {
		at := int(uint32(t.byName[i]))
		switch text := t.nameOf(at); {
		case text == name:
			exact = append(exact, at)
		case base(text) == base(name) && cold(text) == cold(name):
			variants = append(variants, at)
		}
	}
	if exact != nil {
		return exact
	}
	return variants
}

// alias returns the name of symbol i or of another one at the same address,
// whichever people would call it: memcpy rather than __memcpy or mmiocpy.
func (t *symtab) alias(i int) string {
	best := t.nameOf(i)
	for j := i + 1; j < len(t.rel) && j < i+maxNamesakes && t.rel[j] == t.rel[i]; j++ {
		if s := t.nameOf(j); plainer(s, best) {
			best = s
		}
	}
	return best
}

func plainer(a, b string) bool {
	x, y := underscores(a), underscores(b)
	return x < y || x == y && len(a) < len(b)
}

func underscores(s string) int { return len(s) - len(strings.TrimLeft(s, "_.")) }

// around returns the last symbol at or before the address, the first of those
// that share it, -1 when there is none.
func (t *symtab) around(at uint64) int {
	if at < t.low {
		return -1
	}
	i := sort.Search(len(t.rel), func(i int) bool { return t.low+uint64(t.rel[i]) > at }) - 1
	for i > 0 && t.rel[i-1] == t.rel[i] {
		i--
	}
	return i
}
