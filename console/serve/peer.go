package serve

import (
	"context"
	"crypto/subtle"
	"errors"
	"fmt"
	"net"
	"os"
	"slices"
	"sync"
	"time"

	"oopscope/console"
	"oopscope/console/link"
	"oopscope/console/port"
	"oopscope/console/protocol"
	"oopscope/parse"
	"oopscope/parse/letter"
)

// A peer is one who looks at the session. One goroutine answers it, another tells it what
// happens.
type peer struct {
	v      *Server
	conn   *protocol.Conn
	number int
	who    string // as the system knows it
	name   string // as people know it
	need   secrets
	mute   bool // it may not type
	bound  bool // it may not run hooks

	life context.Context
	end  context.CancelFunc

	mu     sync.Mutex
	wanted []string // events; nil until it asks for some
	grown  bool     // it reads the record
	whole  bool     // also what is in no line
	told   int      // holes it was told of, where it reads the record

	listed map[int]*parse.Crash // what it was told of the reports when it asked, nil when it did not

	back  func(outcome string) error // of the port, while it has it
	carry *console.Carry             // of the line for a file, while it has that
	debug func()                     // ends its talk with a kernel by gdb's packets, nil without
}

func newPeer(v *Server, number int, name string, need secrets, c net.Conn) *peer {
	p := &peer{v: v, conn: protocol.NewConn(c, protocol.RequestMost), number: number, who: name, name: name, need: need}
	p.life, p.end = context.WithCancel(v.life)
	return p
}

func (p *peer) typist() console.Typist { return console.Typist{ID: p.number, Name: p.name} }

// serve talks to the peer until it goes.
func (p *peer) serve() {
	defer p.v.leave(p)
	defer p.conn.Close()
	defer p.end()
	defer func() {
		if p.back != nil {
			_ = p.back("it was gone before it gave the port back") // nobody is there to hear
		}
		if p.carry != nil {
			p.carry.End("the other screen was gone before the file was over")
		}
		if p.debug != nil {
			p.debug()
		}
		if p.whole {
			p.v.s.LetGo()
		}
	}()
	if p.conn.Write(protocol.Message{Event: "hello", Hello: p.hello()}) != nil || !p.proves() {
		return
	}
	for {
		var r protocol.Request
		err := p.conn.Read(&r)
		if nonsense := (*protocol.Nonsense)(nil); errors.As(err, &nonsense) {
			err = p.conn.Write(protocol.Message{ID: r.ID, Error: nonsense.Error()})
			r.Do = ""
		}
		if err != nil {
			if !isOver(err) {
				p.conn.Write(protocol.Message{Error: err.Error()})
			}
			return
		}
		if r.Do != "" && p.answer(&r) != nil {
			return
		}
	}
}

// remote tells whether the peer came over TCP.
func (p *peer) remote() bool { return p.need != secrets{} }

// proves tells whether the peer knows the secret, if there is one.
func (p *peer) proves() bool {
	if !p.remote() {
		return true
	}
	p.conn.Limit(tokenTime)
	var r protocol.Request
	if p.conn.Read(&r) != nil {
		return false
	}
	knows := func(secret string) bool { return subtle.ConstantTimeCompare([]byte(r.Token), []byte(secret)) == 1 }
	looks, types, runs := knows(p.need.look), knows(p.need.typing), knows(p.need.bench)
	p.mute, p.bound = !types && !runs, !runs
	if r.Do != "token" || !looks && p.mute {
		p.conn.Write(protocol.Message{ID: r.ID, Error: "the token is wrong; it is in the file that `oopscope serve` named"})
		return false
	}
	p.conn.Limit(0)
	if !p.v.acquaint(p) {
		p.conn.Write(protocol.Message{ID: r.ID, Error: tooMany})
		return false
	}
	return p.conn.Write(protocol.Message{ID: r.ID, Status: p.status()}) == nil
}

// turnAway tells who is one too many why it is hung up on; a stranger is told nothing.
func (p *peer) turnAway() {
	defer p.conn.Close()
	defer p.end()
	if !p.remote() {
		p.conn.Write(protocol.Message{Error: tooMany})
	}
}

var tooMany = fmt.Sprintf("%d others look on already, which is as many as may: end one of them", peersMost)

func (p *peer) hello() *protocol.Hello {
	h := &protocol.Hello{V: protocol.Version, Program: p.v.opt.Program, PID: os.Getpid(), Port: p.v.opt.Port, Token: p.remote()}
	if !p.remote() {
		info := p.v.s.Port()
		h.Device, h.Stable = port.Real(info.Device()), info.Device()
	}
	return h
}

// answer carries a request out; the error is one of the connection.
func (p *peer) answer(r *protocol.Request) error {
	do, known := answers[r.Do]
	m := &protocol.Message{}
	var err error
	if known {
		err = do(p, r, m)
	} else {
		err = fmt.Errorf("%q is nothing that can be asked for", r.Do)
	}
	if err != nil {
		m = &protocol.Message{Error: err.Error()}
	}
	if m.ID = r.ID; m.ID == 0 && err == nil && quiet(r.Do) {
		return nil
	}
	return p.conn.Write(m)
}

