package symbol

// Machine is what expressions are computed from. Each function says a number, or that it
// is not known.
type Machine struct {
	Register func(n int) (uint64, bool) // by DWARF's number
	Entered  func(n int) (uint64, bool) // what one held when the function was entered
	Frame    func() (uint64, bool)      // the canonical frame address
	Moved    func(at uint64) (uint64, bool)
	Memory   func(at uint64, size int64) (uint64, bool)
}

// Compute runs the expression. It says where the variable lies in memory, when located,
// else what it is; ok is false where something that it needs is not known.
func (p *Program) Compute(m *Machine) (v uint64, located, ok bool) {
	defer func() {
		if catchPanics && recover() != nil {
			ok = false
		}
	}()
	c := computation{u: p.u, m: m, c: cursor{data: p.expr, order: p.u.d.order}, frame: p.frame}
	for range maxOps {
		if c.c.done() {
			break
		}
		op := c.c.u8()
		if op == opStackValue {
			top, found := c.pop()
			return top.v, false, found && c.c.done() && !c.c.bad
		}
		if !c.do(op) || c.c.bad {
			return 0, false, false
		}
	}
	top, found := c.pop()
	return top.v, true, found && c.c.done() && !c.c.bad
}

// typedValue is what lies on the stack of a computation: a number in so many bytes, above
// which it goes on by its sign.
type typedValue struct {
	v      uint64
	size   int
	signed bool
	plain  bool // of the machine's words, which have a sign where it matters
}

// counts tells numbers that are compared and divided with their signs.
func (t typedValue) counts() bool { return t.signed || t.plain }

// like tells numbers of one type.
func (t typedValue) like(o typedValue) bool {
	return t.size == o.size && t.signed == o.signed && t.plain == o.plain
}

func (t typedValue) with(v uint64) typedValue {
	shift := 64 - 8*t.size
	if t.v = v << shift >> shift; t.signed {
		t.v = uint64(int64(v<<shift) >> shift)
	}
	return t
}

// bits is the number without its sign.
func (t typedValue) bits() uint64 { return t.v << (64 - 8*t.size) >> (64 - 8*t.size) }

// int is the number with its sign.
func (t typedValue) int() int64 { return int64(t.v<<(64-8*t.size)) >> (64 - 8*t.size) }

// computation is one run of a program.
type computation struct {
	u     *unit
	m     *Machine
	c     cursor
	frame []byte
	stack []typedValue
}

func (c *computation) generic() typedValue { return typedValue{size: c.u.addrSize, plain: true} }

func (c *computation) push(v uint64, ok bool) bool {
	c.stack = append(c.stack, c.generic().with(v))
	return ok
}

func (c *computation) pop() (v typedValue, ok bool) {
	n := len(c.stack) - 1
	if n < 0 {
		return v, false
	}
	v, c.stack = c.stack[n], c.stack[:n]
	return v, true
}

// do runs one operation, and tells whether it is understood and its operands are known.
func (c *computation) do(op uint8) bool {
	switch {
	case op >= opLit0 && op < opReg0:
		return c.push(uint64(op-opLit0), true)
	case op >= opBreg0 && op < opRegx:
		return c.register(int(op - opBreg0))
	case op >= opConst1u && op <= opConsts:
		e := evaluation{u: c.u, c: c.c}
		n := e.constant(op)
		c.c = e.c
		return c.push(uint64(n), true)
	case op >= opAbs && op <= opXor && op != opPlusUconst:
		return c.calculate(op)
	case op >= opEq && op <= opNe:
		return c.compare(op)
	}
	if ok, known := c.source(op); known {
		return ok
	}
	return c.arrange(op)
}

func (c *computation) register(n int) bool {
	off := c.c.sleb()
	v, ok := c.m.Register(n)
	return c.push(v+uint64(off), ok)
}

