package headless

import (
	"fmt"
	"io"
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
		}
	}()
	return k
}

func (k *keeper) do(what string, job func() error) {
	select {
	case k.jobs <- func() {
		if err := job(); err != nil && !k.said {
			k.said = true
			out.Complain(k.errs, fmt.Errorf("%s is not kept: %w", what, err))
		}
	}:
	default:
		if !k.full {
			k.full = true
			out.Complain(k.errs, fmt.Errorf("%s is not kept: the disk does not answer", what))
		}
	}
}

// close waits for what is being written, and not for a disk that hangs.
func (k *keeper) close() {
	close(k.jobs)
	select {
	case <-k.done:
	case <-time.After(forgetAfter):
		out.Complain(k.errs, fmt.Errorf("not all is kept: the disk does not answer"))
	}
}
