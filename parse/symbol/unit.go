package symbol

import (
	"debug/dwarf"
	"encoding/binary"
	"slices"
)

// debugInfo is the DWARF of one image.
type debugInfo struct {
	info, abbrev, line, ranges, rnglists *section
	str, lineStr, strOffsets, addr       *section
	aranges, loc, loclists, cuIndex      *section
	order                                binary.ByteOrder
	share                                *Share

	index     []arange // which unit covers an address, by address
	indexed   bool
	rooted    bool
	unitStart []int64 // of every unit, once a reference across units needed it
	units     []*unit // the last ones used, newest first
	current   *unit   // the one being searched: its memory is not up for reuse
	spare     []byte  // memory of a unit no longer kept

	signatures map[uint64]int64 // where the types are that have units of their own (-fdebug-types-section)

	closed bool // by close, which is a companion's that another one may make room for
	close  func()

	alternate func() *debugInfo   // what dwz moved to another file, or nil
	rest      func(u *unit) *unit // what a unit is the skeleton of, or nil
	parts     map[int64]parts     // of the units of split DWARF, by their offset
}

// parts are where the pieces of a unit of split DWARF begin in the sections of its file,
// and what its skeleton knows.
type parts struct {
	info, abbrev, strOffsets, locations, rnglists int64

	low, addrBase, rangesBase uint64
	skeleton                  *debugInfo // whose unit at whole it is the rest of, or nil
	whole                     int64
}

// Attributes that debug/dwarf has no names for: of skeletons, DWARF 5 and GNU's of 4.
const (
	attrDwoName       dwarf.Attr = 0x76
	attrGNUDwoName    dwarf.Attr = 0x2130
	attrGNUDwoID      dwarf.Attr = 0x2131
	attrGNURangesBase dwarf.Attr = 0x2132
	attrGNUAddrBase   dwarf.Attr = 0x2133
)

const (
	maxUnits = 4       // kept at once
	maxSpare = 4 << 20 // memory worth keeping for the next one
)

// maxUnit bounds the size of one unit; a whole LTO kernel in one is larger
// than what can be searched while somebody waits.
const maxUnit = 512 << 20

// unit is one compilation unit.
type unit struct {
	d          *debugInfo
	off, next  int64 // in .debug_info
	version    uint16
	kind       uint8 // DW_UT_*
	addrSize   int
	offsetSize int // 4, or 8 in the 64-bit format
	header     int // bytes before the first entry
	abbrevOff  int64
	abbrevs    *abbrevs
	data       []byte // from off on; complete but for readRoot

	rangesBase, addrBase, strBase uint64
	restRanges                    uint64 // where the old ranges begin of what it is the skeleton of
	id                            uint64 // of a skeleton and what it is one of; the signature of a unit of one type
	typeAt                        int64  // where in it that type is
	dwoName                       value  // the file with the rest
	locBase                       uint64
	low                           uint64 // what its ranges are relative to
	name, dir                     string
	lineOff                       int64 // in .debug_line, -1 when there is none
	root                          entry
	lines                         *lineTable
	held                          int64 // bytes of the share: its own and its line table's
}

// readHeader reads the header of the unit at off.
func (d *debugInfo) readHeader(off int64) *unit {
	head, err := d.info.window(off, min(48, max(0, d.info.length()-off)))
	if err != nil {
		return nil
	}
	c := cursor{data: head, order: d.order}
	u := &unit{d: d, off: off, offsetSize: 4, lineOff: -1}
	length := c.uint(4)
	if length == 0xffffffff {
		u.offsetSize, length = 8, c.uint(8)
	}
	left := d.info.length() - off - int64(c.pos)
	if c.bad || left < 0 || length > uint64(left) || length > maxUnit {
		return nil
	}
	u.next = off + int64(c.pos) + int64(length)
	u.version = uint16(c.uint(2))
	if u.version >= 5 {
		u.kind = c.u8()
		u.addrSize = int(c.u8())
		u.abbrevOff = int64(c.uint(u.offsetSize))
	} else {
		u.abbrevOff = int64(c.uint(u.offsetSize))
		u.addrSize = int(c.u8())
	}
	switch u.kind {
	case 2, 6: // DW_UT_type, DW_UT_split_type
		u.id = c.uint(8)
		u.typeAt = int64(c.uint(u.offsetSize))
	case 4, 5: // DW_UT_skeleton, DW_UT_split_compile: id
		u.id = c.uint(8)
	}
	u.header = c.pos
	if c.bad || u.version < 2 || u.version > 5 || u.addrSize != 4 && u.addrSize != 8 ||
		off+int64(u.header) > u.next {
		return nil
	}
	return u
}

