package typed

import (
	"slices"

	"oopscope/parse/symbol"
	"oopscope/parse/symbol/ctype"
)

// Without DWARF nobody says where variables are. BTF has the parameters of
// functions, and by the calling convention they come in registers: what those
// held when the function was entered is known, and the code says the rest.

// stripped tells code of which BTF is all that is known.
func (c *code) stripped() bool { return c.debug != nil && !c.debug.HasLines() }

// inside leaves out pointers that were moved out of what they point to: by
// container_of, to a structure that only DWARF can name. What an access adds may bring them back
// where an offset is too large for one instruction.
func (c *code) inside(vs []value, plus int64) []value {
	if !c.stripped() {
		return vs
	}
	return slices.DeleteFunc(slices.Clone(vs), func(v value) bool {
		size := v.of.Pointee().Bytes()
		beyond := v.off > 0 && v.off >= size && (v.off+plus < 0 || v.off+plus >= size)
		return v.expr != "" && v.of != nil && !v.object && (v.off < 0 || beyond)
	})
}

// parameters returns what BTF knows of the function's variables: those
// parameters that certainly come in a register.
func (c *code) parameters() (all []symbol.Variable) {
	name, offset, _, ok := c.im.Symbol(c.start)
	if !ok || offset != 0 {
		return nil
	}
	f := c.debug.Function(c.start+c.shift, name)
	if f == nil || f.Elem().Aggregate() != nil { // the address for its result comes first
		return nil
	}
	for i, p := range f.Members() {
		if i >= len(c.calls.Args) || !c.fills(p.Type) {
			break
		}
		where := symbol.Where{Held: symbol.AsValue, Base: symbol.FromEntry, Register: slices.Index(c.calls.Numbers, c.calls.Args[i])}
		if p.Name != "" {
			all = append(all, symbol.Variable{Name: p.Name, Type: p.Type, Sort: symbol.Parameter, Position: i, Function: name, Where: where})
		}
	}
	return all
}

// fills tells types whose values take one register: structures and what is
// wider than one have rules of their own on each machine.
func (c *code) fills(t *ctype.Type) bool {
	b := t.Bare()
	if b == nil {
		return false
	}
	switch b.Kind {
	case ctype.Number, ctype.Pointer, ctype.Enum:
		return b.Bytes() > 0 && b.Bytes()*8 <= int64(c.bits)
	}
	return false
}

// entries turns pointers that were moved out of the links of lists into pointers to what is on
// the list.
func entries(c *code, vs []value) []value {
	for i, v := range vs {
		if to := v.of.Pointee().Aggregate(); v.on != nil && to.Name == "list_head" && (v.off < 0 || v.off >= to.Bytes()) {
			o := v.on
			vs[i] = value{expr: "list_entry(…, " + o.of.Plain() + ", " + o.member("list_head") + ")", of: o.pointer(c.word()), off: o.at + v.off, on: o}
		}
	}
	return vs
}
