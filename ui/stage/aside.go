package stage

import (
	"errors"
	"fmt"
	"io"
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

// A stop is the program without its terminal, which it gives back meanwhile.
type stop struct {
	stage *Stage
	words string // for the person, before it stops
	do    func() bool
	done  ResumedMsg
}

// Run stops the program and returns when it was continued.
func (s *stop) Run() error {
	if s.words != "" {
		fmt.Fprintln(s.stage.out, s.words)
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
func (s *Stage) Stop(words string, do func() bool) tea.Cmd {
	is := &stop{stage: s, words: words, do: do}
	return s.Aside(is, func(err error) tea.Msg {
		is.done.Err = err
		if is.words == "" {
			return nil
		}
		return is.done
	})
}

// Aside runs something on the terminal while the screen stands aside, and brings
// what done makes of its end.
func (s *Stage) Aside(runs interface{ Run() error }, done func(error) tea.Msg) tea.Cmd {
	return tea.Exec(aside{s, runs}, done)
}

// aside is a command of Bubble Tea's, which stops reading the keys for it. It has
// streams of its own.
type aside struct {
	stage *Stage
	runs  interface{ Run() error }
}

func (a aside) Run() error {
	err := a.stage.give()
	if err == nil {
		err = a.runs.Run()
	}
	err = errors.Join(err, a.stage.take())
	go a.stage.resized() // draws all of it
	return err
}

func (aside) SetStdin(io.Reader)  {}
func (aside) SetStdout(io.Writer) {}
func (aside) SetStderr(io.Writer) {}