// unit returns the unit at off, complete and ready to be searched.
func (d *debugInfo) unit(off int64) *unit {
	if i := slices.IndexFunc(d.units, func(u *unit) bool { return u.off == off }); i >= 0 {
		u := d.units[i]
		copy(d.units[1:i+1], d.units[:i])
		d.units[0] = u
		return u
	}
	u := d.readHeader(off)
	if u == nil {
		return nil
	}
	if u.held = u.next - off; d.share.Take(u.held) != nil {
		return nil
	}
	var err error
	buf := d.spare
	d.spare = nil
	if u.data, err = d.info.windowIn(buf, off, u.next-off); err != nil || !u.readRoot() {
		d.share.Give(u.held)
		return nil
	}
	d.keep(u)
	return u
}

// keep puts a unit in front and lets the last one go.
func (d *debugInfo) keep(u *unit) {
	d.units = slices.Insert(d.units, 0, u)
	if len(d.units) <= maxUnits {
		return
	}
	old := d.units[maxUnits]
	d.share.Give(old.held)
	if old != d.current && cap(old.data) < maxSpare {
		d.spare = old.data
	}
	d.units[maxUnits] = nil
	d.units = d.units[:maxUnits]
}

// rootOf reads the unit's first entry only, for the index.
func (d *debugInfo) rootOf(off int64) *unit {
	u := d.readHeader(off)
	if u == nil {
		return nil
	}
	var err error
	if u.data, err = d.info.window(off, min(u.next-off, 512)); err != nil {
		return nil
	}
	u.readRoot()
	return u
}

// readRoot reads what the unit says about itself. The bases come first: other
// attributes of the same entry are read with them.
func (u *unit) readRoot() bool {
	of := u.d.parts[u.off]
	if u.abbrevs = u.d.readAbbrevs(u.abbrevOff+of.abbrev, u); u.abbrevs == nil {
		return false
	}
	c := u.cursor(u.header)
	ab := u.abbrevs.get(c.uleb())
	if ab == nil {
		return false
	}
	if u.version >= 5 {
		u.strBase, u.addrBase = uint64(2*u.offsetSize), uint64(2*u.offsetSize)
		u.rangesBase = uint64(2*u.offsetSize) + 4
		u.locBase = u.rangesBase
	}
	u.strBase += uint64(of.strOffsets)
	u.rangesBase += uint64(of.rnglists)
	u.locBase += uint64(of.locations)
	if of.skeleton != nil {
		u.addrBase, u.restRanges = of.addrBase, of.rangesBase
	}
	bases := c
	for _, a := range ab.attrs {
		switch v := u.value(&bases, a); a.name {
		case attrDwoName, attrGNUDwoName:
			u.dwoName = v
		case attrGNUDwoID:
			u.id = v.n
		case attrGNURangesBase:
			u.restRanges = v.n
		case dwarf.AttrStrOffsetsBase:
			u.strBase = v.n
		case dwarf.AttrAddrBase, attrGNUAddrBase:
			u.addrBase = v.n
		case dwarf.AttrRnglistsBase:
			u.rangesBase = v.n
		case dwarf.AttrLoclistsBase:
			u.locBase = v.n
		case dwarf.AttrStmtList:
			u.lineOff = int64(v.n)
		}
	}
	u.root = u.entry(&c, ab)
	if u.low = u.root.low; of.skeleton != nil {
		u.low = of.low
	}
	u.name, u.dir = u.root.name.text(u), u.root.dir.text(u)
	return true
}

func (u *unit) cursor(at int) cursor {
	return cursor{data: u.data, pos: min(at, len(u.data)), order: u.d.order}
}

