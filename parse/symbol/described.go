package symbol

import (
	"bytes"
	"debug/dwarf"
	"debug/elf"
	"io"

	"oopscope/parse/symbol/ctype"
)

// A Search is for the entries that describe variables of a linked image, by their
// addresses. Nothing tells which unit describes which data, and to read them all takes
// seconds; but the addresses stand in them as they are, or in the table of those that split
// DWARF leaves in the image. It holds nothing of the image, and may run beside it.
type Search struct {
	parts []searched
}

// searched is one section of the file, and what is looked for in it.
type searched struct {
	at, size int64
	mark     int64 // that the places found are of this section
	patterns [][]byte
}

// inAddresses marks a place as one in .debug_addr.
const inAddresses = 1 << 61

// Search makes a search for the variables that begin at addresses; ok is false where the
// debugging information is compressed, not there, or not of a linked image.
func (im *Image) Search(addresses []uint64) (s Search, ok bool) {
	if im.debug == nil || im.Relocatable() {
		return s, false
	}
	_, bits, order := im.Machine()
	info, table := searched{}, searched{mark: inAddresses}
	for _, at := range addresses {
		b := make([]byte, 2+bits/8)
		b[0], b[1] = byte(len(b)-1), opAddr
		if bits == 32 {
			order.PutUint32(b[2:], uint32(at))
		} else {
			order.PutUint64(b[2:], at)
		}
		info.patterns = append(info.patterns, b)
		table.patterns = append(table.patterns, b[2:])
	}
	return s, s.add(im.f.Section(".debug_info"), info) && (im.f.Section(".debug_addr") == nil || s.add(im.f.Section(".debug_addr"), table))
}

// add has a section searched, where its bytes stand in the file as they are.
func (s *Search) add(in *elf.Section, p searched) bool {
	if in == nil || in.Flags&elf.SHF_COMPRESSED != 0 || in.Type == elf.SHT_NOBITS {
		return false
	}
	p.at, p.size = int64(in.Offset), int64(in.FileSize)
	s.parts = append(s.parts, p)
	return true
}

// Run reads the debugging information of the file and calls found for every place where
// the i-th address may be described, until it says no.
func (s *Search) Run(r io.ReaderAt, found func(i int, at int64) bool) error {
	for _, p := range s.parts {
		if goOn, err := p.run(r, found); err != nil || !goOn {
			return err
		}
	}
	return nil
}

func (s *searched) run(r io.ReaderAt, found func(i int, at int64) bool) (goOn bool, err error) {
	const piece, overlap = 1 << 18, 16
	buf := make([]byte, piece)
	for off := int64(0); off < s.size; off += piece - overlap {
		n, err := r.ReadAt(buf[:min(piece, s.size-off)], s.at+off)
		if n == 0 && err != nil {
			return false, err
		}
		for i, p := range s.patterns {
			for at := 0; ; {
				next := bytes.Index(buf[at:n], p)
				if next < 0 || off > 0 && at+next+len(p) <= overlap { // seen in the last piece
					break
				}
				at += next
				if !found(i, s.mark|(off+int64(at))) {
					return false, nil
				}
				at++
			}
		}
	}
	return true, nil
}

// VariableAt returns the type of the variable whose entry has its address at a place in
// the debugging information, as a [Search] found it; nil when that is no such entry.
func (im *Image) VariableAt(place int64) (out *ctype.Type) {
	if im.debug == nil || place <= 0 {
		return nil
	}
	defer func() {
		if catchPanics && recover() != nil {
			out = nil
		}
	}()
	if place&inAddresses != 0 {
		return im.variableByNumber(place &^ inAddresses)
	}
	u := im.debug.unitAround(place)
	if u == nil {
		return nil
	}
	u.d.current = u
	pos := int(place - u.off)
	return im.variableWhere(u, func(e *typeEntry) bool {
		return e.children <= pos && (e.sibling == 0 || pos < e.sibling)
	}, func(v value) bool { return v.pos == pos })
}

