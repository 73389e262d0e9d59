package symbol

import (
	"cmp"
	"debug/elf"
	"encoding/binary"
	"slices"
)

// What a relocation does to its field. Modules are relocatable files: until
// the kernel loads them, and for ever in their debug sections, an address is
// "section X plus so much", written down as a relocation.
type action uint8

const (
	set     action = iota + 1 // S + A
	rel                       // S + A - P
	add                       // field + S + A (RISC-V, LoongArch: distances that relaxation may change)
	sub                       // field - (S + A)
	set6                      // low six bits = S + A
	add6                      // low six bits += S + A
	sub6                      // low six bits -= S + A
	setULEB                   // ULEB128 = S + A, as long as it was
	subULEB                   // ULEB128 -= S + A
	rel31                     // the low 31 bits = S + A - P
)

type fixup struct {
	what action
	size uint8
}

// fixups are the relocation types that debug sections carry, a machine each.
var fixups = map[elf.Machine]map[uint32]fixup{
	elf.EM_ARM:     {2: {set, 4}, 3: {rel, 4}, 42: {rel31, 4}},
	elf.EM_AARCH64: {257: {set, 8}, 258: {set, 4}, 260: {rel, 8}, 261: {rel, 4}},
	elf.EM_X86_64:  {1: {set, 8}, 2: {rel, 4}, 10: {set, 4}, 11: {set, 4}, 24: {rel, 8}},
	elf.EM_386:     {1: {set, 4}, 2: {rel, 4}},
	elf.EM_MIPS:    {2: {set, 4}, 18: {set, 8}},
	elf.EM_PPC:     {1: {set, 4}, 26: {rel, 4}},
	elf.EM_PPC64:   {1: {set, 4}, 26: {rel, 4}, 38: {set, 8}, 44: {rel, 8}},
	elf.EM_S390:    {4: {set, 4}, 5: {rel, 4}, 22: {set, 8}, 23: {rel, 8}},
	elf.EM_RISCV: {1: {set, 4}, 2: {set, 8}, 33: {add, 1}, 34: {add, 2}, 35: {add, 4}, 36: {add, 8},
		37: {sub, 1}, 38: {sub, 2}, 39: {sub, 4}, 40: {sub, 8}, 52: {sub6, 1}, 53: {set6, 1},
		54: {set, 1}, 55: {set, 2}, 56: {set, 4}, 57: {rel, 4}, 60: {setULEB, 0}, 61: {subULEB, 0}},
	elf.EM_LOONGARCH: {1: {set, 4}, 2: {set, 8}, 47: {add, 1}, 48: {add, 2}, 50: {add, 4}, 51: {add, 8},
		52: {sub, 1}, 53: {sub, 2}, 55: {sub, 4}, 56: {sub, 8}, 99: {rel, 4}, 105: {add6, 1}, 106: {sub6, 1},
		107: {setULEB, 0}, 108: {subULEB, 0}},
}

// relocs are the relocations of one section, read where they are needed.
type relocs struct {
	table  *section
	entry  int64 // bytes of one
	rela   bool  // the addend stands here, not in the field
	is64   bool
	mips64 bool // its r_info is laid out like no other
	order  binary.ByteOrder
	kinds  map[uint32]fixup
	value  func(sym uint32) uint64
	sorted []byte // the table in order of offset, when the file's is not
	state  int8   // 0 order not looked at, 1 in order, 2 sorted above, -1 unusable
}

// relocation is one entry of the table.
type relocation struct {
	off    uint64
	kind   uint32
	sym    uint32
	addend int64
}

func newRelocs(f *elf.File, s *elf.Section, table *section, value func(uint32) uint64) *relocs {
	r := &relocs{table: table, rela: s.Type == elf.SHT_RELA, is64: f.Class == elf.ELFCLASS64,
		mips64: f.Machine == elf.EM_MIPS && f.Class == elf.ELFCLASS64,
		order:  f.ByteOrder, kinds: fixups[f.Machine], value: value, entry: 8}
	if r.is64 {
		r.entry *= 2
	}
	if r.rela {
		r.entry += r.entry / 2
	}
	if r.table == nil || r.kinds == nil {
		return nil
	}
	return r
}

func (r *relocs) count() int64 { return r.table.size / r.entry }

func (r *relocs) decode(b []byte) relocation {
	if !r.is64 {
		info := r.order.Uint32(b[4:])
		x := relocation{off: uint64(r.order.Uint32(b)), kind: info & 0xff, sym: info >> 8}
		if r.rela {
			x.addend = int64(int32(r.order.Uint32(b[8:])))
		}
		return x
	}
	x := relocation{off: r.order.Uint64(b)}
	if info := r.order.Uint64(b[8:]); r.mips64 {
		x.sym, x.kind = r.order.Uint32(b[8:]), uint32(b[15])
	} else {
		x.kind, x.sym = uint32(info), uint32(info>>32)
	}
	if r.rela {
		x.addend = int64(r.order.Uint64(b[16:]))
	}
	return x
}

