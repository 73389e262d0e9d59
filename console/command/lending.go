package command

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"

	"oopscope/console"
	"oopscope/console/attach"
	"oopscope/console/ending"
	"oopscope/console/port"
	"oopscope/console/serve"
)

// A Lender lends the port of a session by hand: by a key, or by a signal. Its errors say
// what did not go as whole sentences.
type Lender struct {
	lend func() (back func(outcome string) error, err error)

	mu   sync.Mutex
	back func(outcome string) error // nil while the port is not lent
}

// lenderOf lends the port of a session that is shared.
func lenderOf(v *serve.Server) *Lender {
	return &Lender{lend: func() (func(string) error, error) {
		return v.Lend(context.Background(), console.ByHand, os.Getpid())
	}}
}

// lenderAt lends the port that another process has.
func lenderAt(target string) *Lender {
	return &Lender{lend: func() (func(string) error, error) {
		c, err := attach.Find(context.Background(), target)
		if err != nil {
			return nil, err
		}
		if err := c.Borrow(console.ByHand); err != nil {
			c.Close()
			return nil, err
		}
		return func(outcome string) error {
			defer c.Close() // which gives it back, too
			return c.GiveBack(outcome)
		}, nil
	}}
}

// lenderAlone lends the port of a session that nobody else can reach; nil where it has none.
func lenderAlone(s *console.Session) *Lender {
	info := s.Port()
	switch {
	case !isLendable(&info):
		return nil
	case info.Kind == port.KindShared:
		return lenderAt(info.Name)
	}
	return &Lender{lend: func() (func(string) error, error) {
		l, err := s.Lend(context.Background(), console.ByHand, os.Getpid())
		return func(outcome string) error { return s.TakeBack(context.Background(), l, outcome, console.Patience) }, err
	}}
}

// isLendable tells whether a port is one that another program could open.
func isLendable(info *port.Info) bool {
	return info.Live && info.Kind != port.KindStdin && info.Kind != port.KindPipe && info.Kind != port.KindKmsg
}

// lendersIn are those of the sessions of a program without a screen. Of several none is lent.
func lendersIn(e *ending.Ending) func() (lend *Lender, back []*Lender) {
	known := map[*console.Session]*Lender{}
	return func() (lend *Lender, back []*Lender) {
		for _, s := range e.Sessions() {
			l, ok := known[s]
			if !ok {
				l = lenderAlone(s)
				known[s] = l
			}
			if l != nil {
				back = append(back, l)
			}
		}
		if len(back) == 1 {
			lend = back[0]
		}
		return lend, back
	}
}

// Toggle implements ui.Lender.
func (l *Lender) Toggle() (lent bool, err error) {
	if back := l.claim(); back != nil {
		return false, back(takenBack)
	}
	err = l.handOver()
	return err == nil, err
}

// takenBack is what became of a port that was lent by hand.
const takenBack = "taken back by hand"

// handOver lends the port, if it is not lent.
func (l *Lender) handOver() (err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.back != nil {
		return nil
	}
	if l.back, err = l.lend(); err != nil {
		return fmt.Errorf("not lent: %w", err)
	}
	return nil
}

// claim returns what takes the port back, once; nil when it is not lent by hand.
func (l *Lender) claim() (back func(outcome string) error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	back, l.back = l.back, nil
	return back
}

// Told is told what became of a port that a signal lent, or took back.
type Told func(lent bool, err error)

// both is the port that is lent at a signal, and those that are taken back.
func (l *Lender) both() (lend *Lender, back []*Lender) { return l, []*Lender{l} }

// What a signal finds that there is nothing to do for.
var (
	errNoLender = errors.New("not lent: there is not one live line here that another program could want")
	errNotLent  = errors.New("no port is lent by hand here; SIGUSR2 lends it")
)

// HeedLending lends and takes back at signals, until e ends: of several ports it lends the
// one that the first of ports is, nil for none, and takes back all others. What came of it
// is told, and may be told later than what the next signal brings.
func HeedLending(e *ending.Ending, ports func() (lend *Lender, back []*Lender), told Told) {
	e.OnLending(func(lend bool) {
		l, all := ports()
		switch {
		case !lend:
			takeAllBack(all, told)
		case l == nil:
			told(false, errNoLender)
		default:
			err := l.handOver()
			told(err == nil, err)
		}
	})
}

// takeAllBack takes back what is lent by hand. It does not wait for what is away.
func takeAllBack(all []*Lender, told Told) {
	none := true
	for _, l := range all {
		if back := l.claim(); back != nil {
			none = false
			go func() { told(false, back(takenBack)) }()
		}
	}
	if none {
		told(false, errNotLent)
	}
}

// tellLending tells it on standard error.
func tellLending(lent bool, err error) {
	switch {
	case err != nil:
		ending.Tell("%v", err)
	case lent:
		ending.Tell("the port is free for another program; kill -USR1 %d takes it back", os.Getpid())
	default:
		ending.Tell("the port is back")
	}
}
