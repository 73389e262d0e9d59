package attach

import (
	"errors"
	"fmt"
	"io"
	"sync"
	"time"

	"oopscope/console"
	"oopscope/console/link"
	"oopscope/console/port"
	"oopscope/console/protocol"
	"oopscope/console/record"
)

// A Port is the line of another process as a port: its bytes are read where that records
// them, what is typed goes through the socket.
type Port struct {
	c    *Client
	past *console.Past

	mu      sync.Mutex
	at      int64 // offset of the byte that is read next
	end     int64 // of what came
	before  int64 // what the record had before the session, of which the other counts what it recorded
	holes   []console.Hole
	status  protocol.Status
	refused string    // why the last thing typed was not sent
	over    bool      // the other is gone
	gone    time.Time // and since when
	closed  bool
	cargo   console.Cargo // of the file that goes over the line, nil for none
	waiting map[int64]chan *protocol.Message
	wake    chan struct{} // holds a token when something changed
}

var _ console.Follower = (*Port)(nil)

// Open makes a port of a client. With typing it asks for the keyboard, and does without
// when another has it.
func Open(c *Client, typing bool) (*Port, error) {
	p, err := open(c, protocol.Request{Do: "record"})
	if err == nil && typing {
		_ = p.TakeKeyboard(false)
	}
	return p, err
}

// OpenFor makes a port of a client for a program, which reads what is in no line, too: what a
// protocol says is for it.
func OpenFor(c *Client, program string) (*Port, error) {
	return open(c, protocol.Request{Do: "record", Program: program})
}

func open(c *Client, how protocol.Request) (*Port, error) {
	p := &Port{c: c, waiting: map[int64]chan *protocol.Message{}, wake: make(chan struct{}, 1)}
	m, err := c.Ask(how)
	if err == nil && m.Record == nil {
		err = errors.New("it says nothing of its record")
	}
	if err == nil {
		err = p.begin(m.Record)
	}
	if err != nil {
		c.Close()
		return nil, fmt.Errorf("%s is in use by oopscope (pid %d): %w", c.hello.Port, c.hello.PID, err)
	}
	go p.listen()
	if err := p.ask(protocol.Request{Do: "status"}, answerTime); err != nil {
		p.Close()
		return nil, c.lost(err)
	}
	return p, nil
}

// begin opens the record.
func (p *Port) begin(r *protocol.Record) error {
	raw, err := record.Follow(&r.Held)
	if err != nil {
		return err
	}
	scroll, err := record.ScrollOf(raw, &r.Held)
	if err != nil {
		raw.Close()
		return err
	}
	p.past = &console.Past{Record: raw, Scroll: scroll, End: r.End}
	for i := range r.Gaps {
		p.past.Holes = append(p.past.Holes, hole(&r.Gaps[i]))
	}
	p.at, p.end = r.End, r.End
	return nil
}

func hole(g *protocol.Gap) console.Hole {
	return console.Hole{At: g.At, Length: time.Duration(g.Seconds * float64(time.Second)), Reason: g.Reason, Skip: min(max(g.Skip, 0), g.At)}
}

// Past is what was recorded when the port was opened.
func (p *Port) Past() *console.Past { return p.past }

// listen hears what the other says, until one of the two goes.
func (p *Port) listen() {
	for {
		m := &protocol.Message{}
		err := p.c.conn.Read(m)
		p.mu.Lock()
		if err == nil {
			p.hear(m)
		} else {
			p.over, p.gone = true, time.Now()
			for id, answer := range p.waiting {
				delete(p.waiting, id)
				close(answer)
			}
		}
		p.mu.Unlock()
		select {
		case p.wake <- struct{}{}:
		default:
		}
		if err != nil {
			p.c.Close() // also of one that talks nonsense
			return
		}
	}
}

// hear takes in what the other said; mu is held.
func (p *Port) hear(m *protocol.Message) {
	if m.Status != nil {
		p.status = *m.Status
		p.before = max(p.before, p.end-p.status.Recorded) // the other may be on with the one or the other
	}
	switch {
	case m.ID != 0:
		if answer := p.waiting[m.ID]; answer != nil {
			delete(p.waiting, m.ID)
			answer <- m
		}
	case m.Event == "transfer":
		p.carried(m)
	case m.Error != "":
		p.refused = m.Error
	case m.Event == "grown":
		p.end = max(p.end, m.Grown)
	case m.Event == "gap" && m.Gap != nil && m.Gap.At >= p.at:
		p.holes = append(p.holes, hole(m.Gap))
	}
}

// answerTime is how long the other may take to answer a person.
const answerTime = 3 * time.Second

// ask has a request answered while events come.
func (p *Port) ask(r protocol.Request, patience time.Duration) error {
	answer := make(chan *protocol.Message, 1)
	p.mu.Lock()
	if p.over {
		p.mu.Unlock()
		return port.ErrGone
	}
	p.c.next++
	r.ID = p.c.next
	p.waiting[r.ID] = answer
	p.mu.Unlock()
	defer p.forget(r.ID)
	if err := p.c.conn.Write(r); err != nil {
		return port.ErrGone
	}
	select {
	case m, ok := <-answer:
		switch {
		case !ok:
			return port.ErrGone
		case m.Error != "":
			return errors.New(m.Error)
		}
		return nil
	case <-time.After(patience):
		return fmt.Errorf("the session of %s (pid %d) does not answer", p.c.hello.Port, p.c.hello.PID)
	}
}

