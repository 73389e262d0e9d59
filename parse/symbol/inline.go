package symbol

import (
	"debug/dwarf"
	"slices"
)

// scope is a function, or a function inlined into the one around it.
type scope struct {
	name     value
	linkage  value
	origin   int64
	callFile uint64
	callLine uint64
	declFile uint64
	declLine uint64
}

// maxDepth bounds the nesting of entries; kernels stay below 60.
const maxDepth = 512

// scopes returns the functions around pc, the outermost first; nil when the
// unit has none there, as for assembly before binutils 2.35.
func (u *unit) scopes(pc uint64) []scope {
	c := u.cursor(u.header)
	ab := u.abbrevs.get(c.uleb())
	if ab == nil || !ab.children {
		return nil
	}
	u.skipAttrs(&c, ab)
	depth := 1
	for depth > 0 && !c.done() {
		code := c.uleb()
		if code == 0 {
			depth--
			continue
		}
		ab := u.abbrevs.get(code)
		if ab == nil {
			return nil
		}
		if ab.tag == dwarf.TagSubprogram {
			e := u.entry(&c, ab)
			if u.span(&e, pc) != 0 {
				return u.inlined(c, ab, e, pc)
			}
			depth += u.children(&c, ab, e.sibling)
			continue
		}
		depth += u.children(&c, ab, u.skipAttrs(&c, ab))
	}
	return nil
}

// children steps over an entry's children when the entry says where they end,
// and returns by how much the depth changed.
func (u *unit) children(c *cursor, ab *abbrev, sibling int) int {
	if !ab.children {
		return 0
	}
	if holdsFunctions(ab.tag) || sibling <= c.pos || sibling > len(u.data) {
		return 1
	}
	c.pos = sibling
	return 0
}

// holdsFunctions tells the entries of Rust and C++ that functions hide in.
func holdsFunctions(t dwarf.Tag) bool {
	return t == dwarf.TagNamespace || t == dwarf.TagModule
}

// skipAttrs steps over an entry's attributes and returns its sibling's offset.
func (u *unit) skipAttrs(c *cursor, ab *abbrev) (sibling int) {
	if ab.sibling < 0 || !ab.children {
		if ab.fixed >= 0 {
			c.skip(uint64(ab.fixed))
			return 0
		}
		for _, a := range ab.attrs {
			u.skipForm(c, a.form)
		}
		return 0
	}
	for i, a := range ab.attrs {
		if i != ab.sibling {
			u.skipForm(c, a.form)
			continue
		}
		v := u.value(c, a)
		sibling = int(min(max(v.ref(u)-u.off, 0), int64(len(u.data))))
	}
	return sibling
}

// inlined looks through the function outer for the tightest inlined function
// around pc. Tightest, not deepest: compilers split blocks so that a child may
// reach out of its parent, and addr2line decides by size too.
func (u *unit) inlined(c cursor, ab *abbrev, outer entry, pc uint64) []scope {
	stack := []scope{asScope(&outer)}
	best, tightest := stack[:1:1], ^uint64(0)
	levels := []bool{true} // whether each open level pushed a scope
	if !ab.children {
		return best
	}
	for len(levels) > 0 && !c.done() {
		code := c.uleb()
		if code == 0 {
			if levels[len(levels)-1] {
				stack = stack[:len(stack)-1]
			}
			levels = levels[:len(levels)-1]
			continue
		}
		ab := u.abbrevs.get(code)
		if ab == nil || len(levels) > maxDepth {
			break
		}
		if ab.tag != dwarf.TagInlinedSubroutine {
			sibling := u.skipAttrs(&c, ab)
			if ab.children && (isBlock(ab.tag) || sibling <= c.pos) {
				levels = append(levels, false)
			} else if ab.children {
				c.pos = sibling
			}
			continue
		}
		e := u.entry(&c, ab)
		stack = append(stack, asScope(&e))
		if size := u.span(&e, pc); size != 0 && size <= tightest {
			best, tightest = slices.Clone(stack), size
		}
		if ab.children {
			levels = append(levels, true)
		} else {
			stack = stack[:len(stack)-1]
		}
	}
	return best
}

func isBlock(t dwarf.Tag) bool {
	return t == dwarf.TagLexDwarfBlock || t == dwarf.TagTryDwarfBlock || t == dwarf.TagCatchDwarfBlock
}

func asScope(e *entry) scope {
	return scope{name: e.name, linkage: e.linkage, origin: e.origin, callFile: e.callFile, callLine: e.callLine, declFile: e.declFile, declLine: e.declLine}
}

// title is the name of the function as the source spells it.
func (u *unit) title(s scope) string {
	if s.name.form != 0 || s.linkage.form != 0 {
		return u.written(s.name, s.linkage)
	}
	if s.origin > 0 {
		return u.d.nameOf(s.origin)
	}
	return ""
}
