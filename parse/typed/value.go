package typed

import (
	"slices"
	"strconv"
	"strings"

	"oopscope/parse/symbol"
	"oopscope/parse/symbol/ctype"
)

// value is what a register or a place in memory holds, as the source says it:
// the expression, its type, and what was added to it.
type value struct {
	expr   string
	of     *ctype.Type // of the expression
	object bool        // the value is the address of what the expression names
	off    int64       // bytes added
	loose  bool        // and bytes that are not known: an index
	goes   step        // of those: what they are multiples of

	bytes   int64      // of memory that is known by its size only
	place   uint64     // of a variable of the image: where that is
	on      *container // of the link of a list or an entry of it: what is on the list
	foreign bool       // it was given to a function of which no types are known

	image  bool // no expression yet: off is an address of the image
	number bool // no expression at all: off is a constant
	own    bool // nor here: how far the CPU's own copy of per-CPU data is from the data
	halves bool // 8 bytes may be accessed there in two halves
	copies bool // nor here: the table of such distances, of all CPUs

	variable string      // at the root of the expression
	kind     *ctype.Type // the variable's type
	inside   *part       // what it is the address of, or lies in: all that is known of the place
	member   *part       // what it was loaded from, nil for a variable itself
}

// points tells types whose values are followed.
func points(t *ctype.Type) bool {
	b := t.Bare()
	return b != nil && b.Kind == ctype.Pointer
}

func named(v *symbol.Variable) value {
	return value{expr: v.Name, of: v.Type, variable: v.Name, kind: v.Type}
}

// plus is the value with bytes added.
func (v value) plus(off int64) value {
	v.off += off
	return v
}

// element adds an index of so many bytes. What goes by whole structures out of the one that is
// pointed to is of an array of them: "slots[3]".
func (v value) element(n int64) value {
	in := v.of.Pointee()
	each := in.Bytes()
	if v.expr == "" || v.object || v.image || v.loose || v.inside != nil || in.Aggregate() == nil || each <= 0 || in.Endless() ||
		n == 0 || n%each != 0 || v.off < 0 || v.off >= each {
		return v.plus(n)
	}
	x := value{expr: v.grouped() + "[" + strconv.FormatInt(n/each, 10) + "]", of: in, object: true, off: v.off, variable: v.variable, kind: v.kind}
	return x
}

// part is a place in memory as the source says it.
type part struct {
	expr   string      // "dev->priv"
	of     *ctype.Type // of what lies there
	whole  *ctype.Type // the structure or union it is a member of, nil for others
	path   string      // the member, from whole
	last   string      // its innermost name
	offset int64       // in whole
	exact  bool        // the access is of this and nothing else
	bits   bool        // a bit-field
	start  int64       // of a bit-field, in bits from the whole's start
	width  int64
	base   value // what it was reached from
}

// parts returns what the source calls the memory that a value points to, where
// an access of so many bytes goes; 0 for not known.
func (v value) parts(size int64) (all []part) {
	switch {
	case v.expr == "":
		return nil
	case v.inside != nil:
		if v.off < 0 || v.off >= v.inside.of.Bytes() {
			return nil
		}
		return []part{*v.inside}
	}
	in := v.of
	if !v.object {
		in = v.of.Pointee()
	}
	bare := in.Bare()
	if bare == nil {
		return nil
	}
	switch bare.Kind {
	case ctype.Struct, ctype.Union:
		return v.members(in, size)
	case ctype.Array:
		all = v.members(in, size)
		for i := range all {
			all[i].ofElement(bare)
		}
		return all
	case ctype.Number, ctype.Pointer, ctype.Enum:
		return v.scalar(in, size)
	case ctype.Void, ctype.Function:
		if v.off == 0 && !v.loose && !v.object {
			return []part{{expr: v.dereferenced(), of: in, base: v}}
		}
	}
	return nil
}

