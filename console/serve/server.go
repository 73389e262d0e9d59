// Package serve shares a session: it listens on a socket, and lets peers look at what the
// session brings, ask for what was, and, one at a time, type. Everything that a peer sends
// is as hostile as the board; one that does not read loses lines and holds up nobody.
package serve

import (
	"cmp"
	"context"
	"errors"
	"io"
	"net"
	"os"
	"slices"
	"sync"
	"time"

	"oopscope/console"
	"oopscope/console/link"
	"oopscope/console/protocol"
	"oopscope/parse"
)

// Bounds of what peers may use up.
const (
	peersMost = 32
	strangers = 8 // of who came over TCP and said no token yet: they take nobody's place
	tokenTime = 5 * time.Second
)

// Options say how a session is shared.
type Options struct {
	Port     string                                           // what was opened, as a person called it
	Program  string                                           // who we are, with the version
	Screen   bool                                             // the session has a screen of its own, to which the keyboard belongs
	Resolve  func(*parse.Crash) *parse.Crash                  // adds locations to a report; nil for none
	Hooks    Hooks                                            // commands of the bench that peers may run; nil for none
	Patience time.Duration                                    // of who gives the port back, until it is there; 0 for what is usual
	Lent     func(console.Hole)                               // is told when the port came back; nil for nobody
	Met      func(crashes []*parse.Crash, boots []parse.Boot) // is told of what is new; nil for nobody
}

// A Server shares one session.
type Server struct {
	s    *console.Session
	opt  Options
	life context.Context
	end  context.CancelFunc
	all  sync.WaitGroup

	secrets secrets // of the peers over TCP
	tokens  string  // the file that they are in, "" for none

	mu        sync.Mutex // around what follows
	listeners []net.Listener
	peers     map[*peer]bool // true for strangers
	last      int            // number of the last peer
	reports   reports
	loan      *console.Loan
	turns     []*peer // who had the keyboard, the last one now
}

// New begins to note what a session brings. Nobody can look at it before Listen or TCP.
func New(s *console.Session, opt Options) *Server {
	v := &Server{s: s, opt: opt, peers: map[*peer]bool{}}
	v.life, v.end = context.WithCancel(context.Background())
	if !opt.Screen {
		s.GiveKeyboard(console.Nobody, true)
	}
	feed := s.Finds(v.keep)
	v.run(func() { v.note(feed) })
	return v
}

// Listen makes the socket, and returns its path.
func (v *Server) Listen() (path string, err error) {
	l, err := protocol.Listen(v.opt.Port)
	if err != nil {
		return "", err
	}
	v.accept(l, secrets{})
	return l.Addr().String(), nil
}

// accept takes peers in; those who know a secret, where there are some.
func (v *Server) accept(l net.Listener, need secrets) {
	v.mu.Lock()
	v.listeners = append(v.listeners, l)
	v.mu.Unlock()
	v.run(func() {
		for {
			c, err := l.Accept()
			switch {
			case err == nil:
				v.admit(c, need)
			case v.life.Err() != nil || errors.Is(err, net.ErrClosed):
				return
			default: // too many open files, for example
				time.Sleep(50 * time.Millisecond)
			}
		}
	})
}

// admit begins to talk to a peer that may be there.
func (v *Server) admit(c net.Conn, need secrets) {
	name, ok := "a network peer", need != secrets{}
	if !ok {
		name, ok = protocol.Trusted(c)
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	if !ok || v.life.Err() != nil {
		c.Close()
		return
	}
	v.last++
	p := newPeer(v, v.last, name, need, c)
	if !v.hasRoom(p.remote()) {
		v.run(p.turnAway)
		return
	}
	v.peers[p] = p.remote()
	v.run(p.serve)
}

// hasRoom tells whether one more may come in, of the strangers or the others.
func (v *Server) hasRoom(stranger bool) bool {
	n, most := 0, map[bool]int{true: strangers, false: peersMost}[stranger]
	for _, is := range v.peers {
		if is == stranger {
			n++
		}
	}
	return n < most
}

// acquaint makes a stranger one of the others, and tells whether there is room.
func (v *Server) acquaint(p *peer) bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.peers[p] && !v.hasRoom(false) {
		return false
	}
	v.peers[p] = false
	return true
}

