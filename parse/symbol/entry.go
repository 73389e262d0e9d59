package symbol

import (
	"debug/dwarf"
	"sort"

	"oopscope/parse/mangled"
)

// entry is a debugging entry as far as locations need it.
type entry struct {
	tag       dwarf.Tag
	low, high uint64 // high exclusive; equal when there is no such range
	ranges    value  // form 0 when it has none
	name, dir value
	linkage   value // DW_AT_linkage_name, what the compiler of Rust or C++ made of the name
	origin    int64 // DW_AT_abstract_origin or DW_AT_specification, 0 when none
	callFile  uint64
	callLine  uint64
	declFile  uint64
	declLine  uint64
	sibling   int // offset in the unit, 0 when not told
}

// entry reads the entry whose code was just read.
func (u *unit) entry(c *cursor, ab *abbrev) entry {
	e := entry{tag: ab.tag}
	var high value
	for _, a := range ab.attrs {
		switch a.name {
		case dwarf.AttrLowpc:
			v := u.value(c, a)
			e.low, _ = v.address(u)
		case dwarf.AttrHighpc:
			high = u.value(c, a)
		case dwarf.AttrRanges:
			e.ranges = u.value(c, a)
		case dwarf.AttrName:
			e.name = u.value(c, a)
		case attrLinkageName, attrMIPSLinkageName:
			e.linkage = u.value(c, a)
		case dwarf.AttrCompDir:
			e.dir = u.value(c, a)
		case dwarf.AttrAbstractOrigin, dwarf.AttrSpecification:
			v := u.value(c, a)
			e.origin = v.ref(u)
		case dwarf.AttrCallFile:
			e.callFile = u.value(c, a).n
		case dwarf.AttrCallLine:
			e.callLine = u.value(c, a).n
		case dwarf.AttrDeclFile:
			e.declFile = u.value(c, a).n
		case dwarf.AttrDeclLine:
			e.declLine = u.value(c, a).n
		case dwarf.AttrSibling:
			v := u.value(c, a)
			e.sibling = int(min(max(v.ref(u)-u.off, 0), int64(len(u.data))))
		default:
			u.skipForm(c, a.form)
		}
	}
	e.high = e.low
	if v, ok := high.address(u); ok {
		e.high = v
	} else if high.form != 0 { // a length since DWARF 4
		e.high = e.low + high.n
	}
	return e
}

// Names that only debug/dwarf of later times knows, and what GCC wrote before DWARF 4.
const (
	attrLinkageName     dwarf.Attr = 0x6e
	attrMIPSLinkageName dwarf.Attr = 0x2007
)

// written is the name of a function as its source has it, in Rust and C++ with where it
// belongs: "<core::fmt::Formatter>::pad", not "pad".
func (u *unit) written(name, linkage value) string {
	if linkage.form != 0 {
		if text := linkage.text(u); text != "" {
			if plain := mangled.Plain(text); plain != text {
				return printed(plain)
			}
		}
	}
	return name.text(u)
}

// span returns the size of the entry's range that contains pc, 0 when none does.
func (u *unit) span(e *entry, pc uint64) uint64 {
	if e.low <= pc && pc < e.high {
		return e.high - e.low
	}
	if e.ranges.form == 0 {
		return 0
	}
	var size uint64
	u.eachRange(e.ranges, func(lo, hi uint64) bool {
		if lo <= pc && pc < hi {
			size = hi - lo
			return false
		}
		return true
	})
	return size
}

// nameOf returns the name of the entry at off in .debug_info, following
// references to the declaration that carries it.
func (d *debugInfo) nameOf(off int64) string {
	for range 8 { // a chain of two or three is normal, a circle is damage
		if off&inAlternate != 0 {
			if d.alternate == nil {
				return ""
			}
			if d, off = d.alternate(), off&^inAlternate; d == nil {
				return ""
			}
		}
		u := d.unitAround(off)
		if u == nil {
			return ""
		}
		c := u.cursor(int(off - u.off))
		ab := u.abbrevs.get(c.uleb())
		if ab == nil {
			return ""
		}
		e := u.entry(&c, ab)
		if e.name.form != 0 || e.linkage.form != 0 || e.origin <= 0 {
			return u.written(e.name, e.linkage)
		}
		off = e.origin
	}
	return ""
}

// unitAround returns the unit that holds the entry at off.
func (d *debugInfo) unitAround(off int64) *unit {
	for _, u := range d.units {
		if u.off <= off && off < u.next {
			return u
		}
	}
	if d.unitStart == nil {
		d.unitStart = d.listUnits()
	}
	i := sort.Search(len(d.unitStart), func(i int) bool { return d.unitStart[i] > off }) - 1
	if i < 0 {
		return nil
	}
	u := d.unit(d.unitStart[i])
	if u == nil || off >= u.next {
		return nil
	}
	return u
}

// listUnits returns the offset of every unit.
func (d *debugInfo) listUnits() []int64 {
	starts := []int64{}
	for off := int64(0); off < d.info.length(); {
		u := d.readHeader(off)
		if u == nil {
			break
		}
		starts = grown(d.share, starts, off, 8)
		off = u.next
	}
	return starts
}
