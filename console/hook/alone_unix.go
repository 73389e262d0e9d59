//go:build unix

package hook

import (
	"os/exec"
	"syscall"
)

// alone gives a command a group of processes of its own, which is killed as a whole: what
// it started would else go on, and a ctrl-c for us would reach it.
func alone(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
}
