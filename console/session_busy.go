package console

import (
	"fmt"

	"oopscope/console/link"
	"oopscope/console/port"
)

// Whose the line is for a while.

// occupy begins something that wants the line for itself, unless there is no line or
// something else has it: a file on its way, a search for its speed, another program.
func (s *Session) occupy(begin func()) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.closed:
		return port.ErrClosed
	case s.loan != nil:
		return s.loan.refusal()
	case s.busy != "":
		return fmt.Errorf("the line is in use: %s", s.busy)
	case s.side.taken():
		return link.ErrBusy
	case s.link.State != Up:
		return ErrAway
	}
	begin()
	return nil
}

// setBusy says what is being done with the line beside the session, "" for nothing.
func (s *Session) setBusy(words string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.busy = words
}
