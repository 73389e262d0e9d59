//go:build unix

package ending

import (
	"os"
	"os/signal"
	"syscall"
)

// notifyLending asks for the signals that GTKTerm has for it: SIGUSR2 closes the port,
// SIGUSR1 opens it again.
func notifyLending(c chan os.Signal) { signal.Notify(c, syscall.SIGUSR1, syscall.SIGUSR2) }

func isHandOver(s os.Signal) bool { return s == syscall.SIGUSR2 }
