package typed

import (
	"slices"
	"strings"

	"oopscope/parse/arch/flow"
	"oopscope/parse/symbol/ctype"
)

// returned is the type of what a function of the same file returns which BTF does not have: of
// what its code has in the result's register wherever it returns; nil when that is not known, or
// not the same.
func (d *deducer) returned(c *code, call int) *ctype.Type {
	e := &c.effects[call]
	if !e.HasRel || d.nested >= maxCallers {
		return nil
	}
	f := d.witness(c, c.insns[call].Address+uint64(e.Rel))
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

// stays tells a jump to somewhere in the function.
func stays(c *code, i int) bool {
	e := &c.effects[i]
	to := c.insns[i].Address + uint64(e.Rel)
	return e.HasRel && to >= c.start && to < c.end(len(c.insns)-1)
}

// leaves tells the jump that returns from a function from one that goes on to another.
func leaves(c *code, i int) bool {
	const thunk = "__x86_return_thunk" // arch/x86/lib/retpoline.S
	mnemonic, _, _ := strings.Cut(c.insns[i].Text, " ")
	return c.callee[i] == thunk || c.callee[i] == "" && !c.effects[i].HasRel && slices.Contains([]string{"ret", "retq", "blr"}, mnemonic) ||
		slices.Contains([]string{"bx lr", "jr ra", "jr $ra", "br %r14"}, c.insns[i].Text)
}
