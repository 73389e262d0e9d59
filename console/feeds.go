package console

import (
	"context"
	"slices"

	"oopscope/parse"
)

// Next blocks until there is something new and returns it, much of it in several
// batches, which then belong to the caller. It returns io.EOF when a file or standard input is
// over, port.ErrClosed after Close, and ctx.Err() when ctx is done.
func (s *Session) Next(ctx context.Context) (parse.Batch, error) { return s.mail.next(ctx) }

// WantRaw asks for the exact bytes of the line besides what they mean, or for
// no more of them.
func (s *Session) WantRaw(on bool) { s.mail.wantRaw(on) }

// TakeRaw returns the exact bytes since the last call. There are some after a
// call of Next at the latest. lost says that older ones had to be dropped.
func (s *Session) TakeRaw() (b []byte, lost bool) { return s.mail.takeRaw() }

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

// Prompt is a feed without lines for a program, which answers each piece that comes: a frame of
// the screen's for each makes a file take twice as long.
func (s *Session) Prompt() *Feed {
	f := s.Feed(false)
	f.mail.mu.Lock()
	defer f.mail.mu.Unlock()
	f.mail.prompt = true
	return f
}

// Finds is a feed of what is found in the lines, and of what becomes of the line: of lines it
// does not even tell that there were some. Each report is given to met at once, before any
// feed that begins then, so that nothing lies between what met has and what such a feed
// brings; met must not wait for anything.
func (s *Session) Finds(met func(*parse.Crash)) *Feed {
	f := s.Feed(false)
	f.mail.mu.Lock()
	defer f.mail.mu.Unlock()
	f.mail.terse, f.mail.met = true, met
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

// File begins to have entered what was and is found: reports that are complete, trouble that came
// as often again, and boots. Crashes are in brief where so many waited that the older ones have to be
// read again: see [Session.Whole]. What cannot be entered is tried again, and said by the Link
// meanwhile; Close waits a moment for the rest. Without Options.Filed nothing is entered, nor of a
// line that another process owns, which does it.
func (s *Session) File(enter func(crashes []*parse.Crash, boots []parse.Boot) error) {
	if s.filing.mail != nil && s.filing.done == nil {
		s.filing.begin(s.life.Done(), enter, s.setUnfiled)
	}
}
