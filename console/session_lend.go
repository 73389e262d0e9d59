package console

import (
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

// Lend closes the port for somebody else. To says who that is: it stands in the gap.
func (s *Session) Lend(ctx context.Context, to string) (*Loan, error) {
	l := &Loan{to: to, since: time.Now(), given: make(chan struct{}), over: make(chan struct{})}
	s.mu.Lock()
	switch {
	case s.closed:
		s.mu.Unlock()
		return nil, port.ErrClosed
	case s.loan != nil:
		s.mu.Unlock()
		return nil, ErrLent
	case s.busy != "":
		defer s.mu.Unlock()
		return nil, fmt.Errorf("the line is in use: %s", s.busy)
	case s.link.State != Up || !s.live:
		s.mu.Unlock()
		return nil, ErrAway
	}
	s.loan = l
	p := s.port
	s.mu.Unlock()
	s.settle(ctx, p)
	s.mu.Lock()
	s.lost += p.Counters().Lost()
	s.setState(Away, "lent to "+to)
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

// Back waits until the port is the session's again after a loan.
func (s *Session) Back(ctx context.Context, l *Loan) error {
	for {
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
		case <-time.After(2 * time.Millisecond):
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
