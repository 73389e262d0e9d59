package symbols

import (
	"cmp"
	"slices"
	"strings"

	"oopscope/parse"
	"oopscope/parse/typed"
)

// nameValues names the symbols of the kernel and of modules that the fault
// address, the registers and the words of the stack point to. A value is named by where the kernel
// proves to be, or by the instructions that put the address into a register.
func (set *images) nameValues(out *parse.Crash, look *typed.Look) {
	d := &out.Dump
	if d.UserMode {
		return
	}
	if d.Fault.HasAddress {
		d.Fault.Symbol = set.pointed(d.Fault.Address)
	}
	made, functions := look.Symbols(), look.Functions()
	d.Registers = slices.Clone(d.Registers)
	for i := range d.Registers {
		r := &d.Registers[i]
		r.Symbol = cmp.Or(set.pointed(r.Value), made[r.Name])
		if f := functions(r.Value); r.Symbol == "" && f != "" && !strings.HasPrefix(r.Meaning, f) {
			r.Symbol = f
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

// pointed names the symbol of the kernel at an address; "" when there is none, or
// when nothing proves where the kernel is, or that it is this one.
func (set *images) pointed(address uint64) string {
	k := set.kernel
	if k == nil || address < lowest || !k.verdict.OK || !k.verdict.Compared || !set.slide.known || set.slide.doubt != "" {
		return ""
	}
	return typed.Named(k.image, address-set.slide.by)
}
