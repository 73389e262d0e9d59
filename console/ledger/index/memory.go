package index

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"oopscope/console/link"
)

// memory is what of the file is kept: every text once, and of a sighting a hundred bytes
// without a pointer, so that it is written to the summary and read from there as it is.
type memory struct {
	texts    []string
	text     map[string]uint32
	sessions []session
	session  map[session]uint32
	tallies  []tally
	tally    map[signature]uint32
	all      []sighting
	uid      map[uint64]uint32 // of crashes, trouble and boots, by uid
	content  map[uint64]uint32 // of crashes, the one told last; the others follow it
	boots    int               // how many of all are boots
	captures map[uint64]bool
	folders  string // what the folders were when they were looked at last
	before   sighting
	lines    int
	outdated int

	round  uint32 // of looking through the sessions, and in which each was met
	rounds []uint32
}

// A signature is one of a kind.
type signature struct {
	kind byte
	key  uint32
}

// A tally is all of one signature, being counted.
type tally struct {
	signature
	bug, class, severity, title, errno uint32   // as they were told last
	list                               []uint32 // sightings, in the order in which they were told
	spans                              map[uint32]*span
}

// A session is one of a capture or a record.
type session struct {
	source uint32
	base   int64
}

// A span is what a session has of a signature.
type span struct {
	times       int
	first, last time.Time
	kernel      uint32 // of the first
}

// A sighting is one in memory. Texts, the session, the tally and the next are places in the
// memory's lists, next one more than that.
type sighting struct {
	uid, content                          uint64
	at, byte                              int64 // nanoseconds of Unix; not where it is unknown
	uptime                                float64
	tally, of, next                       uint32
	board, kernel, build, machine, folder uint32
	line, boot, count                     int32
	kind, flags                           byte
}

const (
	isAbout byte = 1 << iota // see [link.Sighting]
	isTimed
	isKnown // at is
)

// The kinds of sightings, as a byte.
const (
	crashes byte = iota
	trouble
	boots
)

func kindOf(kind string) byte { return byte(slices.Index(kinds[:], kind)) }

var kinds = [...]string{link.ACrash, link.ATrouble, link.ABoot}

func newMemory() *memory {
	m := &memory{
		text: map[string]uint32{}, session: map[session]uint32{}, tally: map[signature]uint32{}, uid: map[uint64]uint32{}, content: map[uint64]uint32{},
		captures: map[uint64]bool{},
	}
	m.name("")
	m.sessions, m.session[session{}] = []session{{}}, 0
	return m
}

// The kinds of lines that are not sightings.
const (
	aCapture = "capture" // was imported whole; its uid is that of its bytes
	aFolders = "folders" // as they were when they were looked at last; in title
)

// name returns the place of a text.
func (m *memory) name(text string) uint32 {
	if at, known := m.text[text]; known {
		return at
	}
	text = strings.Clone(text)
	at := uint32(len(m.texts))
	m.texts, m.text[text] = append(m.texts, text), at
	return at
}

// again is name for what mostly says what stood before it.
func (m *memory) again(before uint32, text string) uint32 {
	if m.texts[before] == text {
		return before
	}
	return m.name(text)
}

// add takes a line in.
func (m *memory) add(text string) {
	s := read(text)
	m.lines++
	switch s.Kind {
	case link.ACrash, link.ATrouble, link.ABoot:
		m.see(&s)
	case aCapture:
		m.captures[s.UID] = true
	case aFolders:
		if m.folders != "" {
			m.outdated++
		}
		m.folders = strings.Clone(s.Title)
	}
}

// of returns the session that a sighting is of.
func (m *memory) of(s *link.Sighting) uint32 {
	if was := m.sessions[m.before.of]; m.texts[was.source] == s.Source && was.base == s.Base {
		return m.before.of
	}
	key := session{m.name(s.Source), s.Base}
	at, known := m.session[key]
	if !known {
		at = uint32(len(m.sessions))
		m.sessions, m.session[key] = append(m.sessions, key), at
	}
	return at
}

// see takes a sighting in, or what is told of it anew.
func (m *memory) see(s *link.Sighting) {
	at, known := m.uid[s.UID]
	known = known && m.all[at].kind == kindOf(s.Kind)
	more := max(s.Count, 1)
	if !known {
		at = m.fresh(s)
	} else if m.outdated++; s.Kind != link.ABoot {
		if e := &m.all[at]; m.texts[m.tallies[e.tally].key] == s.Key {
			more -= max(int(e.count), 1)
		} else {
			m.leave(at)
			known = false
		}
	}
	e, was := &m.all[at], &m.before
	e.of, e.board, e.kernel = m.of(s), m.again(was.board, s.Board), m.again(was.kernel, s.Kernel)
	e.build, e.machine, e.folder = m.again(was.build, s.Build), m.again(was.machine, s.Machine), m.again(was.folder, s.Folder)
	e.set(s)
	if s.Kind != link.ABoot {
		m.join(at, s, known)
		m.tallies[e.tally].count(e, m.when(e), more)
	}
	m.before = *e
}

