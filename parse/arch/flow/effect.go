// Package flow reads machine code backwards from the instruction that trapped:
// what it worked on, and where those values came from. An architecture tells
// what each of its instructions does to the registers, as an [Effect], and how
// its functions call each other; the rest is the same for all.
package flow

import (
	"slices"
	"strings"

	"oopscope/parse/arch"
)

// Kind is what kind of thing an instruction does to the general registers.
type Kind uint8

const (
	Unknown  Kind = iota // not decoded: it may have written anything
	Nothing              // it writes no general register
	Loads                // Dst = what lies in memory at Mem
	Sets                 // Dst = the value of Mem itself: a move, a constant, a sum
	Halves               // Dst keeps some bits and gets the others: movt, movk
	Computes             // Dst = something made of From
	Calls                // a function: its result, and whatever it may clobber
	Branches             // goes on here or elsewhere
	Jumps                // never goes on at the next instruction
)

// Effect is what an instruction does, in words that fit every architecture.
// Registers are named as in the dump; "" is none.
type Effect struct {
	Does  Kind
	Dst   string
	Mem   arch.Access // memory it loads or stores; of sets the sum itself
	More  []Loaded    // further registers it loads from the same memory
	Lost  []string    // further registers it writes
	From  [3]string   // of computes, and of calls through a register
	Data  string      // register that it stores
	Maybe bool        // it may not have happened: a condition

	Plus string // a register that a computed result is a sum of, with more

	// What is computed, or added to Plus, where that is the product of two registers, or of one
	// and Times; "" and 0 where that is not told.
	Product [2]string
	Times   int64

	Own bool // Dst = what this CPU's copy of per-CPU data is away from the data itself

	Element bool // it loads from somewhere behind Mem: an index was added that no sum can write

	Touches bool         // mem is memory, not a sum
	Second  *arch.Access // of a move or a comparison of memory with memory: the other place
	Repeats bool         // as long as a count says: what it accessed may lie behind mem by now
	Size    int          // bytes it accesses, 0 when not known
	Back    int64        // how far it moves mem.base after the access

	Bits, Mask uint64 // of halves; of computes the bits that are put into dst, where the others stay

	// What takes bits out of From[0], or tests them there or in memory: it is
	// shifted right by Right, left when that is negative, and the bits in Keeps
	// are left; 0 is all.
	Right int
	Keeps uint64

	Rel    int64 // where a branch goes, from its own start
	HasRel bool
}

// Loaded is one more register of a load and where it comes from, counted from
// the access.
type Loaded struct {
	Name   string
	Offset int64
}

// Convention is what a function call does to the registers.
type Convention struct {
	Args   []string // the first arguments, in order
	Result string
	Saved  []string // registers that are the same after a call
	Stack  []string // stack and frame pointers
	Slot   bool     // the instruction behind a branch runs before it
	PC     string   // what accesses relative to the program counter have as base
	PerCPU []string // bases of per-CPU data
	Own    string   // always says how far the CPU's own copy of per-CPU data is from the data; "" where none does

	// KeepsStack says that a function without a rule for the stack pointer has the
	// caller's: elsewhere the caller's is the canonical frame address.
	KeepsStack bool

	// Trapped is where the PC stands among the words that an exception saved, behind the
	// registers in DWARF's order; 0 where none are printed.
	Trapped int

	// Numbers are the registers by their numbers in DWARF, "" for others.
	Numbers []string
	// Thunk returns the register that a function of the compiler jumps to, as it
	// stands for an indirect call where speculation is feared; nil for none.
	Thunk func(function string) string
}

// plainStores are the mnemonics of stores that do not read what they overwrite: the
// others that have data to store may be atomics and comparisons.
var plainStores = []string{"str", "strb", "strh", "stp", "stur", "sturb", "sturh", "stmia", "sb", "sh", "sw", "sd", "stw", "stb", "sth", "std", "stwu", "stdu", "st.d", "st.w", "st.h", "st.b", "mov", "movb", "movw", "movl", "movq"}

// doing tells what the instruction does to memory, as far as that is sure.
func (e *Effect) doing(text string) arch.Doing {
	mnemonic, _, _ := strings.Cut(text, " ")
	switch {
	case !e.Touches && len(e.Lost) == 0 && (e.Does == Sets || e.Does == Halves):
		return arch.NoAccess
	case e.Touches && e.Does == Loads && e.Data == "" && len(e.Lost) == 0:
		return arch.Reads
	case e.Touches && e.Does == Nothing && e.Data != "" && slices.Contains(plainStores, mnemonic):
		return arch.Writes
	}
	return arch.DoingUnknown
}

