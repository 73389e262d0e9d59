package typed

import (
	"slices"

	"oopscope/parse/symbol/ctype"
)

// merger puts together what is found on several ways to one place. What is not
// the same on all of them is not known; but a loop that adds to a value leaves
// it what it was, with an index.
type merger struct {
	all   []value
	begun bool
	round turn
	agree bool // that the types are the same is enough
}

// turn says whether a search came back to where it was, and how.
type turn uint8

const (
	straight turn = iota
	walked        // by a load: what a list is walked by
	advanced      // by sums: what an index is added to
)

func (m *merger) add(vs []value, round turn) {
	switch {
	case round != straight:
		m.round = max(m.round, round)
	case !m.begun:
		m.all, m.begun = slices.Clone(vs), true
	default:
		m.all = slices.DeleteFunc(m.all, func(v value) bool {
			return !slices.ContainsFunc(vs, func(w value) bool { return m.same(v, w) })
		})
		for i, v := range m.all {
			w := vs[slices.IndexFunc(vs, func(w value) bool { return m.same(v, w) })]
			if !v.same(w) {
				m.all[i] = v.or(w)
				continue
			}
			m.all[i].loose = v.loose || w.loose || v.off != w.off
			if v.goes != w.goes || v.off != w.off {
				m.all[i].goes = step{}
			}
			m.all[i].off = min(v.off, w.off)
		}
	}
}

// values are those that all ways agree on. Which way was found first, that of a loop or the one
// that leads into it, makes no difference.
func (m *merger) values() []value {
	for i := range m.all {
		if m.round == advanced {
			m.all[i].loose, m.all[i].goes = true, step{}
		}
	}
	return m.all[:min(len(m.all), maxValues)]
}

// or is a value that is another one of its type on another way there: in the words of a
// parameter that walks on from what it was, or in none.
func (v value) or(w value) value {
	switch {
	case v.walks(w):
		v.on = nil
		return v
	case w.walks(v):
		w.on = nil
		return w
	}
	if w.expr == w.variable {
		v, w = w, v
	}
	if v.expr != v.variable || w.variable != v.variable {
		v.expr, v.variable, v.kind = "(("+v.of.String()+")…)", "", nil
	}
	if !v.on.equal(w.on) {
		v.on = nil
	}
	v.member = nil
	return v
}

// same tells values that are the same on two ways: where nobody has variables also those that
// point to the same place in structures of one type.
func (m *merger) same(v, w value) bool {
	if v.same(w) || m.walks(v, w) {
		return true
	}
	alike := m.agree && !v.object && !w.object && !v.loose && !w.loose && v.inside == nil && w.inside == nil && v.off == w.off
	if !alike || v.of.Pointee().Aggregate() == nil || w.of.Pointee().Aggregate() == nil {
		return false
	}
	return v.of.Pointee().Plain() == w.of.Pointee().Plain() && v.of.Pointee().Aggregate().Name != ""
}

func (m *merger) walks(v, w value) bool { return m.agree && (v.walks(w) || w.walks(v)) }

// walks tells a variable that walks a list from the link that another value is: of the first entry the
// compiler has the link only (list_for_each_entry(), include/linux/list.h).
func (v value) walks(w value) bool {
	link := w.of.Pointee().Aggregate()
	if v.expr == "" || v.expr != v.variable || v.object || v.loose || v.inside != nil || w.object || w.loose || w.inside != nil || w.off != 0 || link == nil || link.Name == "" {
		return false
	}
	in := v.of.Pointee()
	return in.Aggregate() != nil && in.Aggregate().Name != link.Name &&
		len(in.Beginning(v.off, func(t *ctype.Type) bool { return t.Kind == ctype.Struct && t.Name == link.Name })) > 0
}

// same tells values that differ by an offset at most.
func (v value) same(w value) bool {
	return v.expr == w.expr && v.bytes == w.bytes && v.object == w.object && v.image == w.image && v.number == w.number && v.own == w.own && v.copies == w.copies && (v.expr != "" || v.off == w.off)
}
