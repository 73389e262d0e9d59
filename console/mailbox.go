package console

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"oopscope/parse"
	"oopscope/parse/crash"
)

// What a mailbox holds while nobody takes it. A screen that is blocked for
// hours must not eat the memory, a flood that nobody can follow neither: there
// is room for some 40,000 lines, and the record has everything.
const (
	mailBytes   = 8 << 20
	mailCrashes = 4096
	mailWhole   = 1024    // where they can be decoded again
	mailBrief   = 1 << 15 // of those before them, in brief then
	mailBoots   = 1 << 14
	mailGaps    = 1024

	// A file's reader waits for the screen rather than lose a line.
	fileBytes   = 8 << 20
	fileCrashes = 256
	fileBoots   = 1024

	// Of lines that can be read back, the newest are handed over.
	tailBytes = 1 << 20

	// takeBytes is about what one hand-over brings at most: whoever takes more
	// at once sees no key for a while, and copies it.
	takeBytes = 2 << 20

	// takeBrief is how many crashes in brief it brings then.
	takeBrief = 512

	// frame is the shortest time between two hand-overs of what streams: a person
	// sees no more in 100 lines a second when they are drawn 60 times. What comes
	// after quiet is handed over at once.
	frame = 50 * time.Millisecond

	// Who types is shown what comes of it at once, for so long after a key.
	echoFrame = 4 * time.Millisecond
	echoTime  = 200 * time.Millisecond

	// A program answers each piece that it reads.
	promptFrame = time.Millisecond
)

// mailbox merges what the decoder says into one batch until somebody takes it.
// One goroutine puts, another takes; neither waits for the other, but for a
// reader of a file that is far ahead.
type mailbox struct {
	hurries  bool               // whether it is a file's, handed over as fast as it is taken
	readable bool               // lines that are not handed over can be read back
	lineless bool               // nobody wants lines: only that some came
	terse    bool               // nor that
	prompt   bool               // a program waits for what comes
	met      func(*parse.Crash) // is told of each crash at once, nil for nobody
	most     int                // bytes of lines that wait for who is not patient

	mu      sync.Mutex
	patient bool          // whether put may wait for the taker
	room    *sync.Cond    // signalled when a hand-over made room
	wake    chan struct{} // holds one token when there is something new
	key     chan struct{} // holds one when something was typed
	typed   time.Time
	end     error     // why nothing more will come
	fresh   bool      // whether there is anything to take
	taken   time.Time // the last hand-over

	lines   ring
	unshown int64 // lines that were dropped since the last hand-over
	partial []byte
	crashes latest[int, *parse.Crash]
	brief   []crash.Packed // before those, oldest first
	boots   latest[life, parse.Boot]
	gaps    []parse.Gap
	raw     rawBytes
}

// life names a boot: every sender has its own.
type life struct {
	sender string
	n      int
}

func newMailbox(patient bool) *mailbox {
	m := &mailbox{patient: patient, hurries: patient, most: mailBytes, wake: make(chan struct{}, 1), key: make(chan struct{}, 1)}
	m.room = sync.NewCond(&m.mu)
	return m
}

// put takes a batch in. It copies what it keeps: lines and their bytes belong
// to the decoder.
func (m *mailbox) put(b parse.Batch) { m.putRead(b, nil) }

// putRead is put for a batch that came of bytes just read.
func (m *mailbox) putRead(b parse.Batch, raw []byte) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.awaitRoom()
	if m.terse {
		b.Lines, b.Partial = nil, nil
	}
	if m.end != nil || !m.raw.add(raw) && !m.news(b) {
		return
	}
	if m.lineless {
		b.Lines = nil
	}
	for i := range b.Lines {
		m.lines.add(&b.Lines[i])
	}
	switch {
	case m.readable:
		m.lines.shrink(tailBytes)
	case !m.patient:
		m.unshown += m.lines.shrink(m.most)
	}
	m.partial = append(m.partial[:0], b.Partial...)
	for _, c := range b.Crashes {
		if m.putCrash(c); m.met != nil {
			m.met(c)
		}
	}
	for _, boot := range b.Boots {
		m.boots.put(life{boot.Sender, boot.N}, boot, mailBoots)
	}
	m.gaps = append(m.gaps, b.Gaps...)
	m.gaps = m.gaps[max(0, len(m.gaps)-mailGaps):]
	m.fresh = true
	m.knock()
}

// putCrash takes a crash in. Where there are many that can be decoded again, the older ones
// are told in brief.
func (m *mailbox) putCrash(c *parse.Crash) {
	if !m.readable {
		m.crashes.put(c.ID, c, mailCrashes)
		return
	}
	if m.crashes.values[c.ID] == nil && len(m.crashes.order) == mailWhole {
		m.shorten(m.crashes.values[m.crashes.order[0]])
	}
	m.crashes.put(c.ID, c, mailWhole)
}

// shorten keeps a crash in brief.
func (m *mailbox) shorten(c *parse.Crash) {
	p := c.Pack()
	if at := slices.IndexFunc(m.brief[max(0, len(m.brief)-mailWhole):], func(b crash.Packed) bool { return b.ID() == c.ID }); at >= 0 {
		m.brief[max(0, len(m.brief)-mailWhole)+at] = p
		return
	}
	m.brief = append(m.brief, p)
	if len(m.brief) > mailBrief {
		m.brief = append(m.brief[:0], m.brief[mailBrief/4:]...)
	}
}

