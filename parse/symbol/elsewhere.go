package symbol

import "oopscope/parse/symbol/ctype"

// Types may stand elsewhere: in units of their own, each with a signature that refers to it, and in
// the file that dwz moved what several files have to.

// alternate are the types of the file that dwz made, nil where there is none.
func (t *dwarfTypes) alternate() *dwarfTypes {
	if t.d.alternate == nil {
		return nil
	}
	d := t.d.alternate()
	if d == nil {
		return nil
	}
	if t.other == nil || t.other.d != d {
		t.other = &dwarfTypes{d: d, made: map[int64]*ctype.Type{}}
	}
	return t.other
}

// described returns the name and the type of a variable, from its own entry or
// the one that it is an instance of.
func (t *dwarfTypes) described(u *unit, e *typeEntry) (name string, of int64) {
	name, of = e.name.text(u), e.of
	for range 8 { // a chain of two or three is normal, a circle is damage
		if name != "" && of > 0 || e.origin <= 0 {
			break
		}
		origin := e.origin
		if u != nil && u.d != t.d {
			origin |= inAlternate
		}
		if u, e = t.entry(origin); u == nil {
			break
		}
		if name == "" {
			name = e.name.text(u)
		}
		if of <= 0 {
			of = e.of
			if of > 0 && u.d != t.d {
				of |= inAlternate
			}
		}
	}
	return name, of
}
