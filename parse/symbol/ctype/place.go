package ctype

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// Step is one step from a structure to a part of it: a member, or an element
// of an array.
type Step struct {
	Member  string // "" for an element
	Index   int64
	Element bool
}

// Place is a part of a type: the member at an offset.
type Place struct {
	Steps    []Step // how to get there; anonymous structures are no step
	Type     *Type
	Offset   int64 // of the part, in bytes from the type's start
	Rest     int64 // how far behind the part's start the offset is that was asked for
	BitStart int64 // of a bit-field, from the type's start
	BitSize  int64 // of a bit-field, 0 for others
}

// Path writes the steps as C does behind a "->" or ".": "header.flags",
// "slots[3].seq".
func (p *Place) Path() string {
	var b strings.Builder
	for _, s := range p.Steps {
		switch {
		case s.Element && s.Index < 0:
			b.WriteString("[]")
		case s.Element:
			b.WriteString("[" + strconv.FormatInt(s.Index, 10) + "]")
		case b.Len() > 0:
			b.WriteString("." + s.Member)
		default:
			b.WriteString(s.Member)
		}
	}
	return b.String()
}

// Last returns the name of the innermost member on the way, "" when there is
// none.
func (p *Place) Last() string {
	for _, s := range slices.Backward(p.Steps) {
		if s.Member != "" {
			return s.Member
		}
	}
	return ""
}

// Indexed returns the parts of a type's arrays that an access of the size can be
// of when an index that is not known was added to the offset: those that lie in
// their element where the offset does in one. Path writes "slots[].seq" for them.
func (t *Type) Indexed(offset, size int64) (all []Place) {
	f := finder{size: size}
	var look func(t *Type, base Place, depth int)
	look = func(t *Type, base Place, depth int) {
		b := t.Bare()
		if b == nil || depth > maxNesting || len(all) >= maxPlaces || f.tired(b) {
			return
		}
		switch b.Kind {
		case Struct, Union:
			for _, m := range b.Members() {
				look(m.Type, base.then(m.Name, m.Offset), depth+1)
			}
		case Array:
			each := b.Elem().Bytes()
			if each <= 0 {
				return
			}
			within := ((offset-base.Offset)%each + each) % each
			for _, p := range f.exactly(b.Elem(), within) {
				steps := append(slices.Clip(base.Steps), Step{Index: Flexible, Element: true})
				for i := range p.Steps { // of arrays in arrays any may have been indexed
					if p.Steps[i].Element {
						p.Steps[i].Index = Flexible
					}
				}
				p.Steps, p.Offset = append(steps, p.Steps...), base.Offset+p.Offset
				all = append(all, p)
			}
		}
	}
	look(t, Place{}, 0)
	return all
}

// maxPlaces bounds the answers: unions of unions could have thousands.
const maxPlaces = 64

// At returns the parts of a type that lie at an offset and are not made of
// further parts: numbers, pointers, bit-fields. There are several where a union
// or bit-fields share the place; those that begin at the offset and have the
// given size, 0 for not known, come first. There are none in padding and
// behind the end.
func (t *Type) At(offset, size int64) []Place {
	f := finder{size: size}
	f.look(t, Place{}, offset, 0)
	slices.SortStableFunc(f.found, func(a, b Place) int { return cmp.Compare(f.misfit(&a), f.misfit(&b)) })
	return f.found
}

// Exactly returns those of the places at an offset that an access of the size
// fits exactly; bit-fields fit where they lie within it.
func (t *Type) Exactly(offset, size int64) []Place {
	f := finder{size: size}
	return f.exactly(t, offset)
}

// Holding returns the parts that begin at an offset or lie around it and are of
// a type themselves that satisfies is, the outermost first.
func (t *Type) Holding(offset int64, is func(*Type) bool) []Place {
	f := finder{inner: is}
	f.look(t, Place{}, offset, 0)
	return f.passed
}

// Beginning returns those of [Type.Holding] that begin right at the offset.
func (t *Type) Beginning(offset int64, is func(*Type) bool) []Place {
	return slices.DeleteFunc(t.Holding(offset, is), func(p Place) bool { return p.Rest != 0 })
}

// Leads tells whether a type that satisfies is stands among the pointers in a type.
func (t *Type) Leads(is func(*Type) bool) bool {
	var f finder
	var look func(t *Type, depth int) bool
	look = func(t *Type, depth int) bool {
		b := t.Bare()
		if b == nil || depth > maxNesting || f.tired(b) {
			return false
		}
		switch b.Kind {
		case Struct, Union:
			return slices.ContainsFunc(b.Members(), func(m Member) bool { return look(m.Type, depth+1) })
		case Array:
			return look(b.Elem(), depth+1)
		}
		return b.Kind == Pointer && is(t)
	}
	return look(t, 0)
}

