// Package stage is the terminal that a program of Bubble Tea's runs on: how it is
// taken and given back, by the end of the program in good order or not, by the
// shell's job control, and for an editor that runs on it meanwhile.
package stage

import (
	"context"
	"errors"
	"os"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/term"
)

// ErrGone means that the terminal was closed without a signal: the
// program was not in its foreground, or it was never this program's own.
var ErrGone = errors.New("the terminal is gone")

// patience is how long Bubble Tea may take to end in order, and again once what
// it hung on was taken out of its way. Mostly it needs a few milliseconds.
const patience = 250 * time.Millisecond

// A Stage is the terminal that a program runs on, and its state before.
type Stage struct {
	in, out       *os.File
	inWas, outWas *term.State // nil when there is no terminal
	thrown        bool        // what was drawn last was thrown away
}

// New remembers the state of a terminal, which may be none.
func New(in, out *os.File) *Stage {
	s := &Stage{in: in, out: out}
	s.inWas, _ = term.GetState(in.Fd())
	s.outWas, _ = term.GetState(out.Fd())
	return s
}

// Run runs a program until it ends or ctx does. Signals are the caller's, who
// ends ctx: with two owners, Bubble Tea's handler waits for an event loop that
// ours has ended.
//
// When ctx ends Run returns soon, whatever the terminal does. One whose reader
// was stopped (ctrl+s, a hung ssh, tmux in a debugger) blocks the program in a
// write; what it has not taken is then thrown away, so that the orders to leave
// the screen come behind it and act as soon as somebody reads again.
func (s *Stage) Run(ctx context.Context, p *tea.Program) error {
	over := make(chan error, 1)
	go func() {
		_, err := p.Run()
		over <- err
	}()
	select {
	case err := <-over:
		return err
	case <-ctx.Done():
	}
	go p.Quit()
	for _, force := range []func(){func() {}, p.Kill} {
		select {
		case err := <-over:
			if s.thrown {
				s.leave()
			}
			return err
		case <-time.After(patience):
			s.thrown = s.unblock() || s.thrown
			go force()
		}
	}
	s.leave()
	return nil
}

// leaving ends a sequence that was cut, and takes back all that the screen or
// the picker set: paste and mouse modes, margins, the hidden cursor, the
// alternate screen.
const leaving = "\x18\x1b\\\x1b[?2026l\x1b[?2004l\x1b[?1002l\x1b[?1003l\x1b[?1006l\x1b[r\x1b[m\x1b[?25h\x1b[?1049l\r\n"

// leave restores the terminal without the program, and without waiting.
func (s *Stage) leave() {
	s.unblock()
	if s.outWas != nil {
		writeNow(s.out, leaving)
		_ = term.Restore(s.out.Fd(), s.outWas)
	}
	if s.inWas != nil {
		_ = term.Restore(s.in.Fd(), s.inWas)
	}
}
