// Package stage is the terminal that a program of Bubble Tea's runs on: how it is
// taken and given back, by the end of the program in good order or not, by the
// shell's job control, and for an editor that runs on it meanwhile.
package stage

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strings"
	"sync"
	"time"

	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/term"
)

// ErrGone means that the terminal was closed without a signal: the
// program was not in its foreground, or it was never this program's own.
var ErrGone = errors.New("the terminal is gone")

// patience is how long Bubble Tea may take to end in order, and again once what
// it hung on was taken out of its way. Mostly it needs a few milliseconds.
const patience = 250 * time.Millisecond

// Keys is where a program reads what the person types.
type Keys interface {
	io.Reader
	Fd() uintptr
}

// A Stage is the terminal that a program runs on, and its state before.
type Stage struct {
	in, out       *os.File
	inWas, outWas *term.State // nil when there is no terminal
	thrown        bool        // what was drawn last was thrown away
	program       *tea.Program
	show          *show

	mu     sync.Mutex // around what follows; held while the terminal is written to
	raw    uv.Console
	canvas canvas
	taken  bool
}

// New remembers the state of a terminal, which may be none. Frames are written to
// frames, which leads to out.
func New(in, out *os.File, frames io.Writer) *Stage {
	s := &Stage{in: in, out: out, raw: uv.NewConsole(in, out, nil), canvas: canvas{w: frames}}
	s.inWas, _ = term.GetState(in.Fd())
	s.outWas, _ = term.GetState(out.Fd())
	return s
}

// Link has cells that lead somewhere be links of the terminal: links returns the address
// of a number from 60000 on among those that set a style. It is called before Run.
func (s *Stage) Link(links func(code int) (address string, ok bool)) { s.canvas.colours.links = links }

// size is the terminal's, or nothing.
func (s *Stage) size() (w, h int) {
	w, h, _ = term.GetSize(s.out.Fd())
	return w, h
}

// take takes the terminal: every key comes as it is typed, and the screen is ours.
func (s *Stage) take() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.inWas != nil {
		if _, err := s.raw.MakeRaw(); err != nil {
			return fmt.Errorf("the terminal cannot be taken: %w", err)
		}
	}
	s.canvas.begin()
	s.taken = true
	return nil
}

// give gives it back as it was.
func (s *Stage) give() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.taken {
		return nil
	}
	s.taken = false
	s.canvas.end()
	return s.raw.Restore()
}

// ask asks the terminal what it is like. Those that print the question whether
// they show frames as a whole are not asked (Bubble Tea's list, tea.go,
// shouldQuerySynchronizedOutput).
func (s *Stage) ask() {
	_, far := os.LookupEnv("SSH_TTY")
	_, windows := os.LookupEnv("WT_SESSION")
	knows := slices.ContainsFunc([]string{"ghostty", "wezterm", "alacritty", "kitty", "rio"}, func(name string) bool {
		return strings.Contains(os.Getenv("TERM"), name)
	})
	questions := ansi.RequestBackgroundColor
	if windows || knows || !far && !strings.Contains(os.Getenv("TERM_PROGRAM"), "Apple") {
		questions += ansi.RequestModeSynchronizedOutput
	}
	s.canvas.tell(questions)
}

// follow tells the program the size of its terminal whenever that changes.
func (s *Stage) follow(changes <-chan os.Signal) {
	for range changes {
		s.resized()
	}
}

func (s *Stage) resized() {
	if w, h := s.size(); w > 0 && h > 0 {
		s.program.Send(tea.WindowSizeMsg{Width: w, Height: h})
	}
}

// perform takes the terminal for as long as the program runs.
func (s *Stage) perform() error {
	if err := s.take(); err != nil {
		return err
	}
	changes := make(chan os.Signal, 1)
	uv.NotifyWinch(changes)
	go s.follow(changes)
	go s.paint()
	s.ask()
	_, err := s.program.Run()
	signal.Stop(changes)
	close(changes)
	close(s.show.frames)
	return errors.Join(err, s.give())
}

// Run runs the stage's program until it ends or ctx does. Signals are the caller's, who
// ends ctx: with two owners, Bubble Tea's handler waits for an event loop that
// ours has ended.
//
// When ctx ends Run returns soon, whatever the terminal does. One whose reader
// was stopped (ctrl+s, a hung ssh, tmux in a debugger) blocks the program in a
// write; what it has not taken is then thrown away, so that the orders to leave
// the screen come behind it and act as soon as somebody reads again.
func (s *Stage) Run(ctx context.Context) error {
	p, over := s.program, make(chan error, 1)
	go func() { over <- s.perform() }()
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
