package typed

import (
	"slices"

	"oopscope/parse/symbol"
)

// likely leaves out of several names of one place those that nobody means: the
// second copy that struct_group() makes of members, and members of a type that
// the value is not, where the code says what it loads.
func (c *code) likely(ps []part) []part {
	if len(ps) < 2 {
		return ps
	}
	if c.im != nil {
		if n := c.field(ps); n >= 0 {
			return ps[n : n+1]
		}
	}
	if t := c.becomesA(); t != "" {
		of := slices.DeleteFunc(slices.Clone(ps), func(p part) bool { return p.of.Plain() != t })
		if len(of) > 0 {
			ps = of
		}
	}
	var out []part
	for _, p := range ps {
		twin := func(q part) bool {
			return q.last == p.last && q.offset == p.offset && q.bits == p.bits && len(q.path) < len(p.path)
		}
		if !slices.ContainsFunc(ps, twin) {
			out = append(out, p)
		}
	}
	return out
}

// becomesA is the type of the variable that the instruction loads, "" when that is
// not known: the one which the next instructions have in the register.
func (c *code) becomesA() string {
	const soon = 3
	e := &c.effects[c.at]
	if e.Dst == "" || !e.Touches || c.debug == nil {
		return ""
	}
	for i := c.at + 1; i < min(c.at+1+soon, len(c.insns)); i++ {
		if !slices.Contains(c.before[i], i-1) {
			return ""
		}
		for _, v := range c.seen(i) {
			if c.holds(e.Dst, &v) && !slices.ContainsFunc(c.seen(c.at), func(w symbol.Variable) bool { return w.Name == v.Name && c.holds(e.Dst, &w) }) {
				return v.Type.Plain()
			}
		}
		if c.writes(i, e.Dst) {
			return ""
		}
	}
	return ""
}

// holds tells whether a variable is in a register, as it is.
func (c *code) holds(reg string, v *symbol.Variable) bool {
	w := v.Where
	return w.Held == symbol.AsValue && w.Base == symbol.FromRegister && w.Offset == 0 && c.register(w.Register) == reg
}
