package symbols

import (
	"cmp"
	"debug/elf"
	"slices"
	"strconv"
	"strings"

	"oopscope/parse"
	"oopscope/parse/arch/all"
	"oopscope/parse/letter"
	"oopscope/parse/symbol"
	"oopscope/parse/symbol/ctype"
	"oopscope/parse/typed"
)

// A datum is what lies at an address: the symbol, as kernels print it, and the member of
// the variable, or the text of a string.
type datum struct{ symbol, object string }

// nameValues names what the fault address, the registers and the words of the stack point
// to, of the kernel, of its per-CPU data and of the module that died: where the kernel, and
// the CPU's data, prove to be; of a module by the instructions that put addresses into
// registers, and by where its code is.
func (set *images) nameValues(out *parse.Crash, look *typed.Look) {
	d := &out.Dump
	if d.UserMode {
		return
	}
	d.Registers = slices.Clone(d.Registers)
	values := []uint64{0}
	if d.Fault.HasAddress {
		values[0] = d.Fault.Address
	}
	for i := range d.Registers {
		values = append(values, d.Registers[i].Value)
	}
	found, functions := make([]datum, len(values)), look.Functions()
	set.inKernel(values, found)
	set.inPerCPU(out, values, found)
	inModule(out, look, values, found)
	d.Fault.Symbol, d.Fault.Object = found[0].symbol, found[0].object
	for i, f := range found[1:] {
		r := &d.Registers[i]
		r.Symbol, r.Object = f.symbol, f.object
		if name := functions(r.Value); f == (datum{}) && name != "" && !strings.HasPrefix(r.Meaning, name) {
			r.Symbol = name
		}
	}
	d.Stack = slices.Clone(d.Stack)
	for i := range d.Stack {
		w := &d.Stack[i]
		if w.Symbol = ""; w.Value >= smallest {
			w.Symbol = cmp.Or(set.pointed(w.Value), functions(w.Value))
		}
	}
}

// smallest is what every address is above.
const smallest = 1 << 16

// lowest is where kernels begin whose addresses no counter or flag has by chance;
// s390's begin far below.
const lowest = 1 << 30

// placed returns the kernel's file where it proves to be the board's and where it is; nil
// when not.
func (set *images) placed() *module {
	k := set.kernel
	if k == nil || !k.verdict.OK || !k.verdict.Compared || !set.slide.known || set.slide.doubt != "" {
		return nil
	}
	return k
}

// inKernel names what lies in the kernel's image.
func (set *images) inKernel(values []uint64, found []datum) {
	k := set.placed()
	if k == nil {
		return
	}
	at := make([]uint64, len(values))
	for i, v := range values {
		if v >= lowest {
			at[i] = v - set.slide.by
		}
	}
	objects := k.image.Objects(at)
	types := set.described.types(k, objects, at)
	for i := range at {
		switch o := objects[i]; {
		case at[i] == 0:
		case o.Name != "":
			found[i] = inObject(o, at[i], types[o.Address])
		default:
			found[i] = outside(k.image, k.withCode(), at[i])
		}
	}
}

// pointed names the symbol of the kernel at an address, "" for none that is sure.
func (set *images) pointed(address uint64) string {
	k := set.placed()
	if k == nil || address < lowest {
		return ""
	}
	at := address - set.slide.by
	if o := k.image.Objects([]uint64{at})[0]; o.Name != "" {
		return typed.Place(o.Name, at-o.Address)
	}
	return outside(k.image, nil, at).symbol
}

// inPerCPU names what lies in the data of the CPU that died, where a register says where
// its copy is: the base of a segment on x86-64.
func (set *images) inPerCPU(c *parse.Crash, values []uint64, found []datum) {
	k := set.placed()
	a := all.ByName(c.Arch)
	if k == nil || a == nil || a.PerCPUBase == "" {
		return
	}
	base, ok := c.Dump.Register(a.PerCPUBase)
	if !ok || base < lowest {
		return
	}
	start, end, ok := k.image.PerCPU()
	if start != 0 { // since Linux 6.15 they are linked as other data is, and moved with it
		base += set.slide.by
	}
	for i, v := range values {
		at := v - base
		if !ok || at == 0 || v < lowest || at < start || at >= end || found[i].symbol != "" { // 0 is the register itself
			continue
		}
		if o := k.image.PerCPUObject(at); o.Name != "" {
			types := set.described.types(k, []symbol.Object{o}, []uint64{at})
			found[i] = inObject(o, at, types[o.Address])
			found[i].symbol = "per-CPU " + found[i].symbol
		}
	}
}

// inModule names what lies in those sections of the module that died of which a register
// tells where they are.
func inModule(c *parse.Crash, look *typed.Look, values []uint64, found []datum) {
	im, points := look.Points()
	if im == nil {
		return
	}
	anchors, ok := anchorsOf(c, im, points)
	if !ok {
		return
	}
	at := make([]uint64, len(values))
	for i, v := range values {
		for from, by := range anchors {
			if start, end, ok := im.Section(from); ok && v-by >= start && v-by < end {
				at[i] = v - by
			}
		}
	}
	for i, o := range im.Objects(at) {
		switch {
		case at[i] == 0 || found[i].symbol != "":
		case o.Name != "":
			found[i] = inObject(o, at[i], im.Described(o.Address))
		default:
			found[i] = outside(im, im, at[i])
		}
	}
}

// inObject names a place in a variable, whose type may not be known.
func inObject(o symbol.Object, at uint64, t *ctype.Type) datum {
	d := datum{symbol: typed.Place(o.Name, at-o.Address)}
	if part := t.Part(int64(at - o.Address)); part != "" {
		name, _, _ := strings.Cut(o.Name, ".") // a function's own are numbered
		d.object = name + part
	}
	return d
}

// anchorsOf tells how far sections of a module were moved, by where they begin; ok is false
// when two registers tell it differently: then one is not what it was taken for.
func anchorsOf(c *parse.Crash, im *symbol.Image, points map[string]uint64) (anchors map[uint64]uint64, ok bool) {
	anchors = map[uint64]uint64{}
	for reg, at := range points {
		v, printed := c.Dump.Register(reg)
		from, _, known := im.Section(at)
		if !printed || !known {
			continue
		}
		if by, again := anchors[from]; again && by != v-at {
			return nil, false
		}
		anchors[from] = v - at
	}
	return anchors, true
}

// outside names what lies at an address that no variable is around: a function, a constant
// string, and, where it begins, what assembly or the linker put there.
func outside(im, code *symbol.Image, at uint64) (d datum) {
	const wide = 80
	if code != nil {
		if text, ok := code.Literal(at); ok {
			d.object = letter.Cut(strconv.Quote(text), wide)
			return d
		}
	}
	name := typed.Named(im, at)
	if machine, _, _ := im.Machine(); machine == elf.EM_NONE || im.IsCode(at) || !strings.Contains(name, "+") {
		d.symbol = name // of a System.map no sizes are known
	}
	return d
}
