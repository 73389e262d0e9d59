package symbol

import (
	"encoding/binary"
	"testing"
)

// knows is a machine with two registers, a frame and memory.
func knows() *Machine {
	return &Machine{
		Register: func(n int) (uint64, bool) { return []uint64{0xfffffffd, 0x1000}[n&1], n < 2 },
		Entered:  func(n int) (uint64, bool) { return 0x77, n == 5 },
		Frame:    func() (uint64, bool) { return 0x8000, true },
		Moved:    func(at uint64) (uint64, bool) { return at + 0x100000, true },
		Memory:   func(at uint64, size int64) (uint64, bool) { return at<<8 | uint64(size), at == 0x1008 },
	}
}

// TestExpressionsAreComputed: what DWARF 5 section 2.5.1 says of each operation.
func TestExpressionsAreComputed(t *testing.T) {
	u := &unit{d: &debugInfo{order: binary.LittleEndian}, addrSize: 8}
	minus := func(n uint64) uint64 { return -n }
	for name, c := range map[string]struct {
		ops     []byte
		want    uint64
		located bool
	}{
		"not":           {[]byte{opBreg0 + 1, 0, opNot, opStackValue}, ^uint64(0x1000), false},
		"neg":           {[]byte{opBreg0 + 1, 0, opNeg, opStackValue}, minus(0x1000), false},
		"abs":           {[]byte{opConst1u + 1, 0xfd, opAbs, opStackValue}, 3, false},
		"and or xor":    {[]byte{opLit0 + 12, opLit0 + 10, opAnd, opLit0 + 1, opOr, opLit0 + 3, opXor, opStackValue}, 10, false},
		"minus":         {[]byte{opBreg0 + 1, 0, opBreg0 + 1, 4, opMinus, opStackValue}, minus(4), false},
		"mul div":       {[]byte{opConst1u + 1, 0xf8, opLit0 + 6, opMul, opLit0 + 4, opDiv, opStackValue}, minus(12), false},
		"mod":           {[]byte{opLit0 + 17, opLit0 + 5, opMod, opStackValue}, 2, false},
		"sign extended": {[]byte{opBreg0, 0, opLit0 + 31, opPlusUconst, 1, opShl, opLit0 + 31, opPlusUconst, 1, opShra, opStackValue}, minus(3), false},
		"shifted":       {[]byte{opBreg0, 0, opLit0 + 4, opShr, opStackValue}, 0xfffffff, false},
		"shifted out":   {[]byte{opLit0 + 1, opConst1u, 200, opShl, opStackValue}, 0, false},
		"compared":      {[]byte{opConst1u + 1, 0xff, opLit0, opLt, opStackValue}, 1, false},
		"not equal":     {[]byte{opLit0 + 1, opLit0 + 1, opNe, opStackValue}, 0, false},
		"swap and over": {[]byte{opLit0 + 1, opLit0 + 9, opSwap, opOver, opMul, opMinus, opStackValue}, 0, false},
		"pick":          {[]byte{opLit0 + 3, opLit0 + 9, opPick, 1, opMul, opPlus, opStackValue}, 30, false},
		"memory":        {[]byte{opBreg0 + 1, 8, opDerefSize, 2, opNeg, opStackValue}, minus(0x100802), false},
		"frame":         {[]byte{opCFA, opLit0 + 8, opOr}, 0x8008, true},
		"entry":         {[]byte{opEntryValue, 1, opReg0 + 5, opNot, opStackValue}, ^uint64(0x77), false},
		"address":       {[]byte{opAddr, 8, 0, 0, 0, 0, 0, 0, 0, opLit0 + 7, opOr}, 0x10000f, true},
		"no-op":         {[]byte{opLit0 + 1, opNop, opDup, opDrop, opNot, opStackValue}, ^uint64(1), false},
	} {
		w := u.evaluate(c.ops, nil)
		if w.Held != Computed {
			w = u.computed(c.ops, nil)
		}
		if v, located, ok := w.Program.Compute(knows()); v != c.want || located != c.located || !ok {
			t.Errorf("%s: %#x %v %v, want %#x %v", name, v, located, ok, c.want, c.located)
		}
	}
	for name, ops := range map[string][]byte{
		"unknown": {0xff}, "by zero": {opLit0 + 1, opLit0, opDiv, opStackValue}, "lost register": {opBreg0 + 2, 0, opNot, opStackValue}, "lost memory": {opLit0, opDerefSize, 4, opStackValue},
		"empty": {}, "nothing left": {opNot}, "goes on": {opLit0, opStackValue, opLit0}, "cut": {opConst1u}, "width": {opBreg0 + 1, 8, opDerefSize, 9, opStackValue},
	} {
		if v, _, ok := u.computed(ops, nil).Program.Compute(knows()); ok {
			t.Errorf("%s: %#x", name, v)
		}
	}
}

// TestTypedNumbers: a sign where the type has one.
func TestTypedNumbers(t *testing.T) {
	s32, u32, plain := typedValue{size: 4, signed: true}, typedValue{size: 4}, typedValue{size: 4, plain: true}
	for _, c := range []struct {
		op   uint8
		of   typedValue
		a, b uint64
		want uint64
	}{
		{opDiv, s32, 0xfffffff8, 2, ^uint64(3)}, {opDiv, u32, 0xfffffff8, 2, 0x7ffffffc}, {opDiv, plain, 0xfffffff8, 2, 0xfffffffc},
		{opDiv, s32, 0x80000000, 0xffffffff, ^uint64(0x7fffffff)}, {opMod, s32, 0xfffffff9, 2, ^uint64(0)}, {opMod, u32, 0xfffffff9, 2, 1}, {opMod, s32, 7, 0xffffffff, 0},
		{opShra, u32, 0x80000000, 31, 0xffffffff}, {opShr, s32, 0x80000000, 31, 1}, {opMul, s32, 0x10000, 0x10000, 0},
	} {
		if v, ok := two(c.op, c.of.with(c.a), c.of.with(c.b)); !ok || c.of.with(v).v != c.want {
			t.Errorf("%#x %#x %#x of %+v: %#x, want %#x", c.op, c.a, c.b, c.of, c.of.with(v).v, c.want)
		}
	}
}
