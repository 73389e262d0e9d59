package console

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"oopscope/console/link"
	"oopscope/console/port"
	"oopscope/parse/noise"
)

// The speed of a board is found by listening: nothing is sent, and what is heard
// meanwhile is in the record like everything else.

// consoleSpeeds are those that boards' consoles have.
var consoleSpeeds = []int{9600, 19200, 38400, 57600, 74880, 115200, 230400, 460800, 921600, 1000000, 1500000, 2000000, 3000000}

// How long a speed is listened to, and how much tells. Two thirds of a log that is read
// at the wrong speed are no text; one byte in ten may be broken at the right one.
const (
	listenFor  = 1500 * time.Millisecond
	settleFor  = 60 * time.Millisecond // what is on its way was read at the last speed
	listenMost = 400
	listenMin  = 48
	readsWell  = 0.9
)

// ErrQuiet means that the board said nothing while it was listened to.
var ErrQuiet = errors.New("the board says nothing now: have it print something, with Enter or by a reset, and try again")

// FindSpeed listens at the speeds that consoles have, the likelier ones first, until one
// reads as text, and leaves the line at that one. When none is it the line has its speed
// again, and the error says so.
func (s *Session) FindSpeed(ctx context.Context) (baud int, err error) {
	p, err := s.openPort()
	if err != nil {
		return 0, err
	}
	if _, ok := p.(port.Tuner); !ok {
		return 0, port.ErrNoTune
	}
	was := s.settings().Line
	slower := s.hearing.verdict().Slower
	heard := false
	if err := s.occupy(func() { s.busy = "its speed is looked for" }); err != nil {
		return 0, err
	}
	defer s.setBusy("")
	for _, n := range candidates(was.Baud, slower) {
		s.setBusy(fmt.Sprintf("listening at %d baud", n))
		l := was
		l.Baud = n
		if err := s.Tune(l); err != nil {
			if errors.Is(err, ErrAway) || errors.Is(err, port.ErrClosed) {
				return 0, err
			}
			continue // a driver that has not got this one
		}
		reads, some, err := s.listenOnce(ctx)
		if err != nil {
			return 0, errors.Join(err, s.Tune(was))
		}
		heard = heard || some
		if reads {
			return n, nil
		}
	}
	if err := s.Tune(was); err != nil {
		return 0, err
	}
	if !heard {
		return 0, ErrQuiet
	}
	return 0, fmt.Errorf("at none of %d speeds it reads as text: the line has %s again; the levels, or the ground wire, may be wrong", len(consoleSpeeds), was)
}

// candidates are the speeds in the order in which they are tried: the present one, those
// on the side where the right one seems to be, the nearest first, then the others.
func candidates(now int, slower bool) []int {
	all := slices.Clone(consoleSpeeds)
	slices.SortStableFunc(all, func(a, b int) int {
		wrong := func(n int) int {
			if (n < now) != slower {
				return 1
			}
			return 0
		}
		off := func(n int) int { return max(n-now, now-n) }
		if wrong(a) != wrong(b) {
			return wrong(a) - wrong(b)
		}
		return off(a) - off(b)
	})
	all = slices.DeleteFunc(all, func(n int) bool { return n == now })
	return append([]int{now}, all...)
}

// listenOnce tells whether what comes now reads as text, and whether anything came.
func (s *Session) listenOnce(ctx context.Context) (reads, heard bool, err error) {
	pause := func(d time.Duration) error {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-s.life.Done():
			return port.ErrClosed
		case <-time.After(d):
			return nil
		}
	}
	if err := pause(settleFor); err != nil {
		return false, false, err
	}
	s.hearing.reset(false)
	_, from := s.Recent(0)
	var p []byte
	for end := time.Now().Add(listenFor); time.Now().Before(end) && len(p) < listenMost; {
		if err := pause(20 * time.Millisecond); err != nil {
			return false, false, err
		}
		if s.Link().State != link.Up {
			return false, false, ErrAway
		}
		_, now := s.Recent(0)
		p, _ = s.Recent(int(now - from))
	}
	return len(p) >= listenMin && noise.Reads(p) >= readsWell, len(p) >= listenMin, nil
}
