//go:build unix

package stage

import (
	"bytes"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"sync/atomic"
	"syscall"
	"time"

	tea "charm.land/bubbletea/v2"
	"golang.org/x/sys/unix"
)

// Jobs owns the signals of the shell's job control, which are about the
// terminal: SIGTSTP and SIGCONT. Those that end the program are its caller's.
type Jobs struct {
	signals  chan os.Signal
	stopping atomic.Bool
	going    chan struct{} // holds a token when SIGCONT came while stopping
}

// ControlJobs tells the program what the shell wants of it, until it is released.
func ControlJobs(tell func(tea.Msg)) *Jobs {
	j := &Jobs{signals: make(chan os.Signal, 4), going: make(chan struct{}, 1)}
	j.listen()
	go func() {
		for s := range j.signals {
			switch {
			case s == syscall.SIGTSTP && !j.stopping.Load():
				tell(SuspendMsg{})
			case s == syscall.SIGTSTP: // we are stopping
			case !j.stopping.Load():
				tell(RedrawMsg{}) // after a SIGSTOP, which nobody is asked about
			default:
				select {
				case j.going <- struct{}{}:
				default:
				}
			}
		}
	}()
	return j
}

// listen takes the signals, unless whoever started the program wanted no stops.
func (j *Jobs) listen() {
	if !signal.Ignored(syscall.SIGTSTP) {
		signal.Notify(j.signals, syscall.SIGTSTP)
	}
	signal.Notify(j.signals, syscall.SIGCONT)
}

// Release gives the signals back.
func (j *Jobs) Release() {
	signal.Stop(j.signals)
	close(j.signals)
}

// settle is how long it may take until SIGCONT is heard of by somebody who goes
// on already.
const settle = 300 * time.Millisecond

// Stop stops the process, and with it all of its job when that is asked for, until
// SIGCONT. It returns false at once where nobody could send that. The stop itself
// is SIGSTOP: Go does not give SIGTSTP its default action back once it was taken
// (runtime/sigqueue.go, sigdisable).
func (j *Jobs) Stop(job bool) bool {
	if signal.Ignored(syscall.SIGTSTP) || orphaned() {
		return false
	}
	select {
	case <-j.going: // of an earlier stop
	default:
	}
	j.stopping.Store(true)
	defer j.stopping.Store(false)
	if job { // we would hear of it late, perhaps when we go on, and stop once more
		signal.Ignore(syscall.SIGTSTP)
		_ = syscall.Kill(0, syscall.SIGTSTP)
		signal.Notify(j.signals, syscall.SIGTSTP)
	}
	_ = syscall.Kill(syscall.Getpid(), syscall.SIGSTOP)
	select {
	case <-j.going:
	case <-time.After(settle):
	}
	return true
}

// orphaned tells whether the process group has no shell that would see it stop
// and could continue it: POSIX's orphaned process group, which the system does
// not let SIGTSTP stop either.
func orphaned() bool {
	group := syscall.Getpgrp()
	for p := os.Getppid(); p > 1; p = parentOf(p) {
		of, err := syscall.Getpgid(p)
		if err != nil {
			return true
		}
		if of != group {
			session, err := unix.Getsid(p)
			own, err2 := unix.Getsid(0)
			return err != nil || err2 != nil || session != own
		}
	}
	return true
}

// parentOf is the parent of a process, 0 where the system does not tell.
func parentOf(pid int) (parent int) {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(stat[bytes.LastIndexByte(stat, ')')+1:]), " ") // the name may hold anything
	var state string
	fmt.Sscan(rest, &state, &parent)
	return parent
}
