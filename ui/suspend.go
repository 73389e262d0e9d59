package ui

import (
	"fmt"
	"io"
	"os"
	"time"

	tea "charm.land/bubbletea/v2"

	"oopscope/ui/cell"
	"oopscope/ui/say"
)

// resumedMsg says that the program goes on after it was stopped.
type resumedMsg struct {
	after   time.Duration
	stopped bool // it was: without a shell that could continue it, nobody is stopped
	err     error
}

// suspendMsg asks for a stop from outside: SIGTSTP from another process.
type suspendMsg struct{}

// redrawMsg says that somebody else may have used the terminal.
type redrawMsg struct{}

// A stop is the program without its terminal: Bubble Tea runs it as it runs an
// editor, with the terminal as it was before, and draws everything anew behind it.
type stop struct {
	out   *os.File
	words string // for the person, before it stops
	do    func() bool
	done  resumedMsg
}

// Run stops the program and returns when it was continued.
func (s *stop) Run() error {
	if s.words != "" {
		fmt.Fprintln(s.out, s.words)
	}
	since := time.Now()
	s.done.stopped = s.do()
	s.done.after = time.Since(since)
	return nil
}

// suspend gives the terminal back and stops, with all of the job when the person
// asked for it on the terminal. A stopped program reads nothing, and a live line
// does not wait for it: that is said before.
func (a *app) suspend(job bool) tea.Cmd {
	words := "oopscope is suspended; fg continues it"
	if a.link.State == Up || a.link.State == Away {
		words = "oopscope is suspended: until fg continues it NOTHING IS READ OR RECORDED"
	}
	return stopping(&stop{out: a.cfg.Output, words: words, do: func() bool { return a.jobs.stop(job) }})
}

// redraw takes the terminal anew.
func (a *app) redraw() tea.Cmd {
	return stopping(&stop{out: a.cfg.Output, do: func() bool { return false }})
}

func stopping(s *stop) tea.Cmd {
	return tea.Exec(aside{s}, func(err error) tea.Msg {
		s.done.err = err
		if s.words == "" {
			return nil
		}
		return s.done
	})
}

// resumed tells what the stop may have cost.
func (a *app) resumed(m resumedMsg) {
	switch {
	case m.err != nil:
		a.complain("the terminal could not be taken back: " + cell.Clean(m.err.Error()))
	case !m.stopped:
		a.warn("not suspended: there is no shell here that could continue it")
	case a.link.State == Up:
		a.warn(fmt.Sprintf("back after %s; of what came meanwhile there is what the system kept, some kB", say.Seconds(m.after)))
	}
}

// aside is something that runs on the terminal while the screen stands aside. It
// has streams of its own.
type aside struct{ runs interface{ Run() error } }

// rest is how long Bubble Tea's drawing may take to come to rest. What begins it
// again sooner is stopped by what ended it, and nothing is drawn any more
// (tea.go, startRenderer: the goroutine that ends stops the ticker of both).
const rest = 100 * time.Millisecond

// Run runs it, for no shorter than the screen needs.
func (a aside) Run() error {
	over := time.After(rest)
	err := a.runs.Run()
	<-over
	return err
}

// SetStdin and the like do nothing.
func (aside) SetStdin(io.Reader)  {}
func (aside) SetStdout(io.Writer) {}
func (aside) SetStderr(io.Writer) {}
