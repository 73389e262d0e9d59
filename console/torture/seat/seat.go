//go:build linux

package seat

import (
	"fmt"
	"os"
	"os/exec"
	"sync"
	"syscall"

	"github.com/creack/pty"
	"golang.org/x/sys/unix"
)

// A Seat is a program on a pseudo-terminal of 100 columns and 30 rows. Its methods may be
// called from several goroutines.
type Seat struct {
	Cmd    *exec.Cmd
	Master *os.File      // the person's end
	Slave  *os.File      // the program's end, which stays open behind it
	Over   chan struct{} // closed when the program ended

	before unix.Termios

	mu    sync.Mutex
	drawn []byte
	blind sync.Mutex // held while nobody reads the terminal
}

// drawnMost is how much of what was drawn is kept, the newest.
const drawnMost = 4 << 20

// Take starts a program on a terminal of its own. A terminal that is not the program's
// controlling one tells it nothing when it is closed. Whoever takes a seat has to Leave it.
func Take(cmd *exec.Cmd, controlling bool) (*Seat, error) {
	master, slave, err := pty.Open()
	if err != nil {
		return nil, fmt.Errorf("no pseudo-terminal: %w", err)
	}
	s := &Seat{Cmd: cmd, Slave: slave, Over: make(chan struct{})}
	if s.Master, err = Polled(master); err == nil {
		err = s.begin(controlling)
	}
	if err != nil {
		s.Master.Close()
		s.Slave.Close()
		return nil, err
	}
	go func() { s.Cmd.Wait(); close(s.Over) }()
	go s.look()
	return s, nil
}

func (s *Seat) begin(controlling bool) (err error) {
	if err := pty.Setsize(s.Slave, &pty.Winsize{Cols: 100, Rows: 30}); err != nil {
		return err
	}
	if s.before, err = s.termios(); err != nil {
		return err
	}
	s.Cmd.Stdin, s.Cmd.Stdout, s.Cmd.Stderr = s.Slave, s.Slave, s.Slave
	s.Cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: controlling}
	return s.Cmd.Start()
}

// Leave ends the program, if it has not ended, and the terminal. Nothing of it is kept.
func (s *Seat) Leave() {
	s.Kill(syscall.SIGKILL)
	<-s.Over
	s.Master.Close()
	s.Slave.Close()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.drawn = nil
}

// Polled returns a file, in the place of another one, that Close closes although somebody
// reads it.
func Polled(f *os.File) (*os.File, error) {
	defer f.Close()
	fd, err := unix.FcntlInt(f.Fd(), unix.F_DUPFD_CLOEXEC, 0)
	if err == nil {
		err = unix.SetNonblock(fd, true)
	}
	if err != nil {
		return nil, err
	}
	return os.NewFile(uintptr(fd), f.Name()), nil
}

func (s *Seat) look() {
	for buf := make([]byte, 1<<16); ; {
		n, err := s.Master.Read(buf)
		if err != nil {
			return
		}
		s.mu.Lock()
		s.drawn = append(s.drawn, buf[:n]...)
		s.drawn = s.drawn[max(0, len(s.drawn)-drawnMost):]
		s.mu.Unlock()
		s.waitWhileBlind()
	}
}

// waitWhileBlind holds the reader up as long as nobody is to read the terminal.
func (s *Seat) waitWhileBlind() {
	s.blind.Lock()
	defer s.blind.Unlock()
}

// Blind has nobody read the terminal until see is called.
func (s *Seat) Blind() (see func()) {
	s.blind.Lock()
	return s.blind.Unlock
}

// Stop stops the terminal's output, as ctrl+s does.
func (s *Seat) Stop() error {
	return unix.IoctlSetInt(int(s.Slave.Fd()), unix.TCXONC, unix.TCOOFF)
}

// TakesNothing reports whether the terminal's buffers are full.
func (s *Seat) TakesNothing() bool {
	p := []unix.PollFd{{Fd: int32(s.Slave.Fd()), Events: unix.POLLOUT}}
	n, err := unix.Poll(p, 200)
	return err == nil && n == 0
}

// Text is what was drawn, the newest 4 MiB of it.
func (s *Seat) Text() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return string(s.drawn)
}

// Forget has Text begin with what is drawn from now on.
func (s *Seat) Forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.drawn = nil
}

// End is the end of what was drawn, for messages.
func (s *Seat) End() string {
	text := s.Text()
	return text[max(0, len(text)-300):]
}

// HasEnded reports whether the program has.
func (s *Seat) HasEnded() bool {
	select {
	case <-s.Over:
		return true
	default:
		return false
	}
}

// Kill sends the program a signal; one that has ended gets none.
func (s *Seat) Kill(sig syscall.Signal) { _ = s.Cmd.Process.Signal(sig) }

// Types presses keys.
func (s *Seat) Types(keys string) error {
	_, err := s.Master.WriteString(keys)
	return err
}

func (s *Seat) termios() (unix.Termios, error) {
	t, err := unix.IoctlGetTermios(int(s.Slave.Fd()), unix.TCGETS)
	if err != nil {
		return unix.Termios{}, fmt.Errorf("the terminal does not say how it is set: %w", err)
	}
	return *t, nil
}

// Restored returns an error unless the terminal is set as it was before the program.
func (s *Seat) Restored() error {
	now, err := s.termios()
	if err == nil && now != s.before {
		err = fmt.Errorf("the terminal is not as before: %+v", now)
	}
	return err
}
