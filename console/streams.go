package console

import (
	"errors"
	"fmt"
	"math"
	"net"
	"slices"
	"sync"
	"time"

	"oopscope/console/ahead"
	"oopscope/console/port"
	"oopscope/console/record"
	"oopscope/parse"
)

// Several boards may send to one netconsole port. Each is a stream with a
// decoder and a record of its own, so that no crash is made of two boards and
// every record is what one board sent. What they say is shown as one: whole
// lines, which name their sender once there is more than one.

// Bounds of the streams. Anybody may send datagrams, under any address.
const (
	maxStreams = 16                     // senders beyond that share the last stream
	holdTime   = 300 * time.Millisecond // how long a report may pause and still keep others waiting
	maxHeld    = 1 << 20                // bytes that wait for it
)

// stream is what one sender sends; of most ports there is one.
type stream struct {
	from    string // its address and port, "" when nobody sent yet
	name    string // how it is called: its address, with the port when another has the same
	decoder Decoder
	rec     *record.Record // nil when nothing is recorded
	trouble string         // why, though it should be
	heard   time.Time
	owes    bool   // the decoder held a snapshot back
	held    []byte // what waits until the report of another stream is over
	drawn   drawn  // whether a program has the terminal
}

// newDecoder makes a decoder, of what comes behind what is known.
func (s *Session) newDecoder(known *record.Known) Decoder {
	o := parse.Options{Lines: !s.back.skims() && !s.resuming, Unwrap: s.file && s.back.unwrap == nil && !s.back.skims(), Numbers: s.numbers, Quiet: s.opt.Quiet, Prefixes: s.opt.Prefixes}
	if s.times != nil {
		o.When = func(offset int64) time.Time { return s.times.At(offset) }
	}
	if known != nil {
		o.From, o.Prefixes = known.Rest, slices.Concat(o.Prefixes, known.Prefixes())
	}
	if s.opt.Decode != nil {
		return s.opt.Decode(o)
	}
	return parse.New(o)
}

// streamOf returns the stream of who sent what the port returned last.
func (s *Session) streamOf(p port.Port) *stream {
	senders, ok := p.(port.Senders)
	if !ok {
		return s.streams[0]
	}
	from := senders.Sender()
	for _, st := range s.streams {
		if st.from == from || st.from == "" {
			return s.named(st, from)
		}
	}
	if len(s.streams) == maxStreams {
		return s.streams[maxStreams-1]
	}
	return s.addStream(from)
}

// named gives the first stream the name of who was heard first.
func (s *Session) named(st *stream, from string) *stream {
	if st.from == "" {
		s.decoding.Lock()
		defer s.decoding.Unlock()
		st.from, st.name = from, s.nameFor(from)
		st.decoder.SetSender(st.name)
	}
	return st
}

func (s *Session) nameFor(from string) string {
	host, _, err := net.SplitHostPort(from)
	if err != nil {
		return from
	}
	if slices.ContainsFunc(s.streams, func(st *stream) bool { return st.name == host }) {
		return from
	}
	return host
}

// addStream begins the stream of a further sender, and says so.
func (s *Session) addStream(from string) *stream {
	st := &stream{from: from, name: s.nameFor(from), decoder: s.newDecoder(nil)}
	what := st.name + " sends here as well"
	if len(s.streams) == maxStreams-1 {
		st.name = "others"
		what = fmt.Sprintf("more than %d boards send here: from %s on all others are one stream", maxStreams-1, from)
	}
	st.decoder.SetSender(st.name)
	var err error
	switch st.rec, err = s.recordFor(st.name); {
	case err != nil:
		st.trouble = fmt.Sprintf("not recording %s: %v", st.name, err)
		what += "; NOT RECORDED: " + err.Error()
	case st.rec != nil:
		what += "; its record is " + st.rec.Path()
	}
	s.decoding.Lock()
	defer s.decoding.Unlock()
	s.mu.Lock()
	s.streams = append(s.streams, st)
	s.mu.Unlock()
	for _, st := range s.recorded() { // the numbers of their lines are those of all together
		st.rec.Forget()
	}
	s.hand(parse.Batch{Gaps: []parse.Gap{{After: s.numbers.Lines(), Reason: what}}}, nil)
	return st
}

// recordFor begins the record of a further sender beside the first one's.
func (s *Session) recordFor(name string) (*record.Record, error) {
	if s.streams[0].rec == nil {
		return nil, nil
	}
	o := s.opt
	if o.Record != "" {
		o.Record += "." + record.Sanitize(name)
	}
	o.Spec += "-" + name
	return begin(o, port.Info{Live: true})
}

// take is what happens to bytes, in this order: they are in the record, unless
// its disk is slow, before anything else sees them.
func (s *Session) take(st *stream, b []byte) {
	now, end := time.Now(), int64(1)
	if st.rec != nil {
		st.rec.Write(b, now)
		end = st.rec.Taken()
	}
	s.mu.Lock()
	s.link.Received += int64(len(b))
	s.mu.Unlock()
	s.recent.add(b)
	if s.live {
		s.hearing.add(b)
		if s.followed == nil { // else who owns the line says what is a file's
			s.side.add(b)
		}
	}
	if s.followed != nil {
		end = s.arrive(b)
	}

	s.asked.Store(false)
	s.decoding.Lock()
	defer s.decoding.Unlock()
	if s.resuming || end <= s.resumed {
		return
	}
	if s.sifted(st, b, now) {
		return
	}
	if len(st.held) > 0 || s.mustWait(st, now) {
		st.held = append(st.held, b...)
	} else {
		s.feed(st, b, now)
	}
	s.release(now)
}

