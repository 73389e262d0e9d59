package console

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"oopscope/console/port"
	"oopscope/console/record"
	"oopscope/parse"
)

// A session can lend its port to another program, for flashing or a debugger: it closes
// the port, and opens it again when that is done. All that came before is in the record,
// and the gap is marked there.

// settleMost is how long what is on its way to the board may take to leave, and what the
// board sent to be read, before the port goes out of the house.
const settleMost = 2 * time.Second

// The driver hands over what came by a worker of the kernel, which takes its time.
const (
	stillTimes = 10
	stillEvery = 2 * time.Millisecond
)

// How soon is looked whether a port is back, and how often when it is long in coming.
const (
	backSoonest = 2 * time.Millisecond
	backEvery   = 32 * time.Millisecond
)

// Lend closes the port for somebody else. To says who that is: it stands in the gap. Hand is
// the process that takes it back at a signal, for people; 0 where it comes back by itself.
func (s *Session) Lend(ctx context.Context, to string, hand int) (*Loan, error) {
	l := &Loan{to: to, hand: hand, since: time.Now(), given: make(chan struct{}), over: make(chan struct{})}
	var p port.Port
	if !s.live {
		return nil, ErrAway
	}
	if err := s.occupy(func() { s.loan, p = l, s.port }); err != nil {
		return nil, err
	}
	s.settle(ctx, p)
	s.mu.Lock()
	s.lost += p.Counters().Lost()
	s.setState(Away, l.state())
	s.mu.Unlock()
	s.send.detach()
	p.Close()
	select {
	case <-l.given:
	case <-s.life.Done():
		return nil, port.ErrClosed
	}
	s.wake()
	return l, nil
}

// settle waits until nothing is on its way in either direction, for a while.
func (s *Session) settle(ctx context.Context, p port.Port) {
	waits, _ := p.(port.Waiter)
	for end, still := time.Now().Add(settleMost), 0; still < stillTimes && time.Now().Before(end) && ctx.Err() == nil; still++ {
		if !s.send.idle() || waits != nil && waits.Waiting() > 0 {
			still = 0
		}
		time.Sleep(stillEvery)
	}
}

// Patience is how long who gives a port back may wait until it is there again. The session
// waits on behind that.
const Patience = 30 * time.Second

// TakeBack ends a loan, with what became of it, and waits for the port. The error says that
// it is not there yet, and what it waits for.
func (s *Session) TakeBack(ctx context.Context, l *Loan, outcome string, patience time.Duration) error {
	l.Return(outcome)
	limited, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	err := s.Back(limited, l)
	if ctx.Err() == nil && errors.Is(err, context.DeadlineExceeded) {
		return stillAway(s.Link())
	}
	return err
}

// stillAway says of a port that was given back that it is not there, what it waits for, and
// that nobody need do anything when that comes.
func stillAway(l Link) error {
	return fmt.Errorf("the port is still away: %s is %s; it is opened as soon as it is there", l.Name, cmp.Or(l.Detail, "not there"))
}

// Back waits until the port is the session's again after a loan, for as long as ctx allows.
func (s *Session) Back(ctx context.Context, l *Loan) error {
	for pause := backSoonest; ; pause = min(2*pause, backEvery) {
		s.mu.Lock()
		back, closed := s.loan != l && s.link.State == Up, s.closed
		s.mu.Unlock()
		switch {
		case back:
			return nil
		case closed:
			return port.ErrClosed
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(pause):
		}
	}
}

// Port tells what the session is about.
func (s *Session) Port() port.Info {
	s.mu.Lock()
	p := s.port
	s.mu.Unlock()
	return p.Info()
}

// Reached is the offset behind the last byte that came, decoded or not.
func (s *Session) Reached() int64 {
	if s.back.Scroll == nil {
		return s.taken()
	}
	return s.back.End()
}

// Taken is where what came so far ends, what is in no line included.
func (s *Session) Taken() int64 { return s.taken() }

// Hold tells what the record holds, and the holes up to there, for a process that reads it.
func (s *Session) Hold() (h record.Held, holes []Hole, err error) {
	s.decoding.Lock()
	defer s.decoding.Unlock()
	rec := s.streams[0].rec
	switch {
	case rec == nil || s.back.Scroll == nil || s.back.spool != nil || len(s.streams) > 1:
		return h, nil, errNotShared
	case s.resuming:
		return h, nil, errors.New("the session still reads what its record held; try again in a moment")
	}
	h, err = rec.Hold(s.back.Scroll)
	return h, s.Holes(0), err
}

var errNotShared = errors.New("the session has no record that another screen can read")

// LastBefore returns lines up to the one that ends at an offset, or the last before it.
func (s *Session) LastBefore(offset int64) ([]parse.Line, error) {
	if s.back.Scroll == nil {
		return nil, record.ErrNotThere
	}
	lines, err := s.back.Read(s.back.At(max(offset-1, 0)))
	if errors.Is(err, record.ErrNotThere) { // not all of the page is in the file as yet
		err = nil
	}
	at := len(lines)
	for at > 0 && lines[at-1].First >= offset {
		at--
	}
	return lines[:at], err
}
