package typed

import (
	"debug/elf"
	"slices"
	"strings"

	"oopscope/parse/arch"
	"oopscope/parse/arch/all"
	"oopscope/parse/arch/flow"
	"oopscope/parse/symbol"
)

// File is where a frame's function is: its code, and what it means. Both are
// nil where there is none.
type File struct {
	Code, Debug *symbol.Image
}

// code is one function's machine code as its file has it, up to the place that
// is asked about and behind it.
type code struct {
	im, debug *symbol.Image // where the code is, and what it means; nil of what the kernel printed
	shift     uint64        // from an address in im to the one in debug
	bits      int           // of the machine's registers
	start     uint64
	insns     []arch.Insn
	effects   []flow.Effect
	image     []bool   // the effect's constant is an address of the image
	copies    []bool   // it is that of the table of where each CPU's copy of per-CPU data is
	callee    []string // of calls: whom
	calls     *flow.Convention
	before    [][]int // of each instruction: those that may run right before it
	at        int     // the instruction that is asked about
	place     uint64  // its address; of a call that was the last one, behind the function
	frame     int     // which frame of the chain it is
	whole     bool    // insns begins with the function

	variables map[int][]symbol.Variable // that were asked for, by instruction
	helpers   map[string]bool           // inlined functions: whether a header has them
}

// maxCode bounds the code of one function, in bytes: larger ones are made by
// generators, and take long.
const maxCode = 256 << 10

// open decodes the function around a place; nil when it cannot.
func open(f File, p symbol.Place) *code {
	at, ok := f.Code.Find(p)
	if !ok || at < p.Offset {
		return nil
	}
	c := &code{im: f.Code, debug: f.Debug, start: at - p.Offset, place: at, whole: true, variables: map[int][]symbol.Variable{}}
	if f.Debug != f.Code {
		there, ok := f.Debug.Find(p)
		if !ok {
			return nil
		}
		c.shift = there - at
	}
	_, _, size, ok := c.im.Symbol(c.start)
	end := c.start + size
	if size == 0 { // the last function of its section; what is cut off may be the way back of a loop
		_, end = c.im.Stretch(at)
	}
	if !ok || at >= end && p.Exact || end-c.start > maxCode {
		return nil
	}
	text := all.Text{Address: c.start, At: at, Begins: true, Thumb: c.im.Thumb(c.start), Code: c.im.Bytes(c.start, int(end-c.start))}
	text.Machine, text.Bits, text.Order = c.im.Machine()
	c.bits = text.Bits
	body, ok := text.Body()
	if !ok {
		return nil
	}
	c.insns, c.effects, c.calls = body.Code, body.Effects, body.Calls
	c.at = slices.IndexFunc(c.insns, func(in arch.Insn) bool { return in.Address >= at })
	if c.at < 0 || len(c.insns) == 0 || c.insns[0].Address != c.start {
		return nil
	}
	c.image, c.copies, c.callee = make([]bool, len(c.insns)), make([]bool, len(c.insns)), make([]string, len(c.insns))
	for i := range c.insns {
		c.refer(i)
	}
	c.order()
	return c
}

// printed is the code around the place of death as the kernel printed it, where
// there is no file: nothing is known of variables and types there.
func printed(a *arch.Arch, d arch.Dump) *code {
	m, ok := flow.Of(a)
	trap := slices.IndexFunc(d.Code, func(in arch.Insn) bool { return in.Trap })
	if !ok || trap < 0 {
		return nil
	}
	d.Code = slices.Clone(d.Code)
	c := &code{bits: d.Bits, calls: m.Calls(d.Bits), effects: m.Effects(&d), at: trap}
	first := 0
	for i := range d.Code {
		d.Code[i].Address = uint64(d.Distance[i])
		if i <= trap && d.PC.HasOffset && d.Distance[i] == -int(d.PC.Offset) {
			first, c.whole = i, true
		}
	}
	c.insns, c.effects, c.at = d.Code[first:], c.effects[first:], trap-first
	c.image, c.copies, c.callee = make([]bool, len(c.insns)), make([]bool, len(c.insns)), make([]string, len(c.insns))
	c.order()
	return c
}

// end is where an instruction ends.
func (c *code) end(i int) uint64 { return c.insns[i].Address + uint64(c.insns[i].Length()) }

