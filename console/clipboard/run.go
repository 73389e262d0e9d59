package clipboard

import (
	"cmp"
	"context"
	"errors"
	"os"
	"os/exec"
	"strings"
	"sync"
	"time"
)

// patience is how long a program may take: xclip on a dead display and wl-copy
// without a compositor hang.
const patience = 2 * time.Second

// A runner runs other programs one at a time, and none of them for longer than
// the limit: whoever hangs is killed, with all that it started.
type runner struct {
	limit time.Duration
	busy  sync.Mutex
}

// slow is a program that did not come to its end.
type slow struct{ name string }

func (s slow) Error() string { return s.name + " does not answer" }

// A program is what is run: how a person calls it, and how the system does.
type program struct {
	name string
	path string // "" when it is found by its name
	args []string
	env  []string // besides what this process has
}

// run gives a program its input and returns its output.
func (r *runner) run(stdin string, p program) (string, error) {
	ctx, cancel := context.WithTimeout(context.Background(), r.limit)
	defer cancel()
	cmd := exec.CommandContext(ctx, cmp.Or(p.path, p.name), p.args...)
	cmd.Env = append(os.Environ(), p.env...)
	var out strings.Builder
	cmd.Stdin = strings.NewReader(stdin)
	if stdin == "" { // what stays behind to serve a clipboard would keep the pipe
		cmd.Stdout = &out
	}
	killAll(cmd)
	cmd.WaitDelay = r.limit / 4 // a child that keeps the pipe open is not waited for
	err := cmd.Run()
	if ctx.Err() != nil || errors.Is(err, exec.ErrWaitDelay) {
		return "", slow{p.name}
	}
	return out.String(), err
}
