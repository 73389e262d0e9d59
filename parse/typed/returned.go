package typed

import (
	"oopscope/parse/arch/flow"
	"oopscope/parse/symbol/ctype"
)

// returned is the type of what a function of the same file returns which BTF does not have: of
// what its code has in the result's register wherever it returns; nil when that is not known, or
// not the same.
func (d *deducer) returned(c *code, call int) *ctype.Type {
	at, ok := c.directly(call)
	if !ok || d.nested >= maxCallers {
		return nil
	}
	f := d.witness(c, at)
	if f == nil {
		return nil
	}
	d.nested++
	defer func() { d.nested-- }()
	var found *ctype.Type
	s := alone(d)
	for i := range f.insns {
		if f.effects[i].Does != flow.Jumps || stays(f, i) {
			continue
		}
		if !leaves(f, i) {
			return nil
		}
		vs, _ := s.held(f, f.calls.Result, i)
		if len(vs) != 1 || vs[0].off != 0 || vs[0].loose || vs[0].object || !points(vs[0].of) || found != nil && found.Plain() != vs[0].of.Plain() {
			return nil
		}
		found = vs[0].of
	}
	return found
}