// members are the members at the place.
func (v value) members(in *ctype.Type, size int64) (all []part) {
	if v.loose {
		return v.indexed(in, size)
	}
	exact := map[string]bool{}
	for _, p := range in.Exactly(v.off, size) {
		exact[p.Path()] = true
	}
	for _, p := range in.At(v.off, size) {
		x := v.part(&p, in)
		x.exact = size > 0 && (exact[x.path] || v.halved(&p, size))
		all = append(all, x)
	}
	if len(exact) > 0 && len(all) > 1 {
		return v.shared(in, size, all)
	}
	if len(exact) == 0 && len(all) > 0 && all[0].of.Bytes() < size && !slices.ContainsFunc(all, func(x part) bool { return x.exact }) {
		return v.wider(in, size, all)
	}
	return all
}

// indexed are the members at the place where an index that is not known was added: of an array
// in a structure, or of one of a row of structures. Where both may be meant and the code does
// not tell by how much the index goes, none is.
func (v value) indexed(in *ctype.Type, size int64) []part {
	each, off := in.Bytes(), v.off+v.goes.from
	var row []part
	if !v.object && v.inside == nil && size > 0 && each > 0 && in.Aggregate() != nil && !in.Endless() {
		x := value{expr: v.grouped() + "[]", of: in, object: true, off: (off%each + each) % each, variable: v.variable, kind: v.kind}
		if row = x.members(in, size); v.byRow(in) {
			return row
		}
		row = slices.DeleteFunc(row, func(p part) bool { return !p.exact })
	}
	ps := v.within(in, in.Indexed(off, size), off)
	if len(ps) != 1 || size <= 0 || v.goes.within(in) && strings.Count(ps[0].Path(), "[]") == 1 {
		return nil
	}
	x := v.part(&ps[0], in)
	for _, r := range row {
		if !v.goes.sure && anyIndex(r.path) != anyIndex(x.path) {
			return nil
		}
	}
	x.exact = true
	return []part{x}
}

// within leaves, of members of several arrays that an index may be of, that of the array which lies
// there itself, where the index goes by its elements.
func (v value) within(in *ctype.Type, ps []ctype.Place, off int64) []ctype.Place {
	if len(ps) < 2 || !v.goes.sure {
		return ps
	}
	there := in.Holding(off, func(t *ctype.Type) bool { return t.Kind == ctype.Array && t.Elem().Bytes() == v.goes.bytes })
	if len(there) != 1 {
		return ps
	}
	array := there[0].Path() + "[]"
	return slices.DeleteFunc(ps, func(p ctype.Place) bool { return !strings.HasPrefix(p.Path(), array) })
}

// byRow tells that the index goes by whole structures.
func (v value) byRow(in *ctype.Type) bool {
	return !v.object && in.Bytes() > 0 && v.goes.bytes > 0 && v.goes.bytes%in.Bytes() == 0
}

// anyIndex is a member's path whatever the elements of arrays are.
func anyIndex(path string) string {
	var b strings.Builder
	for {
		before, index, ok := strings.Cut(path, "[")
		b.WriteString(before)
		if !ok {
			return b.String()
		}
		_, path, _ = strings.Cut(index, "]")
		b.WriteString("[]")
	}
}

// halved tells a number of 8 bytes of which a machine of 32 bits accesses one half.
func (v value) halved(p *ctype.Place, size int64) bool {
	b := p.Type.Bare()
	return v.halves && size == 4 && p.BitSize == 0 && b.Kind == ctype.Number && b.Bytes() == 8 && p.Rest%4 == 0
}

// shared are the parts at a place that a union has several times: of those that are too small
// for the access, what is around them may be copied or cleared by it.
func (v value) shared(in *ctype.Type, size int64, parts []part) (all []part) {
	for _, x := range parts {
		around := v.wider(in, size, nil)
		if !x.bits && x.of.Bytes() < size && len(around) == 1 && around[0].of.Aggregate() != nil && strings.HasPrefix(x.path, around[0].path) {
			x = around[0]
			x.exact = true
		}
		if !slices.ContainsFunc(all, func(y part) bool { return y.path == x.path }) {
			all = append(all, x)
		}
	}
	return all
}