// refer completes an effect with what the loader fills in, and says which
// constants are addresses.
func (c *code) refer(i int) {
	e := &c.effects[i]
	for _, ref := range c.im.References(c.insns[i].Address, c.end(i)) {
		c.complete(i, e, ref)
		c.copies[i] = c.copies[i] || ref.Name == copiesTable && !ref.Table
	}
	if e.HasRel && c.callee[i] == "" && (e.Does == flow.Calls || e.Does == flow.Jumps) {
		c.callee[i] = c.functionAt(c.insns[i].Address + uint64(e.Rel))
	}
	if e.Mem.Base == "" && (e.Touches || e.Does == flow.Sets) {
		c.fixed(i, e)
	}
}

// fixed says of an instruction that uses a constant address whether that is one
// of the image; what a pool of addresses holds is a constant, too.
func (c *code) fixed(i int, e *flow.Effect) {
	if !c.im.Relocatable() {
		_, _, _, c.image[i] = c.im.Symbol(uint64(e.Mem.Offset))
	}
	if ref, ok := c.im.Pointer(uint64(e.Mem.Offset)); ok && ref.Address != 0 && e.Does == flow.Loads && e.Mem.Index == "" {
		*e, c.image[i] = flow.Constant(e.Dst, int64(ref.Address)), true
	}
}

// complete puts one reference into the effect of an instruction.
func (c *code) complete(i int, e *flow.Effect, ref symbol.Reference) {
	switch {
	case e.Does == flow.Calls || e.Does == flow.Jumps || e.Does == flow.Branches:
		c.callee[i] = c.named(ref)
		if e.HasRel = ref.Address != 0; e.HasRel {
			e.Rel = int64(ref.Address - c.insns[i].Address)
		}
		return
	case c.begins(i, e):
		c.callee[i+1] = c.named(ref)
	}
	// A constant that is stored stands behind the place it is stored to.
	constant := e.Touches && strings.Contains(c.insns[i].Text, "$") && ref.End == c.end(i)
	if ref.Address != 0 && !constant {
		c.image[i] = fill(e, ref, c.displaced)
	}
}

// copiesTable is where kernels without a register for it look up by the number of the CPU
// where its copy of per-CPU data is (asm-generic/percpu.h; riscv, mips, and per_cpu() of all).
const copiesTable = "__per_cpu_offset"

// named is the function that a call refers to.
func (c *code) named(ref symbol.Reference) string {
	if ref.Address != 0 {
		return c.functionAt(ref.Address)
	}
	return ref.Name
}

// fill puts an address of the image into an effect, and tells whether it has one
// now. Where all of the address fits into an instruction, what is added to it is an index;
// elsewhere the base has the rest of the address.
func fill(e *flow.Effect, ref symbol.Reference, displaced func(base string) bool) bool {
	at := int64(ref.Address)
	switch {
	case ref.Table && e.Does != flow.Loads: // half of the entry's address
		*e = flow.Made(e.Dst)
		return false
	case ref.Table || e.Does == flow.Halves:
		*e = flow.Constant(e.Dst, at)
		return true
	case e.Touches, e.Does == flow.Sets:
		return fillSum(e, at, displaced)
	}
	return false
}

// fillSum puts it into a sum, or into the place of an access.
func fillSum(e *flow.Effect, at int64, displaced func(base string) bool) bool {
	m := &e.Mem
	switch {
	case m.Index != "" && m.Base == "":
		m.Offset = at // an array of the image
	case displaced(m.Base) && m.Index != "" && e.Touches: // two indexes
		*m = arch.Access{}
		return false
	case displaced(m.Base) && m.Index == "":
		*m = arch.Access{Index: m.Base, Offset: at}
	case e.Touches:
		m.Base, m.Offset = "", at
	case m.Index == "":
		*e = flow.Constant(e.Dst, at)
	default:
		return false
	}
	return true
}

// displaced tells whether the displacement from a register can be all of an address: x86
// has 32 bits for it.
func (c *code) displaced(base string) bool {
	machine, _, _ := c.im.Machine()
	return base != "" && base != c.calls.PC && (machine == elf.EM_X86_64 || machine == elf.EM_386)
}

// begins tells the first half of a call in two instructions, RISC-V's auipc and
// jalr, of which it has the relocation.
func (c *code) begins(i int, e *flow.Effect) bool {
	if i+1 >= len(c.insns) || e.Dst == "" {
		return false
	}
	next := &c.effects[i+1]
	return (next.Does == flow.Calls || next.Does == flow.Jumps) && next.From[0] == e.Dst
}

