package console

import (
	"errors"
	"io"
	"slices"
	"time"

	"oopscope/console/ahead"
	"oopscope/console/port"
	"oopscope/console/record"
	"oopscope/parse"
)

// A session that is taken up again begins with what its record holds, read at a scan's
// speed. What the line brings meanwhile goes to the record, and is read there, too, until
// the reading has caught up with the line.

const takenUp = "the session ended here and was taken up again"

// readRecord reads what came before, of this session's line or of another's.
func (s *Session) readRecord() {
	if s.followed != nil {
		s.readFollowed()
		return
	}
	s.resume()
}

// taken is where the next byte will be that comes.
func (s *Session) taken() int64 {
	if s.followed != nil {
		s.mu.Lock()
		defer s.mu.Unlock()
		return s.arrived
	}
	if rec := s.streams[0].rec; rec != nil {
		return rec.Taken()
	}
	return 0
}

// resume reads the record.
func (s *Session) resume() {
	rec := s.streams[0].rec
	held := rec.Held()
	if err := s.readParts(rec, s.recall(), held, s.skimmed); err != nil {
		if !errors.Is(err, port.ErrClosed) && s.Fault() == nil {
			s.cutShort(err)
		}
		return
	}
	away := time.Duration(0)
	if last := rec.Times(held).At(held); !last.IsZero() {
		away = max(time.Since(last), 0)
	}
	s.between(func(d Decoder) parse.Batch {
		s.back.broken()
		return d.Gap(away, takenUp, time.Time{})
	})
	s.catchUp(rec, held)
}

// catchUp reads on until that has caught up with the line.
func (s *Session) catchUp(text record.Text, at int64) {
	buf := make([]byte, readSize)
	for !s.caughtUp(at) {
		s.decoding.Lock()
		s.times = text.Times(at)
		s.decoding.Unlock()
		from, to := s.untilHole(at, at+readSize)
		n, _ := io.ReadFull(text.Section(from, min(to, from+readSize)), buf)
		if at = from; n == 0 { // the disk has not got it yet
			time.Sleep(tailEvery)
			continue
		}
		if s.skimmed(buf[:n], nil) != nil {
			return
		}
		at += int64(n)
	}
}

// between hands out what a decoder says between two stretches of bytes.
func (s *Session) between(say func(Decoder) parse.Batch) {
	s.decoding.Lock()
	defer s.decoding.Unlock()
	s.deliver(s.streams[0], say(s.streams[0].decoder), nil)
}

// caughtUp tells whether all was read that came so far, or nobody needs it. The line is
// live from then on.
func (s *Session) caughtUp(at int64) bool {
	s.decoding.Lock()
	defer s.decoding.Unlock()
	st := s.streams[0]
	switch {
	case s.life.Err() != nil:
		return true
	case at < s.taken():
		return false
	}
	if now := s.tellHoles(at); now > at { // what another kept from the lines
		return false
	}
	s.resuming, s.resumed, s.fed = false, at, at
	if d, ok := st.decoder.(interface{ Live() }); ok {
		d.Live()
	}
	b := st.decoder.Feed(nil, time.Time{})
	if s.back.Scroll != nil {
		b.Lines = s.back.tail(tailMost)
	}
	s.deliver(st, b, nil)
	return true
}

// noteLearnt notes what was learnt to stand in front of the lines of crashes.
func (s *Session) noteLearnt(crashes []*parse.Crash) {
	for _, c := range crashes {
		if c.Prefix == "" {
			continue
		}
		s.mu.Lock()
		if !slices.Contains(s.learnt, c.Prefix) {
			s.learnt = append(s.learnt, c.Prefix)
			if known, err := parse.ParsePrefix(c.Prefix); err == nil && s.back.Scroll != nil {
				s.back.Learn(known)
			}
		}
		s.mu.Unlock()
	}
}

