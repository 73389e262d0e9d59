//go:build linux || darwin || freebsd || netbsd || openbsd || dragonfly

package headless

import (
	"os"
	"os/signal"
	"sync"

	"golang.org/x/sys/unix"
)

// rawMode has a terminal give every key as it is, ctrl+c and ctrl+s among them.
// The output is left alone: what is printed there, here or by the other end of
// a pipe, still wants its carriage returns. restore puts everything back, and
// does nothing the second time; it waits for nobody. The mode is set again
// when the program goes on after it was stopped, since the shell changed it.
func rawMode(f *os.File) (restore func(), err error) {
	fd := int(f.Fd())
	was, err := unix.IoctlGetTermios(fd, getMode)
	if err != nil {
		return nil, err
	}
	t := *was
	t.Iflag &^= unix.IGNBRK | unix.BRKINT | unix.PARMRK | unix.ISTRIP | unix.INLCR | unix.IGNCR | unix.ICRNL | unix.IXON
	t.Lflag &^= unix.ECHO | unix.ECHONL | unix.ICANON | unix.ISIG | unix.IEXTEN
	t.Cc[unix.VMIN], t.Cc[unix.VTIME] = 1, 0
	if err := unix.IoctlSetTermios(fd, setMode, &t); err != nil {
		return nil, err
	}
	goesOn := make(chan os.Signal, 1)
	signal.Notify(goesOn, unix.SIGCONT)
	var mu sync.Mutex
	over := false
	go func() {
		for range goesOn {
			mu.Lock()
			if !over {
				_ = unix.IoctlSetTermios(fd, setMode, &t)
			}
			mu.Unlock()
		}
	}()
	return func() {
		mu.Lock()
		defer mu.Unlock()
		if over {
			return
		}
		over = true
		signal.Stop(goesOn)
		close(goesOn)
		_ = unix.IoctlSetTermios(fd, setMode, was)
	}, nil
}
