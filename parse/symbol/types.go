package symbol

import (
	"debug/dwarf"
	"encoding/binary"

	"oopscope/parse/symbol/ctype"
)

// dwarfTypes makes types of debugging entries; a type's ID is its entry's
// offset in .debug_info.
type dwarfTypes struct {
	d     *debugInfo
	made  map[int64]*ctype.Type
	other *dwarfTypes // of the file that dwz moved types to, which several files have
}

// maxTypes bounds the types kept; beyond it they are read again.
const maxTypes = 1 << 14

// typeEntry is a debugging entry as far as types need it.
type typeEntry struct {
	tag               dwarf.Tag
	name              value
	size, count, high value // DW_AT_byte_size, DW_AT_count, DW_AT_upper_bound
	of                int64 // DW_AT_type, 0 when none
	origin            int64
	elsewhere         int64 // DW_AT_signature: where the type is that this one stands for
	at                value // DW_AT_data_member_location
	bitSize, bitOff   value // DW_AT_bit_size, DW_AT_bit_offset of DWARF 2 and 3
	dataBit           value // DW_AT_data_bit_offset
	constant          value // DW_AT_const_value
	location          value // DW_AT_location
	frameBase         value // DW_AT_frame_base
	returns, passes   value // of a call: DW_AT_call_return_pc, DW_AT_call_value
	encoding          uint64
	declared          bool
	artificial        bool
	sibling           int
	children          int // where the children begin, 0 when there are none
}

// at returns the type at an offset in .debug_info, nil for none. Offset 0 is
// no type: C's void.
func (t *dwarfTypes) at(off int64) *ctype.Type {
	if off <= 0 {
		return nil
	}
	if off&inAlternate != 0 {
		if t = t.alternate(); t == nil {
			return nil
		}
		return t.at(off &^ inAlternate)
	}
	if known := t.made[off]; known != nil {
		return known
	}
	u, e := t.entry(off)
	if u != nil && e.elsewhere > 0 {
		off = e.elsewhere
		u, e = t.entry(off)
	}
	if u == nil {
		return nil
	}
	made := t.make(u, e)
	made.Source, made.ID = t, off
	if len(t.made) >= maxTypes {
		clear(t.made)
	}
	t.made[off] = made
	return made
}

// entry reads the entry at an offset in .debug_info.
func (t *dwarfTypes) entry(off int64) (*unit, *typeEntry) {
	if off&inAlternate != 0 {
		if t = t.alternate(); t == nil {
			return nil, nil
		}
		off &^= inAlternate
	}
	u := t.d.unitAround(off)
	if u == nil || off < u.off+int64(u.header) {
		return nil, nil
	}
	c := u.cursor(int(off - u.off))
	ab := u.abbrevs.get(c.uleb())
	if ab == nil {
		return nil, nil
	}
	e := u.typeEntry(&c, ab)
	if c.bad {
		return nil, nil
	}
	return u, e
}

// typeEntry reads the entry whose code was just read.
func (u *unit) typeEntry(c *cursor, ab *abbrev) *typeEntry {
	e := &typeEntry{tag: ab.tag}
	for _, a := range ab.attrs {
		v := u.value(c, a)
		if field := e.field(a.name); field != nil {
			*field = v
			continue
		}
		switch a.name {
		case dwarf.AttrType:
			e.of = v.ref(u)
		case dwarf.AttrAbstractOrigin, dwarf.AttrSpecification, attrCallOrigin:
			e.origin = v.ref(u)
		case attrSignature:
			e.elsewhere = v.ref(u)
		case dwarf.AttrEncoding:
			e.encoding = v.n
		case dwarf.AttrDeclaration:
			e.declared = v.n != 0
		case dwarf.AttrArtificial:
			e.artificial = v.n != 0
		case dwarf.AttrSibling:
			e.sibling = int(min(max(v.ref(u)-u.off, 0), int64(len(u.data))))
		}
	}
	if ab.children {
		e.children = c.pos
	}
	return e
}

// field is where an attribute's value is kept as it is, nil for others.
func (e *typeEntry) field(name dwarf.Attr) *value {
	switch name {
	case dwarf.AttrName:
		return &e.name
	case dwarf.AttrByteSize:
		return &e.size
	case dwarf.AttrCount:
		return &e.count
	case dwarf.AttrUpperBound:
		return &e.high
	case dwarf.AttrDataMemberLoc:
		return &e.at
	case dwarf.AttrBitSize:
		return &e.bitSize
	case dwarf.AttrBitOffset:
		return &e.bitOff
	case dwarf.AttrDataBitOffset:
		return &e.dataBit
	case dwarf.AttrConstValue:
		return &e.constant
	case dwarf.AttrLocation:
		return &e.location
	case dwarf.AttrFrameBase:
		return &e.frameBase
	case attrCallReturnPC, dwarf.AttrLowpc:
		return &e.returns
	case attrCallValue, attrGNUCallSiteValue:
		return &e.passes
	}
	return nil
}

