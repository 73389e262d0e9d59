package console

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
	"sync/atomic"
	"time"

	"oopscope/console/link"
	"oopscope/console/port"
	"oopscope/console/record"
	"oopscope/parse"
)

// A Session is a console being read.
type Session struct {
	opt  Options
	mail *mailbox
	send *sender
	live bool
	file bool // a capture, live or not: what it is wrapped in is taken off

	decoding sync.Mutex // around the decoders: bytes and ticks come from two goroutines
	numbers  *parse.Numbers
	times    *record.Times // of a capture that has an index, else nil
	back     scrolled
	old      int64   // offset of the first byte that comes in this session
	followed *Past   // of a line that another process owns, else nil
	arrived  int64   // offset behind what came of it
	holes    int     // those in it that the decoder was told of
	kept     []Hole  // in a capture or record that was there before: what of it is in no line
	fed      int64   // offset behind what was decoded of the line, or left out; under decoding
	resuming bool    // what comes is recorded, and decoded when the record was read so far
	resumed  int64   // what was decoded by then
	speaker  *stream // whose report keeps the other streams waiting
	place    int64   // in the first one's record

	streams []*stream // the first is the line itself; the reader adds others, under decoding and mu

	feeding sync.Mutex // around feeds, and nothing that waits
	feeds   []*mailbox // of those who look on
	filing  filing     // into the ledger

	keyboard sync.Mutex // around who may send and what is sent then; taken before mu, held while nothing waits

	mu     sync.Mutex // around what follows; never held while anything waits
	typist Typist     // who may type; changed under keyboard, too
	loan   *Loan      // of the port, nil while it is not lent
	gaps   []Hole     // in the stream, oldest first
	port   port.Port
	link   Link
	lost   int64 // counted by ports that are closed now
	closed bool
	busy   string   // what is being done with the line, "" for nothing
	learnt []string // prefixes of the kernel's lines, each once

	pause time.Duration // before a line that did not go is tried again; this and node are the reader's alone
	node  port.Node     // that the port was opened at

	asked atomic.Bool // a line was typed since the board was heard last

	manner  atomic.Pointer[manner] // of the terminal; never nil
	came    *mapped                // the maps of what came
	echo    localEcho              // under decoding
	sifting sifting                // under decoding
	gdb     debugging
	recent  recentBytes
	hearing hearing
	side    aside
	later   *time.Timer // of handLater

	there chan struct{} // closed when the port was opened for the first time

	life context.Context // until Close
	end  context.CancelFunc
	all  sync.WaitGroup

	fault  atomic.Pointer[link.Fault]
	broken chan struct{} // closed when there is one

	closing sync.Once
	ended   error // what Close returned
}

// Sizes and times of the reading side.
const (
	readSize  = 256 << 10
	tickEvery = 250 * time.Millisecond
)

