package symbol

import (
	"cmp"
	"debug/elf"
	"math"
	"slices"
	"sort"
	"strings"
)

// An Object is a variable as the symbol table has it, with the size that the compiler
// gave it: what lies behind its end is not it, though kallsyms would say so.
type Object struct {
	Name    string
	Address uint64 // in the image
	Size    uint64
}

// Objects returns the variables that addresses of the image lie in, in their order; one
// without a name where there is none.
func (im *Image) Objects(at []uint64) []Object {
	found := make([]Object, len(at))
	for i, a := range at {
		if s := im.sectionAt(a); s != nil && s.Flags&elf.SHF_EXECINSTR == 0 {
			found[i] = im.object(im.tableOf(&im.data, holdsData), a)
		}
	}
	return found
}

// object looks for the smallest variable around a place: variables seldom lie in others.
func (im *Image) object(t objectTable, at uint64) (found Object) {
	const nested = 64
	i := sort.Search(len(t), func(i int) bool { return t[i].at > at })
	for n := 0; i > 0 && n < nested; n++ {
		i--
		e := &t[i]
		if at-e.at >= uint64(e.size) {
			continue
		}
		if o := (Object{im.objectNames().text(int64(e.name)), e.at, uint64(e.size)}); better(&o, &found) {
			found = o
		}
	}
	return found
}

// better prefers the smallest variable around a place, and of the names of one the plainest.
func better(o, than *Object) bool {
	switch {
	case than.Name == "" || o.Size != than.Size:
		return than.Name == "" || o.Size < than.Size
	}
	return plainer(o.Name, than.Name)
}

func holdsData(s *elf.Section) bool { return holdsSymbols(s) && s.Flags&elf.SHF_EXECINSTR == 0 }

// objectNames are the names of the symbols, nil where there are none.
func (im *Image) objectNames() *section {
	table := im.f.SectionByType(elf.SHT_SYMTAB)
	if table == nil || table.Link >= uint32(len(im.f.Sections)) {
		return nil
	}
	return im.section(im.f.Sections[table.Link])
}

// tableOf returns the variables in such sections, which are read once.
func (im *Image) tableOf(table **objectTable, in func(*elf.Section) bool) objectTable {
	if *table != nil {
		return **table
	}
	*table = &objectTable{}
	if im.f == nil || im.objectNames() == nil {
		return nil
	}
	var t objectTable
	eachSymbol(im.f, im.section(im.f.SectionByType(elf.SHT_SYMTAB)), func(_ int, e symbolEntry) {
		if e.kind == elf.STT_OBJECT && e.size > 0 && e.size <= math.MaxUint32 && int(e.section) < len(im.f.Sections) && in(im.f.Sections[e.section]) {
			t = grown(im.share, t, objectEntry{im.symbolAddress(e), uint32(e.size), e.name}, objectBytes)
		}
	})
	slices.SortFunc(t, func(a, b objectEntry) int { return cmp.Compare(a.at, b.at) })
	**table = t
	return t
}

// Section returns where the section around an address of the image begins and ends, in the
// image; ok is false when there is none. Loaders move sections as a whole.
func (im *Image) Section(at uint64) (from, to uint64, ok bool) {
	s := im.sectionAt(at)
	if s == nil {
		return 0, 0, false
	}
	from = im.base[im.sectionIndex(at)]
	return from, from + s.Size, true
}

// isPerCPU tells the section that the kernel copies for every CPU.
func isPerCPU(s *elf.Section) bool { return s.Name == ".data..percpu" || s.Name == ".data.percpu" }

// PerCPU returns where the per-CPU variables of a kernel begin and end in the image: at
// zero on x86-64 before Linux 6.15. ok is false when it has none.
func (im *Image) PerCPU() (start, end uint64, ok bool) {
	if im.f == nil || im.Relocatable() {
		return 0, 0, false
	}
	for _, s := range im.f.Sections {
		if isPerCPU(s) && s.Flags&elf.SHF_ALLOC != 0 {
			return s.Addr, s.Addr + s.Size, s.Size > 0
		}
	}
	return 0, 0, false
}

// PerCPUObject returns the per-CPU variable at an address between those of PerCPU; one
// without a name where there is none.
func (im *Image) PerCPUObject(at uint64) Object {
	return im.object(im.tableOf(&im.perCPU, isPerCPU), at)
}

// Literal returns the constant string that begins at an address of the image. Not every
// address of a string is where it begins; of those that are not, nothing is said.
func (im *Image) Literal(at uint64) (text string, ok bool) {
	const long, short = 256, 3
	s := im.sectionAt(at)
	if s == nil || at == 0 || s.Flags&elf.SHF_EXECINSTR != 0 || !strings.HasPrefix(s.Name, ".rodata") && !strings.HasPrefix(s.Name, ".init.rodata") {
		return "", false
	}
	if before := im.Bytes(at-1, 1); im.sectionAt(at-1) == s && (len(before) < 1 || before[0] != 0) {
		return "", false
	}
	text, _, ended := strings.Cut(string(im.Bytes(at, long)), "\x00")
	if !ended || len(strings.TrimLeft(text, "\x01")) < short || strings.ContainsFunc(text, unprintable) {
		return "", false
	}
	return text, true
}

// unprintable tells bytes that stand in no message; printk's levels begin with \x01
// (include/linux/kern_levels.h).
func unprintable(r rune) bool { return (r < ' ' || r > '~') && r != '\n' && r != '\t' && r != '\x01' }
