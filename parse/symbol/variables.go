package symbol

import (
	"debug/dwarf"
	"maps"
	"slices"

	"oopscope/parse/symbol/ctype"
)

// Sort is what sort of variable it is.
type Sort uint8

// The sorts.
const (
	Local     Sort = iota
	Parameter      // of its function
	Global         // of the file or the kernel
)

// Variable is a variable that the source can name at a place in the code.
type Variable struct {
	Name     string
	Type     *ctype.Type
	Sort     Sort
	Position int    // of a parameter among its function's, from 0
	Function string // whose it is; an inlined function has its own
	Inlined  int    // how many functions lie around its own: 0 in the function itself
	Where    Where  // at the place; Nowhere when the compiler kept it nowhere

	depth int // of the block it is declared in
}

// Variables returns the variables that the source can name at an address of
// the image, those of the innermost function and block first. Globals are not
// among them: see [Image.Global].
func (im *Image) Variables(at uint64) (found []Variable) {
	if im.debug == nil {
		return nil
	}
	defer func() {
		if catchPanics && recover() != nil { // a defect of ours on a damaged file: no variables
			found = nil
		}
	}()
	im.eachUnit(at, func(u *unit, pc uint64) bool {
		found = u.variables(pc, im.ctypes(u))
		return found == nil
	})
	return found
}

// ctypes returns the types of a unit's file, of which nothing is read at first.
func (im *Image) ctypes(u *unit) *dwarfTypes {
	t := im.types[u.d]
	if t == nil {
		t = &dwarfTypes{d: u.d, made: map[int64]*ctype.Type{}}
		maps.DeleteFunc(im.types, func(d *debugInfo, _ *dwarfTypes) bool { return d.closed })
		im.types[u.d] = t
	}
	return t
}

// eachUnit calls f with the units that may cover an address of the image, those with all
// that the source has, and with the address as the unit counts, until f says no.
func (im *Image) eachUnit(at uint64, f func(u *unit, pc uint64) bool) {
	pc := at
	if im.flat {
		if pc = at - im.base[im.sectionIndex(at)]; im.sectionsReaching(pc) != 1 {
			return
		}
	}
	for _, off := range im.units(pc, at) {
		if u := im.debug.unit(off); u != nil {
			u.d.current = u
			if !f(u.full(), pc) {
				return
			}
		}
	}
}

// function finds the entry of the function around pc.
func (u *unit) function(pc uint64) (e *typeEntry, found bool) {
	c := u.cursor(u.header)
	ab := u.abbrevs.get(c.uleb())
	if ab == nil || !ab.children {
		return nil, false
	}
	u.skipAttrs(&c, ab)
	for depth := 1; depth > 0 && !c.done(); {
		start := c
		code := c.uleb()
		if code == 0 {
			depth--
			continue
		}
		ab := u.abbrevs.get(code)
		if ab == nil {
			return nil, false
		}
		if ab.tag != dwarf.TagSubprogram {
			depth += u.children(&c, ab, u.skipAttrs(&c, ab))
			continue
		}
		shape := u.entry(&c, ab)
		if u.span(&shape, pc) != 0 {
			start.uleb()
			e = u.typeEntry(&start, ab)
			return e, true
		}
		depth += u.children(&c, ab, shape.sibling)
	}
	return nil, false
}

// variables collects what is visible at pc.
func (u *unit) variables(pc uint64, types *dwarfTypes) []Variable {
	e, ok := u.function(pc)
	if !ok {
		return nil
	}
	v := visit{u: u, pc: pc, types: types}
	v.frame = u.block(e.frameBase)
	v.scope(e, v.title(e), 0, 0)
	slices.SortStableFunc(v.found, func(a, b Variable) int { return b.depth - a.depth })
	return v.found
}

// visit is one walk through the blocks around a place.
type visit struct {
	u     *unit
	pc    uint64
	types *dwarfTypes
	frame []byte
	found []Variable
	went  int // into so many blocks and functions
}