// forget no longer waits for an answer.
func (p *Port) forget(id int64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.waiting, id)
}

// TakeKeyboard asks for the right to type, as another screen.
func (p *Port) TakeKeyboard(forced bool) error { return p.TakeKeyboardAs("another screen", forced) }

// TakeKeyboardAs is TakeKeyboard for something else, which others know by a name.
func (p *Port) TakeKeyboardAs(name string, forced bool) error {
	return p.ask(protocol.Request{Do: "keyboard", Force: forced, Name: name}, answerTime)
}

// diskWait is for bytes that the other has and its disk not as yet.
const diskWait = 5 * time.Millisecond

// lastWords is how long the record of one that is gone may still grow: its connections end
// before its disk has all that it heard.
const lastWords = 300 * time.Millisecond

// Read returns what came behind Past, and a console.Missed where the stream has a hole.
func (p *Port) Read(b []byte) (int, error) {
	for {
		p.mu.Lock()
		at, to, over, closed, gone := p.at, p.end, p.over, p.closed, p.gone
		if len(p.holes) > 0 {
			h := p.holes[0]
			if h.At-h.Skip <= at {
				if p.holes = p.holes[1:]; h.Skip > 0 {
					h.Skip = max(h.At-at, 0)
					p.at = max(at, h.At)
				}
				p.mu.Unlock()
				return 0, console.Missed{Hole: h}
			}
			to = min(to, h.At-h.Skip)
		}
		p.mu.Unlock()
		if over {
			to = max(to, p.past.Record.Size()) // its last word did not reach us
		}
		n := 0
		if to > at && !closed {
			n, _ = p.past.Record.ReadAt(b[:min(int64(len(b)), to-at)], at)
		}
		switch {
		case closed:
			return 0, port.ErrClosed
		case n > 0:
			p.mu.Lock()
			p.at += int64(n)
			p.mu.Unlock()
			return n, nil
		case over && time.Since(gone) > lastWords:
			return 0, io.EOF
		case over, to > at:
			time.Sleep(diskWait)
		default:
			<-p.wake
		}
	}
}

// sendMost is how much goes in one request, which has a bound.
const sendMost = 32 << 10

// Write has bytes typed.
func (p *Port) Write(b []byte) (sent int, err error) {
	p.mu.Lock()
	p.refused = ""
	p.mu.Unlock()
	for len(b) > 0 {
		n := min(len(b), sendMost)
		if err := p.c.conn.Write(protocol.Request{Do: "send", Bytes: b[:n]}); err != nil {
			return sent, port.ErrGone
		}
		sent, b = sent+n, b[n:]
	}
	return sent, nil
}

// Pour has bytes typed no faster than the board takes them: it returns when they have
// left.
func (p *Port) Pour(b []byte) error {
	for len(b) > 0 {
		n := min(len(b), pourMost)
		if err := p.ask(protocol.Request{Do: "send", Bytes: b[:n], Wait: true}, pourTime); err != nil {
			return err
		}
		b = b[n:]
	}
	return nil
}

// Of what is poured, so much goes at a time, and may take so long: with flow control a
// board may take its time.
const (
	pourMost = sendMost
	pourTime = 10 * time.Minute
)

// DropKeyboard gives the keyboard back.
func (p *Port) DropKeyboard() error {
	return p.ask(protocol.Request{Do: "keyboard", Drop: true}, answerTime)
}

// Break has a BREAK sent.
func (p *Port) Break() error {
	if p.c.conn.Write(protocol.Request{Do: "break"}) != nil {
		return port.ErrGone
	}
	return nil
}

// Close lets the other go on alone.
func (p *Port) Close() error {
	p.mu.Lock()
	p.closed = true
	p.mu.Unlock()
	select {
	case p.wake <- struct{}{}:
	default:
	}
	return p.c.Close()
}

// Info tells what the port is.
func (p *Port) Info() port.Info {
	p.mu.Lock()
	defer p.mu.Unlock()
	return port.Info{
		Name: p.c.hello.Port, Kind: port.KindShared, Settings: p.status.Settings, Identity: p.c.hello.Stable,
		Writable: p.status.Typing, Breaks: true, Live: true,
	}
}

// Counters are the other's.
func (p *Port) Counters() port.Counters { return port.Counters{} }

// Line tells of the port as the other knows it.
func (p *Port) Line() link.Link {
	p.mu.Lock()
	defer p.mu.Unlock()
	s := &p.status
	l := link.Link{
		Name: p.c.hello.Port, Settings: s.Settings, State: link.State(s.State), Detail: s.Detail, Since: s.Since,
		Writable: s.Typing && s.State == string(link.Up), Lost: s.Lost, Record: s.Record, Recorded: max(s.Recorded, p.end-p.before), // no status comes for every byte
		Trouble: s.Trouble, Ailment: s.Ailment, Warning: s.Warning, Busy: s.Busy, Shared: p.c.hello.PID,
	}
	if !s.Typing {
		l.Typist = s.Typist
	}
	if p.refused != "" {
		l.Warning = "the last input did not reach the board: " + p.refused
	}
	if p.over {
		l.Detail = fmt.Sprintf("the session that had %s (pid %d) has ended; oopscope %s opens the port anew", l.Name, l.Shared, l.Name)
	}
	return l
}
