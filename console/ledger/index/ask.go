package index

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"oopscope/console/link"
)

// Find returns a crash that was seen before: by its uid, or, when another source
// may hold a copy of it, by its content; of several the one of this source, then
// the newest.
func (x *Index) Find(uid, content uint64, source string) (link.Sighting, bool, error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	err := x.read()
	m := x.known
	if e := m.all[uid]; e != nil {
		return m.whole(e), true, err
	}
	var best *sighting
	for e := m.content[content]; e != nil; e = e.next { // the newest first
		if best == nil || e.of.source == source && best.of.source != source {
			best = e
		}
	}
	if best == nil || content == 0 {
		return link.Sighting{}, false, err
	}
	return m.whole(best), true, err
}

// Imported reports whether a capture of these bytes was imported whole.
func (x *Index) Imported(uid uint64) bool {
	x.mu.Lock()
	defer x.mu.Unlock()
	_ = x.read() // what cannot be read was not imported
	return x.known.captures[uid]
}

// Import notes that a capture was.
func (x *Index) Import(uid uint64, source string) error {
	return x.Add(true, link.Sighting{Kind: aCapture, UID: uid, Source: source})
}

// Folders returns what the folders of crashes were when they were looked at last,
// "" when they never were or when lines of the index were damaged.
func (x *Index) Folders() (state string, err error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	err = x.read()
	if len(x.broken) > 0 {
		return "", err
	}
	return x.known.folders, err
}

// SetFolders notes what they are.
func (x *Index) SetFolders(state string) error {
	return x.Add(false, link.Sighting{Kind: aFolders, Title: state})
}

// Saved returns the names of all folders that crashes are known to be in.
func (x *Index) Saved() map[string]bool {
	x.mu.Lock()
	defer x.mu.Unlock()
	_ = x.read()
	names := map[string]bool{}
	for _, e := range x.known.all {
		if e.folder != "" {
			names[e.folder] = true
		}
	}
	return names
}

// Of returns all sightings of a signature, oldest first.
func (x *Index) Of(kind, key string) ([]link.Sighting, error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	err := x.read()
	t := x.known.tallies[kind][key]
	if t == nil {
		return nil, err
	}
	out := make([]link.Sighting, len(t.list))
	for i, e := range t.list {
		out[i] = x.known.whole(e)
	}
	slices.SortStableFunc(out, func(a, b link.Sighting) int { return a.At.Compare(b.At) })
	return out, err
}

// Groups returns all signatures of a kind, the one that was met last first.
func (x *Index) Groups(kind string) ([]link.Group, error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	err := x.read()
	var out []link.Group
	for _, t := range x.known.tallies[kind] {
		out = append(out, x.known.group(t))
	}
	slices.SortFunc(out, func(a, b link.Group) int {
		return cmp.Or(b.Last.At.Compare(a.Last.At), cmp.Compare(b.Times, a.Times), strings.Compare(a.Key, b.Key))
	})
	return out, err
}

// Lives returns all boots, oldest first; those that nobody knows the time of come
// as they were told.
func (x *Index) Lives() ([]link.Life, error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	err := x.read()
	m := x.known
	out := make([]link.Life, 0, len(m.boots)+len(m.all)/2)
	place := make(map[boot]int, cap(out))
	for at, l := range m.boots {
		place[at] = len(out)
		out = append(out, *l)
	}
	for _, e := range m.all {
		if e.tally.kind != link.ACrash {
			continue
		}
		at := boot{e.of, e.boot}
		i, told := place[at]
		if !told {
			i = len(out)
			place[at] = i
			out = append(out, link.Life{Source: e.of.source, Base: e.of.base, Boot: e.boot, At: e.at, Board: cmp.Or(e.machine, e.board), Kernel: e.kernel})
		}
		life := &out[i]
		life.Crashes = append(life.Crashes, link.Death{Key: e.tally.key, Uptime: e.uptime, Timed: e.timed, Line: e.line})
	}
	for i := range out {
		slices.SortFunc(out[i].Crashes, func(a, b link.Death) int { return cmp.Or(cmp.Compare(a.Line, b.Line), strings.Compare(a.Key, b.Key)) })
	}
	slices.SortFunc(out, func(a, b link.Life) int {
		return cmp.Or(a.At.Compare(b.At), strings.Compare(a.Source, b.Source), cmp.Compare(a.Base, b.Base), cmp.Compare(a.Boot, b.Boot))
	})
	return out, err
}

// Elsewhere returns how often a crash was met in all sessions but one, and when
// first and last there, and by which kernel first.
func (x *Index) Elsewhere(key, source string, base int64) (h link.History, err error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	err = x.read()
	t := x.known.tallies[link.ACrash][key]
	if t == nil {
		return h, err
	}
	for of, s := range t.spans {
		if *of == (session{source, base}) || s.times == 0 {
			continue
		}
		if h.Times == 0 || before(s.first, h.First) {
			h.First, h.Since = s.first, s.kernel
		}
		if s.last.After(h.Last) {
			h.Last = s.last
		}
		h.Times += s.times
	}
	return h, err
}

// group counts the sightings of a signature.
func (m *memory) group(t *tally) link.Group {
	out := link.Group{Kind: t.kind, Key: t.key, Bug: t.bug, Class: t.class, Severity: t.severity, Title: t.title, Errno: t.errno}
	first, last := t.list[0], t.list[0]
	kernel, board := "", "" // of the one before: they change seldom
	for _, e := range t.list {
		out.Times += max(e.count, 1)
		if before(e.at, first.at) {
			first = e
		}
		if !e.at.Before(last.at) {
			last = e
		}
		if e.kernel != kernel {
			kernel, out.Kernels = e.kernel, once(out.Kernels, e.kernel)
		}
		if where := cmp.Or(e.machine, e.board); where != board {
			board, out.Boards = where, once(out.Boards, where)
		}
	}
	out.Sessions = len(t.spans)
	out.First, out.Last = m.whole(first), m.whole(last)
	return out
}

// before puts what nobody knows the time of behind all else.
func before(a, b time.Time) bool { return !a.IsZero() && (b.IsZero() || a.Before(b)) }

const maxNames = 64 // of boards and kernels of a signature

func once(list []string, name string) []string {
	if name == "" || len(list) >= maxNames || slices.Contains(list, name) {
		return list
	}
	return append(list, name)
}
