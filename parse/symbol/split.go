package symbol

import "slices"

// Split DWARF: the unit in the image is a skeleton that tells where its code is, and the
// rest is in a .dwo file of its own, or with others in a .dwp. DWARF 5 has it in sections
// 3.1.2 and 7.3.5; GNU's extension of version 4 is the same with other names.

// Bounds of what is open for one image: of .dwo files, of which the one that was not asked
// for longest makes room, and of units of one file that are looked at.
const (
	maxSplit     = 48
	maxSplitWith = 64
)

// splits are the files with the rest of an image's units.
type splits struct {
	open   opener
	files  []*splitFile // the last ones used, newest first
	packed *debugInfo   // the .dwp
	sought bool         // it was looked for
	known  map[int64]home
}

// splitFile is a .dwo file.
type splitFile struct {
	is Companion
	d  *debugInfo
}

// home is where the rest of a unit is; nowhere when d is nil.
type home struct {
	d   *debugInfo
	off int64
}

// rest finds what a unit is the skeleton of, nil when it is not to be had.
func (s *splits) rest(u *unit) *unit {
	at, known := s.known[u.off]
	switch {
	case known && at.d == nil:
		return nil
	case known && !at.d.closed:
		s.touch(at.d)
		return at.d.unit(at.off)
	}
	found := s.file(Companion{Name: u.dwoName.text(u), Dir: u.dir}).restOf(u)
	if found == nil {
		found = s.pack().restOf(u)
	}
	if s.known[u.off] = (home{}); found != nil {
		s.known[u.off] = home{found.d, found.off}
	}
	return found
}

// touch notes that a file was used.
func (s *splits) touch(d *debugInfo) {
	if i := slices.IndexFunc(s.files, func(f *splitFile) bool { return f.d == d }); i > 0 {
		f := s.files[i]
		copy(s.files[1:i+1], s.files[:i])
		s.files[0] = f
	}
}

// file opens a .dwo file, nil when there is none.
func (s *splits) file(is Companion) *debugInfo {
	for _, f := range s.files {
		if f.is == is {
			s.touch(f.d)
			return f.d
		}
	}
	if n := len(s.files); n >= maxSplit {
		s.files[n-1].d.close()
		s.files = s.files[:n-1]
	}
	d, _ := s.open(is)
	if d != nil {
		s.files = slices.Insert(s.files, 0, &splitFile{is, d})
	}
	return d
}

// pack opens the .dwp, nil when there is none.
func (s *splits) pack() *debugInfo {
	if !s.sought {
		s.sought = true
		s.packed, _ = s.open(Companion{Package: true})
	}
	return s.packed
}

// restOf looks for the unit with the id of a skeleton: where the index of a .dwp says,
// else among the first.
func (d *debugInfo) restOf(u *unit) *unit {
	if d == nil {
		return nil
	}
	d.addr, d.ranges = u.d.addr, u.d.ranges
	parts, indexed := d.contribution(u.id)
	parts.skeleton, parts.whole = u.d, u.off
	parts.low, parts.addrBase, parts.rangesBase = u.low, u.addrBase, u.restRanges
	for off, n := parts.info, 0; off < d.info.length() && n < maxSplitWith; n++ {
		if indexed {
			d.parts[off] = parts
		}
		root := d.rootOf(off)
		switch {
		case root == nil:
			return nil
		case root.id == u.id && root.typeAt == 0:
			d.parts[off] = parts
			return d.unit(off)
		case indexed:
			return nil
		}
		off = root.next
	}
	return nil
}

// Numbers of the sections in the index: GNU's of version 2, and those of DWARF 5.
const (
	dwInfo       = 1
	dwAbbrev     = 3
	dwLocations  = 5 // .debug_loc, .debug_loclists
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
		case dwLocations:
			p.locations = at
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
