// Package compare tells what differs between two sets of boots: which crashes and
// which trouble come more often, with tests that are exact for small numbers, and
// what else their logs say differently. It is given lines and crashes, and holds of
// each kind of line one, so that a month of console takes no more than a day.
package compare

import (
	"cmp"
	"slices"

	"oopscope/parse/crash"
	"oopscope/parse/letter"
	"oopscope/parse/schema"
	"oopscope/parse/trouble"
)

// Bounds of what is kept of a side.
const (
	mostShapes = 100_000
	mostFacts  = 20_000
	mostTimes  = 256 // boots that a line's time is kept of
	longest    = 240 // bytes of a text
)

// A Side is one of the two that are compared. The zero value is empty.
type Side struct {
	Name                    string
	Captures, Lines, Unread int

	boots   []life
	crashes map[string]*sign
	trouble map[string]*sign
	shapes  map[string]*shape
	facts   map[fact]*sign
	calls   map[string]*call
	full    bool
}

// life is a boot: between which stamps the kernel spoke, in microseconds.
type life struct {
	first, last int64
	latest      int64 // the stamp read last, which counts when no line soon is far before it
	stamped     bool
	keys        []string // of the crashes, each once
}

// sign is something that comes again: where first, in how many boots, how often.
type sign struct {
	title  string
	at     schema.Place
	boots  int
	times  int
	own    int // of the times those that follow from no other report
	latest int // the boot, from 1
}

// see counts it in a boot.
func (s *sign) see(boot, times int) {
	if s.latest != boot {
		s.boots++
	}
	s.latest, s.times = boot, s.times+times
}

// report counts a crash, or trouble.
func (s *sign) report(boot int, c *crash.Crash) {
	s.see(boot, max(c.Count, 1))
	if c.Echo.Kind == "" {
		s.own++
	}
}

// shape is a kind of line.
type shape struct {
	sign
	key    string
	before *shape  // what stood before it at first
	micros []int64 // when it came, of the boots in which it came once
	again  bool    // more than once in a boot: its time tells nothing
	order  [2]int  // of its first one: the boot, how far in it
}

// call is an initcall or a probe: what it took, in microseconds.
type call struct {
	sign
	micros []int64
}

// A Reading is one capture that is being read.
type Reading struct {
	side   *Side
	name   string
	base   int // boots of the captures before
	before *shape
	within int // lines of the boot
	boot   int
	met    map[int]*crash.Crash
	order  []int
}

// Read begins a capture.
func (s *Side) Read(name string) *Reading {
	if s.shapes == nil {
		s.crashes, s.trouble, s.shapes = map[string]*sign{}, map[string]*sign{}, map[string]*shape{}
		s.facts, s.calls = map[fact]*sign{}, map[string]*call{}
	}
	s.Captures++
	return &Reading{side: s, name: letter.Clean(name), base: len(s.boots), met: map[int]*crash.Crash{}}
}

// Line takes a line: its number, its boot from 1, its stamp in microseconds or -1, and
// its text behind that. Lines of reports are none of these; their crashes are.
func (r *Reading) Line(n, boot int, micro int64, text string, ofReport bool) {
	r.side.Lines++
	l := r.life(boot)
	if micro >= 0 {
		l.stamp(micro)
	}
	if text == "" || ofReport {
		return
	}
	at := schema.Place{File: r.name, Line: n}
	if r.state(at, text) { // what it says is compared word by word
		return
	}
	r.call(at, text)
	r.shape(at, micro, text)
}

// disorder is how far the stamps of CPUs and of late records go back, in microseconds.
const disorder = 60e6

// stamp takes the next stamp. One that the next is far before was torn on the wire: a
// digit too many would make days of uptime.
func (l *life) stamp(micro int64) {
	if !l.stamped {
		l.first, l.last, l.latest, l.stamped = micro, micro, micro, true
	}
	if l.latest <= micro+disorder {
		l.last = max(l.last, l.latest)
	}
	l.latest = micro
}

