package symbol

// Kinds of entries in .debug_rnglists, DWARF 5 section 7.25.
const (
	rleEndOfList = iota
	rleBaseAddressx
	rleStartxEndx
	rleStartxLength
	rleOffsetPair
	rleBaseAddress
	rleStartEnd
	rleStartLength
)

// maxRanges bounds one list; the largest function of a kernel has some hundred.
const maxRanges = 1 << 16

// eachRange calls f for every range of a DW_AT_ranges until f says no.
func (u *unit) eachRange(v value, f func(lo, hi uint64) bool) {
	if u.version < 5 {
		off := v.n
		if u.d.parts[u.off].skeleton != nil {
			off += u.restRanges
		}
		u.oldRanges(int64(off), f)
		return
	}
	off := v.n
	if v.form == formRnglistx {
		b := u.d.rnglists.near(int64(u.rangesBase+off*uint64(u.offsetSize)), u.offsetSize)
		if len(b) < u.offsetSize {
			return
		}
		off = u.rangesBase + number(b[:u.offsetSize], u.d.order)
	} else {
		off += uint64(u.d.parts[u.off].rnglists)
	}
	u.newRanges(int64(off), f)
}

// oldRanges reads .debug_ranges: pairs of addresses, up to DWARF 4.
func (u *unit) oldRanges(off int64, f func(lo, hi uint64) bool) {
	base, top := u.low, ^uint64(0)>>(64-8*u.addrSize)
	for range maxRanges {
		b := u.d.ranges.near(off, 2*u.addrSize)
		if len(b) < 2*u.addrSize {
			return
		}
		lo := number(b[:u.addrSize], u.d.order)
		hi := number(b[u.addrSize:2*u.addrSize], u.d.order)
		off += int64(2 * u.addrSize)
		switch {
		case lo == 0 && hi == 0:
			return
		case lo == top:
			base = hi
		case !f((base+lo)&top, (base+hi)&top):
			return
		}
	}
}

// newRanges reads .debug_rnglists.
func (u *unit) newRanges(off int64, f func(lo, hi uint64) bool) {
	base := u.low
	for range maxRanges {
		c := cursor{data: u.d.rnglists.near(off, 32), order: u.d.order}
		kind := c.u8()
		if c.bad || kind == rleEndOfList {
			return
		}
		lo, hi, isRange := u.rangeEntry(&c, kind, &base)
		if c.bad || isRange && lo < hi && !f(lo, hi) {
			return
		}
		off += int64(c.pos)
	}
}

func (u *unit) rangeEntry(c *cursor, kind uint8, base *uint64) (lo, hi uint64, isRange bool) {
	switch kind {
	case rleBaseAddressx:
		*base, _ = u.indexedAddress(c.uleb())
		return 0, 0, false
	case rleBaseAddress:
		*base = c.uint(u.addrSize)
		return 0, 0, false
	case rleStartxEndx:
		lo, _ = u.indexedAddress(c.uleb())
		hi, _ = u.indexedAddress(c.uleb())
	case rleStartxLength:
		lo, _ = u.indexedAddress(c.uleb())
		hi = lo + c.uleb()
	case rleOffsetPair:
		lo = *base + c.uleb()
		hi = *base + c.uleb()
	case rleStartEnd:
		lo, hi = c.uint(u.addrSize), c.uint(u.addrSize)
	case rleStartLength:
		lo = c.uint(u.addrSize)
		hi = lo + c.uleb()
	default:
		c.fail()
	}
	return lo, hi, true
}
