package symbol

import (
	"encoding/binary"
	"math"

	"oopscope/parse/symbol/ctype"
)

// btf is the .BTF section of a kernel or a module: types, prototypes of
// functions and some variables, as pahole or a compiler wrote them
// (Documentation/bpf/btf.rst). Kernels of distributions keep it when they are
// stripped.
//
// A module's goes on where its kernel's ends: types and strings below first and
// firstText are the kernel's. Since Linux 6.11 a module may bring a .BTF.base
// with the names and sizes of what it uses of the kernel's, so that it fits
// another build, too.
type btf struct {
	types, texts []byte
	order        binary.ByteOrder
	word         int64    // bytes of a pointer
	starts       []uint32 // where in types each of its own begins
	first        uint32   // the number of the first of its own types
	firstText    uint32
	base         *btf
	kernel       *btf // of the board, when base only has names and sizes of it
	made         map[uint32]*ctype.Type
	found        map[btfName]uint32
}

// Kinds of BTF types.
const (
	btfInt       = 1
	btfPtr       = 2
	btfArray     = 3
	btfStruct    = 4
	btfUnion     = 5
	btfEnum      = 6
	btfFwd       = 7
	btfTypedef   = 8
	btfVolatile  = 9
	btfConst     = 10
	btfRestrict  = 11
	btfFunc      = 12
	btfFuncProto = 13
	btfVar       = 14
	btfDatasec   = 15
	btfFloat     = 16
	btfDeclTag   = 17
	btfTypeTag   = 18
	btfEnum64    = 19
)

// btfTail is how many bytes follow the head of a type: so many, and so many for
// each of its parts.
var btfTail = [...]struct{ fixed, each int }{
	btfInt: {4, 0}, btfPtr: {}, btfArray: {12, 0}, btfStruct: {0, 12}, btfUnion: {0, 12}, btfEnum: {0, 8},
	btfFwd: {}, btfTypedef: {}, btfVolatile: {}, btfConst: {}, btfRestrict: {}, btfFunc: {}, btfFuncProto: {0, 8},
	btfVar: {4, 0}, btfDatasec: {0, 12}, btfFloat: {}, btfDeclTag: {4, 0}, btfTypeTag: {}, btfEnum64: {0, 12},
}

const (
	btfMagic   = 0xeb9f
	btfHeader  = 24
	btfHead    = 12      // of one type
	maxBTF     = 1 << 28 // the largest kernel's has some 10 MB
	btfIndexed = 4       // bytes of the index for a type
)

// btfEntry is one type as the section has it.
type btfEntry struct {
	name, size  uint32 // size is the number of another type in most kinds
	kind, parts int
	flag        bool
	tail        []byte // what follows the head
}

// readBTF reads a section; nil for none, for one that is damaged, or for a
// module's whose kernel is not known.
func readBTF(s *section, order binary.ByteOrder, word int, base *btf, share *Share) *btf {
	if s == nil || s.length() < btfHeader || s.length() > maxBTF || share.Take(s.length()) != nil {
		return nil
	}
	data, err := s.window(0, s.length())
	if err != nil {
		return nil
	}
	h := cursor{data: data, order: order}
	magic, _, _, length := h.uint(2), h.u8(), h.u8(), h.uint(4)
	typesAt, typesLen, textAt, textLen := h.uint(4), h.uint(4), h.uint(4), h.uint(4)
	end := uint64(len(data))
	if magic != btfMagic || length < btfHeader || length+typesAt+typesLen > end || length+textAt+textLen > end {
		return nil
	}
	b := &btf{order: order, word: int64(word), first: 1, base: base, made: map[uint32]*ctype.Type{}, found: map[btfName]uint32{},
		types: data[length+typesAt:][:typesLen], texts: data[length+textAt:][:textLen]}
	if base == nil && (textLen == 0 || b.texts[0] != 0) {
		return nil // a module's: its strings do not begin with the empty one
	}
	if base != nil {
		b.first, b.firstText = base.first+uint32(len(base.starts)), base.firstText+uint32(len(base.texts))
	}
	if !b.index(share) || base != nil && !b.fits() {
		return nil
	}
	return b
}