// Names that debug/dwarf has not, and GCC's before DWARF 5.
const (
	tagGNUCallSite          dwarf.Tag  = 0x4109
	tagGNUCallSiteParameter dwarf.Tag  = 0x410a
	attrSignature           dwarf.Attr = 0x69
	attrCallReturnPC        dwarf.Attr = 0x7d
	attrCallValue           dwarf.Attr = 0x7e
	attrCallOrigin          dwarf.Attr = 0x7f
	attrGNUCallSiteValue    dwarf.Attr = 0x2111
)

// kinds of types by their entries' tags.
var typeKinds = map[dwarf.Tag]ctype.Kind{
	dwarf.TagBaseType: ctype.Number, dwarf.TagPointerType: ctype.Pointer, dwarf.TagReferenceType: ctype.Pointer,
	dwarf.TagStructType: ctype.Struct, dwarf.TagClassType: ctype.Struct, dwarf.TagUnionType: ctype.Union,
	dwarf.TagEnumerationType: ctype.Enum, dwarf.TagArrayType: ctype.Array, dwarf.TagTypedef: ctype.Typedef,
	dwarf.TagConstType: ctype.Qualified, dwarf.TagVolatileType: ctype.Qualified, dwarf.TagRestrictType: ctype.Qualified,
	dwarf.TagAtomicType: ctype.Qualified, dwarf.TagSubroutineType: ctype.Function, dwarf.TagSubprogram: ctype.Function,
	dwarf.TagUnspecifiedType: ctype.Void,
}

var qualifiers = map[dwarf.Tag]string{dwarf.TagConstType: "const", dwarf.TagVolatileType: "volatile",
	dwarf.TagRestrictType: "restrict", dwarf.TagAtomicType: "_Atomic"}

// make is the type without what it is made of.
func (t *dwarfTypes) make(u *unit, e *typeEntry) *ctype.Type {
	out := &ctype.Type{Kind: typeKinds[e.tag], Name: e.name.text(u), Size: e.size.size(), Partial: e.declared}
	switch out.Kind {
	case ctype.Pointer:
		if out.Size == 0 {
			out.Size = int64(u.addrSize)
		}
	case ctype.Qualified:
		out.Name = qualifiers[e.tag]
	case ctype.Number:
		const signed, signedChar = 5, 6 // DW_ATE_signed, DW_ATE_signed_char
		out.Signed = e.encoding == signed || e.encoding == signedChar
	case ctype.Array:
		out.Count = t.counts(u, e, 0)
	}
	return out
}

// Elem implements [ctype.Source]. The inner dimensions of an array are types
// that the file has no entry for: their ID tells the dimension, above the
// offset.
func (t *dwarfTypes) Elem(of *ctype.Type) *ctype.Type {
	off, dim := of.ID&(1<<dimShift-1), int(of.ID>>dimShift)
	u, e := t.entry(off)
	if u == nil {
		return nil
	}
	if of.Kind == ctype.Array && dim+1 < t.dimensions(u, e) {
		return &ctype.Type{Kind: ctype.Array, Count: t.counts(u, e, dim+1), Source: t, ID: off | int64(dim+1)<<dimShift}
	}
	return t.at(e.of)
}

const dimShift = 48

// dimensions counts the subranges of an array.
func (t *dwarfTypes) dimensions(u *unit, e *typeEntry) (n int) {
	u.eachChild(e, func(_ int, child *typeEntry) bool {
		if child.tag == dwarf.TagSubrangeType {
			n++
		}
		return n < 8
	})
	return n
}

// counts returns how many elements the dim-th dimension has.
func (t *dwarfTypes) counts(u *unit, e *typeEntry, dim int) int64 {
	count, n := int64(ctype.Flexible), 0
	u.eachChild(e, func(_ int, child *typeEntry) bool {
		if child.tag != dwarf.TagSubrangeType {
			return true
		}
		if n++; n <= dim {
			return true
		}
		switch {
		case child.count.isConstant():
			count = child.count.size()
		case child.high.isConstant() && child.high.n < 1<<40:
			count = int64(child.high.n) + 1
		}
		return false
	})
	return count
}

