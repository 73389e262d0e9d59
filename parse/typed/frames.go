package typed

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"oopscope/parse/arch"
	"oopscope/parse/symbol"
	"oopscope/parse/symbol/ctype"
)

// Frames returns the variables of the calls of the chain, by the frame's index: what is
// known of them at the place of each. A parameter that is not known has no value; of a
// frame of which nothing is known nothing is said, but for the first.
func (l Look) Frames() map[int][]arch.Variable {
	k := linked(l)
	out := map[int][]arch.Variable{}
	var own []local
	for _, a := range k.activations() {
		all := a.variables()
		if frame := k.origin(a.frame); frame >= 0 && len(all) > 0 {
			out[frame] = all
		}
		own = append(own, a.own...)
	}
	for _, all := range out {
		for i := range all {
			if v := &all[i]; v.Known && strings.HasSuffix(v.Type, "*") && !strings.HasPrefix(v.Meaning, `"`) {
				v.Meaning = cmp.Or(within(own, v.Value), v.Meaning)
			}
		}
	}
	return out
}

// local is a variable that lies on the stack.
type local struct {
	name, function string
	at, size       uint64
}

// within says which variable on the stack an address is of, where that is one only:
// "&text of handle", "" for none.
func within(all []local, at uint64) (name string) {
	for _, l := range all {
		if at-l.at >= l.size {
			continue
		}
		if name != "" {
			return ""
		}
		if name = "&" + l.name; at != l.at {
			name += fmt.Sprintf("+%#x", at-l.at)
		}
		name += " of " + l.function
	}
	return name
}

// origin is the index in the chain as it was given of a frame of the one that is looked
// at, -1 for the frame that was put in.
func (k *looker) origin(frame int) int {
	switch {
	case !k.inserted || frame == 0:
		return frame
	case frame == 1:
		return -1
	}
	return frame - 1
}

// variables are what the source can name at the activation's place.
func (a *activation) variables() (all []arch.Variable) {
	if a.c == nil || a.c.stripped() {
		return nil
	}
	const most = 64
	known := false
	for _, v := range a.c.debug.Variables(a.at) {
		out := arch.Variable{Name: v.Name, Type: v.Type.String(), Parameter: v.Sort == symbol.Parameter}
		if v.Inlined > 0 {
			out.Function = v.Function
		}
		a.read(&v, &out)
		if size := v.Type.Bytes(); out.Address != 0 && size > 0 && v.Where.Base != symbol.FromImage {
			a.own = append(a.own, local{v.Name, v.Function, out.Address, uint64(size)})
		}
		said := out.Known || out.Meaning != "" || out.Address != 0
		known = known || said
		if said || out.Parameter && out.Function == "" {
			all = append(all, out)
		}
		if len(all) == most {
			break
		}
	}
	if !known && a.frame > 0 {
		return nil
	}
	return all
}

// read finds what a variable holds.
func (a *activation) read(v *symbol.Variable, out *arch.Variable) {
	bare := v.Type.Bare()
	size := v.Type.Bytes()
	if at, ok := a.sum(v.Where); ok && v.Where.Held == symbol.InMemory {
		out.Address = at
	}
	if bare == nil || size <= 0 {
		return
	}
	switch bare.Kind {
	case ctype.Number, ctype.Pointer, ctype.Enum:
		if size > 8 {
			return
		}
	case ctype.Array:
		out.Meaning = a.k.arrayText(bare, out.Address)
		return
	default:
		return
	}
	if w := v.Where; w.Held == symbol.AsValue && w.Base == symbol.FromImage {
		out.Meaning, out.From = Named(a.c.im, uint64(w.Offset)-a.c.shift), "constant"
	}
	if out.Value, out.Known = a.value(v.Where, size); out.Known {
		out.Value = cut(out.Value, size)
		out.From = a.from(v.Where)
		out.Meaning = a.k.meaning(v.Type, out.Value)
	}
}

// cut is the value in so many bytes.
func cut(v uint64, size int64) uint64 { return v << (64 - 8*size) >> (64 - 8*size) }

// value is what stands at a place, of up to 8 bytes.
func (a *activation) value(w symbol.Where, size int64) (v uint64, ok bool) {
	switch w.Held {
	case symbol.AsValue:
		return a.sum(w)
	case symbol.InMemory:
		return a.at64(w, size)
	case symbol.Behind:
		return a.at64(w, min(size, a.c.word()))
	case symbol.InPieces:
		return a.pieces(w.Pieces, size)
	case symbol.Computed:
		v, located, ok := w.Program.Compute(a.machine())
		if located && ok {
			return a.k.memory(v, size)
		}
		return v, ok
	}
	return 0, false
}

