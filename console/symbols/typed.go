package symbols

import (
	"cmp"

	"oopscope/parse"
	"oopscope/parse/arch"
	"oopscope/parse/symbol"
	"oopscope/parse/typed"
)

// explain says in C what the instruction that trapped worked on, and which
// variables the registers hold. Files of another build say nothing.
func (set *images) explain(out *parse.Crash) {
	look := typed.Look{Crash: out, File: set.file}
	set.nameValues(out, &look)
	out.Operand = look.Operand()
	if variables := look.Variables(); len(variables) > 0 {
		for i := range out.Dump.Registers {
			r := &out.Dump.Registers[i]
			v := variables[r.Name]
			r.Variable, r.Type = v.Name, v.Type
			r.Meaning = cmp.Or(v.Value, r.Meaning)
		}
	}
}

// file is where a frame's function is, for one whose file is of the board's build.
func (set *images) file(f *arch.Frame) (typed.File, symbol.Place) {
	p := set.place(f)
	m := set.of(f.Module)
	if m == nil || !m.verdict.OK || f.Function == "" {
		return typed.File{}, p
	}
	if k := set.kernel; k != nil && k != m && k.verdict.OK {
		m.image.On(k.image)
	}
	return typed.File{Code: m.withCode(), Debug: m.image}, p
}
