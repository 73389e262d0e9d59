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
	look := typed.Look{Crash: out, File: set.file, Moved: set.moved, Named: set.pointed}
	set.nameValues(out, &look)
	out.Operand = look.Operand()
	out.Object = look.Object()
	for i, variables := range look.Frames() {
		out.Chain[i].Variables = variables
	}
	if variables := look.Variables(); len(variables) > 0 {
		for i := range out.Dump.Registers {
			r := &out.Dump.Registers[i]
			v := variables[r.Name]
			r.Variable, r.Type = v.Name, v.Type
			r.Meaning = cmp.Or(v.Value, r.Meaning)
		}
	}
}

// moved is how far the kernel was moved from where its file has it; of modules the
// report itself tells.
func (set *images) moved(module string) (by uint64, known bool) {
	k := set.kernel
	if module != "" || k == nil || !k.verdict.OK || !set.slide.known || set.slide.doubt != "" {
		return 0, false
	}
	return set.slide.by, true
}

// file is where a frame's function is, for one whose file is of the board's build, or has its
// code: a member is where that says, though a comment may have moved the lines.
func (set *images) file(f *arch.Frame) (typed.File, symbol.Place) {
	p := set.place(f)
	m := set.of(f.Module)
	if m == nil || !m.verdict.OK && !m.sameCode || f.Function == "" {
		return typed.File{}, p
	}
	if k := set.kernel; k != nil && k != m && k.verdict.OK {
		m.image.On(k.image)
	}
	return typed.File{Code: m.withCode(), Debug: m.image}, p
}
