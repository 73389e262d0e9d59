package record

import (
	"fmt"
	"os"
	"slices"
	"time"

	"oopscope/console/files"
)

// How the line index follows the record. What came is proven after a few seconds at the
// latest, and when it came is known after one: so much is missing after a kill.
const (
	followEvery  = time.Second
	blockAfter   = 10 * time.Second       // a block is closed that is not full
	catchUpMost  = 300 * time.Millisecond // for what is left at the end
	catchUpLeast = 256                    // blocks of it that are made however slow the machine is
	stampsWait   = 1 << 16                // stamps that wait for an index that cannot be written
	crashesAt    = 512                    // crashes that are written at a time
	crashesWait  = 1 << 15                // that wait; then nothing more is remembered
)

// A follower keeps the line index of a record up to date. It has a goroutine of
// its own: neither the bytes nor the screen wait for it.
type follower struct {
	lines  *lineIndex    // nil until the one that is there was read
	proves bool          // and does not only keep times
	over   chan struct{} // closed when nothing more will be written
	done   chan struct{} // closed when nothing more is written
	rested int64         // what was known last is known up to here
}

// followLines begins the index of a record; words say why there is none. One of this version is
// read by the follower: that of a month of console takes a while, and the screen waits for this.
func (r *Record) followLines(path string) (words error) {
	raw, err := os.Open(path)
	if err != nil {
		return err
	}
	if there, err := raw.Stat(); err != nil || !os.SameFile(there, r.self) {
		raw.Close()
		return fmt.Errorf("%s was replaced", path)
	}
	joined := files.Join(raw, path)
	r.raw = joined
	if c, err := openClock(path); err == nil && !c.idx {
		c.late = r.late
		r.clock, r.lines = c, newFollower(nil, true)
		return nil
	} else if err == nil {
		c.close()
	}
	lines, err := openLines(path, joined, r.held)
	if err != nil {
		return err
	}
	r.follow(lines, true)
	if lines.good > 0 {
		return lines.open()
	}
	return nil
}

// followTimes has a file without a name hold the times of a spool.
func (r *Record) followTimes(f *os.File) {
	x := &lineIndex{file: f}
	x.begin()
	r.follow(x, false)
	r.clock.file = f
}

// openLater opens the index that was there, and tells whether it can be gone on with.
func (r *Record) openLater() bool {
	lines, err := openLines(r.path, r.raw, r.held)
	if err == nil {
		if lines.good == 0 { // it is another record's
			r.clock.forget()
		}
		lines.opened, r.lines.lines = r.clock.opened, lines
		if lines.good > 0 {
			err = lines.open()
		}
	}
	r.unindexed.Store(reply{err})
	return err == nil
}

func newFollower(x *lineIndex, proves bool) *follower {
	return &follower{lines: x, proves: proves, over: make(chan struct{}), done: make(chan struct{})}
}

func (r *Record) follow(x *lineIndex, proves bool) {
	r.lines = newFollower(x, proves)
	r.clock = &clock{late: r.late, file: x.file}
	x.opened = r.clock.opened
}

// Remember keeps what was found in the lines that came, in the line index. Offsets are
// those of the bytes that Write took in. Where these are not those of the file, because it
// held others before or lacks some, nothing more is remembered.
func (r *Record) Remember(k *Known) {
	if r.lines == nil || !r.lines.proves || r.base > 0 {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.holes) > 0 || len(r.known.Crashes) > crashesWait {
		r.forgets = true
	}
	if !r.forgets {
		r.known.add(k)
	}
}

// Forget has nothing more remembered of the lines: what is known would be wrong.
func (r *Record) Forget() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.forgets = true
}

// Skip keeps in the line index that bytes are in no line. Offsets are those of the bytes that
// Write took in; one that began where the last did replaces it.
func (r *Record) Skip(k Skip) {
	if r.lines == nil || !r.lines.proves {
		return
	}
	k.From, k.To = r.place(k.From), r.place(k.To)
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.base > 0 || len(r.holes) > 0 || r.forgets {
		k.Line = 0
	}
	if r.skips.add(k) {
		r.known.skips.add(k)
	}
}