// value is one attribute's value: its number, or where its bytes are.
type value struct {
	n    uint64
	form uint16
	pos  int // of an inline string in the unit
}

// value reads an attribute.
func (u *unit) value(c *cursor, a attr) value {
	form := a.form
	if form == formIndirect {
		if form = uint16(c.uleb()); form == formIndirect {
			c.fail()
		}
	}
	v := value{form: form, pos: c.pos}
	switch size := u.formSize(form); {
	case form == formImplicitConst:
		v.n = uint64(a.value)
	case form == formFlagPresent:
		v.n = 1
	case form == formSdata:
		v.n = uint64(c.sleb())
	case size > 8:
		c.skip(uint64(size))
	case size >= 0:
		v.n = c.uint(size)
	case form == formUdata, form == formRefUdata, form == formStrx, form == formAddrx, form == formLoclistx,
		form == formRnglistx, form == formGNUAddrIndex, form == formGNUStrIndex:
		v.n = c.uleb()
	default:
		u.skipForm(c, form)
	}
	return v
}

// text resolves a string, "" for anything else.
func (v value) text(u *unit) string {
	switch v.form {
	case formString:
		c := u.cursor(v.pos)
		return c.text()
	case formStrp:
		return u.d.str.text(int64(v.n))
	case formLineStrp:
		return u.d.lineStr.text(int64(v.n))
	case formGNUStrpAlt, formStrpSup:
		if u.d.alternate != nil {
			if other := u.d.alternate(); other != nil {
				return other.str.text(int64(v.n))
			}
		}
	case formStrx, formStrx1, formStrx2, formStrx3, formStrx4, formGNUStrIndex:
		b := u.d.strOffsets.near(int64(u.strBase+v.n*uint64(u.offsetSize)), u.offsetSize)
		if len(b) >= u.offsetSize {
			return u.d.str.text(int64(number(b[:u.offsetSize], u.d.order)))
		}
	}
	return ""
}

// address resolves an address, which may be an index into .debug_addr.
func (v value) address(u *unit) (uint64, bool) {
	switch v.form {
	case formAddr:
		return v.n, true
	case formAddrx, formAddrx1, formAddrx2, formAddrx3, formAddrx4, formGNUAddrIndex:
		return u.indexedAddress(v.n)
	}
	return 0, false
}

func (u *unit) indexedAddress(i uint64) (uint64, bool) {
	b := u.d.addr.near(int64(u.addrBase+i*uint64(u.addrSize)), u.addrSize)
	if len(b) < u.addrSize {
		return 0, false
	}
	return number(b[:u.addrSize], u.d.order), true
}

// inAlternate marks a reference into the file that dwz made.
const inAlternate = 1 << 62

// ref resolves a reference to an offset in .debug_info, marked when that is another
// file's, -1 when it leads nowhere.
func (v value) ref(u *unit) int64 {
	switch v.form {
	case formRef1, formRef2, formRef4, formRef8, formRefUdata:
		return u.off + int64(v.n)
	case formRefAddr:
		return int64(v.n)
	case formGNURefAlt, formRefSup4, formRefSup8:
		return int64(v.n | inAlternate)
	case formRefSig8:
		return u.d.signed(v.n)
	}
	return -1
}

// maxSignatures bounds the types with units of their own that are remembered.
const maxSignatures = 1 << 20

// signed returns the offset of the type with a signature, -1 for none: DWARF 5 has types that
// several files may have in units of their own, one each, of which the linker keeps one.
func (d *debugInfo) signed(signature uint64) int64 {
	if d.signatures == nil {
		d.signatures = map[uint64]int64{}
		for off := int64(0); off < d.info.length() && len(d.signatures) < maxSignatures; {
			u := d.readHeader(off)
			if u == nil || d.share.Take(16) != nil {
				break
			}
			if (u.kind == 2 || u.kind == 6) && u.typeAt > 0 && u.typeAt < u.next-off {
				d.signatures[u.id] = off + u.typeAt
			}
			off = u.next
		}
	}
	if at, ok := d.signatures[signature]; ok {
		return at
	}
	return -1
}
