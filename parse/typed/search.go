package typed

import (
	"slices"

	"oopscope/parse/arch"
	"oopscope/parse/arch/flow"
	"oopscope/parse/symbol"
	"oopscope/parse/symbol/ctype"
)

// search looks for what registers hold, back through the code.
type search struct {
	deduction
	register    func(name string) (uint64, bool) // as printed
	above       func(c *code) (caller *code, call int)
	deep        bool           // look behind variables that point to no structure
	machine     bool           // what the code made, whatever the source calls it
	unhelped    bool           // not in the words of functions inlined from headers
	agree       bool           // what is of one type on all ways will do
	every       bool           // variables of every type, not only what points
	blind       map[*code]bool // functions whose variables are not looked at
	marked      place          // a register of a function that is followed by itself: see [search.uses]
	allocations bool           // what allocators return is known by its size
	active      map[place]int  // how many loads were on the way there
	loads       int
	effort      int
}

// A deduction is what the code of a module says of types where BTF is all that is known of it.
type deduction interface {
	copied(s *search, c *code, reg string) []value                       // what a register held when a copy of a function was entered
	nowhere(c *code, at, size int64, kept bool) (all []value, copy bool) // what a constant address is of in such a copy
	around(c *code, v value, reg string) value                           // a parameter, or the structure around what it points to
	variable(c *code, name string, at uint64) *ctype.Type                // what a variable of the module is
	link(c *code, v value, from part) value                              // a pointer that was loaded, with the list it is of
	returned(c *code, call int) *ctype.Type                              // what a function returns
	allocation(s *search, c *code, call int) []value                     // what an allocator returns
}

// alone is a search in one function, without values of registers and callers, for what its code
// makes.
func alone(d deduction) *search {
	return &search{deduction: d, register: func(string) (uint64, bool) { return 0, false }, above: func(*code) (*code, int) { return nil, 0 },
		active: map[place]int{}, effort: maxEffort, machine: true}
}

// entryMark stands for what a register held when a function was entered, while its uses are
// looked for.
const entryMark = "?"

// place is a register right before an instruction.
type place struct {
	c   *code
	reg string
	i   int
}

// maxEffort bounds one search, in instructions looked at.
const maxEffort = 200_000

// maxValues bounds the ways in which one value is said: where all members of a union share
// a place, each load would have that many times more.
const maxValues = 64

// held returns what a register holds right before an instruction runs, said in
// one way or more, the best first; none when that is not known. round says that
// the search came back to where it was: a loop.
func (s *search) held(c *code, reg string, i int) (found []value, round turn) {
	here := place{c, reg, i}
	if loads, again := s.active[here]; again {
		if c.stripped() && s.loads > loads {
			return nil, walked
		}
		return nil, advanced
	}
	s.active[here] = s.loads
	defer delete(s.active, here)

	m := merger{agree: c.stripped() || s.agree}
	passed := map[int]bool{i: true}
	for todo := []int{i}; len(todo) > 0; {
		n := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if s.effort--; s.effort < 0 {
			return nil, straight
		}
		if vs := s.inRegister(c, reg, n); vs != nil {
			m.add(vs, straight)
			continue
		}
		if n == 0 && c.whole {
			m.add(s.argument(c, reg), straight)
		} else if len(c.before[n]) == 0 {
			m.add(nil, straight)
		}
		for _, p := range c.before[n] {
			switch {
			case c.writes(p, reg):
				m.add(s.written(c, reg, p))
			case !passed[p]:
				passed[p] = true
				todo = append(todo, p)
			}
		}
	}
	if m.all == nil {
		return m.values(), m.round
	}
	return m.values(), straight
}

// inRegister returns the variables that the source has in a register, as
// pointers, the innermost function's first; or what it always holds.
func (s *search) inRegister(c *code, reg string, i int) (all []value) {
	if c.calls.Own != "" && reg == c.calls.Own {
		return []value{{own: true}}
	}
	if s.machine || s.blind[c] {
		return nil
	}
	for _, v := range c.seen(i) {
		w := v.Where
		if w.Held == symbol.AsValue && w.Base == symbol.FromRegister && c.register(w.Register) == reg && s.follows(v.Type) && !(s.unhelped && c.helps(&v, i)) {
			all = append(all, named(&v).plus(-w.Offset))
		}
	}
	return all
}