// set takes the numbers of a sighting in.
func (e *sighting) set(s *link.Sighting) {
	e.flags, e.at, e.uptime, e.byte = 0, 0, s.Uptime, s.Byte
	if s.About {
		e.flags |= isAbout
	}
	if s.Timed {
		e.flags |= isTimed
	}
	if !s.At.IsZero() {
		e.flags |= isKnown
		e.at = s.At.UnixNano()
	}
	e.line, e.boot, e.count = int32(s.Line), int32(s.Boot), int32(s.Count)
}

// fresh makes a sighting, and returns its place.
func (m *memory) fresh(s *link.Sighting) uint32 {
	at := uint32(len(m.all))
	m.all = append(m.all, sighting{uid: s.UID, content: s.Content, kind: kindOf(s.Kind)})
	m.enter(at)
	return at
}

// enter has a sighting be found.
func (m *memory) enter(at uint32) {
	e := &m.all[at]
	m.uid[e.uid] = at
	switch {
	case e.kind == boots:
		m.boots++
	case e.content != 0 && e.kind == crashes:
		e.next = 0
		if next, ok := m.content[e.content]; ok {
			e.next = next + 1
		}
		m.content[e.content] = at
	}
}

// join puts a sighting among those of its signature, unless it is there.
func (m *memory) join(at uint32, s *link.Sighting, known bool) {
	key := signature{kindOf(s.Kind), m.name(s.Key)}
	i, ok := m.tally[key]
	if !ok {
		i = uint32(len(m.tallies))
		m.tallies, m.tally[key] = append(m.tallies, tally{signature: key}), i
	}
	t := &m.tallies[i]
	t.bug, t.class, t.severity = m.again(t.bug, s.Bug), m.again(t.class, s.Class), m.again(t.severity, s.Severity)
	t.title, t.errno = m.again(t.title, s.Title), m.again(t.errno, s.Errno)
	if m.all[at].tally = i; !known {
		t.list = append(t.list, at)
	}
}

// leave takes a sighting away from a signature that it turned out not to have.
func (m *memory) leave(at uint32) {
	t := &m.tallies[m.all[at].tally]
	t.list = slices.DeleteFunc(t.list, func(x uint32) bool { return x == at })
	t.spans = nil
}

// count takes a sighting into the numbers, which are there once somebody asked.
func (t *tally) count(e *sighting, at time.Time, more int) {
	if t.spans == nil {
		return
	}
	s := t.spans[e.of]
	if s == nil {
		s = &span{first: at, last: at, kernel: e.kernel}
		t.spans[e.of] = s
	}
	s.times += more
	if before(at, s.first) {
		s.first, s.kernel = at, e.kernel
	}
	if at.After(s.last) {
		s.last = at
	}
}

// spans returns what each session has of a signature.
func (m *memory) spans(t *tally) map[uint32]*span {
	if t.spans == nil {
		t.spans = map[uint32]*span{}
		for _, at := range t.list {
			e := &m.all[at]
			t.count(e, m.when(e), max(int(e.count), 1))
		}
	}
	return t.spans
}

// when is when a sighting was met, zero when that is not known.
func (m *memory) when(e *sighting) time.Time {
	if e.flags&isKnown == 0 {
		return time.Time{}
	}
	return time.Unix(0, e.at).UTC()
}

// find returns the tally of a signature, nil for none.
func (m *memory) find(kind, key string) *tally {
	text, ok := m.text[key]
	if !ok {
		return nil
	}
	at, ok := m.tally[signature{kindOf(kind), text}]
	if !ok || len(m.tallies[at].list) == 0 {
		return nil
	}
	return &m.tallies[at]
}

// whole returns a sighting as it was told.
func (m *memory) whole(at uint32) link.Sighting {
	e := &m.all[at]
	of := m.sessions[e.of]
	s := link.Sighting{
		Kind: kinds[e.kind], UID: e.uid, Content: e.content, Source: m.texts[of.source], Base: of.base, Byte: e.byte, Line: int(e.line), At: m.when(e),
		About: e.flags&isAbout != 0, Board: m.texts[e.board], Kernel: m.texts[e.kernel], Build: m.texts[e.build], Machine: m.texts[e.machine],
		Boot: int(e.boot), Uptime: e.uptime, Timed: e.flags&isTimed != 0, Folder: m.texts[e.folder], Count: int(e.count),
	}
	if e.kind != boots {
		t := &m.tallies[e.tally]
		s.Key, s.Bug, s.Class, s.Severity = m.texts[t.key], m.texts[t.bug], m.texts[t.class], m.texts[t.severity]
		s.Title, s.Errno = m.texts[t.title], m.texts[t.errno]
	}
	return s
}

// says reports whether the file tells all that a sighting does.
func (m *memory) says(s *link.Sighting) bool {
	switch s.Kind {
	case aCapture:
		return m.captures[s.UID]
	case aFolders:
		return m.folders == s.Title
	}
	at, known := m.uid[s.UID]
	if !known || kinds[m.all[at].kind] != s.Kind {
		return false
	}
	e := &m.all[at]
	if s.Kind == link.ABoot {
		return int(e.count) >= s.Count && (s.Kernel == "" || m.texts[e.kernel] == s.Kernel)
	}
	return m.texts[m.tallies[e.tally].key] == s.Key && int(e.count) >= s.Count && (s.Folder == "" || m.texts[e.folder] == s.Folder)
}

// where is the machine of a sighting, or the port.
func (e *sighting) where() uint32 { return cmp.Or(e.machine, e.board) }
