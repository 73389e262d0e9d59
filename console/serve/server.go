// Package serve shares a session: it listens on a socket, and lets peers look at what the
// session brings, ask for what was, and, one at a time, type. Everything that a peer sends
// is as hostile as the board; one that does not read loses lines and holds up nobody.
package serve

import (
	"context"
	"errors"
	"io"
	"net"
	"os"
	"sync"
	"time"

	"oopscope/console"
	"oopscope/console/link"
	"oopscope/console/protocol"
	"oopscope/parse"
)

// Bounds of what peers may use up.
const (
	peersMost   = 32
	crashesMost = 4096 // the newest reports are kept
	tokenTime   = 5 * time.Second
)

// Options say how a session is shared.
type Options struct {
	Port    string                                           // what was opened, as a person called it
	Program string                                           // who we are, with the version
	Screen  bool                                             // the session has a screen of its own, to which the keyboard belongs
	Resolve func(*parse.Crash) *parse.Crash                  // adds locations to a report; nil for none
	Lent    func(console.Hole)                               // is told when the port came back; nil for nobody
	Met     func(crashes []*parse.Crash, boots []parse.Boot) // is told of what is new; nil for nobody
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
	peers     map[*peer]bool
	last      int // number of the last peer
	crashes   []*parse.Crash
	loan      *console.Loan
}

// New begins to note what a session brings. Nobody can look at it before Listen or TCP.
func New(s *console.Session, opt Options) *Server {
	v := &Server{s: s, opt: opt, peers: map[*peer]bool{}}
	v.life, v.end = context.WithCancel(context.Background())
	if !opt.Screen {
		s.GiveKeyboard(console.Nobody, true)
	}
	feed := s.Feed(false)
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
	if !ok || len(v.peers) >= peersMost || v.life.Err() != nil {
		v.mu.Unlock()
		c.Close()
		return
	}
	v.last++
	p := newPeer(v, v.last, name, need, c)
	v.peers[p] = true
	v.mu.Unlock()
	v.run(p.serve)
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
	v.s.DropKeyboard(p.typist(), v.home())
}

// home is whose the keyboard is when no peer has it.
func (v *Server) home() console.Typist {
	if v.opt.Screen {
		return console.Here
	}
	return console.Nobody
}

// note keeps the reports of the session.
func (v *Server) note(feed *console.Feed) {
	defer feed.Close()
	for {
		b, err := feed.Next(v.life)
		if err != nil {
			return
		}
		v.keep(b.Crashes)
		if v.opt.Met != nil && len(b.Crashes)+len(b.Boots) > 0 {
			v.opt.Met(b.Crashes, b.Boots)
		}
	}
}

func (v *Server) keep(crashes []*parse.Crash) {
	v.mu.Lock()
	defer v.mu.Unlock()
	for _, c := range crashes {
		at := len(v.crashes)
		for at > 0 && v.crashes[at-1].ID > c.ID {
			at--
		}
		if at > 0 && v.crashes[at-1].ID == c.ID {
			v.crashes[at-1] = c
			continue
		}
		v.crashes = append(v.crashes[:at:at], append([]*parse.Crash{c}, v.crashes[at:]...)...)
	}
	v.crashes = v.crashes[max(0, len(v.crashes)-crashesMost):]
}

// known returns the reports so far, oldest first.
func (v *Server) known() []*parse.Crash {
	v.mu.Lock()
	defer v.mu.Unlock()
	return append([]*parse.Crash(nil), v.crashes...)
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

// Lend lends the port to whoever is named; a second call of what it returns does nothing.
func (v *Server) Lend(ctx context.Context, to string) (back func(outcome string), err error) {
	l, err := v.s.Lend(ctx, to)
	if err != nil {
		return nil, err
	}
	v.mu.Lock()
	v.loan = l
	v.mu.Unlock()
	return func(outcome string) { v.takeBack(l, outcome) }, nil
}

// backMost is how long a port that comes back may take to be there again, before nobody
// waits any more; the session goes on to.
const backMost = 30 * time.Second

func (v *Server) takeBack(l *console.Loan, outcome string) {
	v.mu.Lock()
	mine := v.loan == l
	if mine {
		v.loan = nil
	}
	v.mu.Unlock()
	if !mine {
		return
	}
	l.Return(outcome)
	ctx, cancel := context.WithTimeout(v.life, backMost)
	defer cancel()
	if v.s.Back(ctx, l) == nil && v.opt.Lent != nil {
		if holes := v.s.Holes(0); len(holes) > 0 {
			v.opt.Lent(holes[len(holes)-1])
		}
	}
}

// isOver tells whether a connection just ended.
func isOver(err error) bool {
	return errors.Is(err, io.EOF) || errors.Is(err, net.ErrClosed) || errors.Is(err, os.ErrDeadlineExceeded)
}
