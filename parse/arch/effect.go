package arch

import "encoding/binary"

// does is what kind of thing an instruction does to the general registers.
type does uint8

const (
	unknown  does = iota // not decoded: it may have written anything
	nothing              // it writes no general register
	loads                // dst = what lies in memory at mem
	sets                 // dst = the value of mem itself: a move, a constant, a sum
	halves               // dst keeps some bits and gets the others: movt, movk
	computes             // dst = something made of from
	calls                // a function: its result, and whatever it may clobber
	branches             // goes on here or elsewhere
	jumps                // never goes on at the next instruction
)

// effect is what an instruction does, in words that fit every architecture.
// Registers are named as in the dump; "" is none.
type effect struct {
	does  does
	dst   string
	mem   memoryAccess // memory it loads or stores; of sets the sum itself
	more  []loaded     // further registers it loads from the same memory
	lost  []string     // further registers it writes
	from  [3]string    // of computes, and of calls through a register
	data  string       // register that it stores
	maybe bool         // it may not have happened: a condition

	touches bool  // mem is memory, not a sum
	size    int   // bytes it accesses, 0 when not known
	back    int64 // how far it moves mem.base after the access

	bits, mask uint64 // of halves

	rel    int64 // where a branch goes, from its own start
	hasRel bool
}

// loaded is one more register of a load and where it comes from, counted from
// the access.
type loaded struct {
	name   string
	offset int64
}

// convention is what a function call does to the registers.
type convention struct {
	args   []string // the first arguments, in order
	result string
	saved  []string // registers that are the same after a call
	stack  []string // stack and frame pointers
	slot   bool     // the instruction behind a branch runs before it
}

// writes tells whether the instruction changes a register.
func (e *effect) writes(name string) bool {
	if e.dst == name || e.back != 0 && e.mem.base == name {
		return true
	}
	for _, l := range e.more {
		if l.name == name {
			return true
		}
	}
	return known(e.lost, name)
}

// move, constant, sum and made write the most frequent effects.
func move(dst, src string) effect { return effect{does: sets, dst: dst, mem: memoryAccess{base: src}} }

func constant(dst string, v int64) effect {
	return effect{does: sets, dst: dst, mem: memoryAccess{offset: v}}
}

func sum(dst, base string, offset int64) effect {
	return effect{does: sets, dst: dst, mem: memoryAccess{base: base, offset: offset}}
}

func made(dst string, from ...string) effect {
	e := effect{does: computes, dst: dst}
	n := 0
	for _, f := range from {
		if f != "" && n < len(e.from) && f != e.from[0] && f != e.from[1] {
			e.from[n] = f
			n++
		}
	}
	return e
}

func going(d does, rel int64) effect { return effect{does: d, rel: rel, hasRel: true} }

// access is a load of dst or, without one, a store or a load that no general
// register gets.
func access(dst string, m memoryAccess, size int) effect {
	e := effect{does: nothing, mem: m, touches: true, size: size}
	if dst != "" {
		e.does, e.dst = loads, dst
	}
	return e
}

// store is a store of a register.
func store(data string, m memoryAccess, size int) effect {
	e := access("", m, size)
	e.data = data
	return e
}

// moved adds that the instruction moves the base; mem counts from where it was.
func (e effect) moved(by int64) effect {
	e.back = by
	return e
}

// code returns an instruction's bytes as they lie in memory, given the order
// of its words. Wider words than a byte were printed with blanks between or
// are of one word.
func (in *Insn) code(order binary.ByteOrder) []byte {
	if len(in.Bytes) > 64 {
		return nil
	}
	b, _, complete := WordBytes(ParseWords(in.Bytes), order)
	if !complete {
		return nil
	}
	return b
}

// word returns an instruction that is one 32-bit word.
func (in *Insn) word() (uint32, bool) {
	if len(in.Bytes) != 8 {
		return 0, false
	}
	v, n := hexPrefix(in.Bytes)
	return uint32(v), n == 8
}

// length is the number of an instruction's bytes.
func (in *Insn) length() int {
	n := 0
	for i := range len(in.Bytes) {
		if in.Bytes[i] != ' ' {
			n++
		}
	}
	return n / 2
}