// scroll begins to make the session's lines readable.
func (s *Session) scroll(p port.Port, rec *record.Record) {
	if f, ok := p.(Follower); ok {
		s.follow(f)
		return
	}
	if !s.opt.Scroll {
		return
	}
	capture, info := "", p.Info()
	if info.Kind == port.KindFile && !info.Wrapped {
		capture = s.opt.Spec
	}
	_, several := p.(port.Senders)
	back, err := newScrolled(capture, rec, s.came, s.file, several, s.live)
	if err != nil {
		return // what is in memory can be seen, as ever
	}
	s.back, s.mail.readable = back, true
	for _, known := range s.opt.Prefixes {
		s.back.Learn(known)
	}
}

// Scroll is where lines are read back that came before; nil when the options did
// not ask for it, or there is no place for them.
func (s *Session) Scroll() *record.Scroll { return s.back.Scroll }

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

// follow begins with what the other recorded.
func (s *Session) follow(f Follower) {
	past := f.Past()
	s.back.past = past.Record
	if !s.opt.Scroll { // who shows nothing of what was begins now
		return
	}
	s.followed, s.arrived, s.old, s.resuming = past, past.End, past.End, true
	s.gaps = past.Holes
	s.back.Scroll, s.back.ahead, s.mail.readable = past.Scroll, true, true
	for _, known := range s.opt.Prefixes {
		s.back.Learn(known)
	}
	s.times = past.Record.Times(0)
	s.mail.put(parse.Batch{Lines: s.back.tail(tailLines), Partial: past.Scroll.Tail()})
}

// arrive takes note of what came of a line that another process owns, and returns the
// offset behind it.
func (s *Session) arrive(b []byte) int64 {
	s.back.Grow(b)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.arrived += int64(len(b))
	return s.arrived
}

// readFollowed decodes what the other recorded, from hole to hole.
func (s *Session) readFollowed() {
	text := s.followed.Record
	if err := s.readParts(text, 0, s.followed.End, s.skimmed); err != nil {
		if !errors.Is(err, port.ErrClosed) && s.Fault() == nil {
			s.cutShort(err)
		}
		return
	}
	s.catchUp(text, s.followed.End)
}

// readParts reads what stands between two offsets, from hole to hole.
func (s *Session) readParts(text record.Text, at, end int64, feed func([]byte, *parse.Survey) error) error {
	for at < end {
		from, to := s.untilHole(at, end)
		if err := ahead.Read(text.Section(from, to), feed); err != nil {
			return err
		}
		at = to
	}
	return nil
}

// untilHole returns what to read next of what stands between two offsets: it ends where the
// stream has a hole, and begins behind what is in no line.
func (s *Session) untilHole(at, to int64) (from, until int64) {
	s.decoding.Lock()
	defer s.decoding.Unlock()
	at = s.tellHoles(at)
	if behind := s.untold(); len(behind) > 0 {
		to = min(to, behind[0].At-behind[0].Skip)
	}
	return at, max(at, to)
}

// untold are the holes, in what was there before, that the decoder was not told of;
// decoding is held.
func (s *Session) untold() []Hole {
	if s.followed != nil {
		return s.Holes(s.holes)
	}
	return s.kept[s.holes:]
}

// tellHoles tells the decoder of the holes up to an offset, and returns where to go on;
// decoding is held.
func (s *Session) tellHoles(at int64) int64 {
	st := s.streams[0]
	for _, h := range s.untold() {
		if h.At-h.Skip > at {
			break
		}
		s.holes++
		if h.Skip > 0 {
			at = max(at, h.At)
		}
		if s.followed == nil {
			s.leaveOut(h.Skip)
		}
		s.deliver(st, h.told(st.decoder), nil)
	}
	return at
}

// What was found in a record stands in the index beside it, so that nobody has to read all of
// it again: its crashes are there at once, in brief, and are decoded when one is looked at.

// The end of a record is read all the same: what comes next belongs to it. A shorter record
// than that is read as a whole.
const knownAgain = 1 << 20

