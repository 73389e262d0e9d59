package symbol

import (
	"cmp"
	"slices"
	"sort"
)

// arange tells which unit covers a range of addresses.
type arange struct {
	lo, hi uint64
	unit   int64
}

const (
	arangeBytes = 24
	maxSet      = 16 << 20 // bytes of one unit's ranges in .debug_aranges
)

// candidates returns the offsets of the units that may cover pc.
func (d *debugInfo) candidates(pc uint64) []int64 {
	if !d.indexed {
		d.indexed = true
		for _, s := range []*section{d.aranges, d.info, d.abbrev, d.line, d.str, d.lineStr, d.ranges, d.rnglists, d.strOffsets, d.addr} {
			s.begin()
		}
		d.readAranges()
	}
	found := d.covering(pc)
	if len(found) == 0 && !d.rooted {
		// No .debug_aranges (clang writes none), or not for this unit.
		d.rooted = true
		d.readRoots()
		found = d.covering(pc)
	}
	return found
}

// covering looks pc up. Ranges hardly ever overlap; in a module whose sections
// all begin at zero they do.
func (d *debugInfo) covering(pc uint64) []int64 {
	const overlap = 64
	var found []int64
	i := sort.Search(len(d.index), func(i int) bool { return d.index[i].lo > pc })
	for n := 0; i > 0 && n < overlap; n++ {
		i--
		if a := d.index[i]; pc < a.hi && !slices.Contains(found, a.unit) {
			found = append(found, a.unit)
		}
	}
	return found
}

// cover adds a range to the index.
func (d *debugInfo) cover(lo, hi uint64, unit int64) {
	d.index = grown(d.share, d.index, arange{lo, hi, unit}, arangeBytes)
}

func (d *debugInfo) sortIndex() {
	slices.SortFunc(d.index, func(a, b arange) int { return cmp.Compare(a.lo, b.lo) })
}

// readAranges fills the index from .debug_aranges.
func (d *debugInfo) readAranges() {
	for off := int64(0); off < d.aranges.length(); {
		c := cursor{data: d.aranges.near(off, 32), order: d.order}
		offsetSize, head := 4, int64(4)
		length := c.uint(4)
		if length == 0xffffffff {
			offsetSize, head, length = 8, 12, c.uint(8)
		}
		if c.bad || length > uint64(d.aranges.length()-off-head) {
			break
		}
		size := int(head) + int(length)
		if data := d.aranges.near(off, min(size, maxSet)); len(data) >= size {
			c = cursor{data: data[:size], pos: int(head), order: d.order}
			d.readArangeSet(&c, offsetSize)
		}
		off += int64(size)
	}
	d.sortIndex()
}

func (d *debugInfo) readArangeSet(c *cursor, offsetSize int) {
	c.uint(2) // version: always 2
	unit := int64(c.uint(offsetSize))
	size := int(c.u8())
	c.u8() // segment size
	if size != 4 && size != 8 {
		return
	}
	c.skip(uint64(-c.pos & (2*size - 1))) // pairs are aligned to their size
	for !c.bad {
		lo := c.uint(size)
		hi := lo + c.uint(size)
		if lo == 0 && hi == 0 {
			return
		}
		if lo < hi && !c.bad {
			d.cover(lo, hi, unit)
		}
	}
}

// readRoots adds the units that .debug_aranges left out, by their first entries.
func (d *debugInfo) readRoots() {
	known := map[int64]bool{}
	for _, a := range d.index {
		known[a.unit] = true
	}
	for _, off := range d.listUnits() {
		if known[off] {
			continue
		}
		if u := d.rootOf(off); u != nil {
			d.addRoot(u)
		}
	}
	d.sortIndex()
}

func (d *debugInfo) addRoot(u *unit) {
	if u.root.low < u.root.high {
		d.cover(u.root.low, u.root.high, u.off)
		return
	}
	if u.root.ranges.form != 0 {
		u.eachRange(u.root.ranges, func(lo, hi uint64) bool {
			d.cover(lo, hi, u.off)
			return true
		})
	}
}
