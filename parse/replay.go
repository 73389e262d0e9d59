package parse

import (
	"bytes"
	"hash/maphash"
	"time"

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

// suspectLines is how long a restart may stay undecided.
const suspectLines = 400

// replay decides between the two.
type replay struct {
	early   earlyLines
	suspect int       // the line that looked like a restart, 0 when there is none
	came    time.Time // its host time
	how     string    // and what made it look so
	banner  string
	rank    int
	last    []crash.BodyLine // the lines before it
	until   int64            // while replaying: the printk time at which the log is itself again
	active  bool
	cue     int64 // printk time when a replay was asked for, plus one; 0 when none was
}

// listen notes a line that announces a replay, and that the log is past it.
func (r *replay) listen(d *Decoder, text []byte, p printk.Prefix) {
	if p.Micro >= r.cue {
		r.cue = 0
	}
	if p.Micro >= 0 && !bytes.Contains(text, []byte("Replay kernel logs")) {
		return // the kernel, or a daemon in its log, speaks of dmesg
	}
	for _, c := range replayCues {
		if bytes.Contains(text, []byte(c)) {
			r.cue = max(d.boots.micro, d.desk.recent.latest(), p.Micro, 0) + 1
			return
		}
	}
}

// cued tells that the log may be a replay.
func (r *replay) cued() bool { return r.cue > 0 }

// suspect remembers a line that may begin another boot.
func (b *bootLog) suspect(d *Decoder, n int, how string, text []byte) {
	d.desk.settleAll(closedByGrammar)
	r := &b.replay
	r.suspect, r.came, r.how, r.banner, r.rank, r.last = n, d.came, how, "", -1, d.desk.recent.before(n)
	if m := bootMarkerOf(text); m != nil {
		r.see(m, text)
	}
}

func (r *replay) see(m *bootMarker, text []byte) {
	if r.rank = max(r.rank, m.rank); m.rank == rankBanner {
		r.banner = string(text)
	}
}

// line looks at a line while it is open what the log is; it tells whether the
// line says nothing more to the log of boots.
func (r *replay) line(d *Decoder, text []byte, p printk.Prefix, m *bootMarker) bool {
	b := &d.boots
	switch {
	case r.active:
		if m != nil && m.rank < rankKernel || p.Micro >= 0 && p.Micro > r.until {
			r.active = false
			return false
		}
		return true
	case r.suspect == 0:
		return false
	case m != nil && m.rank < rankKernel, p.Micro >= bootTime, d.n-r.suspect > suspectLines:
		r.confirm(d)
		return false
	case m != nil:
		r.see(m, text)
		return true
	case p.Micro <= 0:
		return true
	case r.early.has(text, p):
		r.suspect, r.active, r.until = 0, true, b.micro
		return true
	}
	r.confirm(d)
	return false
}

// confirm begins the boot that was suspected.
func (r *replay) confirm(d *Decoder) {
	b := &d.boots
	how, banner, rank := r.how, r.banner, r.rank
	b.restart(d, r.suspect, r.came, how, r.last)
	if rank >= 0 {
		b.rank = rank
	}
	if banner != "" {
		b.banner(d, banner)
	}
	b.stamped = true
}

// undecided tells that the lines may be those of another boot.
func (r *replay) undecided() bool { return r.suspect > 0 }

// earlyLines are fingerprints of a boot's first stamped lines.
type earlyLines struct {
	seed  maphash.Seed
	seen  [256]uint64
	count int
}

func (e *earlyLines) clear() {
	e.count = 0
	if e.seed == (maphash.Seed{}) {
		e.seed = maphash.MakeSeed()
	}
}

func (e *earlyLines) key(text []byte, p printk.Prefix) uint64 {
	return maphash.Bytes(e.seed, text) + uint64(p.Micro)
}

// note keeps a line of the first seconds.
func (e *earlyLines) note(text []byte, p printk.Prefix) {
	if p.Micro > 0 && p.Micro < bootTime && e.count < len(e.seen) {
		e.seen[e.count] = e.key(text, p)
		e.count++
	}
}

func (e *earlyLines) has(text []byte, p printk.Prefix) bool {
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
