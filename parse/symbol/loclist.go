package symbol

// Kinds of entries in .debug_loclists, DWARF 5 section 7.7.3. View pairs are
// GCC's: where within one instruction's place, which an address cannot tell.
const (
	lleEndOfList = iota
	lleBaseAddressx
	lleStartxEndx
	lleStartxLength
	lleOffsetPair
	lleDefaultLocation
	lleBaseAddress
	lleStartEnd
	lleStartLength
	lleViewPair
)

// maxLocations bounds one list; the longest of a kernel have some hundred.
const maxLocations = 1 << 14

// expressionAt returns the location expression that holds at pc, nil when
// there is none: the variable is optimized out there.
func (u *unit) expressionAt(v value, pc uint64) []byte {
	switch {
	case v.form == 0:
		return nil
	case u.isList(v):
		return u.listed(v, pc)
	}
	return u.block(v)
}

// isList tells a list's offset from an expression. Up to DWARF 3 it has the
// form of a number.
func (u *unit) isList(v value) bool {
	switch v.form {
	case formSecOffset, formLoclistx, formData4, formData8:
		return true
	}
	return false
}

func (u *unit) listed(v value, pc uint64) []byte {
	of := u.d.parts[u.off]
	off := v.n + uint64(of.locations)
	switch {
	case u.version < 5 && of.skeleton != nil:
		return u.splitLocation(int64(off), pc)
	case u.version < 5:
		return u.oldLocation(int64(off), pc)
	}
	if v.form == formLoclistx {
		b := u.d.loclists.near(int64(u.locBase+v.n*uint64(u.offsetSize)), u.offsetSize)
		if len(b) < u.offsetSize {
			return nil
		}
		off = u.locBase + number(b[:u.offsetSize], u.d.order)
	}
	return u.newLocation(int64(off), pc)
}

// oldLocation reads .debug_loc: pairs of addresses, each with an expression,
// up to DWARF 4.
func (u *unit) oldLocation(off int64, pc uint64) []byte {
	base, top := u.low, ^uint64(0)>>(64-8*u.addrSize)
	for range maxLocations {
		c := cursor{data: u.d.loc.near(off, 2*u.addrSize+2+maxExpression), order: u.d.order}
		lo, hi := c.uint(u.addrSize), c.uint(u.addrSize)
		switch {
		case c.bad || lo == 0 && hi == 0:
			return nil
		case lo == top:
			base = hi
			off += int64(c.pos)
			continue
		}
		size := int(c.uint(2))
		if (base+lo)&top <= pc && pc < (base+hi)&top {
			return c.expression(size)
		}
		off += int64(c.pos) + int64(size)
	}
	return nil
}

// Kinds of entries in .debug_loc.dwo, which GNU's extension of DWARF 4 has.
const (
	gnuEndOfList = iota
	gnuBaseAddress
	gnuStartEnd
	gnuStartLength
)

// splitLocation reads .debug_loc.dwo: addresses are numbers of those in the image.
func (u *unit) splitLocation(off int64, pc uint64) []byte {
	for range maxLocations {
		c := cursor{data: u.d.loc.near(off, 64+maxExpression), order: u.d.order}
		kind := c.u8()
		if c.bad || kind < gnuBaseAddress || kind > gnuStartLength {
			return nil
		}
		lo, known := u.indexedAddress(c.uleb())
		hi, size := uint64(0), 0
		if kind == gnuStartEnd {
			end, ok := u.indexedAddress(c.uleb())
			hi, known = end, known && ok
		}
		if kind == gnuStartLength {
			hi = lo + c.uint(4)
		}
		if kind != gnuBaseAddress { // counts for offsets, which no compiler writes here
			size = int(c.uint(2))
		}
		if known && lo <= pc && pc < hi && !c.bad {
			return c.expression(size)
		}
		off += int64(c.pos) + int64(size)
	}
	return nil
}

// maxExpression bounds an expression; those of kernels have some ten bytes.
const maxExpression = 512

// expression copies an expression out of memory that is soon used again.
func (c *cursor) expression(size int) []byte {
	if size > maxExpression {
		return nil
	}
	return append([]byte{}, c.bytes(size)...)
}

// newLocation reads .debug_loclists.
func (u *unit) newLocation(off int64, pc uint64) (found []byte) {
	base := u.low
	var otherwise []byte // DW_LLE_default_location
	for range maxLocations {
		c := cursor{data: u.d.loclists.near(off, 64+maxExpression), order: u.d.order}
		kind := c.u8()
		if c.bad || kind == lleEndOfList {
			return otherwise
		}
		lo, hi := uint64(0), uint64(0)
		switch kind {
		case lleViewPair:
			c.uleb()
			c.uleb()
		case lleDefaultLocation:
			otherwise = c.expression(int(min(c.uleb(), 1<<20)))
		default:
			rle := kind
			if kind > lleDefaultLocation {
				rle-- // the kinds of .debug_rnglists have no default
			}
			var isRange bool
			if lo, hi, isRange = u.rangeEntry(&c, rle, &base); !isRange {
				break
			}
			size := int(min(c.uleb(), 1<<20))
			if lo <= pc && pc < hi && !c.bad {
				return c.expression(size)
			}
			c.pos = min(c.pos, len(c.data))
			off += int64(size)
		}
		if c.bad {
			return otherwise
		}
		off += int64(c.pos)
	}
	return nil
}
