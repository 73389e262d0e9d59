package console

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"oopscope/console/link"
	"oopscope/console/transfer"
)

// A file can be sent or received by another screen than the one that owns the line. It is the
// owner who parts what the board says all the same, so that no screen shows the protocol's
// bytes, and all count the same lines.

// A Carry is the line while another screen has it for a file. What that one sends comes by
// SendAs.
type Carry struct {
	s     *Session
	wire  asideWire
	stop  context.CancelFunc
	ended chan struct{} // closed by End
	once  sync.Once
}

// Carry begins one for who has the keyboard. It is stopped as a transfer of this screen is:
// its Next says so. Then it is to be ended.
func (s *Session) Carry(who Typist, t link.Transfer) (*Carry, error) {
	if !slices.Contains(link.Protocols, t.Protocol) {
		return nil, fmt.Errorf("%q is no protocol that files go by", t.Protocol)
	}
	ctx, stop := context.WithCancel(s.life)
	err := s.asTypist(who, func() error {
		return s.occupy(func() { s.side.beginFor(who, stop) })
	})
	if err != nil {
		stop()
		return nil, err
	}
	s.side.told(link.Progress{Sending: !t.Receive, Protocol: t.Protocol, Began: time.Now(), For: who.Name})
	s.sift(t)
	s.wake()
	return &Carry{s: s, wire: asideWire{ctx: ctx, side: &s.side}, stop: stop, ended: make(chan struct{})}, nil
}

// Next waits for what the board says, and returns it.
func (c *Carry) Next(p []byte) (int, error) {
	for {
		if n, err := c.wire.Read(p, time.Minute); !errors.Is(err, transfer.ErrTimeout) {
			return n, err
		}
	}
}

// Damaged is how many pieces came damaged so far, or were asked for again.
func (c *Carry) Damaged() int { return c.s.sentAgain() }

// End gives the line back; words say what became of the file.
func (c *Carry) End(words string) {
	c.once.Do(func() {
		close(c.ended)
		c.s.unsift(words)
		c.stop()
		c.s.side.end()
		c.s.wake()
	})
}

// Ended is closed when it was.
func (c *Carry) Ended() <-chan struct{} { return c.ended }

// wireFor is the line for a file that this screen sends or receives: its own, or that of the
// process that it looks at. Over ends that, and says what became of the file.
func (s *Session) wireFor(ctx context.Context, t link.Transfer) (w transfer.Wire, over func(words string), err error) {
	f := s.follower()
	if f == nil {
		s.sift(t)
		return asideWire{ctx, &s.side, s.send.writeNow}, s.unsift, nil
	}
	if err := f.Carry(t, cargo{s}); err != nil {
		return nil, nil, err
	}
	return asideWire{ctx, &s.side, s.pourer(f)}, f.Carried, nil
}

// pourer sends through another process, no faster than that takes it.
func (s *Session) pourer(f Follower) func(ctx context.Context, p []byte) error {
	return func(ctx context.Context, p []byte) error {
		left, p := make(chan error, 1), slices.Clone(p) // it may be given up before it left
		go func() { left <- f.Pour(p) }()
		select {
		case err := <-left:
			if err == nil {
				s.send.count.Add(int64(len(p)))
			}
			return err
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// cargo is a file of this screen, over another process's line.
type cargo struct{ s *Session }

// Came implements Cargo.
func (c cargo) Came(p []byte, damaged int) {
	c.s.side.add(p)
	c.s.side.harmed(damaged)
}

// Ended implements Cargo.
func (c cargo) Ended(why error) {
	if why == nil {
		why = errors.New("the transfer was stopped")
	}
	c.s.side.fail(why)
}
