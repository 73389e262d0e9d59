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
	if at, ok := m.uid[uid]; ok && m.all[at].kind != boots {
		return m.whole(at), true, err
	}
	at, ok := m.content[content]
	if content == 0 || !ok {
		return link.Sighting{}, false, err
	}
	best := at // the newest
	for next := m.all[at].next; m.source(best) != source && next > 0; next = m.all[at].next {
		if at = next - 1; m.source(at) == source {
			best = at
		}
	}
	return m.whole(best), true, err
}

// Copy returns the crash that a capture's is already: by its uid, by its content where it stands in
// this source, or in another one. A board that stamps alike in each of its boots prints the same
// line in several places of a source: these are as many crashes.
func (x *Index) Copy(s *link.Sighting) (link.Sighting, bool) {
	x.mu.Lock()
	defer x.mu.Unlock()
	_ = x.read() // what cannot be read is not known
	m := x.known
	if at, ok := m.uid[s.UID]; ok && m.all[at].kind != boots {
		return m.whole(at), true
	}
	newest, ok := m.content[s.Content]
	if s.Content == 0 || !ok {
		return link.Sighting{}, false
	}
	elsewhere := false
	for next := newest + 1; next > 0; next = m.all[next-1].next {
		at := next - 1
		here := m.all[at].byte == s.Byte
		if (here || !elsewhere) && m.source(at) == s.Source { // there may be thousands
			if here {
				return m.whole(at), true
			}
			elsewhere = true
		}
	}
	if elsewhere {
		return link.Sighting{}, false
	}
	return m.whole(newest), true
}

// sameMoment is how far apart two clocks may see one line: that of the console which reads it, and
// that of the record when it is read again.
const sameMoment = time.Minute

// Here returns the uid that a crash has already which was entered by another session of its source:
// it begins at the same byte with the same line, at about the same time. Else it is its own.
func (x *Index) Here(s *link.Sighting) (uid uint64) {
	x.mu.Lock()
	defer x.mu.Unlock()
	_ = x.read() // what cannot be read is not known
	m := x.known
	newest, ok := m.content[s.Content]
	if _, known := m.uid[s.UID]; known || s.Kind != link.ACrash || s.Content == 0 || !ok {
		return s.UID
	}
	for next := newest + 1; next > 0; next = m.all[next-1].next {
		e := &m.all[next-1]
		if e.byte != s.Byte || m.source(next-1) != s.Source {
			continue
		}
		if s.At.IsZero() || m.when(e).Sub(s.At).Abs() < sameMoment {
			return e.uid
		}
	}
	return s.UID
}

// Places returns the offsets at which crashes of a source begin.
func (x *Index) Places(source string) map[int64]bool {
	x.mu.Lock()
	defer x.mu.Unlock()
	_ = x.read()
	places := map[int64]bool{}
	for i := range x.known.all {
		if e := &x.known.all[i]; e.kind == crashes && x.known.source(uint32(i)) == source {
			places[e.byte] = true
		}
	}
	return places
}

func (m *memory) source(at uint32) string { return m.texts[m.sessions[m.all[at].of].source] }

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
	for i := range x.known.all {
		if folder := x.known.all[i].folder; folder != 0 {
			names[x.known.texts[folder]] = true
		}
	}
	return names
}

// Of returns all sightings of a signature, oldest first.
func (x *Index) Of(kind, key string) ([]link.Sighting, error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	err := x.read()
	t := x.known.find(kind, key)
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
	for i := range x.known.tallies {
		if t := &x.known.tallies[i]; kinds[t.kind] == kind && len(t.list) > 0 {
			out = append(out, x.known.group(t))
		}
	}
	slices.SortFunc(out, func(a, b link.Group) int {
		return cmp.Or(b.Last.At.Compare(a.Last.At), cmp.Compare(b.Times, a.Times), strings.Compare(a.Key, b.Key))
	})
	return out, err
}

// Elsewhere returns how often a crash was met in all sessions but one, and when
// first and last there, and by which kernel first.
func (x *Index) Elsewhere(key, source string, base int64) (h link.History, err error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	err = x.read()
	m := x.known
	t := m.find(link.ACrash, key)
	if t == nil {
		return h, err
	}
	for of, s := range m.spans(t) {
		if here := m.sessions[of]; m.texts[here.source] == source && here.base == base || s.times == 0 {
			continue
		}
		if h.Times == 0 || before(s.first, h.First) {
			h.First, h.Since = s.first, m.texts[s.kernel]
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
	out := link.Group{
		Kind: kinds[t.kind], Key: m.texts[t.key], Bug: m.texts[t.bug], Class: m.texts[t.class], Severity: m.texts[t.severity],
		Title: m.texts[t.title], Errno: m.texts[t.errno], Sessions: m.sessionsOf(t),
	}
	first, last := t.list[0], t.list[0]
	kernel, board := uint32(0), uint32(0) // of the one before: they change seldom
	for _, at := range t.list {
		e := &m.all[at]
		out.Times += max(int(e.count), 1)
		if e.earlier(&m.all[first]) {
			first = at
		}
		if e.at >= m.all[last].at {
			last = at
		}
		if e.kernel != kernel {
			kernel, out.Kernels = e.kernel, once(out.Kernels, m.texts[e.kernel])
		}
		if where := e.where(); where != board {
			board, out.Boards = where, once(out.Boards, m.texts[where])
		}
	}
	out.First, out.Last = m.whole(first), m.whole(last)
	return out
}

// sessionsOf is how many sessions met a signature.
func (m *memory) sessionsOf(t *tally) (n int) {
	m.round++
	m.rounds = append(m.rounds, make([]uint32, len(m.sessions)-len(m.rounds))...)
	for _, at := range t.list {
		if was := &m.rounds[m.all[at].of]; *was != m.round {
			*was = m.round
			n++
		}
	}
	return n
}

// earlier is before for sightings.
func (e *sighting) earlier(than *sighting) bool {
	return e.flags&isKnown != 0 && (than.flags&isKnown == 0 || e.at < than.at)
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