// eachChild calls f for the children of an entry, with where each begins in
// the unit, until f says no.
func (u *unit) eachChild(e *typeEntry, f func(pos int, child *typeEntry) bool) {
	if e.children == 0 {
		return
	}
	c := u.cursor(e.children)
	for depth := 1; depth > 0 && !c.done(); {
		pos := c.pos
		code := c.uleb()
		if code == 0 {
			depth--
			continue
		}
		ab := u.abbrevs.get(code)
		if ab == nil {
			return
		}
		if depth > 1 {
			depth += u.children(&c, ab, u.skipAttrs(&c, ab))
			continue
		}
		child := u.typeEntry(&c, ab)
		if c.bad || !f(pos, child) {
			return
		}
		depth += u.children(&c, ab, child.sibling)
	}
}

// Members implements [ctype.Source].
func (t *dwarfTypes) Members(of *ctype.Type) (all []ctype.Member) {
	u, e := t.entry(of.ID)
	if u == nil {
		return nil
	}
	if of.Kind == ctype.Function {
		return t.parameters(u, e)
	}
	u.eachChild(e, func(_ int, child *typeEntry) bool {
		if child.tag == dwarf.TagMember && !child.declared {
			m := ctype.Member{Name: child.name.text(u), Offset: u.memberOffset(child.at), BitSize: child.bitSize.size()}
			m.Type = t.at(child.of)
			if m.BitSize > 0 {
				placeBits(&m, child, u)
			}
			all = append(all, m)
		}
		return len(all) < maxMembers
	})
	return all
}

// maxMembers bounds one structure; the kernel's largest has some thousand.
const maxMembers = 1 << 14

func (t *dwarfTypes) parameters(u *unit, e *typeEntry) (all []ctype.Member) {
	u.eachChild(e, func(_ int, child *typeEntry) bool {
		if child.tag == dwarf.TagFormalParameter {
			name, of := t.described(u, child)
			all = append(all, ctype.Member{Name: name, Type: t.at(of)})
		}
		return len(all) < 256
	})
	return all
}

// memberOffset reads DW_AT_data_member_location: a number since DWARF 3, an
// expression that adds one before.
func (u *unit) memberOffset(v value) int64 {
	if v.form == 0 {
		return 0
	}
	if b := u.block(v); b != nil {
		c := cursor{data: b, order: u.d.order}
		if op := c.u8(); op == opPlusUconst {
			return int64(c.uleb() & (1<<40 - 1))
		}
		return 0
	}
	return v.size()
}

// block returns the bytes of a DW_FORM_exprloc or block, nil for other forms.
func (u *unit) block(v value) []byte {
	c := u.cursor(v.pos)
	switch v.form {
	case formExprloc, formBlock:
		return c.bytes(int(min(c.uleb(), maxUnit)))
	case formBlock1:
		return c.bytes(int(c.u8()))
	case formBlock2:
		return c.bytes(int(c.uint(2)))
	case formBlock4:
		return c.bytes(int(c.uint(4)))
	}
	return nil
}

// Enumerators implements [ctype.Source].
func (t *dwarfTypes) Enumerators(of *ctype.Type) (all []ctype.Enumerator) {
	u, e := t.entry(of.ID)
	if u == nil {
		return nil
	}
	u.eachChild(e, func(_ int, child *typeEntry) bool {
		if child.tag == dwarf.TagEnumerator {
			all = append(all, ctype.Enumerator{Name: child.name.text(u), Value: int64(child.constant.n)})
		}
		return len(all) < maxMembers
	})
	return all
}

// placeBits says where a bit-field lies. DWARF 4 counts bits from the start of
// the structure; before, from the most significant bit of a unit of storage.
func placeBits(m *ctype.Member, e *typeEntry, u *unit) {
	unit := e.size.size()
	if unit == 0 {
		unit = m.Type.Bytes()
	}
	switch {
	case e.dataBit.form != 0:
		m.BitOffset = e.dataBit.size()
	case e.bitOff.form == 0:
		m.BitOffset = m.Offset * 8
	case u.d.order == binary.ByteOrder(binary.BigEndian):
		m.BitOffset = m.Offset*8 + int64(int32(e.bitOff.n))
	default:
		m.BitOffset = m.Offset*8 + unit*8 - int64(int32(e.bitOff.n)) - m.BitSize
	}
	m.Offset = 0
	if unit > 0 {
		m.Offset = m.BitOffset / 8 / unit * unit
	}
}
