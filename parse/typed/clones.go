package typed

import (
	"slices"
	"strings"

	"oopscope/parse/symbol/ctype"
)

// GCC makes copies of functions with other parameters (gcc/ipa-cp.cc, ipa-sra.cc): those that
// are the same in all calls, or that nobody uses, are left out (.constprop, .part), and instead of
// a pointer the copy may get what lies behind it (.isra). BTF has the function as the source
// does; which of its parameters a register of the copy holds only the code can say.

// A clone is such a copy.
type clone struct {
	params []ctype.Member // of the function that it is a copy of
	split  bool           // it may get members instead of pointers
}

// clone returns what is known of a function as a copy, nil for one that is none.
func (d *deducer) clone(c *code) *clone {
	if c.im == nil {
		return nil // the code that a report prints is in no image
	}
	name, offset, _, ok := c.im.Symbol(c.start)
	of, marks, copied := strings.Cut(name, ".")
	if !ok || offset != 0 || !copied {
		return nil
	}
	marks = "." + marks
	out := clone{split: strings.Contains(marks, ".isra.")}
	if !out.split && !strings.Contains(marks, ".constprop.") && !strings.Contains(marks, ".part.") || strings.HasSuffix(marks, ".cold") {
		return nil
	}
	f := c.debug.Function(c.start+c.shift, of)
	if f == nil || f.Elem().Aggregate() != nil {
		return nil
	}
	if out.params = f.Members(); slices.ContainsFunc(out.params, func(p ctype.Member) bool { return p.Name == "" || !c.fills(p.Type) }) {
		return nil
	}
	return &out
}

// An alternative is one of the things that a register of a copy may hold, or that the compiler
// knew and kept nowhere.
type alternative struct {
	value
	at     int64 // of a member: where it lies in what the parameter points to
	size   int64 // of that
	member bool
}

// alternatives are what the n-th register may hold, as far as it points to something: one of
// the parameters from there on, as none comes before another one, or also a member.
func (f *clone) alternatives(n int, members bool) (all []alternative) {
	for j, p := range f.params {
		v := value{expr: p.Name, of: p.Type, variable: p.Name, kind: p.Type}
		if j >= n && points(p.Type) {
			all = append(all, alternative{value: v})
		}
		if members && points(p.Type) {
			all = append(all, v.behind()...)
		}
	}
	return all
}

// behind are the pointers in what a value points to.
func (v value) behind() (all []alternative) {
	const most = 512
	to := v.of.Pointee()
	word := v.of.Bytes()
	if word <= 0 {
		return nil
	}
	for at := int64(0); at < max(to.Bytes(), 0) && len(all) < most; at += word {
		for _, p := range v.plus(at).parts(word) {
			if x, ok := p.loaded(); ok && p.exact {
				all = append(all, alternative{x, at, to.Bytes(), true})
			}
		}
	}
	return all
}

// fit tells how an access fits what a value points to: exactly one thing there, and whether
// it can be of it at all.
func (v value) fit(u use) (exactly []part, possible bool) {
	v = v.plus(u.off)
	v.loose = v.loose || u.loose
	to := v.of.Pointee()
	if v.off < 0 || v.off+max(u.size, 1) > to.Bytes() && to.Aggregate() != nil {
		return nil, false
	}
	ps := v.parts(u.size)
	for _, p := range ps {
		if p.exact {
			exactly = append(exactly, p)
		}
	}
	return exactly, len(ps) > 0
}

// copied returns what a register of a copy held when it was entered, when all that the code
// does with it leaves one alternative only.
func (d *deducer) copied(s *search, c *code, reg string) []value {
	n := slices.Index(c.calls.Args, reg)
	f := d.clone(c)
	if f == nil || n < 0 {
		return nil
	}
	uses, known := d.uses(c, reg)
	if !known || len(uses) == 0 {
		return nil
	}
	left := slices.DeleteFunc(f.alternatives(n, f.split), func(a alternative) bool { return !a.suits(c, uses, false) })
	if len(left) > 1 && f.split {
		left = d.handed(s, c, reg, left)
	}
	if len(left) != 1 || !left[0].suits(c, uses, true) {
		return nil
	}
	return []value{left[0].value}
}

// nowhere is what a constant address can be of where the compiler knew a pointer to be NULL and
// kept it nowhere: the only one whose structure has such a member there. Where all parameters
// are known to be kept it was loaded through one.
func (d *deducer) nowhere(c *code, at, size int64, kept bool) (all []value, copy bool) {
	f := d.clone(c)
	if f == nil {
		return nil, false
	}
	left := slices.DeleteFunc(f.alternatives(0, true), func(a alternative) bool {
		exact, _ := a.fit(use{off: at, size: size})
		return len(exact) == 0 || kept && !a.member
	})
	if at >= nullPage || len(left) != 1 {
		return nil, true
	}
	return []value{left[0].plus(at)}, true
}

// suits tells whether all uses can be of an alternative, or are of members of it.
func (a *alternative) suits(c *code, uses []use, exactly bool) bool {
	for _, u := range uses {
		if u.callee != "" {
			if !a.given(c, u) {
				return false
			}
			continue
		}
		exact, possible := a.fit(u)
		if !possible || exactly && len(exact) == 0 {
			return false
		}
	}
	return true
}

// given tells whether a function can be given what lies in an alternative.
func (a *alternative) given(c *code, u use) bool {
	params := c.debug.Function(c.start+c.shift, u.callee).Members()
	to := a.of.Pointee()
	size := to.Bytes()
	if u.off < 0 || u.off > 0 && u.off >= size {
		return false
	}
	if u.argument >= len(params) {
		return true
	}
	want := params[u.argument].Type.Pointee().Aggregate()
	if want == nil || want.Name == "" {
		return true
	}
	return len(to.Beginning(u.off, func(t *ctype.Type) bool { return t.Name == want.Name })) > 0
}

// handed leaves what the caller loads for the call: the pointer itself out of a variable that has
// room for one pointer only, or a member out of what it allocated in the size of what the
// parameter points to.
func (d *deducer) handed(s *search, c *code, reg string, all []alternative) []alternative {
	caller, call := s.above(c)
	if caller == nil {
		return all
	}
	load := loads(caller, reg, call)
	if load < 0 {
		return all
	}
	if d.holdsPointer(caller, load) {
		return slices.DeleteFunc(slices.Clone(all), func(a alternative) bool { return a.member && a.size != caller.word() })
	}
	m := caller.effects[load].Mem
	size := d.allocates(caller, m.Base, load)
	left := slices.DeleteFunc(slices.Clone(all), func(a alternative) bool { return !a.member || a.at != m.Offset || a.size != size })
	if size > 0 && len(left) == 1 {
		return left
	}
	return all
}
