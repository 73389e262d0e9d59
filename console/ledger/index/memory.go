package index

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"oopscope/console/link"
)

// memory is what of the file is kept: every name once, and of a sighting some
// hundred bytes.
type memory struct {
	names    map[string]string
	tallies  map[string]map[string]*tally // by kind and signature
	sessions map[session]*session
	all      map[uint64]*sighting // crashes and trouble by uid
	content  map[uint64]*sighting // crashes, the one told last; the others follow it
	boots    map[boot]*link.Life  // those that somebody told of
	captures map[uint64]bool
	folders  string    // what the folders were when they were looked at last
	before   *sighting // the one that was taken in last
	slab     []sighting
	lines    int
	outdated int
}

// A tally is all of one signature, being counted.
type tally struct {
	kind, key                          string
	bug, class, severity, title, errno string // as they were told last
	list                               []*sighting
	spans                              map[*session]*span
}

// A session is one of a capture or a record.
type session struct {
	source string
	base   int64
}

// A boot is one of a session.
type boot struct {
	of *session
	n  int
}

// A span is what a session has of a signature.
type span struct {
	times       int
	first, last time.Time
	kernel      string // of the first
}

// A sighting is one in memory.
type sighting struct {
	uid, content                          uint64
	tally                                 *tally
	of                                    *session
	next                                  *sighting // of the same content
	at                                    time.Time
	about, timed                          bool
	board, kernel, build, machine, folder string
	byte                                  int64
	line, boot, count                     int
	uptime                                float64
}

func newMemory() *memory {
	return &memory{
		names: map[string]string{}, tallies: map[string]map[string]*tally{link.ACrash: {}, link.ATrouble: {}},
		sessions: map[session]*session{}, all: map[uint64]*sighting{}, content: map[uint64]*sighting{},
		boots: map[boot]*link.Life{}, captures: map[uint64]bool{}, before: &sighting{of: &session{}},
	}
}

// The kinds of lines that are not sightings.
const (
	aCapture = "capture" // was imported whole; its uid is that of its bytes
	aFolders = "folders" // as they were when they were looked at last; in title
)

// name returns one copy of a text, which is mostly the one that stood before it.
func (m *memory) name(before, text string) string {
	if before == text {
		return before
	}
	if known, ok := m.names[text]; ok {
		return known
	}
	text = strings.Clone(text)
	m.names[text] = text
	return text
}

// add takes a line in.
func (m *memory) add(text string) {
	s := read(text)
	m.lines++
	switch s.Kind {
	case link.ACrash, link.ATrouble:
		m.see(&s)
	case link.ABoot:
		m.begin(&s)
	case aCapture:
		m.captures[s.UID] = true
	case aFolders:
		if m.folders != "" {
			m.outdated++
		}
		m.folders = strings.Clone(s.Title)
	}
}

// session returns the one that a sighting is of.
func (m *memory) session(s *link.Sighting) *session {
	if was := m.before.of; was.source == s.Source && was.base == s.Base {
		return was
	}
	at := session{s.Source, s.Base}
	if m.sessions[at] == nil {
		at.source = m.name("", s.Source)
		m.sessions[at] = &at
	}
	return m.sessions[at]
}

// see takes a crash or trouble in, or what is told of it anew.
func (m *memory) see(s *link.Sighting) {
	e, more := m.all[s.UID], max(s.Count, 1)
	if e == nil {
		e = m.fresh(s)
	} else if m.outdated++; e.tally.key == s.Key {
		more -= max(e.count, 1)
	} else {
		m.leave(e)
	}
	was := m.before
	e.of, e.board, e.kernel = m.session(s), m.name(was.board, s.Board), m.name(was.kernel, s.Kernel)
	e.build, e.machine = m.name(was.build, s.Build), m.name(was.machine, s.Machine)
	e.at, e.about, e.timed, e.uptime = s.At, s.About, s.Timed, s.Uptime
	e.byte, e.line, e.boot, e.count = s.Byte, s.Line, s.Boot, s.Count
	e.folder = strings.Clone(s.Folder)
	m.join(e, s)
	e.tally.count(e, more)
	m.before = e
}