// quiet are requests whose carrying out says nothing but that.
func quiet(do string) bool { return do == "send" || do == "break" || do == "follow" }

// answers is the table of what can be asked for.
var answers = map[string]func(p *peer, r *protocol.Request, m *protocol.Message) error{
	"token":    func(*peer, *protocol.Request, *protocol.Message) error { return nil },
	"status":   func(p *peer, _ *protocol.Request, m *protocol.Message) error { m.Status = p.status(); return nil },
	"follow":   (*peer).follow,
	"lines":    (*peer).lines,
	"search":   (*peer).search,
	"crashes":  (*peer).crashes,
	"report":   (*peer).report,
	"keyboard": (*peer).keyboard,
	"send":     (*peer).send,
	"break":    func(p *peer, _ *protocol.Request, _ *protocol.Message) error { return p.v.s.BreakAs(p.typist()) },
	"lend":     (*peer).lend,
	"return":   (*peer).giveBack,
	"hook":     (*peer).hook,
	"record":   (*peer).record,
	"transfer": (*peer).transfer,
}

// callsItself takes a name from a peer, which is shown to people.
func (p *peer) callsItself(name string) {
	if name = letter.Clean(name); name != "" {
		p.name = fmt.Sprintf("%s (%s)", shorten(name), p.who)
	}
}

// shorten keeps words of a peer in one short line.
func shorten(s string) string { return shortenTo(s, wordsMost) }

func shortenTo(s string, most int) string {
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}

const wordsMost = 120

func (p *peer) keyboard(r *protocol.Request, m *protocol.Message) error {
	switch {
	case r.Drop:
		p.v.s.DropKeyboard(p.typist(), p.v.after(p))
	case p.mute:
		return errors.New("this token is for looking on; the other one in its file lets type")
	default:
		p.callsItself(r.Name)
		had := p.v.s.Typist()
		if !p.v.s.GiveKeyboard(p.typist(), r.Force) {
			return fmt.Errorf("%s has the keyboard; ask with force to take it", p.holder())
		}
		p.v.took(p, had)
	}
	m.Status = p.status()
	return nil
}

// holder names who has the keyboard.
func (p *peer) holder() string {
	switch t := p.v.s.Typist(); t.ID {
	case p.number:
		return "you"
	case console.Here.ID:
		return "the screen of the session"
	default:
		return t.Name
	}
}

func (p *peer) send(r *protocol.Request, _ *protocol.Message) error {
	b := r.Bytes
	if len(b) == 0 {
		b = []byte(r.Text)
	}
	if err := p.v.s.SendAs(p.typist(), b); err != nil || !r.Wait {
		return err
	}
	for n := 1; !p.v.s.Sent(); n++ {
		switch now := p.v.s.Typist(); {
		case now.ID != p.number:
			return fmt.Errorf("not all of it left as yet, and %w: %s", console.ErrTyping, now.Name)
		case n%goneEvery == 0 && p.conn.Gone():
			return net.ErrClosed
		}
		select {
		case <-p.life.Done():
			return p.life.Err()
		case <-time.After(sentEvery):
		}
	}
	return nil
}

// How often is looked whether what is to be sent has left, and after how many of these
// looks whether who waits for it is still there.
const (
	sentEvery = time.Millisecond
	goneEvery = 50
)

// transfer takes the line for a file of the peer's, or gives it back.
func (p *peer) transfer(r *protocol.Request, _ *protocol.Message) error {
	if p.carry != nil {
		p.carry.End(shortenTo(letter.Clean(r.Outcome), carryWords))
		p.carry = nil
	}
	switch {
	case r.Protocol == "":
		return nil
	case p.mute:
		return errors.New("this token is for looking on")
	}
	c, err := p.v.s.Carry(p.typist(), link.Transfer{Protocol: r.Protocol, Receive: r.Receive})
	if p.carry = c; err == nil {
		p.v.run(func() { carries(c, func(m protocol.Message) error { return p.conn.Write(m) }) })
	}
	return err
}

func (p *peer) lend(r *protocol.Request, m *protocol.Message) error {
	if p.mute {
		return errors.New("this token is for looking on")
	}
	if p.back != nil {
		return console.ErrLent
	}
	to := shorten(letter.Clean(r.Name))
	if to == "" {
		to = p.name
	}
	m.Device = port.Real(p.v.s.Port().Device())
	hand := 0
	if r.Name == console.ByHand {
		hand = p.conn.PID()
	}
	back, err := p.v.Lend(p.life, to, hand)
	p.back = back
	return err
}

func (p *peer) giveBack(r *protocol.Request, m *protocol.Message) error {
	if p.back == nil {
		return errors.New("the port was not lent to you")
	}
	err := p.back(shorten(letter.Clean(r.Outcome)))
	p.back = nil
	m.Status = p.status()
	return err
}

func (p *peer) wants(event string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Contains(p.wanted, event)
}
