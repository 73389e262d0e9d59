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
// seconds; but the addresses stand in them as they are. It holds nothing of the image,
// and may run beside it.
type Search struct {
	at, size int64 // of .debug_info in the file
	patterns [][]byte
}

// Search makes a search for the variables that begin at addresses; ok is false where the
// debugging information is compressed, not there, or not of a linked image.
func (im *Image) Search(addresses []uint64) (s Search, ok bool) {
	if im.debug == nil || im.Relocatable() {
		return s, false
	}
	info := im.f.Section(".debug_info")
	if info == nil || info.Flags&elf.SHF_COMPRESSED != 0 || info.Type == elf.SHT_NOBITS {
		return s, false
	}
	s.at, s.size = int64(info.Offset), int64(info.FileSize)
	_, bits, order := im.Machine()
	for _, at := range addresses {
		b := make([]byte, 2+bits/8)
		b[0], b[1] = byte(len(b)-1), opAddr
		if bits == 32 {
			order.PutUint32(b[2:], uint32(at))
		} else {
			order.PutUint64(b[2:], at)
		}
		s.patterns = append(s.patterns, b)
	}
	return s, true
}

// Run reads the debugging information of the file and calls found for every place where
// the i-th address may be described, until it says no.
func (s *Search) Run(r io.ReaderAt, found func(i int, off int64) bool) error {
	const piece, overlap = 1 << 18, 16
	buf := make([]byte, piece)
	for off := int64(0); off < s.size; off += piece - overlap {
		n, err := r.ReadAt(buf[:min(piece, s.size-off)], s.at+off)
		if n == 0 && err != nil {
			return err
		}
		for i, p := range s.patterns {
			for at := 0; ; {
				next := bytes.Index(buf[at:n], p)
				if next < 0 || off > 0 && at+next+len(p) <= overlap { // seen in the last piece
					break
				}
				at += next
				if !found(i, off+int64(at)) {
					return nil
				}
				at++
			}
		}
	}
	return nil
}

// VariableAt returns the type of the variable whose entry has its address at an offset in
// the debugging information, as a [Search] found it; nil when that is no such entry.
func (im *Image) VariableAt(off int64) (out *ctype.Type) {
	if im.debug == nil || off <= 0 {
		return nil
	}
	defer func() {
		if catchPanics && recover() != nil {
			out = nil
		}
	}()
	u := im.debug.unitAround(off)
	if u == nil {
		return nil
	}
	u.d.current = u
	c := u.cursor(u.header)
	ab := u.abbrevs.get(c.uleb())
	if ab == nil || !ab.children {
		return nil
	}
	e := u.holding(u.typeEntry(&c, ab), int(off-u.off), 0)
	if e == nil {
		return nil
	}
	_, of := im.ctypes().described(u, e)
	return im.ctypes().at(of)
}

// holding returns the variable among an entry's children, and theirs, whose location is at
// a place of the unit.
func (u *unit) holding(e *typeEntry, pos, depth int) (found *typeEntry) {
	if depth > maxDepth {
		return nil
	}
	u.eachChild(e, func(_ int, child *typeEntry) bool {
		switch {
		case child.tag == dwarf.TagVariable && child.location.form != 0 && child.location.pos == pos:
			found = child
		case child.children > 0 && child.children <= pos && (child.sibling == 0 || pos < child.sibling):
			found = u.holding(child, pos, depth+1)
		}
		return found == nil
	})
	return found
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
		u.eachOwn(func(_ int, e *typeEntry) bool {
			if e.tag != dwarf.TagVariable || e.location.form == 0 {
				return true
			}
			if w := u.evaluate(u.block(e.location), nil); w.Held == InMemory && w.Base == FromImage && uint64(w.Offset) == at {
				_, of := im.ctypes().described(u, e)
				out = im.ctypes().at(of)
			}
			return out == nil
		})
	}
	return out
}
