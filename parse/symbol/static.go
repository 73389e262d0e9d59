package symbol

import (
	"debug/dwarf"
	"strings"
)

// Static returns the static variable that lies at an address of the image, as the source around
// another address knows it, and how far behind its beginning what lies there is. Compilers call one of a
// function in the table of symbols by its name and a number (gcc, "head.20"), or by its function's
// name in front of it (clang, "parse.head.2"), and what is left of one that was taken to
// pieces by the number of the piece (clang, "state.0"): name is what the table says.
func (im *Image) Static(at uint64, name string, address uint64) (out Variable, behind int64, ok bool) {
	if im.debug == nil || im.stripped() != nil || !strings.Contains(name, ".") {
		return out, 0, false
	}
	defer func() {
		if catchPanics && recover() != nil {
			out, behind, ok = Variable{}, 0, false
		}
	}()
	parts := strings.Split(name, ".")
	im.eachUnit(at, func(u *unit, _ uint64) bool {
		u.eachOwn(func(_ int, e *typeEntry) bool {
			s := statics{u: u, types: im.ctypes(u), names: parts[:2], address: address}
			switch e.tag {
			case dwarf.TagSubprogram:
				s.look(e, 0)
			case dwarf.TagVariable:
				s.take(e)
			}
			out, behind, ok = s.found, s.behind, s.found.Type != nil
			return !ok
		})
		return !ok
	})
	return out, behind, ok
}

// statics is the search for one such variable in a function.
type statics struct {
	u       *unit
	types   *dwarfTypes
	names   []string
	address uint64
	found   Variable
	behind  int64
}

func (s *statics) look(e *typeEntry, depth int) {
	s.u.eachChild(e, func(_ int, child *typeEntry) bool {
		switch child.tag {
		case dwarf.TagVariable:
			s.take(child)
		case dwarf.TagLexDwarfBlock:
			if depth < maxDepth {
				s.look(child, depth+1)
			}
		}
		return s.found.Type == nil
	})
}

func (s *statics) take(e *typeEntry) {
	name, of := s.types.described(s.u, e)
	if name != s.names[0] && name != s.names[1] {
		return
	}
	for _, p := range pieces(s.u.block(e.location), s.u.addrSize) {
		if w := s.u.evaluate(p.where, nil); w.Held == InMemory && w.Base == FromImage && uint64(w.Offset) == s.address {
			s.found, s.behind = Variable{Name: name, Type: s.types.at(of), Sort: Global, Where: w}, p.behind
			return
		}
	}
}

// A piece is a part of a variable that has a place of its own.
type piece struct {
	where  []byte
	behind int64 // the variable's beginning, in bytes
}

// pieces takes the location of a variable to pieces: addresses with the bytes that lie there. One
// without pieces is one itself.
func pieces(expression []byte, address int) (all []piece) {
	const most = 1 << 10
	behind := int64(0)
	c := cursor{data: expression}
	for start := 0; !c.done() && len(all) < most; {
		switch c.u8() {
		case opAddr:
			c.pos += address
		case opAddrx:
			c.uleb()
		case opPiece:
			if end := c.pos - 1; end > start {
				all = append(all, piece{expression[start:end], behind})
			}
			behind += int64(c.uleb())
			start = c.pos
		default:
			return []piece{{where: expression}}
		}
		if c.bad || c.pos > len(expression) {
			break
		}
	}
	if behind == 0 {
		return []piece{{where: expression}}
	}
	return all
}
