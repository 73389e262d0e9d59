package symbol

import "cmp"

// Operations of expressions that calculate, and GNU's earlier forms of the typed ones.
const (
	opOver       = 0x14
	opPick       = 0x15
	opSwap       = 0x16
	opAbs        = 0x19
	opAnd        = 0x1a
	opDiv        = 0x1b
	opMod        = 0x1d
	opMul        = 0x1e
	opNeg        = 0x1f
	opNot        = 0x20
	opOr         = 0x21
	opShl        = 0x24
	opShr        = 0x25
	opShra       = 0x26
	opXor        = 0x27
	opEq         = 0x29
	opGe         = 0x2a
	opGt         = 0x2b
	opLe         = 0x2c
	opLt         = 0x2d
	opNe         = 0x2e
	opDerefSize  = 0x94
	opConstType  = 0xa4
	opDerefType  = 0xa6
	opConvert    = 0xa8
	opRegvalType = 0xa5

	opGNUConstType  = 0xf4
	opGNURegvalType = 0xf5
	opGNUDerefType  = 0xf6
	opGNUConvert    = 0xf7
)

// calculate runs an operation of arithmetic.
func (c *computation) calculate(op uint8) bool {
	b, ok := c.pop()
	if !ok {
		return false
	}
	if v, unary := one(op, b); unary {
		c.stack = append(c.stack, b.with(v))
		return true
	}
	a, ok := c.pop()
	if !ok || !a.like(b) && op != opShl && op != opShr && op != opShra {
		return false
	}
	v, ok := two(op, a, b)
	c.stack = append(c.stack, a.with(v))
	return ok
}

// one is an operation on one number.
func one(op uint8, a typedValue) (v uint64, unary bool) {
	switch op {
	case opAbs:
		if a.int() < 0 {
			return -a.v, true
		}
		return a.v, true
	case opNeg:
		return -a.v, true
	case opNot:
		return ^a.v, true
	}
	return 0, false
}

// two is an operation on two numbers; false for a division by zero.
func two(op uint8, a, b typedValue) (v uint64, ok bool) {
	switch op {
	case opPlus:
		return a.v + b.v, true
	case opMinus:
		return a.v - b.v, true
	case opMul:
		return a.v * b.v, true
	case opAnd:
		return a.v & b.v, true
	case opOr:
		return a.v | b.v, true
	case opXor:
		return a.v ^ b.v, true
	case opDiv, opMod:
		return divided(op, a, b)
	}
	return shifted(op, a, min(b.bits(), 64)), true
}

// divided divides with signs, but for the remainder of generic numbers.
func divided(op uint8, a, b typedValue) (v uint64, ok bool) {
	switch {
	case b.bits() == 0:
		return 0, false
	case op == opDiv && a.counts() && b.int() == -1:
		return -a.v, true
	case op == opDiv && a.counts():
		return uint64(a.int() / b.int()), true
	case op == opDiv:
		return a.bits() / b.bits(), true
	case a.signed && b.int() == -1:
		return 0, true
	case a.signed:
		return uint64(a.int() % b.int()), true
	}
	return a.bits() % b.bits(), true
}

func shifted(op uint8, a typedValue, by uint64) uint64 {
	switch op {
	case opShl:
		return a.v << by
	case opShr:
		return a.bits() >> by
	}
	return uint64(a.int() >> min(by, 63))
}

// compare runs a comparison.
func (c *computation) compare(op uint8) bool {
	b, okB := c.pop()
	a, okA := c.pop()
	if !okA || !okB || !a.like(b) {
		return false
	}
	way := cmp.Compare(a.bits(), b.bits())
	if a.counts() {
		way = cmp.Compare(a.int(), b.int())
	}
	if map[uint8]bool{opEq: way == 0, opNe: way != 0, opGe: way >= 0, opGt: way > 0, opLe: way <= 0, opLt: way < 0}[op] {
		return c.push(1, true)
	}
	return c.push(0, true)
}
