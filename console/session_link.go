package console

import (
	"bytes"
	"errors"
	"strings"
	"time"

	"oopscope/console/link"
	"oopscope/console/port"
	"oopscope/console/record"
	"oopscope/console/transfer"
	"oopscope/parse"
)

// Link is what a session tells of its port and record.
type Link = link.Link

// Mark is a person's remark on one line.
type Mark = link.Mark

// The states a link can be in.
const (
	Up     = link.Up
	Away   = link.Away
	Over   = link.Over
	Closed = link.Closed
)

// setState changes the state of the link; mu is held.
func (s *Session) setState(state link.State, detail string) {
	if s.link.State != state {
		s.link.Since = time.Now()
	}
	s.link.State, s.link.Detail = state, detail
}

// setUnfiled notes why the ledger does not count what comes, nil for nothing.
func (s *Session) setUnfiled(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.link.Unfiled = ""; err != nil {
		s.link.Unfiled = err.Error()
	}
}

// reconnect gives a broken port up and waits for the same one to come back. It
// returns nil when the session was closed meanwhile. Nothing is flushed: what
// the board said while its adapter came up is worth having.
func (s *Session) reconnect(broken port.Port, why error) port.Port {
	since := time.Now()
	reason := reasonOf(why)
	s.send.detach()
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return nil
	}
	if s.loan != nil {
		s.mu.Unlock()
		return s.comesBack(broken)
	}
	s.lost += broken.Counters().Lost()
	s.pause = nextPause(s.pause, since.Sub(s.link.Since))
	s.setState(Away, reason)
	s.mu.Unlock()
	s.side.cancel()
	s.away()
	broken.Close()

	p := s.await(broken.Info(), func() string { return reason })
	if p == nil {
		return nil
	}
	now := time.Now()
	s.gap(now.Sub(since), reason, now)
	return p
}

// first returns the port that the session begins with, once it is there; nil
// when the session was closed before.
func (s *Session) first() port.Port {
	select {
	case <-s.there:
		return s.port
	default:
	}
	device := s.port.Info().Identity
	var dev port.Node
	words := ""
	p := s.await(s.port.Info(), func() string {
		// Something was plugged in or out: other ports are there now.
		if now := port.NodeAt("/dev"); now != dev || words == "" {
			dev, words = now, port.NotThere(device)
		}
		return words
	})
	if p != nil {
		close(s.there)
	}
	return p
}

// reasonOf is what a broken port says without the words that all of them say.
func reasonOf(err error) string {
	return strings.TrimPrefix(err.Error(), port.ErrGone.Error()+": ")
}

// away tells the decoders that nothing can come for now.
func (s *Session) away() {
	s.decoding.Lock()
	defer s.decoding.Unlock()
	for _, st := range s.streams {
		st.decoder.Away()
	}
}

// LetGo notes that a program which talked with the board is done. What the board said to it
// was no steady stream that breaks off now, and the board owes it no word.
func (s *Session) LetGo() { s.away() }

// gap tells the decoders that nothing came for a while.
func (s *Session) gap(length time.Duration, reason string, now time.Time) {
	s.decoding.Lock()
	defer s.decoding.Unlock()
	s.unherald(now)
	s.noteHole(length, reason)
	if s.followed != nil {
		s.back.Break()
		if s.resuming { // it is told when the record was read so far
			return
		}
	}
	s.eachStream(func(st *stream) parse.Batch {
		s.back.broken()
		b := st.decoder.Gap(length, reason, now)
		if st != s.streams[0] { // one mark is enough
			b.Gaps = nil
		}
		return b
	})
}

// openPort returns the port while it is there.
func (s *Session) openPort() (port.Port, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.link.State != Up {
		return nil, ErrAway
	}
	return s.port, nil
}