// source runs the operations that bring a number from elsewhere.
func (c *computation) source(op uint8) (ok, known bool) {
	switch op {
	case opAddr:
		return c.push(c.m.Moved(c.c.uint(c.u.addrSize))), true
	case opAddrx, opGNUAddrIdx:
		at, found := c.u.indexedAddress(c.c.uleb())
		v, moved := c.m.Moved(at)
		return c.push(v, moved && found), true
	case opBregx:
		return c.register(int(c.c.uleb() & 0xffff)), true
	case opFbreg:
		return c.push(c.sum(c.u.evaluate(c.frame, nil), c.c.sleb())), true
	case opCFA:
		return c.push(c.m.Frame()), true
	case opEntryValue, opGNUEntry:
		inner := c.u.evaluate(c.c.bytes(int(min(c.c.uleb(), 1<<16))), nil)
		if inner.Held != AsValue || inner.Base != FromRegister || inner.Offset != 0 {
			return false, true
		}
		return c.push(c.m.Entered(inner.Register)), true
	case opDeref, opDerefSize, opDerefType, opGNUDerefType:
		return c.load(op), true
	case opRegvalType, opGNURegvalType:
		n := int(c.c.uleb() & 0xffff)
		v, found := c.m.Register(n)
		t, typed := c.typeAt(c.c.uleb())
		c.stack = append(c.stack, t.with(v))
		return found && typed, true
	case opConstType, opGNUConstType:
		t, typed := c.typeAt(c.c.uleb())
		c.stack = append(c.stack, t.with(number(c.c.bytes(int(c.c.u8())), c.u.d.order)))
		return typed, true
	}
	return false, false
}

// sum is where a frame base leads, and how far behind.
func (c *computation) sum(w Where, offset int64) (v uint64, ok bool) {
	switch {
	case w.Held == AsValue && w.Base == FromRegister, w.Held == InMemory && w.Base == FromRegister:
		v, ok = c.m.Register(w.Register)
	case w.Held == InMemory && w.Base == FromFrame:
		v, ok = c.m.Frame()
	}
	return v + uint64(w.Offset+offset), ok
}

// load reads memory at the address on top.
func (c *computation) load(op uint8) bool {
	t, typed := c.generic(), true
	switch op {
	case opDerefSize:
		t.size = int(c.c.u8())
	case opDerefType, opGNUDerefType:
		c.c.u8()
		t, typed = c.typeAt(c.c.uleb())
	}
	at, ok := c.pop()
	if !ok || !typed || t.size < 1 || t.size > 8 {
		return false
	}
	v, ok := c.m.Memory(at.bits(), int64(t.size))
	if op == opDerefSize {
		t = c.generic()
	}
	c.stack = append(c.stack, t.with(v))
	return ok
}

// typeAt is the integer type whose entry stands at an offset in the unit.
func (c *computation) typeAt(off uint64) (t typedValue, ok bool) {
	if off == 0 {
		return c.generic(), true
	}
	const boolean, signed, signedChar, unsigned, unsignedChar = 2, 5, 6, 7, 8 // DW_ATE_*
	types := dwarfTypes{d: c.u.d}
	_, e := types.entry(c.u.off + int64(off&(1<<40-1)))
	if e == nil {
		return t, false
	}
	t.size, t.signed = int(e.size.size()), e.encoding == signed || e.encoding == signedChar
	ok = t.signed || e.encoding == boolean || e.encoding == unsigned || e.encoding == unsignedChar
	return t, ok && t.size >= 1 && t.size <= 8
}

// arrange runs the operations on what is on the stack that calculate nothing.
func (c *computation) arrange(op uint8) bool {
	n := len(c.stack)
	pick := func(back int) bool {
		if back < 0 || back >= n {
			return false
		}
		c.stack = append(c.stack, c.stack[n-1-back])
		return true
	}
	switch op {
	case opNop:
		return true
	case opDup:
		return pick(0)
	case opOver:
		return pick(1)
	case opPick:
		return pick(int(c.c.u8()))
	case opDrop:
		_, ok := c.pop()
		return ok
	case opSwap:
		if n < 2 {
			return false
		}
		c.stack[n-1], c.stack[n-2] = c.stack[n-2], c.stack[n-1]
		return true
	case opPlusUconst:
		by := c.c.uleb()
		top, ok := c.pop()
		c.stack = append(c.stack, top.with(top.v+by))
		return ok
	case opConvert, opGNUConvert:
		t, typed := c.typeAt(c.c.uleb())
		top, ok := c.pop()
		c.stack = append(c.stack, t.with(top.v))
		return ok && typed
	}
	return false
}