// raw returns the bytes of entries from i on, as many as are at hand.
func (r *relocs) raw(i int64) []byte {
	if r.state == 2 {
		return r.sorted[i*r.entry:]
	}
	return r.table.near(i*r.entry, int(r.entry))
}

// ordered makes sure that entries can be searched by offset. Assemblers write
// them in order and so do linkers; nothing says they must.
func (r *relocs) ordered() bool {
	if r.state != 0 {
		return r.state > 0
	}
	r.state = 1
	var last uint64
	for i, n := int64(0), r.count(); i < n; {
		b := r.raw(i)
		if int64(len(b)) < r.entry {
			r.state = -1
			return false
		}
		for ; int64(len(b)) >= r.entry && i < n; i, b = i+1, b[r.entry:] {
			off := r.decode(b).off
			if off < last {
				return r.sort()
			}
			last = off
		}
	}
	return true
}

func (r *relocs) sort() bool {
	const header = 24 // bytes of a slice
	size, share := r.count()*r.entry, r.table.share
	if r.state = -1; share.Take(2*size+header*r.count()) != nil {
		return false
	}
	data, err := r.table.window(0, size)
	if err != nil {
		return false
	}
	defer share.Give(size + header*r.count())
	entries := slices.Collect(slices.Chunk(data, int(r.entry)))
	slices.SortStableFunc(entries, func(a, b []byte) int {
		return cmp.Compare(r.decode(a).off, r.decode(b).off)
	})
	r.sorted, r.state = slices.Concat(entries...), 2
	return true
}

// apply relocates buf, which holds the section's bytes from off on. Fields
// that stick out of it are left alone.
func (r *relocs) apply(buf []byte, off int64) {
	if !r.ordered() {
		return
	}
	for lo, n := r.first(off), r.count(); lo < n; {
		b := r.raw(lo)
		if int64(len(b)) < r.entry {
			return
		}
		for ; int64(len(b)) >= r.entry && lo < n; lo, b = lo+1, b[r.entry:] {
			x := r.decode(b)
			at := x.off - uint64(off)
			if at >= uint64(len(buf)) {
				return
			}
			r.patch(buf[at:], x)
		}
	}
}

// first returns the index of the first entry at or behind an offset.
func (r *relocs) first(off int64) int64 {
	lo, hi := int64(0), r.count()
	for lo < hi {
		mid := (lo + hi) / 2
		if b := r.raw(mid); int64(len(b)) >= r.entry && r.decode(b).off < uint64(off) {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo
}

// patch applies one relocation to the field at the start of b.
func (r *relocs) patch(b []byte, x relocation) {
	f, known := r.kinds[x.kind]
	if !known || int(f.size) > len(b) {
		return
	}
	if f.what == setULEB || f.what == subULEB {
		patchULEB(b, f.what, r.value(x.sym)+uint64(x.addend))
		return
	}
	b = b[:f.size]
	old, v := number(b, r.order), r.value(x.sym)+uint64(x.addend)
	switch f.what {
	case set:
		if !r.rela {
			v += old
		}
	case rel:
		if v -= x.off; !r.rela {
			v += old
		}
	case rel31:
		if v -= x.off; !r.rela {
			v += old
		}
		v = old&(1<<31) | v&(1<<31-1)
	case add:
		v = old + v
	case sub:
		v = old - v
	case set6:
		v = old&^0x3f | v&0x3f
	case add6:
		v = old&^0x3f | (old+v)&0x3f
	case sub6:
		v = old&^0x3f | (old-v)&0x3f
	}
	putNumber(b, r.order, v)
}

func putNumber(b []byte, order binary.ByteOrder, v uint64) {
	switch len(b) {
	case 1:
		b[0] = byte(v)
	case 2:
		order.PutUint16(b, uint16(v))
	case 4:
		order.PutUint32(b, uint32(v))
	case 8:
		order.PutUint64(b, v)
	}
}

// patchULEB replaces a ULEB128 without changing its length.
func patchULEB(b []byte, what action, v uint64) {
	c := cursor{data: b}
	if old := c.uleb(); what == subULEB {
		v = old - v
	}
	if c.bad {
		return
	}
	for i := range c.pos {
		b[i] = byte(v & 0x7f)
		if v >>= 7; i+1 < c.pos {
			b[i] |= 0x80
		}
	}
}