// Skipped tells which bytes of what the file held are in no line.
func (r *Record) Skipped(list Skips) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.skips = append(Skips(nil), list...)
}

// stamp hands the times of bytes that go to the file on to the index.
func (r *Record) stamp(b *batch, end int64) {
	n := 0
	for n < len(b.stamps) && b.stamps[n].offset < end {
		n++
	}
	if n == 0 {
		return
	}
	if r.lines != nil {
		r.mu.Lock()
		for _, s := range b.stamps[:n] {
			r.stamps = append(r.stamps, stamp{r.base + s.offset, s.at})
		}
		r.stamps = r.stamps[max(0, len(r.stamps)-stampsWait):]
		r.mu.Unlock()
	}
	b.stamps = b.stamps[n:]
}

// late appends the times that are not in the index as yet.
func (r *Record) late(dst []stamp) []stamp {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append(dst, r.stamps...)
}

// news returns what waits for the index. A rest that follows closely on the last one, and
// has nothing beside it, waits for more.
func (r *Record) news(closing bool) (stamps []stamp, k Known) {
	r.mu.Lock()
	defer r.mu.Unlock()
	stamps, k = r.stamps, r.known
	if len(k.rests) > 0 {
		k.hidden = slices.Clone(r.skips) // the last of them may be replaced
	}
	r.known = Known{}
	if n := len(k.Crashes); n > crashesAt {
		r.known.Crashes, r.known.rests = k.Crashes[crashesAt:], k.rests
		k.Crashes, k.rests = k.Crashes[:crashesAt:crashesAt], nil
	}
	alone := len(k.Crashes)+len(k.Boots)+len(k.Marks)+len(k.Breaks) == 0
	if n := len(k.rests); alone && n > 0 && !closing && k.rests[n-1].Bytes < r.lines.rested+restEvery {
		r.known.rests, k.rests = k.rests, nil
	}
	return stamps, k
}

// kept takes away what is in the index now, or puts back what is not.
func (r *Record) kept(stamps int, k *Known, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if err == nil {
		r.stamps = r.stamps[min(stamps, len(r.stamps)):]
		if n := len(k.rests); n > 0 {
			r.lines.rested = k.rests[n-1].Bytes
		}
		return
	}
	later := r.known
	r.known = *k
	r.known.add(&later)
}

// following adds to the index as the record grows. What the disk refuses is tried
// again at the next turn: blocks are made of what is in the record.
func (r *Record) following() {
	f := r.lines
	defer close(f.done)
	defer r.clock.forget()
	if f.lines == nil && !r.openLater() {
		return
	}
	t := time.NewTicker(followEvery)
	defer t.Stop()
	for since := time.Now(); ; {
		select {
		case <-f.over:
			until := time.Now().Add(catchUpMost)
			for n := 0; (n < catchUpLeast || time.Now().Before(until)) && r.index(1, true); n++ {
			}
			return
		case <-t.C:
		}
		for r.index(blockBytes, false) && !isClosed(f.over) {
			since = time.Now()
		}
		if time.Since(since) >= blockAfter {
			r.index(1, false)
			since = time.Now()
		}
	}
}

// index writes what is new, with a block where there are so many bytes for it, and tells
// whether there may be more.
func (r *Record) index(least int64, closing bool) bool {
	x, end := r.lines.lines, r.base+r.written.Load()
	stamps, known := r.news(closing)
	prove := r.lines.proves && end-x.end() >= least
	if !prove && len(stamps) == 0 && known.empty() && len(known.skips) == 0 {
		return false
	}
	err := x.add(stamps, &known, end, prove)
	r.kept(len(stamps), &known, err)
	r.unindexed.Store(reply{err})
	return err == nil && (prove || len(known.Crashes) >= crashesAt)
}

func isClosed(c chan struct{}) bool {
	select {
	case <-c:
		return true
	default:
		return false
	}
}

// endLines ends the index behind what was written.
func (r *Record) endLines() {
	if r.lines != nil {
		close(r.lines.over)
		<-r.lines.done
	}
}

// closeLines has the disk keep the index, and closes it.
func (r *Record) closeLines() {
	if r.lines != nil && r.lines.lines != nil {
		r.lines.lines.close()
	}
}
