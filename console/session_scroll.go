package console

import (
	"errors"
	"io"
	"time"

	"oopscope/console/ahead"
	"oopscope/console/port"
	"oopscope/console/record"
	"oopscope/parse"
	"oopscope/parse/unwrap"
)

// What a session brought is read back from where it lies: a capture from itself, a
// live line from its record. What is in no file, because it was unpacked, comes from
// several boards, or is not to be recorded, goes to a spool, which has no name.

// Shown lines of a capture that is read faster than anybody could see.
const (
	tailEvery = 16 * time.Millisecond
	tailLines = 200
	tailMost  = 1024 // at the end
)

// scrolled is a session whose lines are read back.
type scrolled struct {
	*record.Scroll
	file   *record.File      // of a capture that is read where it lies
	spool  *record.Record    // of what is in no file
	placed bool              // the spool holds lines of several boards
	unwrap *unwrap.Unwrapper // before the spool
	shown  time.Time         // when the tail was handed out last
	buf    []byte
}

// scroll begins to make the session's lines readable.
func (s *Session) scroll(p port.Port) error {
	info, rec := p.Info(), s.streams[0].rec
	_, several := p.(port.Senders)
	var err error
	switch {
	case info.Kind == port.KindFile && !info.Wrapped:
		if s.back.file, err = record.OpenFile(s.opt.Spec); err == nil {
			s.back.Scroll = record.NewScroll(s.back.file)
		}
	case rec.Readable() && !several && !s.file:
		s.back.Scroll = record.NewScroll(rec)
	default:
		if s.back.spool, err = record.Spool(s.live); err == nil {
			s.back.Scroll = record.NewScroll(s.back.spool)
		}
		if s.back.placed = several; several && err == nil {
			s.back.Scroll.Placed()
		}
		if s.file {
			s.back.unwrap = &unwrap.Unwrapper{}
		}
	}
	if err != nil {
		return err
	}
	for _, known := range s.opt.Prefixes {
		s.back.Learn(known)
	}
	return nil
}

// Scroll is where lines are read back that came before; nil when the options did
// not ask for it, or there is no place for them.
func (s *Session) Scroll() *record.Scroll { return s.back.Scroll }

// keep makes what came readable, and returns the text in it.
func (b *scrolled) keep(p []byte, now time.Time) []byte {
	if b.unwrap != nil {
		p = b.unwrap.Feed(p)
	}
	if b.Scroll == nil || b.placed {
		return p
	}
	if b.spool != nil {
		b.spool.Write(p, now)
	}
	b.Grow(p)
	return p
}

// keepLines is keep for lines of several boards, as they are shown.
func (b *scrolled) keepLines(lines []parse.Line) {
	if !b.placed || b.Scroll == nil {
		return
	}
	for i := range lines {
		b.buf = record.AppendPlaced(b.buf[:0], lines[i].First, lines[i].Raw)
		b.spool.Write(b.buf, lines[i].Came)
		b.Grow(b.buf)
	}
}

// told takes in what a decoder says of lines.
func (b *scrolled) told(batch *parse.Batch) {
	if b.Scroll != nil {
		b.Mark(batch.Marks)
	}
}

// broken tells that the unfinished line will not go on.
func (b *scrolled) broken() {
	if b.Scroll != nil && !b.placed {
		b.Break()
	}
}

// rest is the text that was held back in the last bytes.
func (b *scrolled) rest(now time.Time) []byte {
	if b.unwrap == nil {
		return nil
	}
	u := b.unwrap
	b.unwrap = nil
	return b.keep(u.Close(), now)
}

func (b *scrolled) close() {
	if b.file != nil {
		b.file.Close()
	}
	if b.spool != nil {
		b.spool.Close()
	}
}

// skims tells that lines are passed over in which nothing stands.
func (b *scrolled) skims() bool { return b.Scroll != nil && b.file != nil }

// tail returns the last lines so far, so many at least where there are as many.
func (b *scrolled) tail(least int) (lines []parse.Line) {
	for end := b.Lines() + 1; end > 1 && len(lines) < least; {
		page, first, _ := b.Page(end - 1)
		more, err := b.Read(page)
		if err != nil || len(more) == 0 {
			return lines
		}
		lines, end = append(more[:end-first:end-first], lines...), first
	}
	return lines[max(0, len(lines)-least):]
}

// skim reads a capture to its end at a scan's speed.
func (s *Session) skim() error {
	d, ok := s.streams[0].decoder.(interface {
		FeedSurveyed(p []byte, survey *parse.Survey, now time.Time) parse.Batch
	})
	return ahead.Read(s.back.file.Whole(), func(p []byte, survey *parse.Survey) error {
		if s.life.Err() != nil {
			return port.ErrClosed
		}
		return s.safely(func() {
			s.mu.Lock()
			s.link.Received += int64(len(p))
			s.mu.Unlock()
			s.decoding.Lock()
			defer s.decoding.Unlock()
			st := s.streams[0]
			if st.rec != nil {
				st.rec.Write(p, time.Now())
			}
			s.back.keep(p, time.Time{})
			var b parse.Batch
			if ok {
				b = d.FeedSurveyed(p, survey, time.Time{})
			} else {
				b = st.decoder.Feed(p, time.Time{})
			}
			b.Partial = nil // the tail is not handed out as often
			if now := time.Now(); now.Sub(s.back.shown) >= tailEvery {
				b.Lines, s.back.shown = s.back.tail(tailLines), now
			}
			s.deliver(st, b, nil)
		})
	})
}

// readSkimming is the reader of a capture that is read where it lies.
func (s *Session) readSkimming() {
	switch err := s.skim(); {
	case err == nil:
		s.finish(io.EOF)
	case errors.Is(err, port.ErrClosed):
		s.finish(err)
	case s.Fault() == nil:
		s.cutShort(err)
	}
}
