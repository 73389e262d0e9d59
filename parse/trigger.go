package parse

import (
	"slices"
	"sync"

	"oopscope/parse/boot"
	"oopscope/parse/class"
	"oopscope/parse/literal"
	"oopscope/parse/report"
	"oopscope/parse/trouble"
)

// The triggers are the literals of all headers and what else a scan must not
// pass over: a line without one opens nothing, and no regexp ever sees it.

// trigger is a literal and what its standing in a line may mean.
type trigger struct {
	literal string
	early   bool // a stamp of a kernel's first seconds
	found
}

// found is what the literals of a line suggest.
type found struct {
	headers []*class.Matcher // that may match
	weak    bool             // words that are trouble when they come again and again
	other   bool             // something else that must be read: a cut mark, an escape sequence
}

// some tells that it suggests anything.
func (f *found) some() bool { return len(f.headers) > 0 || f.weak || f.other }

// add joins what two literals suggest, each header once.
func (f *found) add(o *found) {
	f.weak, f.other = f.weak || o.weak, f.other || o.other
	for _, h := range o.headers {
		if !slices.Contains(f.headers, h) {
			f.headers = append(f.headers, h)
		}
	}
}

func (f *found) clear() { f.headers, f.weak, f.other = f.headers[:0], false, false }

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
	index := make(map[string]int, 512)
	add := func(what found, literals ...string) {
		for _, l := range literals {
			i, known := index[l]
			if !known {
				i = len(all)
				index[l] = i
				all = append(all, trigger{literal: l, early: slices.Contains(boot.EarlyStamps, l)})
			}
			all[i].found.add(&what)
		}
	}
	for _, m := range class.Matchers() {
		add(found{headers: []*class.Matcher{m}}, m.Literal)
	}
	add(found{}, boot.Literals()...)
	// a sequence inside a literal hides it: such lines are read in full
	add(found{other: true}, "\x1b")
	add(found{other: true}, report.Preambles...)
	add(found{weak: true}, trouble.Weak...)
	return all
}

// matcher finds triggers in one text at a time.
type matcher struct {
	*triggers
	search literal.Search
	hits   []literal.Hit
}

// match tells what the literals that stand in p at or behind from suggest, whether
// any literal stands in p at all, and whether one does that is more than an early
// stamp.
func (m *matcher) match(f *found, p []byte, from int) (any, late bool) {
	f.clear()
	m.hits = m.search.All(m.hits[:0], m.all, p)
	for _, h := range m.hits {
		t := &m.table[h.Literal]
		late = late || !t.early
		if h.At >= from {
			f.add(&t.found)
		}
	}
	return len(m.hits) > 0, late
}
