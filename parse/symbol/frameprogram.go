package symbol

// Operations of call frame programs, DWARF 5 section 6.4.2 and 7.24.
const (
	cfaAdvance          = 0x40 // and two more whose operand is in the low bits
	cfaOffset           = 0x80
	cfaRestore          = 0xc0
	cfaNop              = 0x00
	cfaSetLoc           = 0x01
	cfaAdvance1         = 0x02
	cfaAdvance2         = 0x03
	cfaAdvance4         = 0x04
	cfaOffsetExtended   = 0x05
	cfaRestoreExtended  = 0x06
	cfaUndefined        = 0x07
	cfaSameValue        = 0x08
	cfaRegister         = 0x09
	cfaRemember         = 0x0a
	cfaRestoreState     = 0x0b
	cfaDefCFA           = 0x0c
	cfaDefCFARegister   = 0x0d
	cfaDefCFAOffset     = 0x0e
	cfaDefCFAExpression = 0x0f
	cfaExpression       = 0x10
	cfaOffsetSigned     = 0x11
	cfaDefCFASigned     = 0x12
	cfaDefOffsetSigned  = 0x13
	cfaValOffset        = 0x14
	cfaValOffsetSigned  = 0x15
	cfaValExpression    = 0x16
	cfaSignedReturn     = 0x2d // DW_CFA_AARCH64_negate_ra_state
	cfaArgumentsSize    = 0x2e // DW_CFA_GNU_args_size
	cfaNegativeOffset   = 0x2f
)

// frameProgram is one run of the operations that make the rules at a place.
type frameProgram struct {
	shared  *commonFrame
	table   *frameTable
	at, loc uint64
	row     CallFrame
	initial CallFrame // what the shared part made
	saved   []CallFrame
	copies  int
}

// Bounds of one program.
const (
	maxFrameRegisters = 256
	maxFrameCopies    = 1 << 10
)

// run executes operations up to the place; false when one is not understood.
func (p *frameProgram) run(c *cursor, whole bool) bool {
	for !c.done() && (whole || p.loc <= p.at) {
		if !p.do(c) || c.bad || len(p.row.Rules) > maxFrameRegisters {
			return false
		}
	}
	return true
}

// do runs one operation.
func (p *frameProgram) do(c *cursor) bool {
	op := c.u8()
	low := int(op & 0x3f)
	switch op & 0xc0 {
	case cfaAdvance:
		p.loc += uint64(low) * p.shared.codeAlign
		return true
	case cfaOffset:
		return p.save(low, int64(c.uleb())*p.shared.dataAlign)
	case cfaRestore:
		return p.restore(low)
	}
	if p.advance(op, c) {
		return true
	}
	if ok, known := p.define(op, c); known {
		return ok
	}
	return p.register(op, c)
}

// advance runs the operations that move to another place, and those of no effect.
func (p *frameProgram) advance(op uint8, c *cursor) bool {
	switch op {
	case cfaNop, cfaSignedReturn:
	case cfaSetLoc:
		if p.loc = c.pointer(p.shared.encoding, p.table.addrSize, 0); p.shared.encoding&0xf0 != 0 {
			c.fail() // relative to where it stands, which nobody knows here
		}
	case cfaAdvance1, cfaAdvance2, cfaAdvance4:
		p.loc += c.uint(1<<(op-cfaAdvance1)) * p.shared.codeAlign
	case cfaArgumentsSize:
		c.uleb()
	default:
		return false
	}
	return true
}

// define runs the operations on the canonical frame address and on all rules.
func (p *frameProgram) define(op uint8, c *cursor) (ok, known bool) {
	cfa := &p.row.CFA
	switch op {
	case cfaDefCFA:
		*cfa = Rule{How: SumOf, Register: c.number()}
		cfa.Offset = int64(c.uleb())
	case cfaDefCFASigned:
		*cfa = Rule{How: SumOf, Register: c.number()}
		cfa.Offset = c.sleb() * p.shared.dataAlign
	case cfaDefCFARegister:
		cfa.How, cfa.Register = SumOf, c.number()
	case cfaDefCFAOffset:
		cfa.Offset = int64(c.uleb())
	case cfaDefOffsetSigned:
		cfa.Offset = c.sleb() * p.shared.dataAlign
	case cfaDefCFAExpression:
		c.skip(c.uleb())
		*cfa = Rule{}
	case cfaRemember:
		p.saved = append(p.saved, copyOf(p.row))
		p.copies++
		return p.copies < maxFrameCopies, true
	case cfaRestoreState:
		n := len(p.saved) - 1
		if n < 0 {
			return false, true
		}
		p.row, p.saved = p.saved[n], p.saved[:n]
	default:
		return false, false
	}
	return true, true
}

// register runs the operations on one register's rule.
func (p *frameProgram) register(op uint8, c *cursor) bool {
	n := c.number()
	switch op {
	case cfaOffsetExtended:
		return p.save(n, int64(c.uleb())*p.shared.dataAlign)
	case cfaOffsetSigned:
		return p.save(n, c.sleb()*p.shared.dataAlign)
	case cfaNegativeOffset:
		return p.save(n, -int64(c.uleb())*p.shared.dataAlign)
	case cfaRestoreExtended:
		return p.restore(n)
	case cfaUndefined:
		p.row.Rules[n] = Rule{}
	case cfaSameValue:
		p.row.Rules[n] = Rule{How: Kept}
	case cfaRegister:
		p.row.Rules[n] = Rule{How: SumOf, Register: c.number()}
	case cfaValOffset:
		p.row.Rules[n] = Rule{How: DistantBy, Offset: int64(c.uleb()) * p.shared.dataAlign}
	case cfaValOffsetSigned:
		p.row.Rules[n] = Rule{How: DistantBy, Offset: c.sleb() * p.shared.dataAlign}
	case cfaExpression, cfaValExpression:
		c.skip(c.uleb())
		p.row.Rules[n] = Rule{}
	default:
		return false
	}
	return true
}

func (p *frameProgram) save(n int, offset int64) bool {
	p.row.Rules[n] = Rule{How: SavedAt, Offset: offset}
	return true
}

// restore gives a register the rule that it had at the function's beginning.
func (p *frameProgram) restore(n int) bool {
	if r, ok := p.initial.Rules[n]; ok {
		p.row.Rules[n] = r
	} else {
		delete(p.row.Rules, n)
	}
	return true
}

// number reads a register's number.
func (c *cursor) number() int { return int(c.uleb() & 0xffff) }
