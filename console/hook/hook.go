// Package hook runs the commands of a bench that a profile names: power, reset, notify.
// Each is a list of arguments and goes to no shell. What it learns of a crash, it learns
// from its environment and its standard input, where all that came from the board was
// cleaned: no argument is made of it.
package hook

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"

	"oopscope/console/link"
	"oopscope/parse"
	"oopscope/parse/letter"
)

// Bounds of a hook.
const (
	longest    = 2 * time.Minute
	mostOutput = 4 << 10
	mostValue  = 300
)

// A Set is the hooks of a profile.
type Set struct {
	Hooks []link.Hook
	Port  string // that the session is about
}

// Names lists the hooks in their order.
func (s Set) Names() (names []string) {
	for _, h := range s.Hooks {
		names = append(names, h.Name)
	}
	return names
}

// Run runs a hook and waits for it, two minutes at most. Crash is what it is about, nil
// when a person asked for it; folder is where that was saved.
func (s Set) Run(ctx context.Context, name string, crash *parse.Crash, folder string) (r link.HookResult, err error) {
	for _, h := range s.Hooks {
		if h.Name == name {
			return run(ctx, h, environment(name, s.Port, crash, folder), about(crash))
		}
	}
	return link.HookResult{Status: -1}, errors.New("no hook is called " + name + ": give it in the profile's [hook] table")
}

func run(ctx context.Context, h link.Hook, env []string, stdin string) (r link.HookResult, err error) {
	ctx, cancel := context.WithTimeout(ctx, longest)
	defer cancel()
	if len(h.Args) == 0 {
		return link.HookResult{Status: -1}, errors.New(h.Name + " names no program: give a list of its arguments in the profile's [hook] table")
	}
	cmd := exec.CommandContext(ctx, h.Args[0], h.Args[1:]...)
	cmd.Env, cmd.Stdin = append(os.Environ(), env...), strings.NewReader(stdin)
	alone(cmd)
	cmd.WaitDelay = time.Second // for what it left behind with our pipe
	var said end
	cmd.Stdout, cmd.Stderr = &said, &said
	begin := time.Now()
	err = cmd.Run()
	r = link.HookResult{Status: -1, Took: time.Since(begin), Output: said.text()}
	if cmd.ProcessState != nil {
		r.Status = cmd.ProcessState.ExitCode()
	}
	exit := (*exec.ExitError)(nil)
	switch {
	case ctx.Err() == context.DeadlineExceeded:
		return r, errors.New(h.Name + " did not end within " + longest.String() + " and was killed")
	case ctx.Err() != nil:
		return r, errors.New(h.Name + " was stopped after " + r.Took.Round(100*time.Millisecond).String())
	case errors.As(err, &exit), errors.Is(err, exec.ErrWaitDelay): // what it left behind goes on
		return r, nil // its status says it
	case err != nil:
		return r, errors.New(h.Name + " could not be run: " + letter.Clean(err.Error()))
	}
	return r, nil
}

// environment is what a hook is told, beside what this program was told itself. The port
// and the folder are ours, and as they are, so that they can be opened.
func environment(name, port string, c *parse.Crash, folder string) []string {
	env := []string{"OOPSCOPE_HOOK=" + name, "OOPSCOPE_PORT=" + port}
	if c == nil {
		return env
	}
	env = append(env, "OOPSCOPE_FOLDER="+folder)
	vars := []string{"OOPSCOPE_CRASH_TITLE", c.Title, "OOPSCOPE_CRASH_CLASS", c.Class, "OOPSCOPE_CRASH_SEVERITY", c.Severity.String(),
		"OOPSCOPE_CRASH_SIGNATURE", c.Signature.Exact, "OOPSCOPE_CRASH_BOOT", strconv.Itoa(c.Boot), "OOPSCOPE_KERNEL", c.Kernel}
	for i := 0; i < len(vars); i += 2 {
		env = append(env, vars[i]+"="+clean(vars[i+1]))
	}
	return env
}

// about is what stands on the standard input: the crash in a few lines.
func about(c *parse.Crash) string {
	if c == nil {
		return ""
	}
	lines := []string{c.Title, "class: " + c.Class, "severity: " + c.Severity.String(), "kernel: " + c.Kernel, "machine: " + c.Machine}
	for i := range lines {
		lines[i] = clean(lines[i])
	}
	return strings.Join(lines, "\n") + "\n"
}

// clean makes one harmless line of what the board said: letters of every script, no
// controls, and nothing that a careless shell would take for its own.
func clean(s string) string {
	s = letter.Cut(letter.Clean(s), mostValue)
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune("`$\\\"';|&<>(){}*?!~\n", r) {
			return '_'
		}
		return r
	}, s)
}

// end keeps the end of what a hook says.
type end struct{ kept []byte }

func (e *end) Write(p []byte) (int, error) {
	e.kept = append(e.kept, p...)
	e.kept = e.kept[max(0, len(e.kept)-mostOutput):]
	return len(p), nil
}

func (e *end) text() string {
	lines := strings.Split(string(e.kept), "\n")
	for i := range lines {
		lines[i] = letter.Clean(lines[i])
	}
	return strings.TrimSpace(strings.Join(lines, "\n"))
}