// mustWait tells whether another stream is in the middle of a report: its lines
// stay together, on the screen as well.
func (s *Session) mustWait(st *stream, now time.Time) bool {
	waiting := 0
	for _, other := range s.streams {
		waiting += len(other.held)
	}
	by := s.speaker
	return by != nil && by != st && now.Sub(by.heard) < holdTime && waiting < maxHeld
}

// release lets those go on who waited for a report that is over.
func (s *Session) release(now time.Time) {
	for _, st := range s.streams {
		if len(st.held) > 0 && !s.mustWait(st, now) {
			held := st.held
			st.held = nil
			s.feed(st, held, now)
		}
	}
}

// feed decodes what came; decoding is held.
func (s *Session) feed(st *stream, b []byte, now time.Time) {
	st.heard = now
	s.fed += int64(len(b))
	m := s.manner.Load().maps
	s.came.grow(len(b))
	if s.live {
		st.drawn.take(b)
	}
	s.decode(st, s.back.keep(m.Lines(b), now), m.Screen(b), now)
}

// decode decodes the text that came in bytes; decoding is held.
func (s *Session) decode(st *stream, text, raw []byte, now time.Time) {
	if !s.live { // the hour at which a file is read is not that of its crashes
		now = time.Time{}
	}
	s.deliver(st, st.decoder.Feed(text, now), raw)
	switch { // of a line that is alone, too: the next sender may come at once
	case st.decoder.Busy():
		s.speaker = st
	case s.speaker == st:
		s.speaker = nil
	}
}

// deliver hands out what a decoder said. Lines of several streams name their
// sender behind printk's time; those of the first alone have a place in the
// record.
func (s *Session) deliver(st *stream, b parse.Batch, raw []byte) {
	if len(b.Boots) > 0 { // whatever had the terminal is gone
		st.drawn.on = false
	}
	s.noteLearnt(b.Crashes)
	s.remember(st, &b)
	s.back.told(&b)
	if st.owes = b.Later > 0; st.owes {
		s.later.Reset(b.Later)
	}
	if len(s.streams) == 1 {
		s.back.keepLines(b.Lines)
		s.echo.add(&b)
		s.hand(b, raw)
		return
	}
	first := st == s.streams[0]
	for i := range b.Lines {
		l := &b.Lines[i]
		if first {
			s.place = l.Last
		} else {
			l.First, l.Last = s.place, s.place
		}
		l.Raw = slices.Concat(l.Raw[:l.Text], []byte(st.name+"| "), l.Raw[l.Text:])
	}
	b.Partial = nil
	s.back.keepLines(b.Lines)
	s.hand(b, nil)
}

// eachStream has every decoder say what there is to say, those waiting first.
func (s *Session) eachStream(say func(*stream) parse.Batch) {
	for _, st := range s.streams {
		if len(st.held) > 0 {
			held := st.held
			st.held = nil
			s.feed(st, held, time.Now())
		}
		s.deliver(st, say(st), nil)
	}
}

// recorded returns the streams that have a record.
func (s *Session) recorded() (list []*stream) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, st := range s.streams {
		if st.rec != nil {
			list = append(list, st)
		}
	}
	return list
}

// closeRecords completes all records, at a time: a disk that hangs makes each
// of them wait.
func (s *Session) closeRecords() error {
	list := s.recorded()
	errs := make([]error, len(list))
	var all sync.WaitGroup
	for i, st := range list {
		all.Go(func() { errs[i] = st.rec.Close() })
	}
	all.Wait()
	return errors.Join(errs...)
}

// skim reads a capture to its end at a scan's speed.
func (s *Session) skim() error {
	from := s.recall()
	if len(s.kept) > 0 {
		return s.readParts(s.back.file, from, math.MaxInt64, s.received)
	}
	in := s.back.file.Whole()
	if from > 0 {
		in = s.back.file.Section(from, math.MaxInt64)
	}
	return ahead.Read(in, s.received)
}

// received takes what was read of a capture.
func (s *Session) received(p []byte, survey *parse.Survey) error {
	if st := s.streams[0]; st.rec != nil {
		st.rec.Write(p, time.Now())
	}
	s.mu.Lock()
	s.link.Received += int64(len(p))
	s.mu.Unlock()
	return s.skimmed(p, survey)
}

// skimmed decodes what was read of a capture, or of a record that is resumed.
func (s *Session) skimmed(p []byte, survey *parse.Survey) error {
	if s.life.Err() != nil {
		return port.ErrClosed
	}
	return s.safely(func() {
		s.decoding.Lock()
		defer s.decoding.Unlock()
		st := s.streams[0]
		if m := s.manner.Load().maps; s.live && m != nil { // what was surveyed are not its lines
			p, survey = m.Lines(p), nil
		}
		s.came.grow(len(p))
		s.back.keep(p, time.Time{})
		var b parse.Batch
		if d, ok := st.decoder.(interface {
			FeedSurveyed(p []byte, survey *parse.Survey, now time.Time) parse.Batch
		}); ok {
			b = d.FeedSurveyed(p, survey, time.Time{})
		} else {
			b = st.decoder.Feed(p, time.Time{})
		}
		b.Partial = nil // the tail is not handed out as often
		if now := time.Now(); now.Sub(s.back.shown) >= tailEvery && s.back.Scroll != nil {
			b.Lines, s.back.shown = s.back.tail(tailLines), now
		}
		s.deliver(st, b, nil)
	})
}