// echoed shows what was sent, where a person wants that. The sender calls it, which may
// wait for the decoder.
func (s *Session) echoed(p []byte) {
	if !s.manner.Load().Echo {
		return
	}
	s.decoding.Lock()
	defer s.decoding.Unlock()
	s.mail.putRead(s.echo.sent(p), bytes.ReplaceAll(p, []byte("\r"), []byte("\r\n")))
}

// Holes returns the gaps from the nth on, oldest first.
func (s *Session) Holes(n int) []Hole {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Hole(nil), s.gaps[min(n, len(s.gaps)):]...)
}

// noteHole notes that what comes now does not follow what came last.
func (s *Session) noteHole(length time.Duration, reason string) {
	s.addHole(Hole{At: s.taken(), Length: length, Reason: reason})
}

func (s *Session) addHole(h Hole) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.gaps) < holesMost {
		s.gaps = append(s.gaps, h)
	}
}

func (s *Session) follower() Follower {
	s.mu.Lock()
	defer s.mu.Unlock()
	f, _ := s.port.(Follower)
	return f
}

// missed takes note of a hole in the stream of another process's line.
func (s *Session) missed(err error) bool {
	var m Missed
	if !errors.As(err, &m) {
		return false
	}
	if m.Skip > 0 {
		s.skipped(m.Hole, time.Now())
		return true
	}
	s.gap(m.Length, m.Reason, time.Now())
	return true
}

// sifting is what comes during a transfer; it is under decoding.
type sifting struct {
	sieve  *transfer.Sieve // nil without a transfer
	hidden int64           // bytes that were kept from the lines, and not told of
	ends   int             // line ends among them
	noted  int64           // of them, those that the record's index knows of

	herald transfer.Herald // of a file that nobody here asked for yet
	told   transfer.Offer  // that the lines tell of
	what   string          // goes over the line
}

// sifted takes what came to a line that a file goes over, and tells whether one does;
// decoding is held.
func (s *Session) sifted(st *stream, b []byte, now time.Time) bool {
	if st != s.streams[0] {
		return false
	}
	if s.sifting.sieve == nil {
		return s.debugged(st, b, now) || s.heralded(st, b, now)
	}
	s.parted(st, s.sifting.sieve.Sift(b, now), now)
	return true
}

// debugged takes what came while gdb is there, and tells whether it is; decoding is held.
func (s *Session) debugged(st *stream, b []byte, now time.Time) bool {
	if s.followed != nil || len(s.streams) > 1 {
		return false
	}
	parted, ok := s.gdb.part(b, now)
	if !ok {
		return false
	}
	s.unherald(now)
	s.sifting.what = "gdb's packets"
	s.parted(st, parted, now)
	if s.sifting.hidden > 0 && !s.gdb.told { // the lines are over for now
		s.gdb.told = true
		s.tellPackets(st, now)
	}
	if !s.gdb.since.IsZero() {
		s.later.Reset(packetTime)
	}
	return true
}

// tellPackets says in the lines that there were some; decoding is held.
func (s *Session) tellPackets(st *stream, now time.Time) {
	if n := s.sifting.hidden; n > 0 {
		s.skip(st, transfer.InRecordOnly(n, s.sifting.what), now)
	}
}

// heralded takes what came while no file is on its way, and tells whether it was parted: the
// board's sz or rz may say that it is ready; decoding is held.
func (s *Session) heralded(st *stream, b []byte, now time.Time) bool {
	x := &s.sifting
	if !s.live || s.file || s.followed != nil || len(s.streams) > 1 || s.manner.Load().maps != nil {
		s.unherald(now)
		return false
	}
	pieces, offer, ok := x.herald.Hear(b, now)
	switch {
	case !ok && x.hidden == 0:
		x.told = transfer.NoOffer
		return false
	case !ok:
		pieces = []transfer.Piece{{Text: b}}
	}
	x.what = "ZMODEM"
	s.parted(st, pieces, now)
	if offer != transfer.NoOffer && offer != x.told { // it says so again and again
		x.told = offer
		s.skip(st, offer.Words(), now)
	}
	if wait := x.herald.Wait(); wait > 0 {
		s.later.Reset(wait)
	}
	return true
}

