package boot

import (
	"bytes"
	"hash/maphash"
	"time"

	"oopscope/parse/ascii"
	"oopscope/parse/crash"
	"oopscope/parse/printk"
)

// A kernel log that begins again is a restart, unless somebody asked for it:
// dmesg was run on the console, or SysRq-R. The command shows there. Then the
// microseconds tell: no second boot stamps its early lines as the first did.
// Without a command the same text again is the same thing again, to the
// microsecond or not: captures get joined.

// replayCues are what a command or the kernel prints before a replay.
var replayCues = []string{"dmesg", "/kmsg", "journalctl", "/pstore", "kern.log", "Replay kernel logs", "replaying previous printk"}

// dumpHead is in the first line of every part of a dump that the kernel kept over a
// restart, "Panic#2 Part1" (fs/pstore/platform.c). Whoever prints such dumps prints them
// in each boot until somebody takes them away.
const dumpHead = " Part"

// isDump tells such a line.
func isDump(text []byte) bool {
	reason, rest, ok := bytes.Cut(text, []byte("#"))
	count, part, parted := bytes.Cut(rest, []byte(dumpHead))
	return ok && parted && len(reason) > 0 && len(reason) <= 16 && ascii.AllDigits(string(count)) && len(part) > 0 && len(part) <= 4 && ascii.AllDigits(string(part))
}

// suspectLines is how long a restart may stay undecided.
const suspectLines = 400

// replay decides between the two.
type replay struct {
	early   earlyLines
	before  earlyLines // of the boot before
	dumps   bool       // the dump of an earlier boot was printed in this one
	suspect int        // the line that looked like a restart, 0 when there is none
	came    time.Time  // its host time
	how     string     // and what made it look so
	banner  string
	rank    int
	last    []crash.BodyLine // the lines before it
	until   int64            // while replaying: the printk time at which the log is itself again
	active  bool
	cue     int64 // printk time when a replay was asked for, plus one; 0 when none was
}

// listen notes a line that announces a replay, and that the log is past it.
func (b *Log) listen(l *Line) {
	r, text, p := &b.replay, l.Text, l.Prefix
	if p.Micro >= r.cue {
		r.cue = 0
	}
	r.dumps = r.dumps || l.Tells.Dump && isDump(text)
	if !l.Tells.Replay || p.Micro >= 0 && !bytes.Contains(text, []byte("Replay kernel logs")) {
		return // the kernel, or a daemon in its log, speaks of dmesg
	}
	for _, c := range replayCues {
		if bytes.Contains(text, []byte(c)) {
			r.cue = max(b.micro, l.Recent.latest(), p.Micro, 0) + 1
			return
		}
	}
}

// Asked reports whether a replay of the log was asked for: what comes may have
// been there before.
func (b *Log) Asked() bool { return b.replay.cue > 0 }

// Recalls reports whether a line may be one of an earlier boot that is printed in this
// one: its dump was, or this boot stamps its early lines otherwise than the one before,
// so that what is the same to the microsecond did not happen again. Only of machines that
// are simulated by the instruction two boots are the same; and one line tells nothing of a boot:
// a session that ended there has half of it.
func (b *Log) Recalls() bool {
	r := &b.replay
	return r.dumps || r.before.count >= 2 && r.early.count >= 2 && r.early.common == 0
}

// Replaying reports whether the log is being printed again.
func (b *Log) Replaying() bool { return b.replay.active }

// A State says whether the log is what it seems to be.
type State int

// The states of the log.
const (
	Running   State = iota // it goes on
	Asked                  // a command was seen that prints it again
	Undecided              // it began again: a replay or another boot
	Replaying              // it is being printed again
)

// State returns how the log stands behind the latest line.
func (b *Log) State() State {
	switch {
	case b.Replaying():
		return Replaying
	case b.Undecided():
		return Undecided
	case b.Asked():
		return Asked
	}
	return Running
}

// suspect remembers a line that may begin another boot.
func (b *Log) suspect(l *Line, how string) {
	b.events = append(b.events, Event{Kind: Suspected, Line: l.N})
	r := &b.replay
	r.suspect, r.came, r.how, r.banner, r.rank, r.last = l.N, l.Came, how, "", -1, l.Recent.Before(l.N)
	if m := markerOf(l.Text); m != nil {
		r.see(m, l.Text)
	}
}

func (r *replay) see(m *marker, text []byte) {
	if r.rank = max(r.rank, m.rank); m.rank == rankBanner {
		r.banner = string(text)
	}
}

// replaying looks at a line while it is open what the log is; it tells whether
// the line says nothing more about boots.
func (b *Log) replaying(l *Line, m *marker) bool {
	r, text, p := &b.replay, l.Text, l.Prefix
	switch {
	case r.active:
		if m != nil && m.rank < rankKernel || p.Micro >= 0 && p.Micro > r.until {
			r.active = false
			return false
		}
		return true
	case r.suspect == 0:
		return false
	case m != nil && m.rank < rankKernel, p.Micro >= EarlyTime, l.N-r.suspect > suspectLines:
		b.Confirm()
		return false
	case m != nil:
		r.see(m, text)
		return true
	case p.Micro <= 0:
		return true
	case r.early.has(text, p), r.before.has(text, p):
		r.suspect, r.active, r.until = 0, true, b.micro
		return true
	}
	b.Confirm()
	return false
}

// Confirm begins the boot that was suspected: something new stands in the log.
func (b *Log) Confirm() {
	r := b.replay
	b.restart(r.suspect, r.came, r.how, r.last)
	if r.rank >= 0 {
		b.rank = r.rank
	}
	if r.banner != "" {
		b.banner(r.banner)
	}
	b.stamped = true
}

// Undecided reports whether the lines may be those of another boot: a header
// that was not seen before decides it.
func (b *Log) Undecided() bool { return b.replay.suspect > 0 }

// earlyLines are fingerprints of a boot's first stamped lines.
type earlyLines struct {
	seed  maphash.Seed
	seen  [256]uint64
	count int

	common int // how many of them the boot before had as well
}

func (e *earlyLines) clear() {
	e.count, e.common = 0, 0
	if e.seed == (maphash.Seed{}) {
		e.seed = maphash.MakeSeed()
	}
}

func (e *earlyLines) key(text []byte, p printk.Prefix) uint64 {
	return maphash.Bytes(e.seed, text) + uint64(p.Micro)
}

// compared is how many early lines are held beside those of the boot before.
const compared = 8

// note keeps a line of the first seconds; before are those of another boot.
func (e *earlyLines) note(text []byte, p printk.Prefix, before *earlyLines) {
	if p.Micro > 0 && p.Micro < EarlyTime && e.count < len(e.seen) {
		e.seen[e.count] = e.key(text, p)
		e.count++
		if e.count <= compared && before.has(text, p) {
			e.common++
		}
	}
}

func (e *earlyLines) has(text []byte, p printk.Prefix) bool {
	if e.count == 0 {
		return false
	}
	k := e.key(text, p)
	for _, x := range e.seen[:e.count] {
		if x == k {
			return true
		}
	}
	return false
}

// full tells that no further line is kept.
func (e *earlyLines) full() bool { return e.count == len(e.seen) }
