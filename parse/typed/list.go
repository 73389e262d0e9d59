package typed

import (
	"slices"
	"strings"

	"oopscope/parse/crash"
	"oopscope/parse/symbol/ctype"
)

// A link is what CONFIG_DEBUG_LIST found wrong: a member of one argument of the
// check, or of what a member of it points to.
type link struct {
	says     string // how the kernel's line goes on
	argument int
	through  string // the member that leads there, "" for the argument itself
	member   string
}

// listChecks are the checks (lib/list_debug.c) by how their lines begin, and
// what each can find. The two functions take (new, prev, next) and (entry).
var listChecks = []struct {
	begins string
	links  []link
}{
	{"list_add corruption. ", []link{
		{"next->prev should be", 2, "", "prev"}, {"prev->next should be", 1, "", "next"},
	}},
	{"list_del corruption", []link{
		{"next->prev should be", 0, "next", "prev"}, {"prev->next should be", 0, "prev", "next"},
		{"->next is ", 0, "", "next"}, {"->prev is ", 0, "", "prev"},
	}},
}

// foundLink reads which link a list check complains of.
func foundLink(c *crash.Crash) (l link, ok bool) {
	for i := range c.Body {
		for _, check := range listChecks {
			_, rest, begins := strings.Cut(c.Body[i].Text, check.begins)
			if !begins {
				continue
			}
			for _, l := range check.links {
				if strings.Contains(rest, l.says) {
					return l, true
				}
			}
		}
	}
	return l, false
}

// checked is the link of a list that a check found wrong, in the words of who
// called the check.
func (k *looker) checked() *crash.Operand {
	l, ok := foundLink(k.Crash)
	if !ok {
		return nil
	}
	for frame := range min(len(k.Crash.Chain), maxCallers) {
		if !checksLists(k.Crash.Chain[frame].Function) {
			continue
		}
		caller, call := k.above(&code{frame: frame})
		if caller == nil || l.argument >= len(caller.calls.Args) {
			return nil
		}
		o := k.callers(func(s *search) *crash.Operand { return k.linkIn(s, l, caller, call) })
		if o == nil && caller.stripped() {
			return k.ownLink(l, caller, frame)
		}
		return o
	}
	return nil
}

// ownLink is the link in the words of the check itself, where BTF does not say what its
// caller had.
func (k *looker) ownLink(l link, caller *code, frame int) *crash.Operand {
	head := caller.debug.Struct(caller.start, "list_head")
	if len(head.Members()) == 0 {
		return nil
	}
	names := []string{"new", "prev", "next"}
	if strings.HasPrefix(k.Crash.Chain[frame].Function, "__list_del") {
		names = []string{"entry"}
	}
	if l.argument >= len(names) {
		return nil
	}
	return k.linkOf(value{expr: names[l.argument], of: head.Members()[0].Type}, l)
}

// linkIn is the link in what a call of the check was given.
func (k *looker) linkIn(s *search, l link, caller *code, call int) *crash.Operand {
	vs, _ := s.held(caller, caller.calls.Args[l.argument], call)
	for _, v := range slices.Backward(vs) { // list.h inlines functions of its own around the caller's
		if o := k.linkOf(v, l); o != nil {
			return o
		}
	}
	return nil
}

// checksLists tells the functions that check lists (lib/list_debug.c).
func checksLists(function string) bool {
	return strings.HasPrefix(function, "__list_add_valid") || strings.HasPrefix(function, "__list_del_entry_valid")
}

// linkOf is the member of the list head that a value points to.
func (k *looker) linkOf(v value, l link) *crash.Operand {
	if l.through != "" {
		p, ok := v.linkMember(l.through)
		if !ok {
			return nil
		}
		if v, ok = p.loaded(); !ok {
			return nil
		}
	}
	p, ok := v.linkMember(l.member)
	if !ok {
		return nil
	}
	return k.said([]part{p}, crash.OfCheck)
}

// linkMember is next or prev of the list head that lies where a value points to.
func (v value) linkMember(name string) (part, bool) {
	in := v.of.Pointee()
	if v.object {
		in = v.of
	}
	heads := in.Holding(v.off, func(t *ctype.Type) bool { return t.Kind == ctype.Struct && t.Name == "list_head" })
	if v.loose || len(heads) == 0 || heads[len(heads)-1].Rest != 0 {
		return part{}, false
	}
	head := heads[len(heads)-1].Type
	for _, m := range head.Aggregate().Members() {
		if m.Name != name {
			continue
		}
		for _, p := range v.plus(m.Offset).parts(m.Type.Bytes()) {
			if p.last == name && p.exact {
				return p, true
			}
		}
	}
	return part{}, false
}