// wider is what lies around members that an access is too wide for: a structure or an array
// that is copied or cleared is so in the widest pieces that there are. Of two members of the
// whole itself the parts stay.
func (v value) wider(in *ctype.Type, size int64, parts []part) []part {
	around := in.Holding(v.off, func(t *ctype.Type) bool { return t.Aggregate() != nil || t.Kind == ctype.Array })
	for _, p := range slices.Backward(around) {
		if p.Rest+size <= p.Type.Bytes() && len(p.Steps) > 0 {
			return []part{v.part(&p, in)}
		}
	}
	return parts
}

// part is one place in what a value points to.
func (v value) part(p *ctype.Place, in *ctype.Type) part {
	path := p.Path()
	x := part{of: p.Type, path: path, last: p.Last(), offset: p.Offset, bits: p.BitSize > 0, start: p.BitStart, width: p.BitSize, base: v}
	if p.BitSize > 0 {
		x.offset = p.BitStart / 8
	}
	if in.Aggregate() != nil {
		x.whole = in
	}
	x.expr = v.grouped() + joint(path, v.object) + path
	return x
}

// ofElement makes what lies in an element of an array of structures a member of that.
func (p *part) ofElement(t *ctype.Type) {
	path, before := p.path, int64(0)
	for t != nil && t.Kind == ctype.Array && strings.HasPrefix(path, "[") {
		index, rest, _ := strings.Cut(path[1:], "]")
		n, _ := strconv.ParseInt(index, 10, 64) // none of one that is not known
		t, path = t.Elem(), rest
		before += n * t.Bytes()
		if member, ok := strings.CutPrefix(path, "."); ok && t.Aggregate() != nil {
			p.whole, p.path, p.offset = t, member, p.offset-before
			return
		}
		t = t.Bare()
	}
}

// joint is what stands between a variable and its member.
func joint(path string, object bool) string {
	switch {
	case strings.HasPrefix(path, "["):
		return ""
	case object:
		return "."
	}
	return "->"
}

// castAway tells bytes that are used as something else; a letter of a text is what it is.
func (v value) castAway(in *ctype.Type, size int64) bool {
	letter := in.Bare().Name == "char" && size == 1 && v.off >= 0
	return !v.foreign && in.Bytes() == 1 && !letter && (v.off != 0 || v.loose || size != 1)
}

// scalar is a number or a pointer that is pointed to, or one of several in a
// row.
func (v value) scalar(in *ctype.Type, size int64) []part {
	each := in.Bytes()
	if v.castAway(in, size) {
		return nil
	}
	x := part{of: in, exact: size == 0 || size == each, base: v}
	switch {
	case v.object && v.off == 0 && !v.loose:
		x.expr = v.expr
	case v.object || each == 0 || v.off%each != 0:
		return nil
	case v.off == 0 && !v.loose:
		x.expr = v.dereferenced()
	case v.loose:
		x.expr = v.grouped() + "[]"
	default:
		x.expr = v.grouped() + "[" + strconv.FormatInt(v.off/each, 10) + "]"
	}
	return []part{x}
}

func (v value) dereferenced() string { return "*" + v.expr }

// grouped is the expression where an index follows.
func (v value) grouped() string {
	if strings.HasPrefix(v.expr, "*") {
		return "(" + v.expr + ")"
	}
	return v.expr
}

// loaded is what a part holds, when it is something that points further.
func (p part) loaded() (v value, ok bool) {
	b := p.of.Bare()
	if b == nil || b.Kind != ctype.Pointer || p.bits || !p.exact && p.base.expr == "" {
		return v, false
	}
	v = value{expr: p.expr, of: p.of, variable: p.base.variable, kind: p.base.kind}
	if p.whole != nil {
		v.member = &p
	} else if p.base.member != nil {
		v.member = p.base.member
	}
	return v, true
}

// title is the name of a structure or union: its tag, or the typedef's that
// names it.
func title(t *ctype.Type) string {
	name := ""
	for range 16 {
		if t == nil {
			return name
		}
		switch t.Kind {
		case ctype.Typedef:
			if name == "" {
				name = t.Name
			}
		case ctype.Qualified:
		default:
			if t.Name != "" {
				return t.Name
			}
			return name
		}
		t = t.Elem()
	}
	return name
}
