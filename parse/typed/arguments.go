package typed

import (
	"strconv"
	"strings"

	"oopscope/parse/arch"
	"oopscope/parse/symbol"
	"oopscope/parse/symbol/ctype"
)

// unsaid stands for the arguments of a call of which one is not known.
const unsaid = "(…)"

// arguments writes what a call passes to a function of a type, "(dev, 1)"; of several
// variables in one register the innermost function's.
func (s *search) arguments(c *code, of *ctype.Type, call int) string {
	of = of.Bare()
	if of == nil || of.Kind != ctype.Function || of.Elem().Aggregate() != nil { // the address for its result comes first
		return unsaid
	}
	params := of.Members()
	if len(params) > len(c.calls.Args) {
		return unsaid
	}
	all := make([]string, len(params))
	for i, p := range params {
		if !c.fills(p.Type) {
			return unsaid
		}
		if all[i] = s.passes(c, c.calls.Args[i], p.Type, call); all[i] == "" {
			return unsaid
		}
	}
	return "(" + strings.Join(all, ", ") + ")"
}

// passes is what a register holds right before a call, as an argument of a type; "" when
// that is not known.
func (s *search) passes(c *code, reg string, of *ctype.Type, call int) string {
	if name := c.variableIn(reg, call); name != "" {
		return name
	}
	if text := s.noted(c, reg, of, call); text != "" {
		return text
	}
	any := *s
	any.every = true
	vs, _ := any.held(c, reg, call)
	for _, v := range vs {
		if text := s.argumentText(c, v, of); text != "" {
			return text
		}
	}
	if c.whole && c.unchanged(reg, call) {
		return c.variableIn(reg, 0)
	}
	if from, at := c.narrowed(reg, of, call); from != "" {
		return s.passes(c, from, of, at)
	}
	return ""
}

// narrowed is the register whose lower half was put into another one before a call, and where:
// to an argument of no more bytes than that it makes no difference what the upper half was.
func (c *code) narrowed(reg string, of *ctype.Type, call int) (from string, at int) {
	size := of.Bytes()
	if size <= 0 || size > 4 {
		return "", 0
	}
	for at = call; len(c.before[at]) == 1 && c.before[at][0] < at; {
		at = c.before[at][0]
		if !c.writes(at, reg) {
			continue
		}
		whole := uint64(1)<<(8*size) - 1
		if e := &c.effects[at]; e.Dst == reg && !e.Touches && !e.Maybe && e.Right == 0 && e.Keeps&whole == whole {
			return e.From[0], at
		}
		break
	}
	return "", 0
}

// variableIn is the variable that a register holds right before an instruction, of any type;
// of several the innermost function's.
func (c *code) variableIn(reg string, i int) string {
	for _, v := range c.seen(i) {
		if w := v.Where; w.Base == symbol.FromEntry && i == 0 && c.stripped() {
			v.Where.Base = symbol.FromRegister
		}
		if c.holds(reg, &v) {
			return v.Name
		}
	}
	return ""
}

// noted is what the compiler wrote down that the call passes in a register (DWARF 5 section
// 3.4.2).
func (s *search) noted(c *code, reg string, of *ctype.Type, call int) string {
	if c.debug == nil {
		return ""
	}
	site, _ := c.debug.Call(c.end(call) + c.shift)
	for _, p := range site.Passed {
		if c.register(p.Register) != reg || p.Where.Held != symbol.AsValue {
			continue
		}
		switch w := p.Where; {
		case w.Base == symbol.FromImage:
			return s.argumentText(c, value{image: true, off: w.Offset}, of)
		case w.Base == symbol.FromZero:
			return literal(w.Offset, of)
		case w.Base == symbol.FromEntry && w.Offset == 0 && c.whole:
			return c.variableIn(c.register(w.Register), 0)
		case w.Base == symbol.FromRegister && w.Offset == 0:
			return c.variableIn(c.register(w.Register), call)
		}
	}
	return ""
}

// argumentText writes a value as an argument of a type.
func (s *search) argumentText(c *code, v value, of *ctype.Type) string {
	if v.image {
		v = s.object(c, uint64(v.off), v.loose)
	}
	switch {
	case v.number && !v.loose:
		return literal(v.off, of)
	case v.expr == "" || v.off != 0 || v.loose || v.inside != nil:
		return ""
	case v.object:
		return "&" + v.expr
	}
	return v.expr
}

// unchanged tells whether a register has at an instruction what it had when the function was
// entered.
func (c *code) unchanged(reg string, at int) bool {
	passed := map[int]bool{at: true}
	for todo := []int{at}; len(todo) > 0; {
		n := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if n == 0 && !c.whole || n > 0 && len(c.before[n]) == 0 {
			return false
		}
		for _, p := range c.before[n] {
			if c.writes(p, reg) {
				return false
			}
			if !passed[p] {
				passed[p] = true
				todo = append(todo, p)
			}
		}
	}
	return true
}

// literal writes a number as an argument of a type.
func literal(v int64, of *ctype.Type) string {
	b := of.Bare()
	if b.Kind == ctype.Pointer {
		if v == 0 {
			return "NULL"
		}
		return arch.Hex(uint64(v))
	}
	if size := b.Bytes(); size < 8 && (b.Signed || b.Kind == ctype.Enum) {
		v = v << (64 - 8*size) >> (64 - 8*size)
	}
	if name := of.Value(v); name != "" {
		return name
	}
	return strconv.FormatInt(v, 10)
}
