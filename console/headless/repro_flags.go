package headless

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"time"

	"oopscope/console/config"
	"oopscope/console/files"
	"oopscope/console/repro"
)

// ReproFlags reads the options of a repro off the command line, and, to go on with an
// earlier one, its state out of dir. The port's name must be set. An error is a usage
// error.
func ReproFlags(cmd *config.Command, name, dir string, out, errs io.Writer) (opt ReproOptions, err error) {
	opt.Name, opt.FailOnCrash, opt.JSON, opt.Out, opt.Err = name, cmd.Has("fail-on-crash"), cmd.Has("json"), out, errs
	p := &opt.Plan
	p.Do = cmd.All("do")
	script, err := scriptFlags(cmd, p)
	if err == nil && script != nil && cmd.Has("do") {
		err = errors.New("--script and --do are two ways to say what a round is; choose one")
	}
	if err == nil {
		err = whoFlags(cmd, p)
	}
	if err != nil {
		return opt, err
	}
	if p.Command, err = patience(cmd, "timeout", repro.CommandTime); err != nil {
		return opt, err
	}
	if p.Reboot, err = patience(cmd, "reboot", repro.RebootTime); err != nil {
		return opt, err
	}
	for _, v := range cmd.All("until") {
		u, err := repro.ParseUntil(v)
		if err != nil {
			return opt, fmt.Errorf("--until %w", err)
		}
		p.Until = append(p.Until, u)
	}
	pattern := cmd.Last("prompt")
	if pattern == "" && script != nil {
		pattern = script.Prompt
	}
	if opt.State, err = stateOf(cmd, p.Do, name, dir, pattern); err != nil {
		return opt, err
	}
	if p.Do = opt.State.Do; repro.IsTitle(p.Do) && script == nil {
		return opt, fmt.Errorf("the last run at %s did a %s: give it again by --script", name, p.Do[0])
	}
	if opt.State.Prompt != "" {
		if p.Prompt, err = regexp.Compile(opt.State.Prompt); err != nil {
			return opt, fmt.Errorf("--prompt: %w", err)
		}
	}
	return opt, nil
}

// stateOf is the state to go on with, or that of a run that begins.
func stateOf(cmd *config.Command, do []string, name, dir, pattern string) (*repro.State, error) {
	if err := repro.Commands(do); err != nil && len(do) > 0 {
		return nil, fmt.Errorf("--do %w; give --do once for each", err)
	}
	if !cmd.Has("resume") {
		if len(do) == 0 {
			return nil, errors.New("repro does what? Give the commands of a round, as --do 'modprobe -rf shepherd' --do 'modprobe -a shepherd', or --script FILE")
		}
		return repro.Begin(dir, name, do, pattern, time.Now()), nil
	}
	s, err := repro.Newest(dir, name)
	switch {
	case err != nil:
		return nil, err
	case len(do) > 0 && !slices.Equal(do, s.Do):
		return nil, fmt.Errorf("--resume: the last run at %s did %q; leave --do out, or start anew without --resume", name, s.Do)
	case pattern != "":
		s.Prompt = pattern
	}
	return s, nil
}

func patience(cmd *config.Command, flag string, usual time.Duration) (time.Duration, error) {
	v := cmd.Last(flag)
	if v == "" {
		return usual, nil
	}
	d, err := time.ParseDuration(v)
	if err != nil || d <= 0 {
		return 0, fmt.Errorf("--%s %q: give a time like 90s or 10m", flag, v)
	}
	return d, nil
}

// firstLine is what a file with a password holds.
func firstLine(path string) (string, error) {
	text, err := files.Read(path, 4<<10)
	if err != nil {
		return "", fmt.Errorf("--password-file: %w", err)
	}
	line, _, _ := bytes.Cut(text, []byte("\n"))
	return strings.TrimRight(string(line), "\r"), nil
}