// fits tells whether a module's types go on where base ends: on another
// kernel's, its names would begin in the middle of its strings.
func (b *btf) fits() bool {
	for _, at := range b.starts {
		e, _ := b.entryAt(int(at))
		if off := int64(e.name) - int64(b.firstText); off > 0 && (off >= int64(len(b.texts)) || b.texts[off-1] != 0) {
			return false
		}
	}
	return true
}

// index finds where each type begins, and tells whether all of them can be read.
func (b *btf) index(share *Share) bool {
	count := 0
	for _, keep := range []bool{false, true} {
		if keep {
			if share.Take(int64(count)*btfIndexed) != nil {
				return false
			}
			b.starts = make([]uint32, 0, count)
		}
		for at := 0; at < len(b.types); {
			e, ok := b.entryAt(at)
			if !ok {
				return false
			}
			if keep {
				b.starts = append(b.starts, uint32(at))
			}
			count++
			at += btfHead + len(e.tail)
		}
	}
	return uint64(b.first)+uint64(len(b.starts)) < math.MaxInt32
}

// entryAt reads the type that begins at an offset.
func (b *btf) entryAt(at int) (e btfEntry, ok bool) {
	if at < 0 || len(b.types)-at < btfHead {
		return e, false
	}
	d := b.types[at:]
	info := b.order.Uint32(d[4:])
	e = btfEntry{name: b.order.Uint32(d), size: b.order.Uint32(d[8:]), kind: int(info >> 24 & 0x1f), parts: int(info & 0xffff), flag: info>>31 != 0}
	if e.kind == 0 || e.kind >= len(btfTail) {
		return e, false
	}
	n := btfTail[e.kind].fixed + btfTail[e.kind].each*e.parts
	if len(d)-btfHead < n {
		return e, false
	}
	e.tail = d[btfHead:][:n]
	return e, true
}

// entry returns a type by its number, and whose it is.
func (b *btf) entry(id uint32) (of *btf, e btfEntry, ok bool) {
	for of = b; of != nil && id < of.first; {
		of = of.base
	}
	if of == nil || id-of.first >= uint32(len(of.starts)) {
		return nil, e, false
	}
	e, ok = of.entryAt(int(of.starts[id-of.first]))
	return of, e, ok
}

// word32 returns the i-th number of a type's tail.
func (b *btf) word32(e *btfEntry, i int) uint32 { return b.order.Uint32(e.tail[4*i:]) }

// bytesOf returns the string at an offset, nil when there is none.
func (b *btf) bytesOf(off uint32) []byte {
	of := b
	for of != nil && off < of.firstText {
		of = of.base
	}
	if of == nil || off-of.firstText >= uint32(len(of.texts)) {
		return nil
	}
	s := of.texts[off-of.firstText:]
	for i := range min(len(s), maxText) {
		if s[i] == 0 {
			return s[:i]
		}
	}
	return nil
}

// text is a name, fit to be shown.
func (b *btf) text(off uint32) string { return printed(string(b.bytesOf(off))) }

// find returns the number of the only type of a kind that has a name, of its
// own ones or else of its kernel's; 0 for none, and for several: namesakes of
// different files.
func (b *btf) find(kind int, name string) uint32 {
	for of := b; of != nil && name != ""; of = of.base {
		key := btfName{kind, name}
		id, known := of.found[key]
		if !known {
			id = of.only(name, func(e *btfEntry) bool { return e.kind == kind })
			of.found[key] = id
		}
		if id != 0 {
			return id
		}
	}
	return 0
}

// btfName is what was looked for.
type btfName struct {
	kind int
	name string
}

func (b *btf) only(name string, is func(e *btfEntry) bool) (id uint32) {
	for i, at := range b.starts {
		e, _ := b.entryAt(int(at))
		if e.name != 0 && is(&e) && string(b.bytesOf(e.name)) == name {
			if id != 0 {
				return 0
			}
			id = b.first + uint32(i)
		}
	}
	return id
}
