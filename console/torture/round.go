package torture

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"
)

// Options say what is tortured, and for how long.
type Options struct {
	Path   string        // of the program
	Env    []string      // that it needs besides what a trial gives it
	For    time.Duration // of each trial; a round that began is ended
	Rounds int           // of each trial at most; 0 for as many as there is time for
}

// A Result is what became of a trial.
type Result struct {
	Name   string
	Rounds int
	Bytes  int64         // that the board sent, and that were compared with the record
	Took   time.Duration // all rounds together
	End    time.Duration // the longest that it took the program to end
	Peak   int64         // the most memory that a process had, in bytes (VmHWM); 0 where the system does not tell
	Err    error         // what did not hold; nil when all did
}

// round is one round of a trial: what it has, and what it measured.
type round struct {
	context.Context
	Options
	n     int       // from 0
	dir   string    // its own, short and empty
	until time.Time // when a round that can go on should end
	ends  []func()  // at the end of the round, the last first

	mu     sync.Mutex
	result *Result // of the trial
}

// atEnd has something done at the end of the round.
func (r *round) atEnd(do func()) { r.ends = append(r.ends, do) }

// endFrom does what is to be done at the end, but for the first of it, which stays to be done.
func (r *round) endFrom(first int) {
	for i := len(r.ends) - 1; i >= first; i-- {
		r.ends[i]()
	}
	r.ends = slices.Delete(r.ends, first, len(r.ends)) // and is kept no longer
}

// patience is how long anything may take to happen; a busy machine needs it.
const patience = 40 * time.Second

// note adds to what is measured.
func (r *round) note(change func(*Result)) {
	r.mu.Lock()
	defer r.mu.Unlock()
	change(r.result)
}

// wait waits for something to come about.
func (r *round) wait(what string, ok func() bool) error {
	for limit := time.Now().Add(patience); !ok(); time.Sleep(2 * time.Millisecond) {
		if err := r.Err(); err != nil {
			return err
		}
		if time.Now().After(limit) {
			return fmt.Errorf("after %v there was still no %s", patience, what)
		}
	}
	return nil
}