// follows tells types of variables that end the search.
func (s *search) follows(t *ctype.Type) bool {
	return s.every || points(t) && (!s.deep || t.Pointee().Aggregate() != nil || points(t.Pointee()))
}

// visible are the variables at the place of a function that is asked about.
func (s *search) visible(c *code) []symbol.Variable {
	if s.blind[c] {
		return nil
	}
	return c.seen(c.at)
}

// param is a parameter as it came in a register.
func (s *search) param(c *code, v *symbol.Variable, reg string) value {
	if s.deduction == nil || !c.stripped() || s.marked.c != nil {
		return named(v)
	}
	return s.around(c, named(v), reg)
}

// argument returns what a register held when the function was entered.
func (s *search) argument(c *code, reg string) (all []value) {
	if s.marked == (place{c: c, reg: reg}) {
		return []value{{expr: entryMark}}
	}
	for _, v := range s.visible(c) {
		w := v.Where
		if w.Held == symbol.AsValue && w.Base == symbol.FromEntry && c.register(w.Register) == reg && s.follows(v.Type) && !(s.unhelped && c.helps(&v, c.at)) {
			all = append(all, s.param(c, &v, reg).plus(-w.Offset))
		}
	}
	if all != nil || !slices.Contains(c.calls.Args, reg) && !slices.Contains(c.calls.Saved, reg) {
		return all
	}
	if caller, call := s.above(c); caller != nil {
		all, _ = s.held(caller, reg, call)
		all = c.scalarized(all, reg)
		for i, v := range all {
			if v.image && caller.im != c.im { // of the caller's, and of no meaning here
				all[i] = s.object(caller, uint64(v.off), v.loose)
			}
		}
		if n := slices.Index(c.calls.Args, reg); n >= 0 && c.debug == nil {
			all = caller.passed(all, caller.callee[call], n)
		}
	}
	if all == nil && s.marked.c == nil && s.deduction != nil && c.stripped() {
		all = s.copied(s, c, reg)
	}
	return all
}

// written returns what an instruction puts into a register.
func (s *search) written(c *code, reg string, p int) (found []value, round turn) {
	e := &c.effects[p]
	switch {
	case e.Maybe:
		return nil, straight
	case e.Back != 0 && e.Mem.Base == reg:
		found, round = s.held(c, reg, p)
		return added(found, e.Back), round
	case e.Does == flow.Calls && reg == c.calls.Result:
		return s.result(c, p), straight
	case e.Own && e.Dst == reg && e.Plus == "":
		return []value{{own: true}}, straight
	case e.Own && e.Dst == reg:
		found, round = s.held(c, e.Plus, p)
		return c.owns(found, 0), round
	case c.addsOwn(e, reg, p):
		found, round = s.held(c, reg, p)
		return c.owns(found, 0), round
	case c.copies[p] && e.Dst == reg && !e.Touches:
		return []value{{copies: true}}, straight
	case e.Does == flow.Loads:
		return s.fetched(c, reg, p)
	case e.Dst != reg || e.Does == flow.Halves:
		return nil, straight
	case e.Does == flow.Sets:
		return s.address(c, e.Mem, p)
	case e.Element:
		return s.element(c, e, p)
	case e.Plus != "":
		found, round = s.held(c, e.Plus, p)
		goes := c.stepOf(e, p, &s.effort)
		for i := range found {
			if found[i].loose {
				goes = goes.and(found[i].goes)
			}
			found[i].loose, found[i].goes = true, goes
		}
	}
	return found, round
}

// fetched returns what a load of one register or more puts into one of them.
func (s *search) fetched(c *code, reg string, p int) (found []value, round turn) {
	e := &c.effects[p]
	if e.Dst == reg {
		return s.loaded(c, e.Mem, p, int64(e.Size), c.image[p])
	}
	for _, l := range e.More {
		if l.Name == reg {
			m := e.Mem
			m.Offset += l.Offset
			return s.loaded(c, m, p, 0, c.image[p])
		}
	}
	return nil, straight
}

// element returns what is loaded from behind an address, by an index that is
// not known.
func (s *search) element(c *code, e *flow.Effect, p int) (found []value, round turn) {
	at, round := s.address(c, e.Mem, p)
	for _, v := range at {
		v.loose, v.goes = true, step{}
		found = append(found, s.contents(c, v, int64(e.Size))...)
	}
	return found, round
}

