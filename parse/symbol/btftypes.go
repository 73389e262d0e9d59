package symbol

import (
	"cmp"

	"oopscope/parse/symbol/ctype"
)

var btfKinds = map[int]ctype.Kind{
	btfInt: ctype.Number, btfFloat: ctype.Number, btfPtr: ctype.Pointer, btfArray: ctype.Array,
	btfStruct: ctype.Struct, btfUnion: ctype.Union, btfFwd: ctype.Struct, btfEnum: ctype.Enum, btfEnum64: ctype.Enum,
	btfTypedef: ctype.Typedef, btfVolatile: ctype.Qualified, btfConst: ctype.Qualified,
	btfRestrict: ctype.Qualified, btfFuncProto: ctype.Function,
}

var btfQualifiers = map[int]string{btfVolatile: "volatile", btfConst: "const", btfRestrict: "restrict"}

// at returns a type by its number; nil for none and for void, which is number 0.
func (b *btf) at(id uint32) *ctype.Type {
	if known := b.made[id]; known != nil {
		return known
	}
	of, e, ok := b.entry(id)
	for range 8 { // "__rcu", "__user": C has no such types
		if ok && e.kind == btfTypeTag {
			of, e, ok = b.entry(e.size)
		}
	}
	if !ok || btfKinds[e.kind] == ctype.Unknown {
		return nil
	}
	if whole := b.whole(of, &e); whole != nil {
		return whole
	}
	if len(b.made) >= maxTypes {
		clear(b.made)
	}
	t := b.make(of, &e)
	t.Source, t.ID = b, int64(id)
	b.made[id] = t
	return t
}

// whole returns the kernel's own type for one of .BTF.base, which has the name
// and size of it only; nil when the kernel is not known or has no such type, but for the one
// structure that has always been the same.
func (b *btf) whole(of *btf, e *btfEntry) *ctype.Type {
	if of != b && e.parts == 0 && e.kind == btfStruct && int64(e.size) == 2*b.word && b.text(e.name) == "list_head" {
		return newListHead(b.word)
	}
	if b.kernel == nil || of == b || e.parts > 0 || e.kind != btfStruct && e.kind != btfUnion && e.kind != btfEnum && e.kind != btfEnum64 {
		return nil
	}
	return b.kernel.at(b.kernel.only(b.text(e.name), func(x *btfEntry) bool { return x.kind == e.kind && x.size == e.size }))
}

// make is the type without what it is made of. Pointers and arrays take their
// size from what is known of the machine and of their elements.
func (b *btf) make(of *btf, e *btfEntry) *ctype.Type {
	t := &ctype.Type{Kind: btfKinds[e.kind], Name: b.text(e.name)}
	switch e.kind {
	case btfPtr:
		t.Size = b.word
	case btfInt:
		t.Size, t.Signed = int64(e.size), of.word32(e, 0)>>24&1 != 0
	case btfStruct, btfUnion:
		t.Size, t.Partial = int64(e.size), e.parts == 0 && e.size > 0
	case btfFloat:
		t.Size = int64(e.size)
	case btfEnum, btfEnum64:
		t.Size, t.Signed = int64(e.size), e.flag
	case btfFwd:
		t.Partial = true
		if e.flag {
			t.Kind = ctype.Union
		}
	case btfArray:
		t.Count = int64(of.word32(e, 2))
	}
	if word := btfQualifiers[e.kind]; word != "" {
		t.Name = word
	}
	return t
}

// Elem implements [ctype.Source].
func (b *btf) Elem(t *ctype.Type) *ctype.Type {
	of, e, ok := b.entry(uint32(t.ID))
	switch {
	case !ok:
		return nil
	case e.kind == btfArray:
		return b.at(of.word32(&e, 0))
	case t.Kind == ctype.Pointer, t.Kind == ctype.Typedef, t.Kind == ctype.Qualified, t.Kind == ctype.Function:
		return b.at(e.size)
	}
	return nil
}

// Members implements [ctype.Source].
func (b *btf) Members(t *ctype.Type) (all []ctype.Member) {
	of, e, ok := b.entry(uint32(t.ID))
	if !ok {
		return nil
	}
	for i := range e.parts {
		switch e.kind {
		case btfStruct, btfUnion:
			m := ctype.Member{Name: b.text(of.word32(&e, 3*i)), Type: b.at(of.word32(&e, 3*i+1))}
			b.place(&m, of.word32(&e, 3*i+2), e.flag)
			all = append(all, m)
		case btfFuncProto: // what follows the last one of "..." has no type
			if id := of.word32(&e, 2*i+1); id != 0 {
				all = append(all, ctype.Member{Name: b.text(of.word32(&e, 2*i)), Type: b.at(id)})
			}
		}
	}
	return all
}

// place says where a member lies. A structure's flag tells the two ways to
// write down bit-fields: in the upper byte of the member's offset, or in the
// type that the member has.
func (b *btf) place(m *ctype.Member, at uint32, flag bool) {
	bit := int64(at)
	if flag {
		bit, m.BitSize = int64(at&0xffffff), int64(at>>24)
	} else if bits, shift, ok := b.narrow(m.Type); ok {
		bit, m.BitSize = bit+shift, bits
	}
	m.Offset = bit / 8
	if m.BitSize == 0 {
		return
	}
	m.BitOffset = bit
	if unit := m.Type.Bytes(); unit > 0 {
		m.Offset = bit / 8 / unit * unit
	}
}

// narrow tells an integer that fills only some bits of its bytes.
func (b *btf) narrow(t *ctype.Type) (bits, shift int64, ok bool) {
	bare := t.Bare()
	if bare == nil || bare.Kind != ctype.Number || bare.Source != ctype.Source(b) {
		return 0, 0, false
	}
	of, e, found := b.entry(uint32(bare.ID))
	if !found || e.kind != btfInt {
		return 0, 0, false
	}
	v := of.word32(&e, 0)
	bits, shift = int64(v&0xff), int64(v>>16&0xff)
	return bits, shift, bits > 0 && bits < 8*bare.Size
}

// Enumerators implements [ctype.Source].
func (b *btf) Enumerators(t *ctype.Type) (all []ctype.Enumerator) {
	of, e, ok := b.entry(uint32(t.ID))
	if !ok || e.kind != btfEnum && e.kind != btfEnum64 {
		return nil
	}
	each := btfTail[e.kind].each / 4
	for i := range e.parts {
		v := int64(of.word32(&e, each*i+1))
		switch {
		case e.kind == btfEnum64:
			v |= int64(of.word32(&e, each*i+2)) << 32
		case e.flag:
			v = int64(int32(v))
		}
		all = append(all, ctype.Enumerator{Name: b.text(of.word32(&e, each*i)), Value: v})
	}
	return all
}

// function returns the type of a function by its name.
func (b *btf) function(name string) *ctype.Type {
	_, e, ok := b.entry(b.find(btfFunc, name))
	if !ok {
		return nil
	}
	if t := b.at(e.size); t != nil && t.Kind == ctype.Function {
		return t
	}
	return nil
}

// structure returns the structure or union with a tag.
func (b *btf) structure(tag string) *ctype.Type {
	return b.at(cmp.Or(b.find(btfStruct, tag), b.find(btfUnion, tag)))
}
