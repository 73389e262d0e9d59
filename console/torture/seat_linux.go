package torture

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
	"time"

	seats "oopscope/console/torture/seat"
)

// A seat is the program on a terminal of its own, in one round.
type seat struct {
	*seats.Seat
	r *round
}

// sit starts the program on a terminal; it is left at the end of the round.
func (r *round) sit(controlling bool, args ...string) (*seat, error) {
	s, err := seats.Take(r.program(args...), controlling)
	if err != nil {
		return nil, err
	}
	var weighed sync.WaitGroup
	weighed.Go(func() { r.weigh(s.Cmd.Process.Pid, s.Over) })
	r.atEnd(func() {
		s.Leave()
		weighed.Wait() // the result is the trial's then
	})
	return &seat{s, r}, nil
}

// program is a run of the program that has nothing of the user's.
func (r *round) program(args ...string) *exec.Cmd {
	cmd := exec.CommandContext(r, r.Path, args...)
	cmd.Env = append([]string{
		"HOME=" + r.dir, "XDG_STATE_HOME=" + r.dir, "XDG_CONFIG_HOME=" + r.dir, "XDG_CACHE_HOME=" + r.dir, "XDG_RUNTIME_DIR=" + r.dir,
		"TERM=xterm-256color", "LC_ALL=C.UTF-8", "PATH=" + os.Getenv("PATH"),
	}, r.Env...)
	return cmd
}

// weigh notes the most memory that a process has, until it is over.
func (r *round) weigh(pid int, over <-chan struct{}) {
	for {
		text, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
		if _, rest, ok := strings.Cut(string(text), "VmHWM:"); ok {
			var kb int64
			fmt.Sscan(rest, &kb)
			r.note(func(x *Result) { x.Peak = max(x.Peak, kb<<10) })
		}
		select {
		case <-over:
			return
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// shows waits until words were drawn.
func (s *seat) shows(words string) error {
	err := s.r.wait(fmt.Sprintf("%q on the terminal", words), func() bool { return strings.Contains(s.Text(), words) || s.HasEnded() })
	if err == nil && !strings.Contains(s.Text(), words) {
		err = fmt.Errorf("it ended before %q was on the terminal: %q", words, s.End())
	}
	return err
}

// ends waits for the program's end, which began.
func (s *seat) ends(began time.Time) error {
	select {
	case <-s.Over:
	case <-time.After(patience):
		return fmt.Errorf("it does not end; the terminal says %q", s.End())
	}
	s.r.note(func(x *Result) { x.End = max(x.End, time.Since(began)) })
	return nil
}

// restored holds the terminal to be as before, and the program to have ended by itself.
func (s *seat) restored() error {
	if status := s.Cmd.ProcessState.ExitCode(); status != 0 {
		return fmt.Errorf("it ended with %v: %q", s.Cmd.ProcessState, s.End())
	}
	return s.Restored()
}

// quits leaves the program as a person does.
func (s *seat) quits() error {
	began := time.Now()
	if err := s.Types("\x14q"); err != nil {
		return err
	}
	return errors.Join(s.ends(began), s.restored())
}
