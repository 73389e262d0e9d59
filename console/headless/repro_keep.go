package headless

import (
	"fmt"
	"io"
	"sync/atomic"
	"time"

	"oopscope/console/out"
)

// keepMost is how much may wait for a disk that does not answer.
const keepMost = 256

// A keeper writes down, in order and beside the work, what need not be waited for. What
// cannot be written is said once.
type keeper struct {
	errs io.Writer
	jobs chan func()
	kept atomic.Int64 // of them, those that are over
	done chan struct{}
	said bool // by the worker
	full bool // by who asks
}

func newKeeper(errs io.Writer) *keeper {
	k := &keeper{errs: errs, jobs: make(chan func(), keepMost), done: make(chan struct{})}
	go func() {
		defer close(k.done)
		for job := range k.jobs {
			job()
			k.kept.Add(1)
		}
	}()
	return k
}

// do has something written down behind what waits, and tells whether there is room for it.
func (k *keeper) do(what string, job func() error) bool {
	select {
	case k.jobs <- func() {
		if err := job(); err != nil && !k.said {
			k.said = true
			out.Complain(k.errs, fmt.Errorf("%s is not kept: %w", what, err))
		}
	}:
		return true
	default:
	}
	if !k.full {
		k.full = true
		out.Complain(k.errs, fmt.Errorf("%s is not kept: the disk does not answer", what))
	}
	return false
}

// keepLongest is how long the end waits for a disk that is slow.
const keepLongest = 4 * time.Second

// close waits for what is being written as long as the disk gets on, and not for one that hangs.
func (k *keeper) close() {
	close(k.jobs)
	for end, before := time.Now().Add(keepLongest), int64(-1); ; {
		select {
		case <-k.done:
			return
		case <-time.After(forgetAfter):
		}
		if now := k.kept.Load(); now != before && time.Now().Before(end) {
			before = now
			continue
		}
		out.Complain(k.errs, fmt.Errorf("not all is kept: the disk does not answer"))
		return
	}
}
