package console

import (
	"errors"

	"oopscope/console/link"
)

// run runs a goroutine of the session. Its panic must not take the terminal and
// the record with it: the session is over then, and Next and Fault say why.
func (s *Session) run(doing string, f func()) {
	s.all.Add(1)
	go func() {
		defer s.all.Done()
		defer func() {
			if what := recover(); what != nil {
				s.broke(link.NewFault(doing, what))
			}
		}()
		f()
	}()
}

// safely is run for a goroutine that is not the session's.
func (s *Session) safely(f func()) error {
	err := link.Safely("reading the console", func() error { f(); return nil })
	if fault := (*link.Fault)(nil); errors.As(err, &fault) {
		s.broke(fault)
	}
	return err
}

// broke ends the session with its first fault.
func (s *Session) broke(f *link.Fault) {
	if s.fault.CompareAndSwap(nil, f) {
		s.finished(f)
		close(s.broken)
	}
}

// Broken is closed when a fault of oopscope's own has ended the session.
func (s *Session) Broken() <-chan struct{} { return s.broken }

// Fault returns what has closed Broken, else nil.
func (s *Session) Fault() *link.Fault { return s.fault.Load() }
