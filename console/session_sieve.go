package console

import (
	"fmt"
	"time"

	"oopscope/console/link"
	"oopscope/console/transfer"
	"oopscope/parse"
)

// While a file goes over the line, what its protocol says is in the record, as everything is,
// but in no line: nobody reads it, and no decoder looks for crashes in a file. What the board
// prints meanwhile is.

// sifting is what comes during a transfer; it is under decoding.
type sifting struct {
	sieve  *transfer.Sieve // nil without a transfer
	hidden int64           // bytes that were kept from the lines, and not told of
	what   string          // goes over the line
}

// sift begins to part what comes, where the line is one board's and read by this process.
func (s *Session) sift(t link.Transfer) {
	s.decoding.Lock()
	defer s.decoding.Unlock()
	if s.followed != nil || s.resuming || len(s.streams) > 1 {
		return
	}
	s.sifting = sifting{sieve: transfer.NewSieve(t.Protocol, t.Receive), what: t.Protocol}
}

// sifted takes what came to a line that a file goes over, and tells whether one does;
// decoding is held.
func (s *Session) sifted(st *stream, b []byte, now time.Time) bool {
	if s.sifting.sieve == nil || st != s.streams[0] {
		return false
	}
	s.parted(st, s.sifting.sieve.Sift(b, now), now)
	return true
}

// siftLate gives out what waited in vain; decoding is held.
func (s *Session) siftLate(now time.Time) {
	if s.sifting.sieve != nil {
		s.parted(s.streams[0], s.sifting.sieve.Late(now), now)
	}
}

// sendAgain is how often the other end asked for something again so far.
func (s *Session) sentAgain() int {
	s.decoding.Lock()
	defer s.decoding.Unlock()
	if s.sifting.sieve == nil {
		return 0
	}
	return s.sifting.sieve.Errors
}

// unsift ends that; words say what became of the transfer.
func (s *Session) unsift(words string) {
	s.decoding.Lock()
	defer s.decoding.Unlock()
	if s.sifting.sieve == nil {
		return
	}
	st, now := s.streams[0], time.Now()
	pieces, behind := s.sifting.sieve.End()
	s.parted(st, pieces, now)
	s.skip(st, words, now)
	if len(behind) > 0 {
		s.feed(st, behind, now)
	}
	s.sifting = sifting{}
}

func (s *Session) parted(st *stream, pieces []transfer.Piece, now time.Time) {
	for _, p := range pieces {
		s.sifting.hidden += p.Hidden
		if len(p.Text) == 0 {
			continue
		}
		if n := s.sifting.hidden; n > 0 {
			s.skip(st, fmt.Sprintf("%d bytes of %s are in the record only", n, s.sifting.what), now)
		}
		s.feed(st, p.Text, now)
	}
}

// skip leaves what was hidden out of the lines, with words in its place.
func (s *Session) skip(st *stream, words string, now time.Time) {
	n := s.sifting.hidden
	s.sifting.hidden = 0
	st.heard = now
	s.came.grow(int(n))
	s.back.skip(n, now)
	if st.rec != nil { // lines are counted otherwise there
		st.rec.Forget()
	}
	s.mu.Lock()
	if len(s.gaps) < holesMost {
		s.gaps = append(s.gaps, Hole{At: s.reached(), Reason: words, Skip: n})
	}
	s.mu.Unlock()
	s.deliver(st, st.decoder.Skip(n, words, now), nil)
}

// reached is where what the lines were made of ends.
func (s *Session) reached() int64 {
	if s.back.Scroll != nil {
		return s.back.End()
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
	s.back.Skip(h.Skip)
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