// handCrashes hands crashes over: all, but of those in brief some at a time.
func (m *mailbox) handCrashes() (all []*parse.Crash) {
	if n := min(len(m.brief), takeBrief); n > 0 {
		for i := range m.brief[:n] {
			all = append(all, m.brief[i].Brief())
		}
		if m.brief = m.brief[n:]; len(m.brief) == 0 {
			m.brief = nil
		}
		return all
	}
	return m.crashes.handOver()
}

// full tells that the reader of a file is far ahead.
func (m *mailbox) full() bool {
	return m.lines.size() > fileBytes || m.readable && (len(m.crashes.order) >= fileCrashes || len(m.boots.order) >= fileBoots)
}

// awaitRoom waits until there is room, where put does.
func (m *mailbox) awaitRoom() {
	for m.patient && m.full() && m.end == nil {
		m.room.Wait()
	}
}

// catchUp has whoever puts wait, a while at most, until there is room.
func (m *mailbox) catchUp(most time.Duration) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.patient && m.full() {
		defer time.AfterFunc(most, m.hasten).Stop()
		m.awaitRoom()
	}
}

// news tells whether a batch says anything: most idle ticks do not.
func (m *mailbox) news(b parse.Batch) bool {
	return len(b.Lines)+len(b.Crashes)+len(b.Boots)+len(b.Gaps) > 0 || !bytes.Equal(b.Partial, m.partial)
}

// stir makes the taker look although nothing came.
func (m *mailbox) stir() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.fresh = m.fresh || m.end == nil
	m.knock()
}

// over is why nothing more comes, nil while something may.
func (m *mailbox) over() error {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.end
}

// heed has put wait for the taker from now on.
func (m *mailbox) heed() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.patient, m.hurries = true, true
}

// hasten lets a waiting reader go on: nobody will take anything any more.
func (m *mailbox) hasten() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.patient = false
	m.room.Broadcast()
}

// finish says that nothing more will come; what is there can still be taken.
func (m *mailbox) finish(end error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.end == nil {
		m.end = end
	}
	m.room.Broadcast()
	m.knock()
}

func (m *mailbox) knock() { token(m.wake) }

func token(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

// hurry says that somebody typed, and waits to see what comes of it.
func (m *mailbox) hurry() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.typed = time.Now()
	token(m.key)
}

// pace is the shortest time between two hand-overs now.
func (m *mailbox) pace(now time.Time) time.Duration {
	switch {
	case m.prompt:
		return promptFrame
	case now.Sub(m.typed) < echoTime:
		return echoFrame
	}
	return frame
}

// next waits for something new and returns it, at most once a frame but for
// much, which comes in several batches.
func (m *mailbox) next(ctx context.Context) (parse.Batch, error) {
	for {
		if err := ctx.Err(); err != nil {
			return parse.Batch{}, err
		}
		b, wait, err := m.take(time.Now())
		if err != nil || wait == 0 {
			return b, err
		}
		m.sleep(ctx, wait)
	}
}

// forever is a wait that only a token ends.
const forever = time.Duration(1<<63 - 1)

// take returns what is new, or how long to wait before asking again.
func (m *mailbox) take(now time.Time) (parse.Batch, time.Duration, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	hurry := m.end != nil || m.patient && m.full() || m.hurries && !m.fresh
	pace := m.pace(now)
	if early := pace - now.Sub(m.taken); early > 0 && early <= pace && !hurry {
		return parse.Batch{}, early, nil // of a stream there will be something: one wait is cheaper than two
	}
	if !m.fresh {
		return parse.Batch{}, forever, m.end
	}
	b := parse.Batch{Boots: m.boots.handOver(), Crashes: m.handCrashes()}
	if len(m.brief)+len(m.crashes.order) > 0 { // which come at once
		m.room.Broadcast()
		return b, 0, nil
	}
	if b.Lines = m.lines.handOver(takeBytes); m.lines.n > 0 { // what comes behind them comes with the rest, which is there at once
		b.Gaps = m.gapsBefore(b.Lines[len(b.Lines)-1].N)
	} else {
		m.taken, m.fresh = now, false
		b.Partial, b.Gaps = bytes.Clone(m.partial), m.gaps
		m.gaps = nil
	}
	if m.unshown > 0 {
		b.Gaps = append([]parse.Gap{notShown(b.Lines, m.unshown)}, b.Gaps...)
	}
	m.unshown = 0
	m.room.Broadcast()
	return b, 0, nil
}

// gapsBefore takes the gaps out that lie before a line.
func (m *mailbox) gapsBefore(n int) (before []parse.Gap) {
	for len(m.gaps) > 0 && m.gaps[0].After < n {
		before = append(before, m.gaps[0])
		m.gaps = m.gaps[1:]
	}
	return before
}

// notShown tells of lines that came while nobody looked, as a gap in the view.
func notShown(lines []parse.Line, n int64) parse.Gap {
	g := parse.Gap{Reason: fmt.Sprintf("%d lines came too fast to be shown; the record has them", n)}
	if len(lines) > 0 {
		g.After = lines[0].N - 1
	}
	return g
}

// sleep waits for a token, or for a frame's rest. Within that a live line's
// token waits for its end, or for a key; a file's may mean that its reader waits
// for us.
func (m *mailbox) sleep(ctx context.Context, wait time.Duration) {
	var rest <-chan time.Time
	wake := m.wake
	if wait != forever {
		t := time.NewTimer(wait)
		defer t.Stop()
		rest = t.C
		if !m.hurries {
			wake = nil
		}
	}
	select {
	case <-wake:
	case <-m.key:
	case <-rest:
	case <-ctx.Done():
	}
}