// run runs a goroutine of the server. A mistake in it costs the peer, not the session.
func (v *Server) run(f func()) {
	v.all.Go(func() {
		_ = link.Safely("sharing the session", func() error { f(); return nil })
	})
}

func (v *Server) leave(p *peer) {
	v.mu.Lock()
	delete(v.peers, p)
	v.mu.Unlock()
	v.s.DropKeyboard(p.typist(), v.after(p))
}

// note tells of what the session finds.
func (v *Server) note(feed *console.Feed) {
	defer feed.Close()
	for {
		b, err := feed.Next(v.life)
		if err != nil {
			return
		}
		if v.opt.Met != nil && len(b.Crashes)+len(b.Boots) > 0 {
			v.opt.Met(b.Crashes, b.Boots)
		}
	}
}

// keep keeps a report of the session.
func (v *Server) keep(c *parse.Crash) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.reports.keep(c)
}

// whole returns a report as it is known here, decoded again where that is in brief.
func (v *Server) whole(c *parse.Crash) *parse.Crash {
	if !c.Brief {
		return c
	}
	whole, err := v.s.Whole(v.life, c, parse.Boot{N: c.Boot, First: 1, Kernel: c.Kernel})
	if err != nil { // what is known of it is better than nothing
		return c
	}
	return whole
}

// known returns the reports so far, oldest first.
func (v *Server) known() []*parse.Crash {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.reports.all()
}

// crashes is how many reports there are.
func (v *Server) crashes() int {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.reports.count()
}

// Close takes the sockets away and lets the peers go. A port that is lent comes back.
func (v *Server) Close() {
	v.mu.Lock()
	v.end()
	if v.tokens != "" {
		os.Remove(v.tokens)
	}
	for _, l := range v.listeners {
		l.Close()
	}
	for p := range v.peers {
		p.conn.Close()
	}
	v.mu.Unlock()
	gone := make(chan struct{})
	go func() { v.all.Wait(); close(gone) }()
	select {
	case <-gone:
	case <-time.After(time.Second): // a disk that hangs keeps who asked for lines
	}
}

// Lend lends the port to whoever is named, as [console.Session.Lend] does. Back takes it back,
// and says why it is not there yet; a second call of it does nothing.
func (v *Server) Lend(ctx context.Context, to string, hand int) (back func(outcome string) error, err error) {
	l, err := v.s.Lend(ctx, to, hand)
	if err != nil {
		return nil, err
	}
	v.mu.Lock()
	v.loan = l
	v.mu.Unlock()
	return func(outcome string) error { return v.takeBack(l, outcome) }, nil
}

func (v *Server) takeBack(l *console.Loan, outcome string) error {
	v.mu.Lock()
	mine := v.loan == l
	if mine {
		v.loan = nil
	}
	v.mu.Unlock()
	if !mine {
		return nil
	}
	v.run(func() { // whenever it comes
		if v.s.Back(v.life, l) == nil {
			v.tellLent()
		}
	})
	return v.s.TakeBack(v.life, l, outcome, cmp.Or(v.opt.Patience, console.Patience))
}

// tellLent tells of the gap that a loan left.
func (v *Server) tellLent() {
	if holes := v.s.Holes(0); v.opt.Lent != nil && len(holes) > 0 {
		v.opt.Lent(holes[len(holes)-1])
	}
}

// isOver tells whether a connection just ended.
func isOver(err error) bool {
	return errors.Is(err, io.EOF) || errors.Is(err, net.ErrClosed) || errors.Is(err, os.ErrDeadlineExceeded)
}

// Whose the keyboard is when who has it goes, or gives it back: who it was taken from. A
// command of run has it for a moment only.

// took notes that a peer has it now, and who had it before.
func (v *Server) took(p *peer, from console.Typist) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if from.ID == console.Here.ID {
		v.turns = nil
	}
	v.forget(p)
	v.turns = append(v.turns, p)
}

// after is who has it when a peer is done: the last of those that it was taken from and that
// are here still, else the session's own screen, or nobody where it has none.
func (v *Server) after(p *peer) console.Typist {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.forget(p)
	if n := len(v.turns); n > 0 {
		return v.turns[n-1].typist()
	}
	if v.opt.Screen {
		return console.Here
	}
	return console.Nobody
}

// forget takes a peer out of the turns; mu is held.
func (v *Server) forget(p *peer) {
	v.turns = slices.DeleteFunc(v.turns, func(x *peer) bool { return x == p })
}
