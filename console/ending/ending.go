// Package ending is how the program ends: in order, at whatever signal, with every session
// closed and its record complete.
package ending

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"oopscope/console"
	"oopscope/console/attach"
	"oopscope/console/config"
	"oopscope/console/headless"
	"oopscope/console/link"
	"oopscope/console/out"
	"oopscope/console/port"
	"oopscope/console/record"
	"oopscope/console/thrift"
)

// An Ending is how the program ends, and the one owner of the signals that tell
// it to. It is the context of all that waits: the first signal ends that, what is
// in front then goes in order, and leave closes the session. What does not
// go is left behind after a while, or at the second signal.
type Ending struct {
	context.Context
	cancel  context.CancelCauseFunc
	signals chan os.Signal
	lending chan os.Signal // about the port, not the end

	mu       sync.Mutex
	sessions []*held
	before   []string // how sessions ended that were closed alone

	leaving sync.Once
	orderly atomic.Bool   // what is in front came to its end by itself
	over    chan struct{} // closed by leave when it is done
}

// Bounds of leaving. Each is many times what it takes when nothing hangs.
const (
	inFront  = 1500 * time.Millisecond // for what is in front to come to its end
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

// Attend takes the signals from here to the end of the program.
func Attend() *Ending {
	e := &Ending{signals: make(chan os.Signal, 2), lending: make(chan os.Signal, 1), over: make(chan struct{})}
	e.Context, e.cancel = context.WithCancelCause(context.Background())
	signal.Notify(e.signals, os.Interrupt, syscall.SIGHUP, syscall.SIGTERM, syscall.SIGQUIT)
	notifyLending(e.lending) // from now on they end nothing
	go e.watch()
	thrift.LimitGarbage()
	return e
}

// watch ends everything at a signal, by force where it must. What ends in order, on a disk that
// is slow, is waited for, and what it comes to is the exit status.
func (e *Ending) watch() {
	e.cancel(signalled{<-e.signals})
	left, again := e.ends(inFront)
	if !left && !again && e.orderly.Load() {
		left, _ = e.ends(closing)
	}
	if left {
		return
	}
	go e.Leave(headless.Failed)
	select {
	case <-e.over:
	case <-time.After(closing):
	}
	os.Exit(headless.Failed)
}

// ends waits for all to be left, so long and until another signal comes.
func (e *Ending) ends(within time.Duration) (left, again bool) {
	select {
	case <-e.over:
		return true, false
	case <-e.signals:
		return false, true
	case <-time.After(within):
		return false, false
	}
}

// InOrder says that what is in front ended by itself, and that only the disk is waited for.
func (e *Ending) InOrder() { e.orderly.Store(true) }

// Break ends everything: by what went wrong.
func (e *Ending) Break(fault error) { e.cancel(fault) }

// Over is closed when everything has been left.
func (e *Ending) Over() <-chan struct{} { return e.over }

// Open opens the session that leave will close. A fault in it ends everything,
// as a signal does.
func (e *Ending) Open(ctx context.Context, o console.Options) (*console.Session, error) {
	if err := attached(ctx, &o); err != nil {
		return nil, err
	}
	s, err := console.Open(ctx, o)
	if err != nil {
		return nil, err
	}
	e.hold(s)
	go func() {
		select {
		case <-s.Broken():
			e.Break(s.Fault())
		case <-e.over:
		}
	}()
	return s, nil
}

// Leave closes the sessions, tells how they ended and where their captures lie, and
// returns the exit status. Who calls it second waits for the first.
func (e *Ending) Leave(status int) int {
	e.leaving.Do(func() {
		defer close(e.over)
		e.InOrder()
		cause := context.Cause(e)
		if why, ok := cause.(signalled); ok && unasked[why.Signal] != "" {
			Tell("%s", unasked[why.Signal])
		}
		all := e.held()
		fault, _ := cause.(*link.Fault)
		for _, h := range all {
			if fault == nil {
				fault = h.session.Fault()
			}
		}
		if fault != nil {
			tellFault(fault)
			status = max(status, headless.Failed)
		}
		whole := len(all) > 0
		ends := closeAll(all)
		for h, end := range ends {
			whole = whole && end.err == nil && len(h.session.Outcomes()) > 0
			if end.err != nil {
				status = max(status, headless.Failed)
			}
		}
		for _, words := range e.words(ends) {
			Tell("%s", words)
		}
		if fault != nil && whole {
			Tell("every byte that came before the fault is there")
		}
	})
	return status
}

// tellFault says what went wrong in oopscope itself, and where a developer finds
// more about it.
func tellFault(f *link.Fault) {
	Tell("%v", f)
	path, err := record.KeepFault(f, config.Version(), time.Now())
	if err != nil {
		Tell("where that was could not be written down: %v", err)
		return
	}
	Tell("please report it with what is in %s", path)
}

// Tell writes a line to standard error. That may be a terminal that takes
// nothing: it is waited for once, and not for long.
func Tell(format string, args ...any) {
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

// attached has a session look at the one that owns its port, when there is such a session.
// Of the demo everybody has an own one.
func attached(ctx context.Context, o *console.Options) error {
	if o.Spec == "demo" {
		return nil
	}
	c, err := attach.Find(ctx, o.Spec)
	if err != nil { // nobody has it
		return nil
	}
	if o.Resume {
		c.Close()
		return fmt.Errorf("%s is open in another session (pid %d); without --resume this one attaches to it", o.Spec, c.Hello().PID)
	}
	p, err := attach.Open(c, !o.View)
	if err != nil {
		return err
	}
	o.Open = func(context.Context, string, port.Settings) (port.Port, error) { return p, nil }
	return nil
}