// Open opens a console and begins to read it; ctx is about the opening alone. A
// capture that cannot be begun is an error as well: nobody wants to find out
// after the crash. Of a device that is waited for, the session begins before
// there is a port; Ready tells when.
func Open(ctx context.Context, o Options) (*Session, error) {
	if o.Open == nil {
		o.Open = port.Open
	}
	m, err := newManner(o.Terminal)
	if err != nil {
		return nil, err
	}
	p, absent, err := o.openPort(ctx)
	if err != nil {
		return nil, err
	}
	info := p.Info()
	rec, err := begin(o, info)
	if err != nil {
		p.Close()
		return nil, err
	}
	file := info.Kind == port.KindFile || info.Kind == port.KindStdin || info.Kind == port.KindPipe
	s := &Session{
		opt: o, file: file, port: p, live: info.Live, send: newSender(), numbers: new(parse.Numbers),
		mail: newMailbox(file), came: &mapped{}, later: stopped(), there: make(chan struct{}), broken: make(chan struct{}),
	}
	s.manner.Store(m)
	s.came.change(m.maps)
	s.send.pace, s.send.sent = m.pace(), s.echoed
	if info.Kind == port.KindFile && !info.Wrapped { // a recording of ours tells when its bytes came
		if s.times, err = record.OpenTimes(o.Spec); err != nil {
			s.times = nil
		}
	}
	s.streams = []*stream{{rec: rec}}
	s.scroll(p, rec)
	if o.Filed && info.Kind != port.KindShared { // else who owns the line does it
		s.filing = newFiling(s.mail.readable, file)
		s.feeds = append(s.feeds, s.filing.mail)
	}
	if o.Resume && rec.Readable() && !s.back.placed {
		s.resuming, s.times, s.old = true, rec.Times(0), rec.Held()
	}
	s.streams[0].decoder = s.newDecoder(nil)
	s.life, s.end = context.WithCancel(context.Background())
	if absent {
		s.link = Link{State: Away, Detail: port.NotThere(info.Identity), Since: time.Now()}
	} else {
		s.link = Link{State: Up, Since: time.Now()}
		if device := info.Device(); device != "" {
			s.node = port.NodeAt(device)
		}
		s.send.attach(p)
		close(s.there)
	}
	s.run("reading the console", s.read)
	s.run("waiting for the console", s.tick)
	if s.resuming {
		s.run("reading the record", s.readRecord)
	}
	s.run("sending to the board", func() { s.send.work(s.life.Done()) })
	return s, nil
}

// lineWait is how long the line may take to be closed: what is on its way to the
// board has a while to leave.
const lineWait = 4 * time.Second

// Close ends the session: the port is released, the record completed. What was
// received can still be taken with Next. It waits neither for a line nor for a
// disk that does not answer; the error says what is not in the record.
func (s *Session) Close() error {
	s.closing.Do(func() { s.ended = s.close() })
	return s.ended
}

func (s *Session) close() error {
	s.mu.Lock()
	s.closed = true
	p := s.port
	s.setState(Closed, "")
	s.mu.Unlock()

	s.end()
	s.mail.hasten()
	s.filing.hasten()
	quiet := make(chan struct{})
	go func() {
		defer close(quiet)
		p.Close()
		s.all.Wait() // the reader still gives out what the decoder held
		if s.times != nil {
			s.times.Close()
		}
		s.back.close()
	}()
	select {
	case <-quiet:
	case <-time.After(lineWait):
	}
	s.finished(port.ErrClosed)
	if !s.filing.end() {
		s.setUnfiled(errors.New("its disk does not answer"))
	}
	return s.closeRecords()
}

// read is the reader: nothing in it waits for anybody but the port, for a moment
// the disk, and, with a file, for whoever takes the lines.
func (s *Session) read() {
	p := s.first()
	if p == nil {
		s.finish(port.ErrClosed)
		return
	}
	if s.back.skims() {
		s.readSkimming()
		return
	}
	buf := make([]byte, readSize)
	slow := gatherer{off: !s.gathers(p)}
	for {
		n, err := p.Read(buf)
		if n > 0 {
			s.take(s.streamOf(p), buf[:n])
		}
		if wait := slow.wait(n, s.settings().Baud, time.Now(), s.send.lately()); wait > 0 && err == nil {
			s.send.rest(wait)
		}
		switch {
		case err == nil:
		case errors.Is(err, port.ErrClosed) && s.isLent():
			if p = s.comesBack(p); p == nil {
				s.finish(port.ErrClosed)
				return
			}
		case errors.Is(err, io.EOF), errors.Is(err, port.ErrClosed):
			s.finish(err)
			return
		case s.missed(err):
		case !errors.Is(err, port.ErrGone):
			s.cutShort(err)
			return
		default:
			if p = s.reconnect(p, err); p == nil {
				s.finish(port.ErrClosed)
				return
			}
		}
	}
}

