package typed

import (
	"slices"
	"strings"
)

// several registers at once are what these store; a load tells by its effect.
var storesOfSeveral = []string{"stp", "stnp", "stm", "strd", "stmia", "stmib", "stmda", "stmdb", "stmg", "stm.w"}

// together are all members that one register is wide enough for where nothing around the first
// of them is of its size: the compiler set two of them at once, or copied all.
func (s *search) together(c *code, ps []part, size int64) []part {
	e := &c.effects[c.at]
	mnemonic, _, _ := strings.Cut(c.insns[c.at].Text, " ")
	switch first := &ps[0]; {
	case len(ps) > 1, first.exact, first.bits, first.whole == nil, first.of.Bytes() <= 0, first.of.Bytes() >= size:
		return ps
	case size > c.word(), e.More != nil, slices.Contains(storesOfSeveral, mnemonic):
		return ps
	}
	all := []part{ps[0].unindexed()}
	for at := ps[0].of.Bytes(); at < size; at++ {
		for _, p := range s.parts(c, ps[0].base.plus(at), 0) {
			p.base = ps[0].base
			if p = p.unindexed(); p.whole == ps[0].whole && !slices.ContainsFunc(all, func(q part) bool { return q.path == p.path }) {
				all = append(all, p)
			}
		}
	}
	if len(all) == 1 {
		return ps
	}
	return all
}

// unindexed is the array that a part is an element of, and itself where it is of none.
func (p part) unindexed() part {
	if strings.HasSuffix(p.path, "]") {
		p.path, p.expr = p.path[:strings.LastIndexByte(p.path, '[')], p.expr[:strings.LastIndexByte(p.expr, '[')]
	}
	return p
}
