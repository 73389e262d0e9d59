package typed

import (
	"debug/elf"
	"slices"

	"oopscope/parse/arch/flow"
	"oopscope/parse/symbol"
	"oopscope/parse/symbol/ctype"
)

// BTF has no variables of files. What one is the code says that works on it: it is given to
// functions whose parameters are known, or is what a parameter always was, so that the compiler
// made a copy of the function without it.

// maxWitnesses bounds the functions that are asked what a variable is.
const maxWitnesses = 128

// witnesses are the functions that may work on a variable of so many bytes. Where an instruction
// has no room for an address, compilers count several variables from one place before them.
func witnesses(c *code, at, size uint64) []uint64 {
	const anchors = 4096 // bytes that a load reaches
	from := at
	if machine, _, _ := c.im.Machine(); machine != elf.EM_X86_64 && machine != elf.EM_386 {
		start, _, _ := c.im.Section(at)
		from = max(start, at-min(at, anchors))
	}
	return c.im.Referring(from, at+size, maxWitnesses)
}

// variable is the structure that a variable of a module is which BTF does not have, nil when
// the code does not prove one, or several. All that is found of one image is kept.
func (d *deducer) variable(c *code, name string, at uint64) *ctype.Type {
	if !c.im.Relocatable() || c.im != c.debug || c.im.IsCode(at) {
		return nil
	}
	if _, known := c.debug.Global(c.start, name); known {
		return nil
	}
	o := c.im.Objects([]uint64{at})[0]
	if o.Address != at || o.Size == 0 {
		return nil
	}
	if t, known := d.objects[at]; known {
		return t
	}
	d.objects[at] = nil // for those that are asked for it while it is looked for
	var found *ctype.Type
	for _, start := range witnesses(c, at, o.Size) {
		w := d.witness(c, start)
		if w == nil {
			continue
		}
		for _, t := range d.testifies(w, at, int64(o.Size)) {
			if found != nil && found.Plain() != t.Plain() {
				return nil
			}
			found = t
		}
	}
	if found == nil {
		found = d.shaped(c, at, int64(o.Size))
	}
	d.objects[at] = found
	return found
}

// witness opens another function of the image.
func (d *deducer) witness(c *code, start uint64) *code {
	if w, known := d.opened[start]; known && (w == nil || w.im == c.im) {
		return w
	}
	name, offset, size, ok := c.im.Symbol(start)
	if !ok || offset != 0 {
		return nil
	}
	w := open(File{c.im, c.debug}, symbol.Place{Function: name, Size: size, Exact: true, Address: start})
	d.opened[start] = w
	return w
}

// testifies are the structures that a variable of so many bytes is as far as a function can say.
func (d *deducer) testifies(c *code, at uint64, size int64) (all []*ctype.Type) {
	s := alone(d)
	for i := range c.insns {
		if e := &c.effects[i]; e.Does == flow.Calls || e.Does == flow.Jumps {
			all = append(all, givenObject(s, c, i, at, size)...)
		}
	}
	if t := d.always(s, c, at, size); t != nil {
		all = append(all, t)
	}
	return append(all, arrayIn(s, c, at, size)...)
}

// givenObject are the structures that a call of a known function takes the variable for.
func givenObject(s *search, c *code, call int, at uint64, size int64) (all []*ctype.Type) {
	if c.callee[call] == "" {
		return nil
	}
	for n, p := range c.debug.Function(c.start, c.callee[call]).Members() {
		to := p.Type.Pointee()
		if n >= len(c.calls.Args) || to.Aggregate() == nil || to.Bytes() != size {
			continue
		}
		vs, _ := s.held(c, c.calls.Args[n], call)
		if len(vs) == 1 && vs[0].image && !vs[0].loose && uint64(vs[0].off) == at {
			all = append(all, to)
		}
	}
	return all
}

// always is the structure that a parameter points to which the function is a copy without: of
// the variable's size, with a member for each access to it, and the only one.
func (d *deducer) always(s *search, c *code, at uint64, size int64) (found *ctype.Type) {
	f := d.clone(c)
	if f == nil {
		return nil
	}
	for j, p := range f.params {
		to := p.Type.Pointee()
		if to.Aggregate() == nil || to.Bytes() != size || !worksOn(s, c, to, at) || takes(c, j) {
			continue
		}
		if found != nil && found.Plain() != to.Plain() {
			return nil
		}
		found = to
	}
	return found
}

// worksOn tells whether the code accesses the variable, and as such a structure only.
func worksOn(s *search, c *code, of *ctype.Type, at uint64) bool {
	accesses := 0
	for i := range c.insns {
		e := &c.effects[i]
		if !e.Touches || slices.Contains(c.calls.Stack, e.Mem.Base) {
			continue
		}
		vs, _ := s.address(c, e.Mem, i)
		for _, v := range vs {
			off := uint64(v.off) - at
			if !v.image || off >= uint64(of.Bytes()) {
				continue
			}
			accesses++
			if !v.loose && len(of.Exactly(int64(off), int64(e.Size))) == 0 {
				return false
			}
		}
	}
	return accesses > 0
}

// takes tells whether a register up to the n-th is used as it was when the function was
// entered: the parameter may be there.
func takes(c *code, n int) bool {
	for _, reg := range c.calls.Args[:min(n+1, len(c.calls.Args))] {
		for i := range c.insns {
			if reads(c, i, reg) && c.unchanged(reg, i) {
				return true
			}
		}
	}
	return false
}

// reads tells whether an instruction may read a register; of a call whether it is given it.
func reads(c *code, i int, reg string) bool {
	e := &c.effects[i]
	if e.Does == flow.Calls && c.callee[i] != "" {
		if n := slices.Index(c.calls.Args, reg); n >= 0 {
			f := c.debug.Function(c.start, c.callee[i])
			return f == nil || n < len(f.Members())
		}
	}
	return e.Does == flow.Unknown || e.Does == flow.Calls || e.Mem.Base == reg || e.Mem.Index == reg || e.Data == reg || slices.Contains(e.From[:], reg)
}
