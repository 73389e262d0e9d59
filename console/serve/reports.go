package serve

import (
	"slices"

	"oopscope/parse"
	"oopscope/parse/crash"
)

// Bounds of the reports that peers may ask for.
const (
	crashesMost = 4096 // the newest are kept
	wholeMost   = 64   // of them as a whole; the others, packed, are decoded again for who asks
)

// reports are those of the session, oldest first.
type reports struct {
	brief []crash.Packed
	whole []*parse.Crash // behind those
}

// keep takes a report in, or newer of it.
func (r *reports) keep(c *parse.Crash) {
	at := len(r.whole)
	for at > 0 && r.whole[at-1].ID > c.ID {
		at--
	}
	if at > 0 && r.whole[at-1].ID == c.ID {
		r.whole[at-1] = c
		return
	}
	if old := slices.IndexFunc(r.brief, func(p crash.Packed) bool { return p.ID() == c.ID }); at == 0 && old >= 0 {
		r.brief[old] = c.Pack()
		return
	}
	r.whole = slices.Insert(r.whole, at, c)
	if len(r.whole) > wholeMost && !r.whole[0].Open {
		r.brief = append(r.brief, r.whole[0].Pack())
		r.whole = slices.Delete(r.whole, 0, 1)
	}
	r.brief = slices.Delete(r.brief, 0, max(0, r.count()-crashesMost))
}

// count is how many there are.
func (r *reports) count() int { return len(r.brief) + len(r.whole) }

// all returns them, the older ones in brief.
func (r *reports) all() []*parse.Crash {
	list := make([]*parse.Crash, 0, r.count())
	for i := range r.brief {
		list = append(list, r.brief[i].Brief())
	}
	return append(list, r.whole...)
}