// leaveOut leaves bytes that were read before out of the lines; decoding is held.
func (s *Session) leaveOut(n int64) {
	s.came.grow(int(n))
	s.back.Skip(n, 0)
	if s.file {
		s.mu.Lock()
		s.link.Received += n
		s.mu.Unlock()
	}
}

// keep takes in what of a text is in no line.
func (s *Session) keep(list record.Skips) {
	for _, k := range list {
		s.kept = append(s.kept, Hole{At: k.To, Skip: k.To - k.From, Reason: k.Reason})
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.gaps = append(s.gaps, s.kept...)
}

// recall begins with what is known of a record that is resumed or looked at, and returns
// where to go on reading.
func (s *Session) recall() (from int64) {
	rec := s.streams[0].rec
	switch {
	case s.manner.Load().maps != nil || s.back.Scroll == nil || s.followed != nil:
		return 0
	case s.resuming:
		list, known := record.ReadIndex(rec.Path(), rec.Held()-knownAgain)
		rec.Skipped(list)
		s.keep(list)
		return s.know(known, rec)
	case s.back.skims() && rec == nil && s.times != nil:
		s.glimpse()
		list, known := record.ReadIndex(s.opt.Spec, s.back.file.Size()-knownAgain)
		s.keep(list)
		return s.know(known, s.back.file)
	}
	return 0
}

// glimpse hands out the first lines of a capture, before its index is read.
func (s *Session) glimpse() {
	page := make([]byte, glimpseBytes)
	until, _ := record.FirstSkips(s.opt.Spec, glimpseBytes).Next(0)
	until = min(until, glimpseBytes)
	n, _ := io.ReadFull(s.back.file.Section(0, until), page)
	first := record.NewScroll(s.back.file)
	first.Grow(page[:n])
	lines, _ := first.Read(0)
	s.hand(parse.Batch{Lines: lines[:min(len(lines), tailLines)]}, nil)
}

const glimpseBytes = 16 << 10

// know takes in what is known of the beginning of a text, nil for nothing, and hands it out.
func (s *Session) know(known *record.Known, text record.Text) (from int64) {
	if known == nil {
		return 0
	}
	s.decoding.Lock()
	defer s.decoding.Unlock()
	from = known.Rest.Bytes
	s.back.Know(known)
	for _, p := range known.Prefixes() {
		s.back.Learn(p)
	}
	s.came.grow(int(from))
	if s.times != nil {
		s.times.Close()
	}
	s.times = text.Times(from)
	s.streams[0].decoder = s.newDecoder(known)
	s.mu.Lock()
	if s.file {
		s.link.Received += from
	}
	s.mu.Unlock()
	b := parse.Batch{Boots: known.Boots}
	for _, k := range known.Skips() {
		b.Gaps = append(b.Gaps, parse.Gap{After: k.Line - 1, Reason: k.Reason})
		s.holes++
	}
	if s.back.Lines() > 0 {
		b.Lines = s.back.tail(tailLines)
	}
	s.hand(b, nil)
	for some := range slices.Chunk(known.Brief, takeBrief) {
		b = parse.Batch{}
		for i := range some {
			b.Crashes = append(b.Crashes, some[i].Brief())
		}
		s.hand(b, nil)
	}
	return from
}

// remember has the index of a stream's record keep what was found.
func (s *Session) remember(st *stream, b *parse.Batch) {
	if st.rec == nil || len(s.streams) > 1 {
		return
	}
	if s.manner.Load().maps != nil { // they may change, and the lines with them
		st.rec.Forget()
		return
	}
	k := &record.Known{Boots: b.Boots, Marks: b.Marks, Breaks: b.Breaks}
	for _, c := range b.Crashes {
		if !c.Open {
			k.Crashes = append(k.Crashes, c.InBrief())
		}
	}
	if d, ok := st.decoder.(interface{ Rest() (parse.Rest, bool) }); ok {
		if rest, ok := d.Rest(); ok {
			k.Rest = &rest
		}
	}
	st.rec.Remember(k)
}
