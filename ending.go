package main

import (
	"context"
	"errors"
	"os"
	"os/signal"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"oopscope/console"
	"oopscope/console/headless"
	"oopscope/console/out"
)

// An ending is how the program ends, and the one owner of the signals that tell
// it to. It is the context of all that waits: the first signal ends that, what
// is in front then goes in order, and leave closes the session. What does not
// go is left behind after a while, or at the second signal.
type ending struct {
	context.Context
	cancel  context.CancelCauseFunc
	signals chan os.Signal

	session atomic.Pointer[console.Session]
	leaving sync.Once
	over    chan struct{} // closed by leave when it is done
}

// Bounds of leaving. Each is many times what it takes when nothing hangs.
const (
	orderly  = time.Second            // for what is in front to come to its end
	closing  = 5 * time.Second        // for the session, which has bounds of its own
	heedless = 200 * time.Millisecond // for a line to be told, where the terminal takes nothing
)

// signalled is the end that a signal brings.
type signalled struct{ os.Signal }

func (s signalled) Error() string { return "ended by " + s.String() }

// unasked are the signals that a person hears of: one that ends a program asks
// for it by SIGINT or SIGTERM, SIGQUIT would dump its state.
var unasked = map[os.Signal]string{
	syscall.SIGHUP:  "ended by SIGHUP: the terminal was closed",
	syscall.SIGQUIT: "ended by SIGQUIT, in order; for a dump of what it was doing there is SIGABRT",
}

// attend takes the signals from here to the end of the program.
func attend() *ending {
	e := &ending{signals: make(chan os.Signal, 2), over: make(chan struct{})}
	e.Context, e.cancel = context.WithCancelCause(context.Background())
	signal.Notify(e.signals, os.Interrupt, syscall.SIGHUP, syscall.SIGTERM, syscall.SIGQUIT)
	go e.watch()
	return e
}

// watch ends everything at a signal, by force where it must.
func (e *ending) watch() {
	e.cancel(signalled{<-e.signals})
	select {
	case <-e.over:
		return
	case <-e.signals:
	case <-time.After(orderly):
	}
	go func() {
		e.leave(headless.Failed)
		os.Exit(headless.Failed)
	}()
	time.Sleep(closing)
	os.Exit(headless.Failed)
}

// open opens the session that leave will close.
func (e *ending) open(ctx context.Context, o console.Options) (*console.Session, error) {
	s, err := console.Open(ctx, o)
	if err == nil {
		e.session.Store(s)
	}
	return s, err
}

// leave closes the session, tells where its capture lies, and returns the exit
// status. Who calls it second waits for the first.
func (e *ending) leave(status int) int {
	e.leaving.Do(func() {
		defer close(e.over)
		var why signalled
		if errors.As(context.Cause(e), &why) && unasked[why.Signal] != "" {
			tell("%s", unasked[why.Signal])
		}
		s := e.session.Load()
		if s == nil {
			return
		}
		err := s.Close()
		for _, words := range s.Outcomes() {
			tell("%s", words)
		}
		if err != nil {
			tell("%v", err)
			status = max(status, headless.Failed)
		}
	})
	return status
}

// tell writes a line to standard error. That may be a terminal that takes
// nothing: it is waited for once, and not for long.
func tell(format string, args ...any) {
	if deaf.Load() {
		return
	}
	told := make(chan struct{})
	go func() {
		out.Line(out.Stderr, "oopscope: "+format, args...)
		close(told)
	}()
	select {
	case <-told:
	case <-time.After(heedless):
		deaf.Store(true)
	}
}

var deaf atomic.Bool // standard error takes nothing any more