func added(vs []value, off int64) []value {
	for i := range vs {
		vs[i].off += off
	}
	return vs
}

// address returns what the sum of an access is, right before an instruction.
func (s *search) address(c *code, m arch.Access, p int) (found []value, round turn) {
	switch {
	case m.Base == "":
		return s.fixed(c, m, p), straight
	case slices.Contains(c.calls.PerCPU, m.Base) || m.Base == c.calls.PC:
		return c.perCPU(m, p), straight
	}
	found, round = s.held(c, m.Base, p)
	if vs, ok := s.owned(c, found, m, p); ok {
		return vs, round
	}
	found = c.inside(pointers(found), m.Offset)
	if m.Index == "" {
		return s.constant(c, entries(c, c.moved(found, m.Offset)), p), round
	}
	if len(found) == 0 && m.Shift == 0 && !m.Down { // either of the two may be the pointer
		var again turn
		found, again = s.held(c, m.Index, p)
		found = pointers(found)
		return s.indexed(c, added(found, m.Offset), m.Base, arch.Access{}, p), max(round, again)
	}
	return s.indexed(c, added(found, m.Offset), m.Index, m, p), round
}

// fixed is the sum of an access without a base: a constant, or an array of the
// image.
func (s *search) fixed(c *code, m arch.Access, p int) []value {
	at := value{image: c.image[p], number: !c.image[p], off: m.Offset}
	switch {
	case m.Index != "" && at.image:
		return s.indexed(c, []value{at}, m.Index, m, p)
	case m.Index != "":
		return nil
	case at.number && at.off != 0 && p == c.at:
		return s.fromNothing(c, m.Offset, int64(c.effects[p].Size))
	}
	return []value{at}
}

// constant turns the address that a register was set to for this access into what
// it is a member of, as the address itself would be (ARM: "mov r0, #0").
func (s *search) constant(c *code, vs []value, p int) []value {
	if p != c.at || len(vs) != 1 || !vs[0].number || vs[0].loose || vs[0].off == 0 {
		return vs
	}
	return s.fromNothing(c, vs[0].off, int64(c.effects[p].Size))
}

// pointers leaves out the plain numbers: what an index is added to is something
// that points.
func pointers(vs []value) []value {
	return slices.DeleteFunc(slices.Clone(vs), func(v value) bool { return v.number && v.off != 0 })
}

// indexed adds an index, by its value where that is still printed.
func (s *search) indexed(c *code, vs []value, index string, m arch.Access, p int) []value {
	n, known := s.printed(c, index, p)
	if x := (adding{c, &s.effort}).sum(index, p, 0); !known && len(x.of) == 0 && x.sure { // a constant too large for one instruction
		n, known = uint64(x.fixed), true
	}
	n <<= m.Shift
	if m.Down {
		n = -n
	}
	goes := step{}
	if !known || p == c.at {
		goes = c.step(index, uint8(m.Shift), p, &s.effort)
	}
	for i, v := range vs {
		switch {
		case known && !(p == c.at && c.leaves(v, int64(n))):
			vs[i] = v.element(int64(n))
		case v.loose:
			vs[i].goes = v.goes.and(goes)
		default:
			vs[i].loose, vs[i].goes = true, goes
		}
	}
	return vs
}

// leaves tells an index that leads out of a variable of the image.
func (c *code) leaves(v value, n int64) bool {
	if !v.image {
		return false
	}
	all := c.im.Objects([]uint64{uint64(v.off), uint64(v.off + n)})
	return all[0].Name != "" && all[0].Address != all[1].Address
}

// printed is a register's value right before an instruction, when it has not
// changed since until the registers were printed.
func (s *search) printed(c *code, reg string, p int) (uint64, bool) {
	v, ok := s.register(reg)
	if !ok || c.frame != 0 {
		return 0, false
	}
	passed := map[int]bool{c.at: true}
	for todo := []int{c.at}; len(todo) > 0; {
		n := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if n == p {
			continue
		}
		for _, q := range c.before[n] {
			if s.effort--; s.effort < 0 || c.writes(q, reg) {
				return 0, false
			}
			if !passed[q] {
				passed[q] = true
				todo = append(todo, q)
			}
		}
	}
	return v, passed[p]
}
