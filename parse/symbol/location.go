package symbol

import "slices"

// Operations of DWARF expressions, DWARF 5 section 7.7.1, and GNU's earlier
// forms of those that DWARF 5 took over.
const (
	opAddr        = 0x03
	opDeref       = 0x06
	opConst1u     = 0x08
	opConsts      = 0x11
	opDup         = 0x12
	opDrop        = 0x13
	opMinus       = 0x1c
	opPlus        = 0x22
	opPlusUconst  = 0x23
	opLit0        = 0x30
	opReg0        = 0x50
	opBreg0       = 0x70
	opRegx        = 0x90
	opFbreg       = 0x91
	opBregx       = 0x92
	opPiece       = 0x93
	opNop         = 0x96
	opCFA         = 0x9c
	opImplicit    = 0x9e
	opStackValue  = 0x9f
	opAddrx       = 0xa1
	opConstx      = 0xa2
	opEntryValue  = 0xa3
	opGNUEntry    = 0xf3
	opGNUAddrIdx  = 0xfb
	opGNUConstIdx = 0xfc
)

// opsOfNothing say of a variable that it is kept nowhere, and what else is known of it:
// DW_OP_implicit_pointer, DW_OP_GNU_uninit, DW_OP_GNU_implicit_pointer,
// DW_OP_GNU_parameter_ref.
var opsOfNothing = []uint8{0xa0, 0xf0, 0xf2, 0xfa}

// Base is what a place or a value is counted from.
type Base uint8

// The bases.
const (
	FromZero     Base = iota // nothing: a constant
	FromImage                // an address of the image
	FromRegister             // what a register holds here
	FromEntry                // what a register held when the function was entered
	FromFrame                // the canonical frame address: the stack pointer before the call
)

// Held tells how a variable is held at a place in the code.
type Held uint8

// The ways to hold a variable.
const (
	Nowhere  Held = iota // optimized out here, or in a way that is not understood
	AsValue              // it is Base + Offset
	InMemory             // it lies at Base + Offset
	Behind               // it is what lies in memory at Base + Offset, and has no place of its own
	InPieces             // see Pieces
	Computed             // see Program
)

// Where is where a variable is, or what it is, at one place in the code. A
// variable in a register is the value Register + 0.
type Where struct {
	Held     Held
	Base     Base
	Register int // DWARF's number, of FromRegister and FromEntry
	Offset   int64
	Pieces   []Piece
	Program  *Program
}

// Piece is a part of a variable that is held in several.
type Piece struct {
	Where
	Size int64 // in bytes
}

// Program is an expression that does more with a value than to add to it.
type Program struct {
	u           *unit
	expr, frame []byte
}

// computed keeps an expression that the sums of [Where] do not say.
func (u *unit) computed(expr, frame []byte) Where {
	return Where{Held: Computed, Program: &Program{u, slices.Clone(expr), slices.Clone(frame)}}
}

// evaluation is one run of an expression.
type evaluation struct {
	u     *unit
	c     cursor
	frame []byte // the function's DW_AT_frame_base
	stack []Where
	where Where // what was said last
	said  bool
}

const maxOps = 64 // of one expression; a variable's has a few

// evaluate returns where the expression says a variable is. The stack of the
// machine holds sums only: whatever else is done to a value leaves it unknown.
func (u *unit) evaluate(expr, frame []byte) Where {
	if len(expr) == 0 {
		return Where{}
	}
	e := evaluation{u: u, c: cursor{data: expr, order: u.d.order}, frame: frame}
	var pieces []Piece
	for range maxOps {
		if e.c.done() {
			break
		}
		op := e.c.u8()
		if op == opPiece {
			pieces = append(pieces, Piece{e.result(), int64(e.c.uleb() & (1<<40 - 1))})
			e.stack, e.said = nil, false
			continue
		}
		if !e.do(op) {
			if slices.Contains(opsOfNothing, op) {
				return Where{}
			}
			return u.computed(expr, frame)
		}
	}
	switch {
	case e.c.bad || !e.c.done():
		return Where{}
	case pieces != nil:
		return Where{Held: InPieces, Pieces: pieces}
	}
	return e.result()
}

// result is where the operations so far lead: to memory, unless they said
// something else.
func (e *evaluation) result() Where {
	if e.said {
		return e.where
	}
	if len(e.stack) == 0 {
		return Where{}
	}
	w := e.stack[len(e.stack)-1]
	if w.Held != AsValue {
		return Where{}
	}
	w.Held = InMemory
	return w
}

func (e *evaluation) push(b Base, register int, offset int64) bool {
	e.stack = append(e.stack, Where{Held: AsValue, Base: b, Register: register, Offset: offset})
	return true
}

// say ends an expression with what it is.
func (e *evaluation) say(w Where) bool {
	e.where, e.said = w, true
	return true
}

