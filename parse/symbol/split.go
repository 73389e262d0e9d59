package symbol

// Split DWARF: the unit in the image is a skeleton that tells where its code is, and the
// rest is in a .dwo file of its own, or with others in a .dwp. DWARF 5 has it in sections
// 3.1.2 and 7.3.5; GNU's extension of version 4 is the same with other names.

// maxSplit bounds how many .dwo files of one image are open, and how many units of one
// file are looked at.
const maxSplit = 64

// splits are the files with the rest of an image's units.
type splits struct {
	open opener
	all  map[Companion]*debugInfo
}

// rest finds what a unit is the skeleton of, nil when it is not to be had.
func (s *splits) rest(u *unit) *unit {
	for _, want := range []Companion{{Name: u.dwoName.text(u), Dir: u.dir}, {Package: true}} {
		d, known := s.all[want]
		if !known && len(s.all) < maxSplit {
			d, _ = s.open(want)
			s.all[want] = d
		}
		if d == nil {
			continue
		}
		d.addr, d.ranges = u.d.addr, u.d.ranges
		if found := d.restOf(u); found != nil {
			return found
		}
	}
	return nil
}

// restOf looks for the unit with the id of a skeleton: where the index of a .dwp says,
// else among the first.
func (d *debugInfo) restOf(u *unit) *unit {
	parts, indexed := d.contribution(u.id)
	for off, n := parts.info, 0; off < d.info.length() && n < maxSplit; n++ {
		parts.skeleton, parts.low, parts.addrBase, parts.rangesBase = true, u.low, u.addrBase, u.restRanges
		d.parts[off] = parts
		found := d.unit(off)
		switch {
		case found == nil:
			return nil
		case found.id == u.id:
			return found
		case indexed:
			return nil
		}
		off = found.next
	}
	return nil
}

// Numbers of the sections in the index: GNU's of version 2, and those of DWARF 5.
const (
	dwInfo       = 1
	dwAbbrev     = 3
	dwStrOffsets = 6
	dwRnglists   = 8
)

// contribution looks a unit up in the index of a .dwp, DWARF 5 section 7.3.5.3.
func (d *debugInfo) contribution(id uint64) (p parts, ok bool) {
	const head, slotBytes = 16, 8 + 4
	c := cursor{data: d.cuIndex.near(0, head), order: d.order}
	version := c.uint(4)
	if high := version >> 16; high != 0 { // DWARF 5 has two bytes of padding behind it
		version = high
	}
	columns, units, slots := int64(c.uint(4)), int64(c.uint(4)), int64(c.uint(4))
	if c.bad || version != 2 && version != 5 || columns > 16 || units > 1<<20 || slots > 1<<21 || slots <= 0 || slots&(slots-1) != 0 {
		return p, false
	}
	row := d.rowOf(id, slots)
	if row <= 0 || row > units {
		return p, false
	}
	table := head + slotBytes*slots
	for i := range columns {
		at := d.indexWord(table + 4*columns*row + 4*i)
		switch d.indexWord(table + 4*i) {
		case dwInfo:
			p.info = at
		case dwAbbrev:
			p.abbrev = at
		case dwStrOffsets:
			p.strOffsets = at
		case dwRnglists:
			p.rnglists = at
		}
	}
	return p, true
}

// rowOf looks an id up in the index's hash table, 0 when it is not there.
func (d *debugInfo) rowOf(id uint64, slots int64) int64 {
	step := int64(id>>32)&(slots-1) | 1
	for slot, n := int64(id)&(slots-1), int64(0); n < slots; slot, n = (slot+step)&(slots-1), n+1 {
		row := d.indexWord(16 + 8*slots + 4*slot)
		b := d.cuIndex.near(16+8*slot, 8)
		if row == 0 || len(b) < 8 {
			return 0
		}
		if d.order.Uint64(b) == id {
			return row
		}
	}
	return 0
}

func (d *debugInfo) indexWord(at int64) int64 {
	b := d.cuIndex.near(at, 4)
	if len(b) < 4 {
		return 0
	}
	return int64(d.order.Uint32(b))
}
