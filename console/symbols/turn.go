package symbols

import (
	"sync"
	"time"

	"oopscope/console/link"
)

// A turn is taken by one piece of work at a time. Whoever asks for a piece is
// told when it takes too long, as files on a network that is away take for
// ever: then it goes on by itself, and nobody else gets a turn, or waits for
// one, until it ends.
type turn struct {
	patience time.Duration
	taken    chan struct{}

	mu   sync.Mutex
	late bool // the work going on has been given up
}

func newTurn(patience time.Duration) *turn {
	return &turn{patience: patience, taken: make(chan struct{}, 1)}
}

// begin takes the turn, unless it does not become free in time.
func (t *turn) begin(patience <-chan time.Time) bool {
	t.mu.Lock()
	late := t.late
	t.mu.Unlock()
	if late {
		return false
	}
	select {
	case t.taken <- struct{}{}:
		return true
	case <-patience:
		return false
	}
}

func (t *turn) end() { <-t.taken }

// within does a piece of work and returns what it makes, ok false when that
// takes longer than the turn's patience.
func within[T any](t *turn, work func() T) (made T, ok bool) {
	timer := time.NewTimer(t.patience)
	defer timer.Stop()
	if !t.begin(timer.C) {
		return made, false
	}
	type result struct {
		made  T
		panic any
	}
	done := make(chan result, 1)
	ended := false
	go func() {
		var r result
		defer func() {
			r.panic = recover()
			t.mu.Lock()
			ended, t.late = true, false
			t.mu.Unlock()
			t.end()
			done <- r
		}()
		link.Deepen()
		r.made = work()
	}()
	select {
	case r := <-done:
		if r.panic != nil {
			panic(r.panic) // where the caller can do something about it
		}
		return r.made, true
	case <-timer.C:
		t.mu.Lock()
		t.late = !ended
		t.mu.Unlock()
		return made, false
	}
}
