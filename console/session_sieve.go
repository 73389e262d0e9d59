package console

import (
	"time"

	"oopscope/console/link"
	"oopscope/console/transfer"
	"oopscope/parse/kgdb"
)

// While a file goes over the line, what its protocol says is in the record, as everything is,
// but in no line: nobody reads it, and no decoder looks for crashes in a file. What the board
// prints meanwhile is.

// sift begins to part what comes, where the line is one board's and read by this process.
func (s *Session) sift(t link.Transfer) {
	s.hearing.reset(true)
	s.decoding.Lock()
	defer s.decoding.Unlock()
	if s.followed != nil || s.resuming || len(s.streams) > 1 {
		return
	}
	x := &s.sifting
	if x.sieve = transfer.NewSieve(t.Protocol, t.Receive); x.sieve == nil {
		return
	}
	x.what, x.told = t.Protocol, transfer.NoOffer
	if held := x.herald.Held(); len(held) > 0 {
		now := time.Now()
		s.parted(s.streams[0], x.sieve.Sift(held, now), now)
	}
}

// sentAgain is how often the other end asked for something again so far.
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
	s.hearing.reset(false)
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

// Debug has the packets of gdb, which one of those who look on types, kept out of the lines
// until it is ended. A second one takes the place of the first.
func (s *Session) Debug(who Typist) (end func()) {
	d := &s.gdb
	split := &kgdb.Splitter{}
	s.decoding.Lock()
	d.mu.Lock()
	d.who, d.split, d.since, d.told = who, split, time.Time{}, false
	d.mu.Unlock()
	s.decoding.Unlock()
	return func() {
		s.decoding.Lock()
		defer s.decoding.Unlock()
		rest, ours := d.over(split)
		if !ours {
			return
		}
		now := time.Now()
		s.parted(s.streams[0], rest, now)
		s.tellPackets(s.streams[0], now)
	}
}
