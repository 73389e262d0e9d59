package typed

import (
	"strings"

	"oopscope/parse/arch/flow"
	"oopscope/parse/symbol/ctype"
)

// link keeps with a pointer to a link of a list, as it was loaded, what is on that list: one whose
// head is a variable of the module, or that another link or entry is on.
func (d *deducer) link(c *code, v value, from part) value {
	to := v.of.Pointee().Aggregate()
	if to == nil || to.Name != "list_head" {
		return v
	}
	base, at := from.base, from.offset
	if from.last == "prev" {
		at -= c.word()
	}
	switch {
	case base.object && base.place != 0:
		v.on = d.onList(c, base.place+uint64(at))
	case base.on != nil && (title(from.whole) == "list_head" || base.on.at == at):
		v.on = base.on
	}
	return v
}

// onList is the structure that the module puts on the list with its head at a place, and its
// link; nil when that is not known, or several.
func (d *deducer) onList(c *code, head uint64) (found *container) {
	if known, ok := d.lists[head]; ok {
		return known
	}
	d.lists[head] = nil // while it is looked for
	for _, start := range witnesses(c, head, uint64(2*c.word())) {
		w := d.witness(c, start)
		if w == nil {
			continue
		}
		for _, o := range d.adds(w, head) {
			if found != nil && !found.equal(&o) {
				return nil
			}
			found = &o
		}
	}
	d.lists[head] = found
	return found
}

// adds are the structures that a function puts on a list, by the check of list_add()
// (lib/list_debug.c): what it allocated in the size of one structure only that has a link there, or
// what BTF knows.
func (d *deducer) adds(c *code, head uint64) (all []container) {
	for i := range c.insns {
		if c.effects[i].Does != flow.Calls || !strings.HasPrefix(c.callee[i], "__list_add_valid") {
			continue
		}
		s := alone(d)
		s.allocations = true
		isHead := func(n int) bool {
			vs, _ := s.held(c, c.calls.Args[n], i)
			return len(vs) == 1 && vs[0].image && !vs[0].loose && uint64(vs[0].off) == head
		}
		if vs, _ := s.held(c, c.calls.Args[0], i); len(vs) == 1 && (isHead(1) || isHead(2)) {
			all = append(all, linkedBy(c, vs[0])...)
		}
	}
	return all
}

// linkedBy are the structures that a value points to the link of.
func linkedBy(c *code, v value) (all []container) {
	holds := func(t *ctype.Type) bool {
		return len(t.Beginning(v.off, func(x *ctype.Type) bool { return x.Name == "list_head" })) > 0
	}
	if to := v.of.Pointee(); to.Aggregate() != nil && to.Aggregate().Name != "list_head" && !v.loose && holds(to) {
		return []container{{to, v.off}}
	}
	if v.expr != allocated {
		return nil
	}
	for _, t := range c.debug.Structures() {
		if t.Bytes() == v.bytes && holds(t) {
			all = append(all, container{t, v.off})
		}
	}
	return all
}
