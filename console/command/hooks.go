package command

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"strings"

	"oopscope/console"
	"oopscope/console/attach"
	"oopscope/console/config"
	"oopscope/console/headless"
	"oopscope/console/hook"
	"oopscope/console/link"
	"oopscope/console/out"
	"oopscope/console/port"
	"oopscope/parse"
)

// bundle packs a saved crash into an archive beside its folder.
func bundle(folder string, strip bool) (path string, err error) {
	var errs bytes.Buffer
	path = folder + ".tar.gz"
	if headless.Report(folder, headless.ReportOptions{Form: "bundle", Strip: strip, Output: path, Out: &errs, Err: &errs}) != headless.Done {
		return "", errors.New(strings.TrimPrefix(strings.TrimSpace(errs.String()), "oopscope: "))
	}
	return path, nil
}

// Hooks are the hooks of a profile.
func Hooks(set config.Settings, s *console.Session) hook.Set {
	if set.Board == nil {
		return hook.Set{}
	}
	return hook.Set{Hooks: set.Board.Hooks, Port: s.Link().Name}
}

// AfterCrash is what is done behind the crashes of a session; nil for nothing. What a
// profile says is for live lines, and where another process has the port, that does it;
// what the command line says is done here.
func AfterCrash(set config.Settings, s *console.Session, save func(*parse.Crash, string, []link.Mark) (string, error)) *hook.After {
	info := s.Port()
	ours := info.Live && info.Kind != port.KindShared && info.Kind != port.KindStdin
	if set.Board == nil || len(set.Board.AfterCrash.Steps) == 0 || !ours && !set.AfterHere {
		return nil
	}
	pack := func(folder string) (string, error) { return bundle(folder, set.Look.Strip) }
	return &hook.After{Recipe: set.Board.AfterCrash, Hooks: Hooks(set, s), Console: s, Old: s.Old(), Save: save, Bundle: pack}
}

// Hook has a hook run by the session that has the port, whose profile has it; where
// there is no session, by itself. The exit status is the hook's.
func Hook(cmd *config.Command, set config.Settings) int {
	target, err := set.Target(cmd)
	if err != nil {
		return Usage(err)
	}
	ctx, cancel := signal.NotifyContext(context.Background(), os.Interrupt)
	defer cancel()
	c, err := attach.Find(ctx, target)
	name := cmd.Words[0]
	switch {
	case errors.Is(err, attach.ErrNobody) && set.Board != nil:
		r, err := hook.Set{Hooks: set.Board.Hooks, Port: target}.Run(ctx, name, nil, "")
		return hookDone(r.Output, r.Status, err)
	case errors.Is(err, attach.ErrNobody):
		return Failed(fmt.Errorf("no session is open, and no profile with hooks is named: oopscope hook PROFILE %s", name))
	case err != nil:
		return Failed(err)
	}
	defer c.Close()
	r, err := c.RunHook(name)
	if err != nil {
		return Failed(err)
	}
	return hookDone(r.Output, r.Status, nil)
}

// hookDone prints what a hook said, and returns its status.
func hookDone(output string, status int, err error) int {
	if output != "" {
		for line := range strings.SplitSeq(output, "\n") {
			out.Line(out.Stdout, "%s", line)
		}
	}
	switch {
	case err != nil:
		return Failed(err)
	case status < 0:
		return Failed(errors.New("the hook was killed"))
	}
	return status
}
