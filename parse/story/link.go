// Package story tells what the reports of one boot have to do with each other:
// which one is the cause, which ones only follow from it and why, and how the boot
// ended.
//
// A report is linked to an earlier one for a stated reason only: the same task,
// a lock whose owner is named, a call chain that shows it. Two reports of one boot
// that nothing links stay two.
package story

import (
	"slices"

	"oopscope/parse/crash"
)

// most is how many reports of a boot are remembered.
const most = 64

// A Linker finds what earlier report of its boot a report follows from. The zero
// value is ready.
type Linker struct {
	boot  int
	known []*entry // of the boot, in the order of their IDs
}

// Link returns what the crash follows from, and remembers it. Crashes come in the
// order of their IDs; one that grew may come again.
func (l *Linker) Link(c *crash.Crash) crash.Echo {
	if c.Severity <= crash.Error {
		return crash.Echo{}
	}
	if c.Boot != l.boot {
		l.boot, l.known = c.Boot, nil
	}
	e := read(c)
	at, known := slices.BinarySearchFunc(l.known, c.ID, func(k *entry, id int) int { return k.c.ID - id })
	before := l.known[:at]
	if known {
		l.known[at] = e
	} else {
		l.known = slices.Insert(l.known, at, e)
	}
	e.echo = find(before, e)
	l.bound()
	return e.echo
}

// bound forgets the oldest report that killed nothing, and was not the first.
func (l *Linker) bound() {
	if len(l.known) <= most {
		return
	}
	drop := 1
	if i := slices.IndexFunc(l.known[1:most/2], func(e *entry) bool { return !e.kills() }); i >= 0 {
		drop = 1 + i
	}
	l.known = slices.Delete(l.known, drop, drop+1)
}

// find asks every reason about the earlier reports.
func find(before []*entry, e *entry) crash.Echo {
	for _, r := range reasons {
		if !r.asks(e) {
			continue
		}
		order := slices.Backward(before)
		if r.first {
			order = slices.All(before)
		}
		for _, a := range order {
			if why, lines := r.holds(a, e); why != "" {
				return crash.Echo{Kind: r.kind, Of: a.c.ID, First: a.c.First, Why: why, Lines: lines, Guess: r.guess}
			}
		}
	}
	return crash.Echo{}
}
