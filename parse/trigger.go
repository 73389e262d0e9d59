package parse

import "sync"

// The triggers are the literals of all headers: a line without one opens
// nothing, and no regexp ever sees it.

// trigger is a literal and the headers that want it.
type trigger struct {
	literal string
	order   int // in which it was added
	early   bool
	rules   []*rule
}

// A hound finds triggers. Stamps of a kernel's first seconds are triggers as
// well, but most of any boot: where they cannot matter the second filter is
// used, which knows nothing of them.
type hound struct {
	all, late *filter
}

var triggers = sync.OnceValue(func() *hound {
	t := triggerTable()
	var late []*trigger
	for _, x := range t {
		if !x.early {
			late = append(late, x)
		}
	}
	return &hound{newFilter(t), newFilter(late)}
})

// triggerTable lists every literal once, in the order of the tables.
func triggerTable() []*trigger {
	var all []*trigger
	index := make(map[string]*trigger, len(rules)+64)
	add := func(r *rule, literals ...string) {
		for _, l := range literals {
			t := index[l]
			if t == nil {
				t = &trigger{literal: l, order: len(all)}
				index[l] = t
				all = append(all, t)
			}
			t.rules = append(t.rules, r)
		}
	}
	for _, r := range rules {
		add(r, r.literal)
	}
	for _, m := range bootMarkers {
		add(bootRule, m.literal)
	}
	add(bootRule, bootLiterals...)
	// a sequence inside a literal hides it: such lines are read in full
	add(escapeRule, "\x1b")
	add(leadRule, leadLiterals...)
	add(weakRule, weakTrouble...)
	for _, l := range earlyStamps {
		index[l].early = true
	}
	return all
}

var escapeRule = &rule{header: &header{role: leads}, class: &class{}}

// nose is a hound's work on one text at a time.
type nose struct {
	*hound
	search search
	found  []standing
}

// standing is a trigger at its place.
type standing struct {
	*trigger
	start int
}

// sniff appends the rules whose literal stands in p at or behind from, each
// once. It tells whether any literal stands in p at all, and whether one does
// that is more than an early stamp.
func (n *nose) sniff(dst []*rule, p []byte, from int) (_ []*rule, any, late bool) {
	n.found = n.found[:0]
	s := &n.search
	s.begin(n.all, p, 0, len(p))
	for i := s.place(); i >= 0; i = s.place() {
		n.keep(n.all.at(p, i), p, i)
		if n.all.heads[p[i]] {
			n.keep(n.all.short, p, i)
		}
	}
	for i := range n.found {
		late = late || !n.found[i].early
		if n.found[i].start < from {
			continue
		}
		for _, r := range n.found[i].rules {
			dst = appendOnce(dst, r)
		}
	}
	return dst, len(n.found) > 0, late
}

// keep files the literals that stand with their gram at i, in the order of
// their places, those of one place in the order of the tables.
func (n *nose) keep(marks []mark, p []byte, i int) {
	for j := range marks {
		m := &marks[j]
		if !m.stands(p, i) {
			continue
		}
		n.found = append(n.found, standing{m.trigger, i - m.at})
		for k := len(n.found) - 1; k > 0 && n.found[k].before(n.found[k-1]); k-- {
			n.found[k], n.found[k-1] = n.found[k-1], n.found[k]
		}
	}
}

func (a standing) before(b standing) bool {
	return a.start < b.start || a.start == b.start && a.order < b.order
}

func appendOnce(dst []*rule, r *rule) []*rule {
	for _, x := range dst {
		if x == r {
			return dst
		}
	}
	return append(dst, r)
}
