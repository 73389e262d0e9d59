// Package trigger knows which lines of an input matter: those with the literal of
// a header in them, and what else must not be passed over. A line without one
// opens nothing, no regexp ever sees it, and a scan passes over stretches of them
// at the speed of memory.
package trigger

import (
	"slices"
	"sync"

	"oopscope/parse/boot"
	"oopscope/parse/class"
	"oopscope/parse/literal"
	"oopscope/parse/report"
	"oopscope/parse/trouble"
)

// trigger is a literal and what its standing in a line may mean.
type trigger struct {
	literal string
	early   bool // a stamp of a kernel's first seconds
	Found
}

// Found is what the literals of a line suggest.
type Found struct {
	Headers []*class.Matcher // that may match
	Weak    bool             // words that are trouble when they come again and again
	Boot    boot.Tells       // to the log of boots
	Other   bool             // something else that must be read: a cut mark, an escape sequence
}

// Some reports whether it suggests anything.
func (f *Found) Some() bool { return len(f.Headers) > 0 || f.Weak || f.Other }

// add joins what two literals suggest, each header once.
func (f *Found) add(o *Found) {
	f.Weak, f.Other = f.Weak || o.Weak, f.Other || o.Other
	f.Boot.Add(o.Boot)
	for _, h := range o.Headers {
		if !slices.Contains(f.Headers, h) {
			f.Headers = append(f.Headers, h)
		}
	}
}

// Clear makes it suggest nothing.
func (f *Found) Clear() { *f = Found{Headers: f.Headers[:0]} }

// triggers are all of them, made ready to be looked for. Stamps of a kernel's
// first seconds are triggers as well, but most of any boot: where they cannot
// matter the second set is used, which knows nothing of them.
type triggers struct {
	table     []trigger
	all, late *literal.Set
}

var theTriggers = sync.OnceValue(func() *triggers {
	t := &triggers{table: table()}
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

// table lists every literal once, in the order of the tables.
func table() []trigger {
	var all []trigger
	index := make(map[string]int, 512)
	add := func(what Found, literals ...string) {
		for _, l := range literals {
			i, known := index[l]
			if !known {
				i = len(all)
				index[l] = i
				all = append(all, trigger{literal: l, early: slices.Contains(boot.EarlyStamps, l)})
			}
			all[i].Found.add(&what)
		}
	}
	for _, m := range class.Matchers() {
		add(Found{Headers: []*class.Matcher{m}}, m.Literal)
	}
	for _, l := range boot.Literals() {
		add(Found{Boot: boot.TellsOf(l)}, l)
	}
	// a sequence inside a literal hides it: such lines are read in full
	add(Found{Other: true}, "\x1b")
	add(Found{Other: true}, report.Preambles...)
	add(Found{Weak: true}, trouble.Weak...)
	return all
}

// A Matcher finds triggers in one text at a time. The zero value is ready.
type Matcher struct {
	search literal.Search
	hits   []literal.Hit
}

// Literals returns those that stand in the text that was matched last, each once.
func (m *Matcher) Literals() (found []string) {
	for _, h := range m.hits {
		if l := theTriggers().table[h.Literal].literal; !slices.Contains(found, l) {
			found = append(found, l)
		}
	}
	return found
}

// Match tells what the literals that stand in p at or behind from suggest, whether
// any literal stands in p at all, and whether one does that is more than an early
// stamp.
func (m *Matcher) Match(f *Found, p []byte, from int) (any, late bool) {
	f.Clear()
	all := theTriggers()
	m.hits = m.search.All(m.hits[:0], all.all, p)
	for _, h := range m.hits {
		t := &all.table[h.Literal]
		late = late || !t.early
		if h.At >= from {
			f.add(&t.Found)
		}
	}
	return len(m.hits) > 0, late
}