// fresh makes a sighting.
func (m *memory) fresh(s *link.Sighting) *sighting {
	if len(m.slab) == 0 {
		m.slab = make([]sighting, 64)
	}
	e := &m.slab[0]
	m.slab = m.slab[1:]
	e.uid, e.content = s.UID, s.Content
	m.all[s.UID] = e
	if s.Content != 0 && s.Kind == link.ACrash {
		e.next = m.content[s.Content]
		m.content[s.Content] = e
	}
	return e
}

// join puts a sighting among those of its signature.
func (m *memory) join(e *sighting, s *link.Sighting) {
	t := m.tallies[s.Kind][s.Key]
	if t == nil {
		t = &tally{kind: m.name(link.ACrash, s.Kind), key: strings.Clone(s.Key), spans: map[*session]*span{}}
		m.tallies[s.Kind][t.key] = t
	}
	t.bug, t.class, t.severity = m.name(t.bug, s.Bug), m.name(t.class, s.Class), m.name(t.severity, s.Severity)
	t.title, t.errno = m.name(t.title, s.Title), m.name(t.errno, s.Errno)
	if e.tally != t {
		e.tally = t
		t.list = append(t.list, e)
	}
}

// leave takes a sighting away from a signature that it turned out not to have.
func (m *memory) leave(e *sighting) {
	t := e.tally
	t.list = slices.DeleteFunc(t.list, func(x *sighting) bool { return x == e })
	t.spans[e.of].times -= max(e.count, 1)
	e.tally = nil
	if len(t.list) == 0 {
		delete(m.tallies[t.kind], t.key)
	}
}

// count takes a sighting into the numbers.
func (t *tally) count(e *sighting, more int) {
	s := t.spans[e.of]
	if s == nil {
		s = &span{first: e.at, last: e.at, kernel: e.kernel}
		t.spans[e.of] = s
	}
	s.times += more
	if before(e.at, s.first) {
		s.first, s.kernel = e.at, e.kernel
	}
	if e.at.After(s.last) {
		s.last = e.at
	}
}

// begin takes a boot in.
func (m *memory) begin(s *link.Sighting) {
	at := boot{m.session(s), s.Boot}
	life := m.boots[at]
	if life == nil {
		life = &link.Life{Source: at.of.source, Base: s.Base, Boot: s.Boot}
		m.boots[at] = life
	} else {
		m.outdated++
	}
	life.At = s.At
	life.Board, life.Kernel = m.name(life.Board, cmp.Or(s.Machine, s.Board)), m.name(life.Kernel, s.Kernel)
}

// whole returns a sighting as it was told.
func (m *memory) whole(e *sighting) link.Sighting {
	t := e.tally
	return link.Sighting{
		Kind: t.kind, UID: e.uid, Content: e.content, Source: e.of.source, Base: e.of.base, Byte: e.byte, Line: e.line, At: e.at,
		About: e.about, Board: e.board, Kernel: e.kernel, Build: e.build, Machine: e.machine, Boot: e.boot, Uptime: e.uptime, Timed: e.timed,
		Key: t.key, Bug: t.bug, Class: t.class, Severity: t.severity, Title: t.title, Errno: t.errno, Folder: e.folder, Count: e.count,
	}
}

// says reports whether the file tells all that a sighting does.
func (m *memory) says(s *link.Sighting) bool {
	switch s.Kind {
	case link.ABoot:
		of := m.sessions[session{s.Source, s.Base}]
		life := m.boots[boot{of, s.Boot}]
		return of != nil && life != nil && (s.Kernel == "" || life.Kernel == s.Kernel)
	case aCapture:
		return m.captures[s.UID]
	case aFolders:
		return m.folders == s.Title
	}
	e := m.all[s.UID]
	return e != nil && e.tally.kind == s.Kind && e.tally.key == s.Key && e.count >= s.Count && (s.Folder == "" || e.folder == s.Folder)
}