// unherald gives out what was held back; decoding is held.
func (s *Session) unherald(now time.Time) {
	if held := s.sifting.herald.Held(); len(held) > 0 {
		s.parted(s.streams[0], []transfer.Piece{{Text: held}}, now)
	}
}

// siftLate gives out what waited in vain; decoding is held.
func (s *Session) siftLate(now time.Time) {
	if s.sifting.sieve != nil {
		s.parted(s.streams[0], s.sifting.sieve.Late(now), now)
	} else {
		s.parted(s.streams[0], s.gdb.late(now), now)
		s.parted(s.streams[0], s.sifting.herald.Late(now), now)
	}
	if n := s.sifting.hidden; n > s.sifting.noted { // a kill is not to make lines of them
		s.sifting.noted = n
		s.noteSkip(n, s.blankTail(), transfer.InRecordOnly(s.sifting.hidden, s.sifting.what))
	}
}

func (s *Session) parted(st *stream, pieces []transfer.Piece, now time.Time) {
	for _, p := range pieces {
		s.sifting.hidden += p.Hidden
		if p.Hidden > 0 {
			s.wake() // a program on the line waits for it
		}
		s.sifting.ends += p.Ends
		if len(p.Text) == 0 {
			continue
		}
		if n := s.sifting.hidden; n > 0 {
			s.skip(st, transfer.InRecordOnly(s.sifting.hidden, s.sifting.what), now)
		}
		s.feed(st, p.Text, now)
	}
}

// skip leaves what was hidden out of the lines, with words in its place.
func (s *Session) skip(st *stream, words string, now time.Time) {
	n := s.sifting.hidden
	st.heard = now
	s.came.grow(int(n))
	dropped := s.blankTail()
	s.addHole(Hole{At: s.back.behind(n), Reason: words, Skip: n + int64(dropped)}) // before anybody reads so far
	s.back.skip(n, dropped, now)
	s.noteSkip(n, dropped, words)
	s.fed += n
	s.sifting.hidden, s.sifting.ends, s.sifting.noted = 0, 0, 0
	s.deliver(st, st.decoder.Skip(n, words, now), nil)
}

// noteSkip has the index of the record know what is in no line, behind what was decoded so
// far, and behind so many bytes of that.
func (s *Session) noteSkip(n int64, dropped int, words string) {
	rec := s.streams[0].rec
	if rec == nil || n+int64(dropped) <= 0 {
		return
	}
	line := s.numbers.Lines() + 1
	if len(s.echo.partial) > dropped { // it is broken off there
		line++
	}
	rec.Skip(record.Skip{From: s.fed - int64(dropped), To: s.fed + n, Ends: s.sifting.ends, Line: line, Reason: words})
}

// blankTail is how long the unfinished line is when there is nothing to be seen of it.
func (s *Session) blankTail() int {
	if parse.Blank(s.echo.partial) {
		return len(s.echo.partial)
	}
	return 0
}

// skipped takes note of what another process kept from the lines of its line.
func (s *Session) skipped(h Hole, now time.Time) {
	s.decoding.Lock()
	defer s.decoding.Unlock()
	s.mu.Lock()
	s.arrived += h.Skip
	if len(s.gaps) < holesMost {
		s.gaps = append(s.gaps, h)
	}
	s.mu.Unlock()
	s.back.Skip(h.Skip, s.blankTail())
	if s.resuming { // it is told when the record was read so far
		return
	}
	s.deliver(s.streams[0], s.streams[0].decoder.Skip(h.Skip, h.Reason, now), nil)
}

// told has the decoder hear of a hole in what another process recorded.
func (h *Hole) told(d Decoder) parse.Batch {
	if h.Skip > 0 {
		return d.Skip(h.Skip, h.Reason, time.Time{})
	}
	return d.Gap(h.Length, h.Reason, time.Time{})
}
