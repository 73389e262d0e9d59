package main

import (
	"context"
	"os"
	"sync"

	"oopscope/console/attach"
	"oopscope/console/serve"
)

// A lender lends the port of a session by hand: by a key, or by a signal.
type lender struct {
	lend func(ctx context.Context, to string) (back func(outcome string), err error)

	mu   sync.Mutex
	back func(outcome string) // nil while the port is not lent
}

// byHand is who has a port that was lent without a word.
const byHand = "another program, by hand"

// lenderOf lends the port of a session that is shared.
func lenderOf(v *serve.Server) *lender { return &lender{lend: v.Lend} }

// lenderAt lends the port that another process has.
func lenderAt(target string) *lender {
	return &lender{lend: func(ctx context.Context, to string) (func(string), error) {
		c, err := attach.Find(ctx, target)
		if err != nil {
			return nil, err
		}
		if err := c.Borrow(to); err != nil {
			c.Close()
			return nil, err
		}
		return func(outcome string) {
			defer c.Close()
			_ = c.GiveBack(outcome) // the connection's end gives it back, too
		}, nil
	}}
}

// Toggle implements ui.Lender.
func (l *lender) Toggle() (words string, err error) {
	l.mu.Lock()
	lent := l.back != nil
	l.mu.Unlock()
	if lent {
		l.takeBack()
		return "", nil
	}
	return "the port is free for another program", l.handOver()
}

// handOver lends the port, if it is not lent.
func (l *lender) handOver() (err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.back == nil {
		l.back, err = l.lend(context.Background(), byHand)
	}
	return err
}

// takeBack takes the port back, if it is lent.
func (l *lender) takeBack() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.back != nil {
		l.back("taken back by hand")
		l.back = nil
	}
}

// heed lends and takes back at signals, until e ends.
func (l *lender) heed(e *ending) {
	signals := make(chan os.Signal, 1)
	notifyLending(signals)
	go func() {
		for {
			select {
			case <-e.over:
				return
			case s := <-signals:
				if isHandOver(s) {
					_ = l.handOver() // the screen says whether it is
				} else {
					l.takeBack()
				}
			}
		}
	}()
}
