package typed

import (
	"bytes"
	"slices"
	"strings"

	"oopscope/parse/arch/flow"
	"oopscope/parse/symbol/ctype"
)

// With CONFIG_UBSAN_BOUNDS code checks indexes, and what it calls when one is too large says
// which array that was: struct out_of_bounds_data and struct type_descriptor of lib/ubsan.h.

// boundsHandler is called with what describes the array.
const boundsHandler = "__ubsan_handle_out_of_bounds"

// arrays are the types of the arrays that the function checks the indexes of, as the compiler
// wrote them down: "tbuf *[8]".
func arrays(s *search, c *code) (all []string) {
	for i := range c.insns {
		if c.effects[i].Does != flow.Calls || c.callee[i] != boundsHandler {
			continue
		}
		vs, _ := s.held(c, c.calls.Args[0], i)
		if len(vs) != 1 || !vs[0].image || vs[0].loose {
			continue
		}
		word := uint64(c.word())
		field := uint64(vs[0].off) + word + 8 // behind the file, the line and the column
		for _, ref := range c.im.References(field, field+word) {
			const head, long = 4, 128
			if b := c.im.Bytes(ref.Address, head+long); ref.Address != 0 && len(b) > head {
				name, _, _ := bytes.Cut(b[head:], []byte{0})
				all = append(all, spelled(string(name)))
			}
		}
	}
	return all
}

// spelled is a type's name without what compilers write differently.
func spelled(name string) string {
	return strings.NewReplacer("'", "", "struct ", "", "union ", "", "enum ", "", "const ", "", "volatile ", "", " ", "").Replace(name)
}

// arrayIn returns the structures of the module that a variable of so many bytes may be, which has
// an array whose index the function checks right where the function uses it.
func arrayIn(s *search, c *code, at uint64, size int64) (all []*ctype.Type) {
	names := arrays(s, c)
	if len(names) == 0 {
		return nil
	}
	for i := range c.insns {
		e := &c.effects[i]
		off := int64(uint64(e.Mem.Offset) - at)
		if !e.Touches || e.Mem.Index == "" || e.Mem.Base != "" || !c.image[i] || off < 0 || off >= size {
			continue
		}
		for _, t := range c.debug.Structures() {
			if t.Bytes() == size && holdsArray(t, off, names) {
				all = append(all, t)
			}
		}
	}
	return all
}

// holdsArray tells whether one of the arrays begins at an offset of a structure.
func holdsArray(t *ctype.Type, off int64, names []string) bool {
	return slices.ContainsFunc(t.Beginning(off, func(t *ctype.Type) bool { return t.Kind == ctype.Array }), func(p ctype.Place) bool {
		return slices.Contains(names, spelled(p.Type.Plain()))
	})
}
