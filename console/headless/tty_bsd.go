//go:build darwin || freebsd || netbsd || openbsd || dragonfly

package headless

import "golang.org/x/sys/unix"

const getMode, setMode = unix.TIOCGETA, unix.TIOCSETA