// functionAt names the function that begins at an address, or 8 bytes before, in
// front of what sets up the TOC (powerpc64).
func (c *code) functionAt(at uint64) string {
	name, offset, _, ok := c.im.Symbol(at)
	machine, _, _ := c.im.Machine()
	if ok && (offset == 0 || offset == 8 && machine == elf.EM_PPC64) {
		return name
	}
	return ""
}

// tracers are called first in functions and keep every register.
var tracers = map[string]bool{"__fentry__": true, "_mcount": true, "__gnu_mcount_nc": true, "mcount": true, "ftrace_caller": true}

// order finds which instructions run before which.
func (c *code) order() {
	index := make(map[uint64]int, len(c.insns))
	for i := range c.insns {
		index[c.insns[i].Address] = i
	}
	c.before = make([][]int, len(c.insns))
	for i := range c.insns {
		e := &c.effects[i]
		if e.Does == flow.Calls && tracers[c.callee[i]] {
			*e = flow.Effect{Does: flow.Nothing}
		}
		if e.Does != flow.Jumps && i+1 < len(c.insns) && !neverReturns[c.callee[i]] {
			c.before[i+1] = append(c.before[i+1], i)
		}
		if to, ok := index[c.insns[i].Address+uint64(e.Rel)]; ok && e.HasRel && (e.Does == flow.Jumps || e.Does == flow.Branches) {
			c.before[to] = append(c.before[to], i)
		}
	}
	c.patched()
	if c.calls.Slot {
		c.slots()
	}
}

// patched gives a jump behind a jump that nothing else leads to the way there: the first is
// nothing while its static key is the other way (asm goto, include/linux/jump_label.h).
func (c *code) patched() {
	goes := func(i int) bool { return c.effects[i].Does == flow.Jumps && c.effects[i].HasRel }
	for i := 1; i < len(c.insns); i++ {
		if len(c.before[i]) == 0 && goes(i) && goes(i-1) && len(c.before[i-1]) > 0 {
			c.before[i] = []int{i - 1}
		}
	}
}

// slots takes the instruction in the slot behind each branch in front of it, where it runs: it
// may set an argument of the call, or be what trapped.
func (c *code) slots() {
	for i := 0; i+1 < len(c.insns); i++ {
		switch c.effects[i].Does {
		case flow.Calls, flow.Branches, flow.Jumps:
		default:
			continue
		}
		slot := i + 1
		c.before[slot], c.before[i] = c.before[i], []int{slot}
		if slot+1 < len(c.insns) {
			behind := slices.DeleteFunc(c.before[slot+1], func(p int) bool { return p == slot })
			if c.effects[i].Does != flow.Jumps && !neverReturns[c.callee[i]] {
				behind = append(behind, i)
			}
			c.before[slot+1] = behind
		}
		i++
	}
}

// neverReturns are functions behind whose calls the code of something else
// stands.
var neverReturns = map[string]bool{"panic": true, "__stack_chk_fail": true, "do_exit": true, "make_task_dead": true, "rewind_stack_and_make_dead": true,
	"usercopy_abort": true, "__fortify_panic": true, "fortify_panic": true, "machine_power_off": true}

// seen returns the variables of the source right before an instruction runs.
func (c *code) seen(i int) []symbol.Variable {
	if c.debug == nil {
		return nil
	}
	known, ok := c.variables[i]
	if !ok {
		switch {
		case !c.stripped():
			known = c.debug.Variables(c.insns[i].Address + c.shift)
		case i > 0:
			known = c.seen(0)
		default:
			known = c.parameters()
		}
		c.variables[i] = known
	}
	return known
}

// register is the dump's name of a register by DWARF's number.
func (c *code) register(n int) string {
	if n < 0 || n >= len(c.calls.Numbers) {
		return ""
	}
	return c.calls.Numbers[n]
}

// writes tells whether an instruction changes a register. A call changes all
// that are not saved.
func (c *code) writes(i int, reg string) bool {
	e := &c.effects[i]
	switch e.Does {
	case flow.Unknown:
		return true
	case flow.Calls:
		return !slices.Contains(c.calls.Saved, reg)
	}
	return e.Writes(reg)
}

// word is the number of bytes of a register.
func (c *code) word() int64 { return int64(c.bits / 8) }

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