// machine is what expressions are computed from.
func (a *activation) machine() *symbol.Machine {
	return &symbol.Machine{
		Register: func(n int) (v uint64, ok bool) { v, ok = a.known[n]; return v, ok },
		Entered:  a.entered,
		Frame:    func() (uint64, bool) { return a.cfa, a.placed },
		Moved:    func(at uint64) (uint64, bool) { return a.sum(symbol.Where{Base: symbol.FromImage, Offset: int64(at)}) },
		Memory:   a.k.memory,
	}
}

// at64 reads the memory at a place.
func (a *activation) at64(w symbol.Where, size int64) (uint64, bool) {
	if w.Base == symbol.FromImage {
		at := uint64(w.Offset)
		b := a.c.im.Bytes(at-a.c.shift, int(size))
		if !a.c.im.Constant(at-a.c.shift) || a.c.im.Relocatable() || int64(len(b)) < size {
			return 0, false
		}
		return number(b, a.k.order()), true
	}
	at, ok := a.sum(w)
	if !ok {
		return 0, false
	}
	return a.k.memory(at, size)
}

// pieces puts a value together out of its parts, the first of which comes first in memory.
func (a *activation) pieces(all []symbol.Piece, size int64) (v uint64, ok bool) {
	_, _, order := a.c.im.Machine()
	at := int64(0)
	for _, p := range all {
		if p.Size <= 0 || at+p.Size > size {
			return 0, false
		}
		x, ok := a.value(p.Where, p.Size)
		if !ok {
			return 0, false
		}
		shift := at
		if order.String() == "BigEndian" {
			shift = size - at - p.Size
		}
		v |= cut(x, p.Size) << (8 * shift)
		at += p.Size
	}
	return v, at == size
}

// sum is what a place is counted from, and how far it is from there.
func (a *activation) sum(w symbol.Where) (v uint64, ok bool) {
	switch w.Base {
	case symbol.FromZero:
		ok = true
	case symbol.FromRegister:
		v, ok = a.known[w.Register]
	case symbol.FromFrame:
		v, ok = a.cfa, a.placed
	case symbol.FromEntry:
		v, ok = a.entered(w.Register)
	case symbol.FromImage:
		if at := uint64(w.Offset) - a.c.shift; a.c.im.Relocatable() && !a.c.im.IsCode(at) {
			return 0, false // a module's data is loaded elsewhere than its code
		}
		v, ok = a.k.base(a.k.Crash.Chain[a.frame].Module)
		v -= a.c.shift
	}
	return a.k.Crash.Dump.Truncate(v + uint64(w.Offset)), ok
}

// entered is what a register held when the function was entered, as the call in the
// caller says: that call must be of this function, and not of one that jumped to it. It is
// asked once, as each answer may need several of the caller's.
func (a *activation) entered(register int) (uint64, bool) {
	if e, known := a.entries[register]; known {
		return e.v, e.known
	}
	var e entry
	if b := a.caller; b != nil && b.c != nil && a.called {
		i := slices.IndexFunc(b.call.Passed, func(p symbol.Passed) bool { return p.Register == register })
		if i >= 0 {
			e.v, e.known = b.value(b.call.Passed[i].Where, b.c.word())
		}
	}
	if a.entries == nil {
		a.entries = map[int]entry{}
	}
	a.entries[register] = e
	return e.v, e.known
}

// entry is what a register held, where that is known.
type entry struct {
	v     uint64
	known bool
}

// from says where a value was found.
func (a *activation) from(w symbol.Where) string {
	switch {
	case w.Held == symbol.InPieces && len(w.Pieces) > 0:
		return a.from(w.Pieces[0].Where)
	case w.Held == symbol.InMemory || w.Held == symbol.Behind:
		if w.Base == symbol.FromImage {
			return "constant"
		}
		at, _ := a.sum(w)
		return fmt.Sprintf("[%#x]", at)
	case w.Base == symbol.FromRegister:
		return a.c.register(w.Register)
	case w.Base == symbol.FromEntry:
		return "caller"
	case w.Held == symbol.Computed:
		return "computed"
	}
	return "constant"
}
