package typed

import (
	"oopscope/parse/crash"
	"oopscope/parse/symbol/ctype"
)

// entry returns the structure that the entry lies in which a list check found wrong: the
// first argument of the check, in the words of the innermost caller who has it as part of
// more than a list.
func (l Look) entry() *crash.Object {
	if _, ok := foundLink(l.Crash); !ok {
		return nil
	}
	k := looker{Look: l, opened: map[int]*code{}}
	for frame := range min(len(l.Crash.Chain), maxCallers) {
		if !checksLists(l.Crash.Chain[frame].Function) {
			continue
		}
		caller, call := k.above(&code{frame: frame})
		s := k.search()
		s.blind = map[*code]bool{}
		for c := caller; c != nil; c, _ = k.above(c) {
			vs, _ := s.held(caller, caller.calls.Args[0], call)
			for _, v := range vs {
				if o := v.around(); o != nil {
					o.Listed = l.Crash.Chain[c.frame]
					return o
				}
			}
			s.blind[c] = true
		}
	}
	return nil
}

// around is the structure that the list head lies in which a value points to, nil when it
// is not known to lie in one.
func (v value) around() *crash.Object {
	in := v.of.Pointee()
	if v.object {
		in = v.of
	}
	whole := in.Aggregate()
	if whole == nil || whole.Name == "list_head" || v.loose || v.inside != nil {
		return nil
	}
	for _, p := range in.Beginning(v.off, func(t *ctype.Type) bool { return t.Kind == ctype.Struct && t.Name == "list_head" }) {
		if len(p.Steps) > 0 {
			return &crash.Object{Of: in.Plain(), Struct: title(in), Size: in.Bytes(), Variable: v.expr, Member: p.Path(), Byte: v.off, HasByte: true}
		}
	}
	return nil
}
