package typed

import "slices"

// A function that is given a timer, the work or a list's link of a structure goes to the structure
// around it, and no type says which that is (container_of(), include/linux/container_of.h). BTF
// alone has no variable of its type, but the code may leave one structure only.

// suits tells whether all uses are of members of the container.
func suits(o container, uses []use) bool {
	for _, u := range uses {
		if u.callee != "" && u.off == 0 {
			continue
		}
		if u.loose || u.callee != "" || len(o.of.Exactly(o.at+u.off, u.size)) == 0 {
			return false
		}
	}
	return true
}

// around is a pointer to the structure around what a parameter points to, when the code uses
// what lies outside of that, and only one structure of the module has members at all of those places.
func (d *deducer) around(c *code, v value, reg string) value {
	inner := v.of.Pointee().Aggregate()
	if inner == nil || !slices.Contains(primitives, inner.Name) {
		return v
	}
	uses, known := d.uses(c, reg)
	outside := func(u use) bool { return u.callee == "" && (u.off < 0 || u.off >= inner.Bytes()) }
	if !known || !slices.ContainsFunc(uses, outside) {
		return v
	}
	var found []container
	for _, t := range c.debug.Structures() {
		for _, at := range embedded(t, inner.Name) {
			if o := (container{t, at}); suits(o, uses) {
				found = append(found, o)
			}
		}
	}
	if len(found) != 1 {
		return v
	}
	v.expr = "container_of(" + v.expr + ", " + found[0].of.Plain() + ", " + found[0].member(inner.Name) + ")"
	v.of, v.off = found[0].pointer(c.word()), v.off+found[0].at
	return v
}
