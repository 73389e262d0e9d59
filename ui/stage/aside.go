package stage

import (
	"fmt"
	"io"
	"os"
	"time"

	tea "charm.land/bubbletea/v2"
)

// ResumedMsg says that the program goes on after it was stopped.
type ResumedMsg struct {
	After   time.Duration
	Stopped bool // it was: without a shell that could continue it, nobody is stopped
	Err     error
}

// SuspendMsg asks for a stop from outside: SIGTSTP from another process.
type SuspendMsg struct{}

// RedrawMsg says that somebody else may have used the terminal.
type RedrawMsg struct{}

// A stop is the program without its terminal: Bubble Tea runs it as it runs an
// editor, with the terminal as it was before, and draws everything anew behind it.
type stop struct {
	out   *os.File
	words string // for the person, before it stops
	do    func() bool
	done  ResumedMsg
}

// Run stops the program and returns when it was continued.
func (s *stop) Run() error {
	if s.words != "" {
		fmt.Fprintln(s.out, s.words)
	}
	since := time.Now()
	s.done.Stopped = s.do()
	s.done.After = time.Since(since)
	return nil
}

// Stop gives the terminal back to the shell and takes it anew when do, which
// reports whether the program was stopped meanwhile, returns. Words are for the
// person, before; without any, nothing is said behind it either, else a
// [ResumedMsg] comes.
func Stop(out *os.File, words string, do func() bool) tea.Cmd {
	s := &stop{out: out, words: words, do: do}
	return tea.Exec(Aside{s}, func(err error) tea.Msg {
		s.done.Err = err
		if s.words == "" {
			return nil
		}
		return s.done
	})
}

// Aside is something that runs on the terminal while the screen stands aside, as
// a command of Bubble Tea's. It has streams of its own.
type Aside struct{ Runs interface{ Run() error } }

// rest is how long Bubble Tea's drawing may take to come to rest. What begins it
// again sooner is stopped by what ended it, and nothing is drawn any more
// (tea.go, startRenderer: the goroutine that ends stops the ticker of both).
const rest = 100 * time.Millisecond

// Run runs it, for no shorter than the screen needs.
func (a Aside) Run() error {
	over := time.After(rest)
	err := a.Runs.Run()
	<-over
	return err
}

// SetStdin does nothing.
func (Aside) SetStdin(io.Reader) {}

// SetStdout does nothing.
func (Aside) SetStdout(io.Writer) {}

// SetStderr does nothing.
func (Aside) SetStderr(io.Writer) {}
