package console

import (
	"context"
	"slices"

	"oopscope/parse"
)

// A Feed is what a session brings from a moment on, for one who looks on besides
// whoever takes it from [Session.Next]. It holds a bounded number of lines: who does
// not take them finds a gap, and the session never waits.
type Feed struct {
	mail *mailbox
	s    *Session
}

// feedBytes is what waits at most for one who looks on.
const feedBytes = 1 << 20

// Feed begins a feed. Without lines it brings everything else, and tells by an empty
// batch that bytes came.
func (s *Session) Feed(lines bool) *Feed {
	f := &Feed{newMailbox(false), s}
	f.mail.lineless, f.mail.most = !lines, feedBytes
	s.feeding.Lock()
	defer s.feeding.Unlock()
	if end := s.mail.over(); end != nil {
		f.mail.finish(end)
	}
	s.feeds = append(s.feeds, f.mail)
	return f
}

// Next is as [Session.Next].
func (f *Feed) Next(ctx context.Context) (parse.Batch, error) { return f.mail.next(ctx) }

// Close gives the feed up.
func (f *Feed) Close() {
	f.s.feeding.Lock()
	defer f.s.feeding.Unlock()
	f.s.feeds = slices.DeleteFunc(f.s.feeds, func(m *mailbox) bool { return m == f.mail })
}
