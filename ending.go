package main

import (
	"context"
	"os"
	"os/signal"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"oopscope/console"
	"oopscope/console/config"
	"oopscope/console/headless"
	"oopscope/console/link"
	"oopscope/console/out"
	"oopscope/console/record"
	"oopscope/console/serve"
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
	shared  atomic.Pointer[serve.Server] // what shares the session with others, nil for nothing
	leaving sync.Once
	over    chan struct{} // closed by leave when it is done
}

// Bounds of leaving. Each is many times what it takes when nothing hangs.
const (
	orderly  = 1500 * time.Millisecond // for what is in front to come to its end
	closing  = 5 * time.Second         // for the session, which has bounds of its own
	heedless = 200 * time.Millisecond  // for a line to be told, where the terminal takes nothing
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
	thrift()
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

// open opens the session that leave will close. A fault in it ends everything,
// as a signal does.
func (e *ending) open(ctx context.Context, o console.Options) (*console.Session, error) {
	if err := attached(ctx, &o); err != nil {
		return nil, err
	}
	s, err := console.Open(ctx, o)
	if err != nil {
		return nil, err
	}
	e.session.Store(s)
	go func() {
		select {
		case <-s.Broken():
			e.cancel(s.Fault())
		case <-e.over:
		}
	}()
	return s, nil
}

// leave closes the session, tells how it ended and where its capture lies, and
// returns the exit status. Who calls it second waits for the first.
func (e *ending) leave(status int) int {
	e.leaving.Do(func() {
		defer close(e.over)
		cause := context.Cause(e)
		if why, ok := cause.(signalled); ok && unasked[why.Signal] != "" {
			tell("%s", unasked[why.Signal])
		}
		s := e.session.Load()
		fault, _ := cause.(*link.Fault)
		if fault == nil && s != nil {
			fault = s.Fault()
		}
		if fault != nil {
			tellFault(fault)
			status = max(status, headless.Failed)
		}
		if s == nil {
			return
		}
		if v := e.shared.Load(); v != nil {
			v.Close()
		}
		err := s.Close()
		keepPrefixes(s)
		if l := s.Link(); l.Shared > 0 && l.State == link.Closed {
			tell("detached; the session of %s (pid %d) goes on", l.Name, l.Shared)
		}
		for _, words := range s.Outcomes() {
			tell("%s", words)
		}
		switch {
		case err != nil:
			tell("%v", err)
			status = max(status, headless.Failed)
		case fault != nil && len(s.Outcomes()) > 0:
			tell("every byte that came before the fault is there")
		}
	})
	return status
}

// tellFault says what went wrong in oopscope itself, and where a developer finds
// more about it.
func tellFault(f *link.Fault) {
	tell("%v", f)
	path, err := record.KeepFault(f, config.Version(), time.Now())
	if err != nil {
		tell("where that was could not be written down: %v", err)
		return
	}
	tell("please report it with what is in %s", path)
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
