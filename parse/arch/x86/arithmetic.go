package x86

import (
	"golang.org/x/arch/x86/x86asm"

	"oopscope/parse/arch"
	"oopscope/parse/arch/flow"
)

// What the operations on numbers make of their registers.

// arithmetic is everything that writes its first operand.
func (x *reading) arithmetic(dst string, bits int, src string) flow.Effect {
	if bits == x.mode && dst != "" {
		if e, ok := x.sum(dst, src); ok {
			return e
		}
	}
	if takesBits[x.inst.Op] && dst != "" {
		return x.cuts(dst, bits, src)
	}
	switch op := x.inst.Op; {
	case dst == "":
		return flow.Effect{Does: flow.Nothing}
	case src == dst && bits >= 32 && x.clears():
		return flow.Constant(dst, 0)
	case op >= x86asm.CMOVA && op <= x86asm.CMOVS:
		e := flow.Made(dst, src, dst)
		e.Maybe = true
		return e
	case op == x86asm.IMUL:
		return x.product(dst, src)
	}
	if counts[x.inst.Op] {
		return flow.Made(dst, src)
	}
	return flow.Made(dst, dst, src)
}

// clears tells what takes a register from itself, as compilers write 0.
func (x *reading) clears() bool {
	return (x.inst.Op == x86asm.XOR || x.inst.Op == x86asm.SUB) && x.inst.Args[0] == x.inst.Args[1]
}

// counts are the operations that make a number of bits of another register.
var counts = map[x86asm.Op]bool{x86asm.BSF: true, x86asm.BSR: true, x86asm.POPCNT: true, x86asm.TZCNT: true, x86asm.LZCNT: true}

// product is that of two registers, or of one and a constant.
func (x *reading) product(dst, src string) flow.Effect {
	imm, ok := x.inst.Args[2].(x86asm.Imm)
	if !ok {
		e := flow.Made(dst, dst, src)
		e.Product = [2]string{dst, src}
		return e
	}
	e := flow.Made(dst, src)
	e.Product[0], e.Times = src, int64(imm)
	return e
}

// tests are those of bits.
func (x *reading) tests(reg string) flow.Effect {
	imm, ok := x.inst.Args[1].(x86asm.Imm)
	switch {
	case !ok:
		return flow.Effect{Does: flow.Nothing}
	case x.inst.Op == x86asm.BT:
		return flow.Tests(reg, 1<<(uint64(imm)&63))
	}
	return flow.Tests(reg, uint64(imm)&flow.Low(8*max(x.inst.MemBytes, x.inst.DataSize/8)))
}

// takesBits are the operations that leave some bits of a register, with a constant.
var takesBits = map[x86asm.Op]bool{x86asm.AND: true, x86asm.SHR: true, x86asm.SAR: true, x86asm.SHL: true}

// cuts are the operations that leave some bits.
func (x *reading) cuts(dst string, bits int, src string) flow.Effect {
	imm, ok := x.inst.Args[1].(x86asm.Imm)
	switch by := int(imm) & 63; {
	case !ok:
		return flow.Made(dst, dst, src)
	case x.inst.Op == x86asm.AND:
		return flow.Cut(dst, dst, 0, uint64(imm)&flow.Low(bits))
	case x.inst.Op == x86asm.SHL:
		return flow.Cut(dst, dst, -by, flow.Low(bits))
	default:
		return flow.Cut(dst, dst, by, flow.Low(bits-by))
	}
}

// sum are the operations on a whole register that only add.
func (x *reading) sum(dst, src string) (flow.Effect, bool) {
	imm, isImm := x.inst.Args[1].(x86asm.Imm)
	switch op := x.inst.Op; {
	case op == x86asm.ADD && isImm:
		return flow.Sum(dst, dst, int64(imm)), true
	case op == x86asm.SUB && isImm:
		return flow.Sum(dst, dst, -int64(imm)), true
	case op == x86asm.ADD && src != "":
		return flow.Effect{Does: flow.Sets, Dst: dst, Mem: arch.Access{Base: dst, Index: src}}, true
	case op == x86asm.ADD:
		if _, mem := x.mem(1); mem {
			e := flow.Made(dst, dst)
			e.Plus = dst
			return e, true
		}
	case op == x86asm.INC:
		return flow.Sum(dst, dst, 1), true
	case op == x86asm.DEC:
		return flow.Sum(dst, dst, -1), true
	}
	return flow.Effect{}, false
}
