package console

import (
	"cmp"
	"context"
	"slices"

	"oopscope/console/port"
	"oopscope/console/record"
)

// Link tells the state of the line now. It never waits for the board.
func (s *Session) Link() Link {
	s.mu.Lock()
	l, p, lost, streams, typist := s.link, s.port, s.lost, s.streams, s.typist
	busy := s.busy
	s.mu.Unlock()
	if f, ok := p.(Follower); ok {
		return s.linkOf(f, l)
	}
	info := p.Info()
	l.Name, l.Settings = info.Name, info.Settings
	l.Writable = info.Writable && l.State == Up && typist.ID == Here.ID
	l.Typist = typist.Name
	l.Warning = cmp.Or(s.send.trouble(), info.Warning)
	l.Sent = s.send.count.Load()
	l.Lost, l.Busy, l.Transfer = lost, busy, s.side.progress()
	if l.State == Up {
		l.Lost += p.Counters().Lost()
		l.Noise = s.hearing.words(info.Settings)
	}
	tellRecords(&l, streams)
	s.back.tell(&l)
	return l
}

// linkOf is what another process tells of its line, as far as it is still there.
func (s *Session) linkOf(f Follower, own Link) Link {
	l := f.Line()
	if own.State != Up {
		l.State, l.Since, l.Writable = own.State, own.Since, false
		l.Detail = cmp.Or(own.Detail, l.Detail)
	}
	l.Received, l.Sent = own.Received, s.send.count.Load()
	if l.Transfer = s.side.progress(); l.Transfer != nil {
		l.Busy = ""
	}
	l.Warning = cmp.Or(s.send.trouble(), l.Warning)
	return l
}

// Old returns how many bytes of what the session brings came before it began: of the record
// that it goes on with, or of the line that it attached to.
func (s *Session) Old() int64 { return s.old }

// Resumable reports whether the session can be taken up again: its lines are those of one
// live board, in a record that can be read back.
func (s *Session) Resumable() bool {
	return s.live && s.followed == nil && s.back.Scroll != nil && s.back.spool == nil && s.back.file == nil
}

// Spec is what was opened, as it was named.
func (s *Session) Spec() string { return s.opt.Spec }

// Learnt returns the prefixes that the kernel's lines of a live line had and that
// printk does not know, in the order in which they were learnt. Of a capture
// there are none: what it shows is the same the next time.
func (s *Session) Learnt() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.live {
		return nil
	}
	return slices.Clone(s.learnt)
}

// Outcomes say what became of the records, once the session is closed: there
// are several when several boards sent to it, none when nothing was to be
// recorded.
func (s *Session) Outcomes() (words []string) {
	for _, st := range s.recorded() {
		words = append(words, st.rec.Outcome())
	}
	return words
}

// Records returns the paths of the records.
func (s *Session) Records() (paths []string) {
	for _, st := range s.recorded() {
		paths = append(paths, st.rec.Path())
	}
	return paths
}

// RecordOf returns the record of a further sender, "" when there is none, and how
// many bytes it held before; further is false for the first or only one.
func (s *Session) RecordOf(sender string) (path string, before int64, further bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i, st := range s.streams {
		if i == 0 || st.name != sender {
			continue
		}
		if st.rec == nil {
			return "", 0, true
		}
		return st.rec.Path(), st.rec.Before(), true
	}
	return "", 0, false
}

// tellRecords fills in what a link says of the records: the path of the first,
// and the first trouble of any.
func tellRecords(l *Link, streams []*stream) {
	for i, st := range streams {
		kind, words := record.Refused, st.trouble
		if st.rec != nil {
			if i == 0 {
				l.Record = st.rec.Path()
			}
			l.Recorded += st.rec.Recorded()
			kind, words = st.rec.Trouble()
		}
		if l.Trouble == "" && words != "" {
			l.Ailment, l.Trouble = string(kind), words
		}
	}
}

// Ready waits until the port is open, for the first time, and returns ctx.Err()
// when ctx ends before.
func (s *Session) Ready(ctx context.Context) error {
	select {
	case <-s.there:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	case <-s.life.Done():
		return port.ErrClosed
	}
}
