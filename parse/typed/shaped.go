package typed

import (
	"slices"

	"oopscope/parse/symbol/ctype"
)

// A variable of a file that is given to nobody whose parameters BTF knows may still show what it is:
// where the code goes by an index through an array in it, and only one structure of the module has
// its size, that array there, and a member for everything else that the code does with it.

// A touch is an access to a variable: how far behind its beginning, and whether an index was added.
type touch struct {
	off, size int64
	loose     bool
	goes      step
}

// shaped is the only structure of the module that a variable of so many bytes can be, nil where
// its code shows too little.
func (d *deducer) shaped(c *code, at uint64, size int64) (found *ctype.Type) {
	touches := d.touches(c, at, size)
	indexes := func(t touch) bool { return t.loose && t.goes.sure && t.goes.bytes == t.size }
	if !slices.ContainsFunc(touches, indexes) {
		return nil
	}
	for _, t := range c.debug.Structures() {
		if t.Bytes() != size || slices.ContainsFunc(touches, func(x touch) bool { return !x.fits(t) }) {
			continue
		}
		if found != nil {
			return nil
		}
		found = t
	}
	return found
}

// touches are all accesses to a variable by the functions that refer to it; none where one of them
// cannot be read.
func (d *deducer) touches(c *code, at uint64, size int64) (all []touch) {
	s := alone(d)
	for _, start := range witnesses(c, at, uint64(size)) {
		w := d.witness(c, start)
		if w == nil {
			return nil
		}
		for i := range w.insns {
			e := &w.effects[i]
			if !e.Touches || slices.Contains(w.calls.Stack, e.Mem.Base) {
				continue
			}
			vs, _ := s.address(w, e.Mem, i)
			for _, v := range vs {
				off := v.off - int64(at)
				if v.loose {
					off += v.goes.from
				}
				if v.image && off >= 0 && off < size {
					all = append(all, touch{off, int64(e.Size), v.loose, v.goes})
				}
			}
		}
	}
	return all
}

// fits tells whether a structure has what is accessed: a member, or an array that the index is of.
func (x touch) fits(t *ctype.Type) bool {
	if !x.loose {
		return len(t.Exactly(x.off, x.size)) > 0
	}
	return slices.ContainsFunc(t.Beginning(x.off, func(t *ctype.Type) bool { return t.Kind == ctype.Array }), func(p ctype.Place) bool {
		each := p.Type.Elem().Bytes()
		return each == x.size && (x.goes.bytes == 0 || x.goes.bytes == each)
	})
}
