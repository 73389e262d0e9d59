package typed

import (
	"slices"
	"strings"

	"oopscope/parse/symbol"
	"oopscope/parse/symbol/ctype"
)

// GCC makes copies of functions that are given what a parameter points to instead of the
// parameter (IPA-SRA, "typed_next.isra.0"): the load is the caller's then, in its words, while
// the source line that is shown has the parameter's name.

// scalarized puts what such a copy is given in a register into the words of the parameter
// that is gone, where there is only one which it can be of.
func (c *code) scalarized(vs []value, reg string) []value {
	if c.im == nil || c.debug == nil || c.stripped() || !slices.Contains(c.calls.Args, reg) {
		return vs
	}
	if name, _, _, _ := c.im.Symbol(c.start); !strings.Contains(name, ".isra.") {
		return vs
	}
	lost := c.lost()
	if len(vs) == 0 || vs[0].number {
		if len(lost) == 1 && points(lost[0].Type.Pointee()) {
			x := named(&lost[0])
			x.expr, x.of = x.dereferenced(), lost[0].Type.Pointee()
			return []value{x}
		}
		return vs
	}
	var out []value
	for _, v := range vs {
		if x, ok := v.through(lost); ok {
			out = append(out, x)
		} else if !v.miscast(lost) {
			out = append(out, v)
		} else if x := v.uncast(lost); len(x) == 1 {
			out = append(out, x[0])
		}
	}
	return out
}

// outOf is what the value was loaded out of, nil where that is not one structure.
func (v value) outOf() *ctype.Type {
	from := v.member
	switch {
	case from == nil || from.base.loose || from.base.inside != nil || from.whole == nil:
		return nil
	case from.base.object:
		return from.base.of
	}
	return from.base.of.Pointee()
}

// miscast tells that what the caller loaded the value from is none of what the parameters that are
// gone point to, nor lies around it: the caller passed a pointer of another type.
func (v value) miscast(lost []symbol.Variable) bool {
	in := v.outOf()
	if in == nil || len(lost) == 0 {
		return false
	}
	return !slices.ContainsFunc(lost, func(w symbol.Variable) bool {
		to := w.Type.Pointee()
		return to.Aggregate() == nil || len(in.Holding(v.member.base.off, func(t *ctype.Type) bool { return t.Name == to.Aggregate().Name })) > 0
	})
}

// uncast is the value as loaded through those parameters.
func (v value) uncast(lost []symbol.Variable) (all []value) {
	from := v.member
	for i := range lost {
		for _, p := range named(&lost[i]).plus(from.base.off).parts(from.of.Bytes()) {
			if x, ok := p.loaded(); ok && p.exact {
				x.off, x.loose = v.off, v.loose
				all = append(all, x)
			}
		}
	}
	return all
}

// lost are the parameters and variables that point somewhere and are kept nowhere.
func (c *code) lost() (all []symbol.Variable) {
	for _, v := range c.seen(c.at) {
		if v.Where.Held == symbol.Nowhere && points(v.Type) && !slices.ContainsFunc(all, func(w symbol.Variable) bool { return w.Name == v.Name && w.Type.Plain() == v.Type.Plain() }) {
			all = append(all, v)
		}
	}
	return all
}

// through says a value as loaded through the only one of the variables that points to what it
// was loaded from; ok is false where there is none or several.
func (v value) through(lost []symbol.Variable) (x value, ok bool) {
	from := v.member
	if from == nil || from.base.loose || from.base.inside != nil || from.whole == nil {
		return x, false
	}
	n := slices.IndexFunc(lost, func(w symbol.Variable) bool { return w.Type.Pointee().Plain() == from.whole.Plain() })
	if n < 0 || slices.ContainsFunc(lost[n+1:], func(w symbol.Variable) bool { return w.Type.Pointee().Plain() == from.whole.Plain() }) {
		return x, false
	}
	for _, p := range named(&lost[n]).plus(from.base.off).parts(from.of.Bytes()) {
		if x, ok = p.loaded(); ok && p.path == from.path {
			x.off, x.loose = v.off, v.loose
			return x, true
		}
	}
	return x, false
}
