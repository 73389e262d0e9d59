package parse

import (
	"slices"
	"sync"

	"oopscope/parse/literal"
)

// The triggers are the literals of all headers and what else a scan must not
// pass over: a line without one opens nothing, and no regexp ever sees it.

// trigger is a literal and the headers that want it.
type trigger struct {
	literal string
	early   bool
	rules   []*rule
}

// triggers are all of them, made ready to be looked for. Stamps of a kernel's
// first seconds are triggers as well, but most of any boot: where they cannot
// matter the second set is used, which knows nothing of them.
type triggers struct {
	table     []trigger
	all, late *literal.Set
}

var theTriggers = sync.OnceValue(func() *triggers {
	t := &triggers{table: triggerTable()}
	var all, late []string
	for _, x := range t.table {
		all = append(all, x.literal)
		if !x.early {
			late = append(late, x.literal)
		}
	}
	t.all, t.late = literal.New(all, &grams), literal.New(late, &grams)
	return t
})

// triggerTable lists every literal once, in the order of the tables.
func triggerTable() []trigger {
	var all []trigger
	index := make(map[string]int, len(rules)+64)
	add := func(r *rule, literals ...string) {
		for _, l := range literals {
			i, known := index[l]
			if !known {
				i = len(all)
				index[l] = i
				all = append(all, trigger{literal: l, early: slices.Contains(earlyStamps, l)})
			}
			all[i].rules = append(all[i].rules, r)
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
	return all
}

var escapeRule = &rule{header: &header{role: leads}, class: &class{}}

// matcher finds triggers in one text at a time.
type matcher struct {
	*triggers
	search literal.Search
	hits   []literal.Hit
}

// match appends the rules whose literal stands in p at or behind from, each
// once. It tells whether any literal stands in p at all, and whether one does
// that is more than an early stamp.
func (m *matcher) match(dst []*rule, p []byte, from int) (_ []*rule, any, late bool) {
	m.hits = m.search.All(m.hits[:0], m.all, p)
	for _, h := range m.hits {
		t := &m.table[h.Literal]
		late = late || !t.early
		if h.At < from {
			continue
		}
		for _, r := range t.rules {
			if !slices.Contains(dst, r) {
				dst = append(dst, r)
			}
		}
	}
	return dst, len(m.hits) > 0, late
}
