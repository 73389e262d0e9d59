package console

import (
	"bytes"
	"fmt"

	"oopscope/console/link"
)

// Of those who look at a session one may type: whose keyboard it is.

// Typist tells who has the keyboard.
func (s *Session) Typist() Typist {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.typist
}

// GiveKeyboard gives somebody the keyboard, or with Nobody takes it away from all. Where
// it is not forced, one that another has stays where it is, and false is returned.
func (s *Session) GiveKeyboard(to Typist, forced bool) bool {
	s.keyboard.Lock()
	defer s.keyboard.Unlock()
	s.mu.Lock()
	free := s.typist.ID < 0 || s.typist.ID == to.ID
	if free || forced {
		s.typist = to
	}
	s.mu.Unlock()
	if free || forced {
		s.side.leaves(to)
		s.wake()
	}
	return free || forced
}

// DropKeyboard gives the keyboard back to the session's own screen, or to nobody where it
// has none, when who has it goes.
func (s *Session) DropKeyboard(who, to Typist) {
	s.keyboard.Lock()
	defer s.keyboard.Unlock()
	s.mu.Lock()
	has := s.typist.ID == who.ID
	if has {
		s.typist = to
	}
	s.mu.Unlock()
	if has {
		s.side.leaves(to)
		s.wake()
	}
}

// TakeKeyboard takes the keyboard for this screen, whoever has it. It may wait for
// another process.
func (s *Session) TakeKeyboard() error {
	if f := s.follower(); f != nil {
		return f.TakeKeyboard(true)
	}
	s.GiveKeyboard(Here, true)
	return nil
}

// Sent reports whether all that was to be sent left for the board, or will never.
func (s *Session) Sent() bool { return s.send.idle() }

// asTypist does what only who has the keyboard may, and says why one of those may not. The
// keyboard stays where it is meanwhile, so that nothing of who had it follows behind the
// word that another has it.
func (s *Session) asTypist(who Typist, do func() error) error {
	s.keyboard.Lock()
	defer s.keyboard.Unlock()
	if err := s.mayType(who); err != nil {
		return err
	}
	return do()
}

// mayType says why one of those may not send now, nil when it may; keyboard is held.
func (s *Session) mayType(who Typist) error {
	if s.side.taken() && !s.side.isFor(who) {
		return link.ErrBusy
	}
	if now := s.Typist(); now.ID != who.ID {
		return fmt.Errorf("%w: %s", ErrTyping, now.Name)
	}
	return nil
}

// Send queues bytes for the board and never waits; an error says why they will
// not arrive.
func (s *Session) Send(b []byte) error {
	s.mail.hurry()
	for i, piece := range s.manner.Load().maps.Typed(b) {
		if i > 0 {
			if err := s.Break(); err != nil {
				return err
			}
		}
		if err := s.SendAs(Here, piece); err != nil {
			return err
		}
	}
	return nil
}

// SendAs is Send for one of those who may have the keyboard: the bytes go as they are, and
// what is a file's without pauses or echo, too.
func (s *Session) SendAs(who Typist, b []byte) error {
	file := false
	err := s.asTypist(who, func() error {
		file = s.side.isFor(who)
		s.gdb.sent(who, b)
		return s.send.queue(b, !file)
	})
	if err != nil {
		return err
	}
	if file {
		s.side.sent(len(b))
		return nil
	}
	if bytes.ContainsAny(b, "\r\n") {
		s.asked.Store(true)
	}
	return nil
}

// SendRaw is Send for bytes that go as they are: no map, no pauses, no echo.
func (s *Session) SendRaw(b []byte) error {
	return s.asTypist(Here, func() error { return s.send.queue(b, false) })
}

// Break queues a serial break, in order with the bytes sent.
func (s *Session) Break() error { return s.BreakAs(Here) }

// SysRq queues a BREAK and a key right behind it, which no other input comes between. It
// is for what a person said is to be done by itself, and goes whoever has the keyboard.
func (s *Session) SysRq(key byte) error {
	s.keyboard.Lock()
	defer s.keyboard.Unlock()
	if s.side.taken() {
		return link.ErrBusy
	}
	return s.send.queueBreak(key)
}

// BreakAs is Break for one of those who may have the keyboard.
func (s *Session) BreakAs(who Typist) error {
	return s.asTypist(who, func() error { return s.send.queueBreak() })
}