// Bounds of what one place can see. Blocks around a place lie in each other, so that there
// are no more than levels, unless a damaged file has each in all before it.
const (
	maxVariables = 1 << 12
	maxScopes    = maxDepth
)

// scope takes the variables of a block or function and goes into the blocks
// and inlined functions in it that are around the place.
func (v *visit) scope(e *typeEntry, function string, inlined, depth int) {
	position := 0
	var within []func()
	own := map[int64]bool{}
	v.u.eachChild(e, func(pos int, child *typeEntry) bool {
		own[child.origin] = true
		switch child.tag {
		case dwarf.TagFormalParameter:
			v.take(child, Variable{Sort: Parameter, Position: position, Function: function, Inlined: inlined, depth: depth})
			position++
		case dwarf.TagVariable:
			v.take(child, Variable{Sort: Local, Function: function, Inlined: inlined, depth: depth})
		case dwarf.TagLexDwarfBlock:
			if v.around(pos) {
				within = append(within, func() { v.scope(child, function, inlined, depth+1) })
			}
		case dwarf.TagInlinedSubroutine:
			if v.around(pos) {
				within = append(within, func() { v.scope(child, v.title(child), inlined+1, depth+1) })
			}
		}
		return len(v.found) < maxVariables
	})
	v.inherited(e, own, Variable{Sort: Local, Function: function, Inlined: inlined, depth: depth})
	for _, f := range within {
		if v.went++; v.went <= maxScopes {
			f()
		}
	}
}

// inherited takes those variables of the function that an entry is an instance of which are at one
// place in all of its instances, and therefore in none of their entries: static ones, constants.
func (v *visit) inherited(e *typeEntry, own map[int64]bool, x Variable) {
	if e.origin <= 0 {
		return
	}
	u, of := v.types.entry(e.origin)
	if u == nil || of.origin == e.origin {
		return
	}
	u.eachChild(of, func(pos int, child *typeEntry) bool {
		fixed := u.block(child.location) != nil || child.constant.isConstant()
		if child.tag == dwarf.TagVariable && fixed && !own[u.off+int64(pos)] {
			within := visit{u: u, pc: v.pc, types: v.types}
			within.take(child, x)
			v.found = append(v.found, within.found...)
		}
		return len(v.found) < maxVariables
	})
}

// around tells whether the entry's code is around the place. A block without
// code of its own has what is in it.
func (v *visit) around(pos int) bool {
	c := v.u.cursor(pos)
	ab := v.u.abbrevs.get(c.uleb())
	if ab == nil {
		return false
	}
	e := v.u.entry(&c, ab)
	return v.u.span(&e, v.pc) != 0 || e.low == e.high && e.ranges.form == 0 && isBlock(e.tag)
}

func (v *visit) title(e *typeEntry) string {
	if e.name.form != 0 {
		return e.name.text(v.u)
	}
	if e.origin > 0 {
		return v.u.d.nameOf(e.origin)
	}
	return ""
}

// take keeps a variable.
func (v *visit) take(e *typeEntry, x Variable) {
	name, of := v.types.described(v.u, e)
	if name == "" {
		return
	}
	x.Name, x.Type = name, v.types.at(of)
	switch expr := v.u.expressionAt(e.location, v.pc); {
	case expr != nil:
		x.Where = v.u.evaluate(expr, v.frame)
	case e.constant.isConstant():
		x.Where = Where{Held: AsValue, Offset: int64(e.constant.n)}
	}
	v.found = append(v.found, x)
}

// Global returns the variable of the file or the kernel that is called name,
// as the source around an address of the image knows it: its own file's, or
// one that it declares.
func (im *Image) Global(at uint64, name string) (out Variable, ok bool) {
	if b := im.stripped(); b != nil {
		return b.variable(name)
	}
	if im.debug == nil || name == "" {
		return out, false
	}
	defer func() {
		if catchPanics && recover() != nil {
			out, ok = Variable{}, false
		}
	}()
	im.eachUnit(at, func(u *unit, _ uint64) bool {
		out, ok = u.global(name, im.ctypes(u))
		return !ok
	})
	return out, ok
}

