package headless

import (
	"errors"
	"time"

	"oopscope/console/link"
	"oopscope/console/out"
	"oopscope/parse"
)

// Known returns what the ledger knows of crashes from before; nil when nobody keeps one.
type Known func(crashes []*parse.Crash) ([]link.History, error)

// forgetAfter is how long a disk may take to remember: nobody waits for one that
// does not answer.
const forgetAfter = time.Second

// remember asks the ledger, and tells once when that cannot be done.
func (w *watcher) remember(crashes []*parse.Crash) []link.History {
	known := make([]link.History, len(crashes))
	if w.opt.Known == nil || w.untold || len(crashes) == 0 {
		return known
	}
	type answer struct {
		known []link.History
		err   error
	}
	told := make(chan answer, 1)
	go func() {
		known, err := w.opt.Known(crashes)
		told <- answer{known, err}
	}()
	err := errors.New("the disk does not answer")
	select {
	case a := <-told:
		err = a.err
		copy(known, a.known)
	case <-time.After(forgetAfter):
	}
	if err != nil {
		w.untold = true
		out.Complain(w.opt.Err, errors.New(link.Uncounted(err.Error())))
	}
	return known
}
