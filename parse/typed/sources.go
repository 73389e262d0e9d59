package typed

import (
	"strings"

	"oopscope/parse/symbol"
	"oopscope/parse/symbol/ctype"
)

// Where values come from when no register that was followed says it: globals,
// constants, what a caller passed, what a call returned.

// passed puts arguments in the words of the caller, for a function of which
// only the declaration is known: what it gets is a member of that type.
func (c *code) passed(vs []value, callee string, n int) []value {
	params := c.debug.Function(c.insns[c.at].Address+c.shift, callee).Members()
	want := ""
	if n < len(params) {
		want = title(params[n].Type.Pointee())
	}
	for i, v := range vs {
		vs[i].foreign = true
		in := v.of.Pointee()
		if v.object {
			in = v.of
		}
		if len(params) == 0 { // BTF has the functions of the file alone, DWARF of some compilers, too
			vs[i] = v.taken(in)
			continue
		}
		for _, p := range in.Beginning(v.off, func(t *ctype.Type) bool { return want != "" && t.Name == want }) {
			if len(p.Steps) > 0 && in.Aggregate() != nil {
				x := v.part(&p, in)
				vs[i] = value{expr: "&" + x.expr, of: v.of, inside: &x, variable: v.variable, kind: v.kind}
				break
			}
		}
	}
	return vs
}

// object is the variable of the file or the kernel at an address of the image.
func (s *search) object(c *code, at uint64, loose bool) value {
	if x := c.passedObject(at, loose); x.expr != "" {
		return x
	}
	name, offset, _, ok := c.im.Symbol(at)
	if !ok {
		return value{}
	}
	if t := s.unwritten(c, name, at-offset); t != nil {
		name, _, _ = strings.Cut(name, ".") // of a static variable of a function the compiler has a number behind it
		x := named(&symbol.Variable{Name: name, Type: t, Sort: symbol.Global}).plus(int64(offset))
		x.object, x.loose, x.place = true, loose, at-offset
		return x
	}
	here := c.insns[c.at].Address + c.shift
	v, ok := c.debug.Global(here, name)
	behind := int64(0)
	if !ok {
		v, behind, ok = c.debug.Static(here, name, at-offset+c.shift)
	}
	if !ok || v.Type.Bytes() == 0 || int64(offset)+behind >= v.Type.Bytes() {
		return value{}
	}
	x := named(&v)
	x.object, x.off, x.loose = true, int64(offset)+behind, loose
	return x
}

// unwritten is the type of a variable that BTF does not have, as far as the code says it.
func (s *search) unwritten(c *code, name string, at uint64) *ctype.Type {
	if s.deduction == nil || !c.stripped() {
		return nil
	}
	return s.variable(c, name, at)
}

// passedObject is the variable of the function that is such an address, or lies there: a
// parameter that is the same in all calls. What a helper calls it comes last.
func (c *code) passedObject(at uint64, loose bool) (found value) {
	for _, v := range c.seen(c.at) {
		w, behind := v.Where, int64(at-uint64(v.Where.Offset))
		x := named(&v).plus(behind)
		x.loose = loose
		switch {
		case w.Base != symbol.FromImage || behind < 0:
			continue
		case w.Held == symbol.AsValue && behind < v.Type.Pointee().Bytes():
		case w.Held == symbol.InMemory && behind < max(v.Type.Bytes(), 1):
			x.object = true
		default:
			continue
		}
		if !c.helps(&v, c.at) {
			return x
		}
		if found.expr == "" {
			found = x
		}
	}
	return found
}

// fromNothing returns what an access with a constant address can be of: of a
// pointer that is the same in all calls, or that the compiler knew to be NULL
// and kept nowhere, when there is only one.
func (s *search) fromNothing(c *code, at, size int64) (all []value) {
	if s.deduction != nil && c.stripped() {
		if all, copy := s.nowhere(c, at, size, false); copy {
			return all
		}
	}
	for _, v := range c.seen(c.at) {
		if w := v.Where; points(v.Type) && w.Held == symbol.AsValue && w.Base == symbol.FromZero {
			all = append(all, named(&v).plus(at-w.Offset))
		}
	}
	lost := c.lost()
	switch {
	case all != nil:
		return all
	case len(lost) == 1:
		x := named(&lost[0])
		if points(x.of.Pointee()) {
			x.expr, x.of = x.dereferenced(), x.of.Pointee()
		}
		if x = x.plus(at); x.only(size) {
			return []value{x}
		}
	case len(lost) == 0 && s.deduction != nil && !c.stripped(): // what it was loaded through is still held
		all, _ = s.nowhere(c, at, size, true)
	}
	return all
}

// only tells whether an access through nothing can be of what a lost pointer points to, and of
// nothing that a pointer in there leads to: of an object that never changes the compiler knows
// those to be NULL, too.
func (v value) only(size int64) bool {
	in := v.of.Pointee()
	if in.Aggregate() == nil {
		return true
	}
	if len(in.Exactly(v.off, size)) == 0 {
		return false
	}
	return !in.Leads(func(t *ctype.Type) bool {
		to := t.Pointee()
		return to.Aggregate() != nil && len(to.Exactly(v.off, size)) > 0
	})
}

// result is what a call returns: of the type that its declaration says.
func (s *search) result(c *code, p int) []value {
	if c.debug == nil {
		return nil
	}
	if s.allocations {
		return s.deduction.allocation(s, c, p)
	}
	name, _, _ := strings.Cut(c.callee[p], ".")
	t := c.debug.Function(c.insns[c.at].Address+c.shift, name)
	of := t.Elem()
	if t == nil && s.deduction != nil && c.stripped() {
		of = s.returned(c, p)
	}
	if !points(of) {
		return nil
	}
	return []value{{expr: name + "()", of: of}}
}
