package typed

import (
	"strings"

	"oopscope/parse/arch"
	"oopscope/parse/arch/flow"
	"oopscope/parse/crash"
	"oopscope/parse/symbol/ctype"
)

// Object returns what the object is that an allocator or a checker reports, nil when that
// is not proved: the type that the function gave the result of its allocation, or the
// structure that the cache is called by, where that fits the size of its objects; or
// what the entry of a list lies in.
func (l Look) Object() *crash.Object {
	if entry := l.entry(); entry != nil {
		return entry
	}
	a := l.Crash.Allocation()
	if a.Size <= 0 {
		return nil
	}
	for i := range l.Crash.Stacks {
		if s := &l.Crash.Stacks[i]; s.Role == "allocated" {
			return l.allocated(a, s.Frames)
		}
	}
	return nil
}

// allocated looks for the first caller of the allocator that gives its result a type.
func (l Look) allocated(a crash.Allocation, frames []arch.Frame) *crash.Object {
	const wrappers = 6
	for i := range frames[:min(len(frames), wrappers)] {
		f := &frames[i]
		if !f.HasOffset || !f.Reliable {
			continue
		}
		file, p := l.File(f)
		if file.Code == nil || file.Debug == nil {
			continue
		}
		c := open(file, p)
		if c == nil {
			continue
		}
		t, variable := c.receives()
		if t == nil && !strings.HasPrefix(a.Cache, "kmalloc-") {
			if named := c.debug.Struct(c.insns[c.at].Address+c.shift, a.Cache); named.Bytes() == a.Size {
				t = named
			}
		}
		if t == nil || !fills(a, t.Bytes()) {
			continue
		}
		o := &crash.Object{Of: t.Plain(), Struct: title(t), Size: t.Bytes(), Variable: variable, Byte: a.Byte, HasByte: a.HasByte, Allocated: *f}
		if a.HasByte && a.Byte >= 0 && a.Byte < o.Size {
			o.Member = member(t, a.Byte)
		}
		return o
	}
	return nil
}

// member is what lies at a byte of a structure, the innermost.
func member(t *ctype.Type, at int64) string {
	places := t.At(at, 0)
	if len(places) == 1 {
		return places[0].Path()
	}
	return strings.TrimPrefix(t.Part(at), ".")
}

// fills tells whether a structure is as large as what was allocated for it: caches of
// kmalloc() have objects of fixed sizes (mm/slab_common.c), of which the smallest is taken.
func fills(a crash.Allocation, size int64) bool {
	if !strings.HasPrefix(a.Cache, "kmalloc-") && !strings.HasPrefix(a.Cache, "dma-kmalloc-") {
		return size == a.Size
	}
	smaller := a.Size / 2
	switch {
	case a.Size == 96:
		smaller = 64
	case a.Size == 128:
		smaller = 96
	case a.Size == 192:
		smaller = 128
	case a.Size == 256:
		smaller = 192
	case a.Size <= 8:
		smaller = 0
	}
	return size > smaller && size <= a.Size
}

// receives returns the structure that the result of the call before a place is a pointer
// to, as the source has it, and the variable; nil when it does not say, or says several.
func (c *code) receives() (t *ctype.Type, variable string) {
	const far = 24 // instructions
	if call := c.callBefore(c.at); call < 0 || c.effects[call].Does != flow.Calls {
		return nil, ""
	}
	in := map[string]bool{c.calls.Result: true}
	for i := c.at; i < min(c.at+far, len(c.insns)) && len(in) > 0; i++ {
		if i > c.at && !follows(c.before[i], i-1) {
			return nil, ""
		}
		if t, variable := c.typedHere(i, in); t != nil {
			return t, variable
		}
		e := &c.effects[i]
		var to []string
		for reg := range in {
			if dst, ok := e.Copies(reg); ok {
				to = append(to, dst)
			}
		}
		for reg := range in {
			if c.writes(i, reg) {
				delete(in, reg)
			}
		}
		for _, reg := range to {
			in[reg] = true
		}
	}
	return nil, ""
}

// follows tells that nothing but the instruction before leads to one; what lies in a loop
// may be reached with another value.
func follows(before []int, last int) bool { return len(before) == 1 && before[0] == last }

// typedHere returns the structure that one of the registers points to by the variables that
// are in it, or by where it is stored to.
func (c *code) typedHere(i int, in map[string]bool) (t *ctype.Type, variable string) {
	var g given
	for _, v := range c.seen(i) {
		for reg := range in {
			if c.holds(reg, &v) {
				g.take(v.Type.Pointee(), v.Name)
			}
		}
	}
	if e := &c.effects[i]; g.of == nil && in[e.Data] && e.Touches && e.Does != flow.Loads {
		for _, p := range c.storedTo(i) {
			g.take(p.of.Pointee(), p.expr)
		}
	}
	if g.several {
		return nil, ""
	}
	return g.of, g.name
}

// given is what the source gives a value to: a structure that it points to, and the name.
type given struct {
	of      *ctype.Type
	name    string
	several bool
}

func (g *given) take(of *ctype.Type, name string) {
	switch whole := of.Aggregate(); {
	case of == nil || whole == nil || whole.Partial:
	case g.of != nil && g.of.Plain() != of.Plain():
		g.several = true
	default:
		g.of, g.name = of, name
	}
}

// storedTo are the places that an instruction stores to, as the source has them.
func (c *code) storedTo(i int) (exact []part) {
	s := alone(nil)
	s.machine = false
	at, _ := s.address(c, c.effects[i].Mem, i)
	for _, v := range at {
		for _, p := range s.parts(c, v, int64(c.effects[i].Size)) {
			if p.exact {
				exact = append(exact, p)
			}
		}
	}
	return exact
}