// gathers tells whether a read of the port brings all that came until then: not a datagram, or a
// record, at a time.
func (s *Session) gathers(p port.Port) bool {
	switch p.Info().Kind {
	case port.KindSerial, port.KindPty:
		return s.live && s.followed == nil
	}
	return false
}

// tick tells the decoders of silence.
func (s *Session) tick() {
	t := time.NewTicker(tickEvery)
	defer t.Stop()
	for s.live {
		select {
		case <-s.life.Done():
			return
		case now := <-t.C:
			s.idle(now)
		case now := <-s.later.C:
			s.handLater(now)
		}
	}
}

// stopped is a timer that nothing has started.
func stopped() *time.Timer {
	t := time.NewTimer(tickEvery)
	t.Stop()
	return t
}

// handLater hands out the snapshots that the decoders held back, as the last lines of a
// crash came right behind others: the next tick may be half a second away.
func (s *Session) handLater(now time.Time) {
	s.decoding.Lock()
	defer s.decoding.Unlock()
	if s.resuming {
		return
	}
	s.siftLate(now)
	for _, st := range s.streams {
		if st.owes {
			s.deliver(st, st.decoder.Idle(now), nil)
		}
	}
}

func (s *Session) idle(now time.Time) {
	if p, err := s.openPort(); err == nil {
		s.hearing.count(p.Counters())
	}
	s.decoding.Lock()
	defer s.decoding.Unlock()
	if s.resuming {
		return
	}
	s.siftLate(now)
	for _, st := range s.streams {
		if now.Sub(st.heard) < tickEvery {
			continue
		}
		switch asked := s.asked.Swap(false); { // and nothing came since
		case st.drawn.on:
			st.decoder.Away()
		case asked:
			st.decoder.Typed([]byte{'\r'}, now)
		}
		s.deliver(st, st.decoder.Idle(now), nil)
	}
	s.release(now)
}

// finish gives out what the decoder still held.
func (s *Session) finish(end error) {
	s.decoding.Lock()
	defer s.decoding.Unlock()
	s.endStreams()
	s.mu.Lock()
	if !s.closed {
		s.setState(Over, "")
	}
	s.mu.Unlock()
	if errors.Is(end, io.EOF) {
		end = io.EOF
	}
	s.finished(end)
}

// endStreams gives out what the decoders still held.
func (s *Session) endStreams() {
	if rest := s.back.rest(time.Now()); len(rest) > 0 {
		s.decode(s.streams[0], rest, nil, time.Now())
	}
	s.unherald(time.Now())
	s.eachStream(func(st *stream) parse.Batch {
		s.back.broken()
		b := st.decoder.Close()
		if s.back.skims() {
			b.Lines = s.back.tail(tailMost)
		}
		return b
	})
}

// cutShort ends the reading of what the system would not read on.
func (s *Session) cutShort(err error) {
	err = fmt.Errorf("%s could not be read to its end: %w", s.port.Info().Name, err)
	s.mu.Lock()
	s.setState(Over, err.Error())
	s.mu.Unlock()
	s.decoding.Lock()
	defer s.decoding.Unlock()
	s.endStreams()
	s.finished(err)
}

// hand gives what is new to all who take it. Raw is what came.
func (s *Session) hand(b parse.Batch, raw []byte) {
	s.mail.putRead(b, raw)
	s.filing.keepUp() // before the lock, behind which nothing waits
	s.feeding.Lock()
	defer s.feeding.Unlock()
	for _, m := range s.feeds {
		m.putRead(b, nil)
	}
}

// wake tells those who look on that something changed that no batch holds: the state of
// the line, or who types.
func (s *Session) wake() {
	s.feeding.Lock()
	defer s.feeding.Unlock()
	for _, m := range s.feeds {
		m.stir()
	}
}

// finished ends the mail of all.
func (s *Session) finished(end error) {
	s.mail.finish(end)
	s.feeding.Lock()
	defer s.feeding.Unlock()
	for _, m := range s.feeds {
		m.finish(end)
	}
}