// Writes reports whether the instruction changes a register.
func (e *Effect) Writes(name string) bool {
	if e.Dst == name || e.Back != 0 && e.Mem.Base == name {
		return true
	}
	for _, l := range e.More {
		if l.Name == name {
			return true
		}
	}
	return slices.Contains(e.Lost, name)
}

// Move is a register copied from another one.
func Move(dst, src string) Effect { return Effect{Does: Sets, Dst: dst, Mem: arch.Access{Base: src}} }

// Constant is a register set to a number.
func Constant(dst string, v int64) Effect {
	return Effect{Does: Sets, Dst: dst, Mem: arch.Access{Offset: v}}
}

// Sum is a register set to another one and a number.
func Sum(dst, base string, offset int64) Effect {
	return Effect{Does: Sets, Dst: dst, Mem: arch.Access{Base: base, Offset: offset}}
}

// Made is a register computed from others, in a way that is not told.
func Made(dst string, from ...string) Effect {
	e := Effect{Does: Computes, Dst: dst}
	n := 0
	for _, f := range from {
		if f != "" && n < len(e.From) && f != e.From[0] && f != e.From[1] {
			e.From[n] = f
			n++
		}
	}
	return e
}

// Going is a branch, a jump or a call to a place so far from its own start.
func Going(d Kind, rel int64) Effect { return Effect{Does: d, Rel: rel, HasRel: true} }

// Touch is a load of dst or, without one, a store or a load that no general
// register gets.
func Touch(dst string, m arch.Access, size int) Effect {
	e := Effect{Does: Nothing, Mem: m, Touches: true, Size: size}
	if dst != "" {
		e.Does, e.Dst = Loads, dst
	}
	return e
}

// Store is a store of a register.
func Store(data string, m arch.Access, size int) Effect {
	e := Touch("", m, size)
	e.Data = data
	return e
}

// Own is a register set to what the CPU's own copy of per-CPU data is away from the data itself.
func Own(dst string) Effect {
	e := Made(dst)
	e.Own = true
	return e
}

// OwnOf is a register that held an address of per-CPU data set to that in the CPU's own copy.
func OwnOf(dst string) Effect {
	e := Own(dst)
	e.Plus = dst
	return e
}

// Cut is a register made of some bits of another one.
func Cut(dst, src string, right int, keeps uint64) Effect {
	e := Made(dst, src)
	e.Right, e.Keeps = right, keeps
	return e
}

// Tests is a test of some bits of a register.
func Tests(src string, keeps uint64) Effect {
	return Effect{Does: Nothing, From: [3]string{src}, Keeps: keeps}
}

// TakesBits reports whether the instruction takes bits out of a register.
func (e *Effect) TakesBits(reg string) bool {
	return (e.Right != 0 || e.Keeps != 0) && e.From[0] == reg && !e.Touches
}

// Copies returns the register that gets what another one holds.
func (e *Effect) Copies(reg string) (dst string, ok bool) {
	m := e.Mem
	return e.Dst, e.Does == Sets && !e.Maybe && reg != "" && m.Base == reg && m.Index == "" && m.Offset == 0
}

// Low is a mask of so many bits.
func Low(bits int) uint64 {
	if bits >= 64 {
		return ^uint64(0)
	}
	return 1<<max(bits, 0) - 1
}

// Rotated is a register made of another one that was rotated left in so many
// bits, of which the mask is left: a shift where the mask leaves only what did
// not go around.
func Rotated(dst, src string, bits, left int, mask uint64) Effect {
	left %= bits
	switch {
	case left == 0:
		return Cut(dst, src, 0, mask)
	case mask&^Low(left) == 0:
		return Cut(dst, src, bits-left, mask)
	case mask&Low(left) == 0:
		return Cut(dst, src, -left, mask)
	}
	return Made(dst, src)
}

// OrNothing is the effect where a result has somewhere to go: what goes to the
// register that is always zero is nothing.
func (e Effect) OrNothing() Effect {
	if e.Dst == "" && (e.Does == Sets || e.Does == Computes || e.Does == Halves) {
		return Effect{Does: Nothing}
	}
	return e
}

// Moved adds that the instruction moves the base; mem counts from where it was.
func (e Effect) Moved(by int64) Effect {
	e.Back = by
	return e
}

// As gives an access another kind.
func (e Effect) As(d Kind) Effect {
	e.Does = d
	return e
}
