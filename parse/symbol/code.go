package symbol

import (
	"cmp"
	"debug/elf"
	"encoding/binary"
	"slices"
)

// Machine tells whose code the image holds.
func (im *Image) Machine() (machine elf.Machine, bits int, order binary.ByteOrder) {
	if im.f == nil {
		return elf.EM_NONE, 0, binary.LittleEndian
	}
	bits = 64
	if im.f.Class == elf.ELFCLASS32 {
		bits = 32
	}
	return im.f.Machine, bits, im.f.ByteOrder
}

// HasCode tells whether the file holds code at all: what debug packages keep
// beside a stripped module holds the symbols only.
func (im *Image) HasCode() bool {
	return im.f != nil && slices.ContainsFunc(im.f.Sections, func(s *elf.Section) bool {
		return s.Flags&elf.SHF_EXECINSTR != 0 && s.Type == elf.SHT_PROGBITS && s.FileSize > 0
	})
}

// Constant tells whether an address is in memory that nobody writes to.
func (im *Image) Constant(at uint64) bool {
	s := im.sectionAt(at)
	return s != nil && s.Flags&elf.SHF_WRITE == 0
}

// IsCode tells whether an address is one of machine code.
func (im *Image) IsCode(at uint64) bool {
	s := im.sectionAt(at)
	return s != nil && s.Flags&elf.SHF_EXECINSTR != 0
}

// Find returns the address of a place; not when it may be several.
func (im *Image) Find(p Place) (at uint64, ok bool) {
	all := im.addresses(p)
	for _, other := range all {
		if other != all[0] {
			return 0, false
		}
	}
	if len(all) == 0 || p.Offset > maxFunction {
		return 0, false
	}
	return all[0], true
}

// maxFunction is larger than any function; an offset beyond is garbled.
const maxFunction = 16 << 20

// Thumb tells whether the ARM function that begins at an address is Thumb code:
// its symbol is odd then.
func (im *Image) Thumb(start uint64) bool {
	if im.f == nil || im.f.Machine != elf.EM_ARM {
		return false
	}
	thumb := false
	eachSymbol(im.f, im.section(im.f.SectionByType(elf.SHT_SYMTAB)), func(_ int, e symbolEntry) {
		if e.kind == elf.STT_FUNC && e.value&1 != 0 && im.symbolAddress(e) == start {
			thumb = true
		}
	})
	return thumb
}

// Instruction is where the code is that an address leads to: on ARM an odd one says that
// it is Thumb code.
func (im *Image) Instruction(at uint64) uint64 {
	if im.f != nil && im.f.Machine == elf.EM_ARM {
		return at &^ 1
	}
	return at
}

// A Row says which source line the code from an address on was made of, up to
// the next row. The line is the innermost one, in whatever was inlined there.
type Row struct {
	Address uint64
	File    string
	Line    int
}

// maxRows bounds the rows of one function.
const maxRows = 1 << 14

// Rows returns the source lines of a piece of code, in the order of addresses.
func (im *Image) Rows(from, to uint64) (rows []Row) {
	if im.debug == nil || to <= from {
		return nil
	}
	defer func() {
		if catchPanics && recover() != nil {
			rows = nil
		}
	}()
	shift := uint64(0)
	if im.flat {
		if shift = im.base[im.sectionIndex(from)]; im.sectionsReaching(from-shift) != 1 {
			return nil
		}
	}
	for _, off := range im.units(from-shift, from) {
		u := im.debug.unit(off)
		if u == nil {
			continue
		}
		if rows = im.rowsIn(u, from, to, shift); rows != nil {
			return rows
		}
	}
	return nil
}

func (im *Image) rowsIn(u *unit, from, to, shift uint64) (rows []Row) {
	table := u.lineTable()
	if table == nil {
		return nil
	}
	u.d.current = u
	files := map[uint64]string{}
	for _, r := range table.between(from-shift, to-shift) {
		file, known := files[r.file]
		if !known {
			file = im.path(u, table.file(r.file))
			files[r.file] = file
		}
		rows = append(rows, Row{max(r.address+shift, from), file, lineNumber(r.line)})
	}
	return rows
}

// between returns the rows that cover a piece of code.
func (t *lineTable) between(from, to uint64) (rows []row) {
	m := lineMachine{t: t, c: cursor{data: t.program, order: t.u.d.order}}
	m.reset()
	var prev row
	inSequence := false
	for m.next() && len(rows) < maxRows {
		if inSequence && prev.address < m.row.address && prev.address < to && m.row.address > from {
			rows = append(rows, prev)
		}
		prev, inSequence = m.row, !m.ended
		if m.ended {
			m.reset()
		}
	}
	slices.SortStableFunc(rows, func(a, b row) int { return cmp.Compare(a.address, b.address) })
	return rows
}

// BuildDir is where the compiler ran, as the file tells it: the build directory
// of the kernel. It need not exist on this machine.
func (im *Image) BuildDir() (dir string) {
	if im.debug == nil {
		return ""
	}
	defer func() {
		if catchPanics && recover() != nil {
			dir = ""
		}
	}()
	if u := im.debug.rootOf(0); u != nil {
		return u.dir
	}
	return ""
}