// crashed notes a signature.
func (l *life) crashed(key string) {
	if !slices.Contains(l.keys, key) {
		l.keys = append(l.keys, key)
	}
}

// uptime is how long the kernel spoke, in microseconds.
func (l *life) uptime() int64 { return max(l.last, l.latest) - l.first }

// life is the boot that a line is of.
func (r *Reading) life(boot int) *life {
	boot += r.base
	for len(r.side.boots) < boot {
		r.side.boots = append(r.side.boots, life{})
	}
	if boot != r.boot {
		r.boot, r.before, r.within = boot, nil, 0
	}
	r.within++
	return &r.side.boots[boot-1]
}

// shape counts a kind of line.
func (r *Reading) shape(at schema.Place, micro int64, text string) {
	key := trouble.Shape(letter.Cut(text, longest))
	k := r.side.shapes[key]
	if k == nil {
		if len(r.side.shapes) >= mostShapes {
			r.side.full = true
			return
		}
		k = &shape{sign: sign{title: printable(text), at: at}, key: key, before: r.before, order: [2]int{r.boot, r.within}}
		r.side.shapes[key] = k
	}
	if k.latest == r.boot {
		k.again = true
	} else if micro >= 0 && len(k.micros) < mostTimes {
		k.micros = append(k.micros, micro)
	}
	k.see(r.boot, 1)
	r.before = k
}

// Crash takes a crash or trouble; one that has grown is given again.
func (r *Reading) Crash(c *crash.Crash) {
	if r.met[c.ID] == nil {
		r.order = append(r.order, c.ID)
	}
	r.met[c.ID] = &crash.Crash{ // without its lines, of which there may be many
		Class: c.Class, Severity: c.Severity, Title: c.Title, Header: c.Header, First: c.First, Boot: c.Boot,
		Count: c.Count, Signature: c.Signature, Modules: c.Modules, Echo: c.Echo,
	}
}

// Close ends the capture.
func (r *Reading) Close() {
	for _, id := range r.order {
		r.count(r.met[id])
	}
	r.met, r.order = nil, nil
}

func (r *Reading) count(c *crash.Crash) {
	l, at := r.life(max(c.Boot, 1)), schema.Place{File: r.name, Line: c.First}
	if c.Severity <= crash.Error {
		text := cmp.Or(c.Title, c.Header)
		see(r.side.trouble, c.Class+" "+trouble.Shape(text), text, at).report(r.boot, c)
		return
	}
	key := cmp.Or(c.Signature.Exact, c.Signature.Bug, c.Class)
	l.crashed(key)
	see(r.side.crashes, key, c.Title, at).report(r.boot, c)
	for _, m := range c.Modules {
		r.fact("module", m.Name, schema.Place{File: r.name, Line: cmp.Or(m.Line, c.First)})
	}
}

// see finds what is counted under a key.
func see[K comparable](of map[K]*sign, key K, title string, at schema.Place) *sign {
	s := of[key]
	if s == nil {
		s = &sign{title: printable(title), at: at}
		of[key] = s
	}
	return s
}

// printable is a text as it is kept: nothing in it does anything to a terminal.
func printable(text string) string { return letter.Cut(letter.Clean(text), longest) }

// Boots returns how many boots were read.
func (s *Side) Boots() int { return len(s.boots) }

// summary is the side in numbers.
func (s *Side) summary() schema.Side {
	sum := schema.Side{Name: letter.Clean(s.Name), Captures: s.Captures, Lines: s.Lines, Boots: len(s.boots), Unread: s.Unread, Full: s.full}
	for i := range s.boots {
		l := &s.boots[i]
		if len(l.keys) > 0 {
			sum.Crashed++
		}
		sum.Uptime += float64(max(l.uptime(), 0)) / 1e6
	}
	return sum
}
