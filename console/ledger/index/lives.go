package index

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"time"

	"oopscope/console/link"
)

// A life is a boot, as it was told or as its crashes show it.
type life struct {
	of                    uint32 // session
	at                    int64
	boot, times           int32
	board, kernel, deaths uint32
}

const unknown = math.MinInt64 // time of a life

// Lives returns all boots, oldest first; those that nobody knows the time of come
// as they were told.
func (x *Index) Lives() ([]link.Life, error) {
	list, _, err := x.Latest(-1, "")
	return list, err
}

// Latest returns the last so many boots (all when that is below 0), and besides them those in
// which a signature crashed, oldest first; and how many boots there are in all.
func (x *Index) Latest(n int, key string) (list []link.Life, boots int, err error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	err = x.read()
	m := x.known
	all, of := m.lives()
	asked := m.asked(n, key, all, of)
	slices.SortFunc(asked, func(a, b uint32) int { return m.order(&all[a], &all[b]) })
	list = make([]link.Life, 0, len(asked))
	place := make([]int32, len(all)) // of each in the list, 0 for none, else one more
	room := make([]link.Death, deathsOf(all, asked))
	for i, at := range asked {
		l := &all[at]
		s := m.sessions[l.of]
		place[at] = int32(i) + 1
		list = append(list, link.Life{Source: m.texts[s.source], Base: s.base, Boot: int(l.boot), Board: m.texts[l.board], Kernel: m.texts[l.kernel], Count: int(l.times)})
		if l.at != unknown {
			list[i].At = time.Unix(0, l.at).UTC()
		}
		if l.deaths > 0 {
			list[i].Crashes, room = room[:0:l.deaths], room[l.deaths:]
		}
	}
	for i := range m.all {
		e := &m.all[i]
		if e.kind != crashes {
			continue
		}
		if at := place[of[i]] - 1; at >= 0 {
			list[at].Crashes = append(list[at].Crashes, link.Death{Key: m.texts[m.tallies[e.tally].key], Uptime: e.uptime, Timed: e.flags&isTimed != 0, Line: int(e.line)})
		}
	}
	for i := range list {
		if len(list[i].Crashes) > 1 {
			slices.SortFunc(list[i].Crashes, func(a, b link.Death) int { return cmp.Or(cmp.Compare(a.Line, b.Line), strings.Compare(a.Key, b.Key)) })
		}
	}
	for i := range all {
		boots += max(int(all[i].times), 1)
	}
	return list, boots, err
}

// deathsOf is how many crashes some boots had.
func deathsOf(all []life, asked []uint32) (n int) {
	for _, at := range asked {
		n += int(all[at].deaths)
	}
	return n
}

// lives returns all boots, in no order, and which of them each sighting is of.
func (m *memory) lives() (all []life, of []uint32) {
	type boot struct {
		of uint32
		n  int32
	}
	of = make([]uint32, len(m.all))
	place := make(map[boot]uint32, len(m.all))
	for _, told := range []bool{true, false} {
		for i := range m.all {
			e := &m.all[i]
			if told != (e.kind == boots) || e.kind == trouble {
				continue
			}
			key := boot{e.of, e.boot}
			at, known := place[key]
			if !known {
				at = uint32(len(all))
				place[key] = at
				all = append(all, life{of: e.of, at: unknown, boot: e.boot, board: e.where(), kernel: e.kernel})
				if l := &all[at]; told {
					l.times = e.count
				}
				if e.flags&isKnown != 0 {
					all[at].at = e.at
				}
			}
			if of[i] = at; e.kind == crashes {
				all[at].deaths++
			}
		}
	}
	return all, of
}

// asked are the places of the last so many boots, and of those in which a signature crashed.
func (m *memory) asked(n int, key string, all []life, of []uint32) (asked []uint32) {
	for i := range all {
		asked = append(asked, uint32(i))
	}
	if n < 0 || n >= len(all) {
		return asked
	}
	slices.SortFunc(asked, func(a, b uint32) int { return m.order(&all[a], &all[b]) })
	asked = asked[len(asked)-n:]
	if t := m.find(link.ACrash, key); t != nil {
		for _, at := range t.list {
			asked = append(asked, of[at])
		}
	}
	slices.Sort(asked)
	return slices.Compact(asked)
}

// order puts boots in the order of their time.
func (m *memory) order(a, b *life) int {
	if a.at != b.at {
		return cmp.Compare(a.at, b.at)
	}
	x, y := m.sessions[a.of], m.sessions[b.of]
	return cmp.Or(strings.Compare(m.texts[x.source], m.texts[y.source]), cmp.Compare(x.base, y.base), cmp.Compare(a.boot, b.boot))
}