// global looks for a variable among the entries of the unit itself.
func (u *unit) global(name string, types *dwarfTypes) (out Variable, ok bool) {
	u.eachOwn(func(_ int, e *typeEntry) bool {
		if e.tag != dwarf.TagVariable || u.nameOf(e) != name {
			return true
		}
		_, of := types.described(u, e)
		out = Variable{Name: name, Type: types.at(of), Sort: Global, Where: u.evaluate(u.block(e.location), nil)}
		ok = out.Type != nil
		return !ok || out.Where.Held == Nowhere // a declaration may be followed by the definition
	})
	return out, ok
}

// Struct returns the structure or union with a tag, as the source around an
// address of the image knows it, whole; nil when it does not.
func (im *Image) Struct(at uint64, tag string) *ctype.Type {
	if b := im.stripped(); b != nil {
		return b.structure(tag)
	}
	if tag == "" {
		return nil
	}
	if t := im.typeNear(at, func(u *unit, e *typeEntry) bool {
		k := typeKinds[e.tag]
		return (k == ctype.Struct || k == ctype.Union) && !e.declared && e.name.text(u) == tag
	}); t != nil {
		return t
	}
	return im.signedStruct(tag)
}

// Function returns the type of a function that the source around an address of
// the image defines or declares, nil when it does not.
func (im *Image) Function(at uint64, name string) *ctype.Type {
	if b := im.stripped(); b != nil && len(im.Addresses(name)) <= 1 { // of namesakes BTF may have one only
		return b.function(name)
	}
	if name == "" {
		return nil
	}
	return im.typeNear(at, func(u *unit, e *typeEntry) bool {
		return e.tag == dwarf.TagSubprogram && e.name.form != 0 && e.name.text(u) == name
	})
}

// typeNear returns the first type that is one of those sought, as the source around an address
// knows it; nil when it knows none.
func (im *Image) typeNear(at uint64, sought func(*unit, *typeEntry) bool) (out *ctype.Type) {
	if im.debug == nil {
		return nil
	}
	defer func() {
		if catchPanics && recover() != nil {
			out = nil
		}
	}()
	im.eachUnit(at, func(u *unit, _ uint64) bool {
		u.eachOwn(func(pos int, e *typeEntry) bool {
			if sought(u, e) {
				out = im.ctypes(u).at(u.off + int64(pos))
			}
			return out == nil
		})
		return out == nil
	})
	return out
}

// eachOwn calls f for the entries of the unit itself until f says no.
func (u *unit) eachOwn(f func(pos int, e *typeEntry) bool) {
	c := u.cursor(u.header)
	if ab := u.abbrevs.get(c.uleb()); ab != nil && ab.children {
		u.eachChild(u.typeEntry(&c, ab), f)
	}
}

func (u *unit) nameOf(e *typeEntry) string {
	if e.name.form == 0 && e.origin > 0 {
		return u.d.nameOf(e.origin)
	}
	return e.name.text(u)
}

// signedStruct returns the structure or union with a tag that has a unit of its own, as far as
// anything referred to one by now.
func (im *Image) signedStruct(tag string) (out *ctype.Type) {
	if im.debug == nil {
		return nil
	}
	defer func() {
		if catchPanics && recover() != nil {
			out = nil
		}
	}()
	for _, off := range slices.Sorted(maps.Values(im.debug.signatures)) {
		u := im.debug.unitAround(off)
		if u == nil {
			continue
		}
		types := im.ctypes(u)
		if _, e := types.entry(off); e != nil && !e.declared && e.name.form != 0 && e.name.text(u) == tag {
			if t := types.at(off); t != nil && t.Aggregate() == t {
				return t
			}
		}
	}
	return nil
}