// finder looks for the parts at one offset.
type finder struct {
	size   int64
	found  []Place
	inner  func(*Type) bool
	passed []Place
	steps  int
}

// maxSteps bounds one search, in types and members looked at: a damaged structure that
// holds itself twice would double it with every level. The kernel's largest ones have
// some thousand members, with those of what is in them.
const maxSteps = 1 << 17

// tired counts a type that is looked at, and tells whether that were enough.
func (f *finder) tired(bare *Type) bool {
	if f.steps++; f.steps <= maxSteps && (bare.Kind == Struct || bare.Kind == Union) {
		f.steps += len(bare.Members())
	}
	return f.steps > maxSteps
}

// exactly returns the parts at an offset in a type that the access fits.
func (f *finder) exactly(t *Type, offset int64) []Place {
	f.found = nil
	f.look(t, Place{}, offset, 0)
	return slices.DeleteFunc(f.found, func(p Place) bool { return f.misfit(&p) > 0 })
}

// misfit is how badly an access fits a part, 0 for perfectly.
func (f *finder) misfit(p *Place) int {
	switch {
	case p.BitSize > 0:
		return 0 // it was taken because the access holds it
	case p.Rest != 0:
		return 3
	case f.size != 0 && p.Type.Bytes() != f.size:
		return 2
	}
	return 0
}

// look goes down into t, which lies at base.Offset of the whole; offset counts
// from t's start.
func (f *finder) look(t *Type, base Place, offset int64, depth int) {
	b := t.Bare()
	if b == nil || depth > maxNesting || len(f.found) >= maxPlaces || f.tired(b) {
		return
	}
	if f.inner != nil && f.inner(b) {
		base := base
		base.Type, base.Rest = t, offset
		f.passed = append(f.passed, base)
	}
	switch b.Kind {
	case Struct, Union:
		f.members(b, base, offset, depth)
	case Array:
		f.element(b, base, offset, depth)
	case Void, Unknown, Function, Typedef, Qualified:
	default:
		if offset >= 0 && offset < b.Bytes() {
			base.Type, base.Rest = t, offset
			f.found = append(f.found, base)
		}
	}
}

func (f *finder) members(b *Type, base Place, offset int64, depth int) {
	all := b.Members()
	for i, m := range all {
		last := b.Kind == Struct && i == len(all)-1 // only there is an array of no length one without an end
		switch at := offset - m.Offset; {
		case m.BitSize > 0:
			f.bits(&m, base, offset)
		case at >= 0 && (at < m.Type.Bytes() || last && m.Type.flexible()):
			f.look(m.Type, base.then(m.Name, m.Offset), at, depth+1)
		}
	}
}

// bits takes a bit-field when the bytes that are accessed hold some of it.
func (f *finder) bits(m *Member, base Place, offset int64) {
	first, last := m.BitOffset/8, (m.BitOffset+m.BitSize-1)/8
	if offset > last || offset+max(f.size, 1) <= first || len(f.found) >= maxPlaces {
		return
	}
	p := base.then(m.Name, m.Offset)
	p.Type, p.Rest = m.Type, offset-m.Offset
	p.BitStart, p.BitSize = base.Offset*8+m.BitOffset, m.BitSize
	f.found = append(f.found, p)
}

// Endless tells a structure that ends with an array of no length.
func (t *Type) Endless() bool {
	for range maxNesting {
		all := t.Members()
		if len(all) == 0 {
			break
		}
		t = all[len(all)-1].Type
	}
	return t.flexible()
}

// flexible tells an array that goes on behind its declared end.
func (t *Type) flexible() bool {
	b := t.Bare()
	return b != nil && b.Kind == Array && b.Count <= 0
}

func (f *finder) element(b *Type, base Place, offset int64, depth int) {
	each := b.Elem().Bytes()
	if each <= 0 || offset < 0 {
		return
	}
	i := offset / each
	if b.Count > 0 && i >= b.Count {
		return
	}
	p := base
	p.Steps = append(slices.Clip(base.Steps), Step{Index: i, Element: true})
	p.Offset += i * each
	f.look(b.Elem(), p, offset-i*each, depth+1)
}

// then is the way one member further.
func (p Place) then(member string, offset int64) Place {
	if member != "" {
		p.Steps = append(slices.Clip(p.Steps), Step{Member: member})
	}
	p.Offset += offset
	return p
}