// variableByNumber returns the type of the variable whose address stands at a place of
// .debug_addr. The unit is the one whose part of the table goes on to there; of units that
// share a part, one of the first.
func (im *Image) variableByNumber(place int64) *ctype.Type {
	d := im.debug
	if d.unitStart == nil {
		d.unitStart = d.listUnits()
	}
	base, of := uint64(0), []int64(nil)
	for _, off := range d.unitStart {
		u := d.rootOf(off)
		if u == nil || u.dwoName.form == 0 || u.addrBase > uint64(place) || of != nil && u.addrBase < base {
			continue
		}
		if u.addrBase > base {
			base, of = u.addrBase, nil
		}
		if len(of) < maxSplitWith {
			of = append(of, off)
		}
	}
	for _, off := range of {
		u := d.unit(off)
		if u == nil || (uint64(place)-base)%uint64(u.addrSize) != 0 {
			continue
		}
		d.current = u
		number := (uint64(place) - base) / uint64(u.addrSize)
		rest := u.full()
		if t := im.variableWhere(rest, holdsVariables, func(v value) bool { return rest.isAddress(v, number) }); t != nil {
			return t
		}
	}
	return nil
}

// isAddress tells a location that is the address of a number.
func (u *unit) isAddress(v value, number uint64) bool {
	c := cursor{data: u.block(v), order: u.d.order}
	if op := c.u8(); op != opAddrx && op != opGNUAddrIdx {
		return false
	}
	return c.uleb() == number && c.done() && !c.bad
}

// variableWhere returns the type of the unit's variable that has the location which is
// sought, looking into those entries that may have it below them.
func (im *Image) variableWhere(u *unit, into func(e *typeEntry) bool, sought func(location value) bool) *ctype.Type {
	c := u.cursor(u.header)
	ab := u.abbrevs.get(c.uleb())
	if ab == nil || !ab.children {
		return nil
	}
	e := u.holding(u.typeEntry(&c, ab), into, sought, 0)
	if e == nil {
		return nil
	}
	_, of := im.ctypes(u).described(u, e)
	return im.ctypes(u).at(of)
}

// holding returns the variable among an entry's children, and theirs, that has the location
// which is sought.
func (u *unit) holding(e *typeEntry, into func(e *typeEntry) bool, sought func(location value) bool, depth int) (found *typeEntry) {
	if depth > maxDepth {
		return nil
	}
	u.eachChild(e, func(_ int, child *typeEntry) bool {
		switch {
		case child.tag == dwarf.TagVariable && child.location.form != 0 && sought(child.location):
			found = child
		case child.children > 0 && into(child):
			found = u.holding(child, into, sought, depth+1)
		}
		return found == nil
	})
	return found
}

// holdsVariables tells the entries that have variables with addresses below them.
func holdsVariables(e *typeEntry) bool {
	return e.tag == dwarf.TagSubprogram || e.tag == dwarf.TagInlinedSubroutine || isBlock(e.tag) || holdsFunctions(e.tag)
}

// maxDescribed bounds the debugging information of a module that is read to find one
// variable, in bytes.
const maxDescribed = 64 << 20

// Described returns the type of the variable that begins at an address of a module's file;
// nil when nothing describes it, and for linked images: see [Image.Search].
func (im *Image) Described(at uint64) (out *ctype.Type) {
	if im.debug == nil || !im.Relocatable() || im.flat {
		return nil
	}
	defer func() {
		if catchPanics && recover() != nil {
			out = nil
		}
	}()
	for off := int64(0); off < min(im.debug.info.length(), maxDescribed) && out == nil; {
		u := im.debug.unit(off)
		if u == nil {
			return nil
		}
		off = u.next
		u.d.current = u
		u = u.full()
		u.eachOwn(func(_ int, e *typeEntry) bool {
			if e.tag != dwarf.TagVariable || e.location.form == 0 {
				return true
			}
			if w := u.evaluate(u.block(e.location), nil); w.Held == InMemory && w.Base == FromImage && uint64(w.Offset) == at {
				_, of := im.ctypes(u).described(u, e)
				out = im.ctypes(u).at(of)
			}
			return out == nil
		})
	}
	return out
}