func (e *evaluation) pop() (w Where, ok bool) {
	n := len(e.stack) - 1
	if n < 0 {
		return w, false
	}
	w = e.stack[n]
	e.stack = e.stack[:n]
	return w, true
}

// do runs one operation and tells whether it is understood.
func (e *evaluation) do(op uint8) bool {
	switch {
	case op >= opLit0 && op < opReg0:
		return e.push(FromZero, 0, int64(op-opLit0))
	case op >= opReg0 && op < opBreg0:
		return e.say(Where{Held: AsValue, Base: FromRegister, Register: int(op - opReg0)})
	case op >= opBreg0 && op < opRegx:
		return e.push(FromRegister, int(op-opBreg0), e.c.sleb())
	case op >= opConst1u && op <= opConsts:
		return e.push(FromZero, 0, e.constant(op))
	}
	return e.named(op)
}

// named runs the operations that are not one of a row of numbers.
func (e *evaluation) named(op uint8) bool {
	switch op {
	case opAddr:
		return e.push(FromImage, 0, int64(e.c.uint(e.u.addrSize)))
	case opAddrx, opGNUAddrIdx:
		at, ok := e.u.indexedAddress(e.c.uleb())
		return ok && e.push(FromImage, 0, int64(at))
	case opConstx, opGNUConstIdx:
		n, ok := e.u.indexedAddress(e.c.uleb())
		return ok && e.push(FromZero, 0, int64(n))
	case opRegx:
		return e.say(Where{Held: AsValue, Base: FromRegister, Register: int(e.c.uleb() & 0xffff)})
	case opBregx:
		r := int(e.c.uleb() & 0xffff)
		return e.push(FromRegister, r, e.c.sleb())
	case opFbreg:
		return e.inFrame(e.c.sleb())
	case opCFA:
		return e.push(FromFrame, 0, 0)
	case opNop:
		return true
	}
	return e.compute(op)
}

// constant reads the operand of the DW_OP_const* operations.
func (e *evaluation) constant(op uint8) int64 {
	n := op - opConst1u
	switch {
	case op == opConsts:
		return e.c.sleb()
	case op == opConsts-1:
		return int64(e.c.uleb())
	}
	size := 1 << (n / 2)
	v := int64(e.c.uint(size))
	if n%2 == 1 && size < 8 {
		v = v << (64 - 8*size) >> (64 - 8*size)
	}
	return v
}

// compute runs an operation on what is on the stack.
func (e *evaluation) compute(op uint8) bool {
	switch op {
	case opEntryValue, opGNUEntry:
		return e.entryValue()
	case opImplicit:
		b := e.c.bytes(int(min(e.c.uleb(), 1<<16)))
		return e.say(Where{Held: AsValue, Offset: int64(number(b, e.u.d.order))})
	case opStackValue:
		w, ok := e.pop()
		return ok && e.say(w)
	case opPlus, opMinus:
		b, okB := e.pop()
		a, okA := e.pop()
		return okA && okB && e.sum(a, b, op == opMinus)
	}
	w, ok := e.pop()
	if !ok {
		return false
	}
	switch op {
	case opDrop:
		return true
	case opDup:
		e.stack = append(e.stack, w)
	case opPlusUconst:
		w.Offset += int64(e.c.uleb())
		if w.Held != AsValue {
			return false
		}
	case opDeref:
		if w.Held != AsValue {
			return false
		}
		w.Held = Behind
	default:
		return false
	}
	e.stack = append(e.stack, w)
	return true
}

// sum adds, as long as only one of the two has a base.
func (e *evaluation) sum(a, b Where, minus bool) bool {
	if a.Held != AsValue || b.Held != AsValue {
		return false
	}
	switch {
	case b.Base == FromZero && minus:
		a.Offset -= b.Offset
	case b.Base == FromZero:
		a.Offset += b.Offset
	case a.Base == FromZero && !minus:
		b.Offset += a.Offset
		a = b
	default:
		return false
	}
	e.stack = append(e.stack, a)
	return true
}

// entryValue is what an expression, a register in practice, was when the
// function was entered.
func (e *evaluation) entryValue() bool {
	inner := e.u.evaluate(e.c.bytes(int(min(e.c.uleb(), 1<<16))), nil)
	if inner.Held != AsValue || inner.Base != FromRegister || inner.Offset != 0 {
		return false
	}
	return e.push(FromEntry, inner.Register, 0)
}

// inFrame counts from the function's frame base.
func (e *evaluation) inFrame(offset int64) bool {
	if e.frame == nil {
		return false
	}
	base := e.u.evaluate(e.frame, nil)
	switch {
	case base.Held == AsValue && base.Base == FromRegister: // DW_OP_reg6: what the register holds
	case base.Held == InMemory: // DW_OP_call_frame_cfa, DW_OP_breg7 8
	default:
		return false
	}
	return e.push(base.Base, base.Register, base.Offset+offset)
}
