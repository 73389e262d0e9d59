package headless

import (
	"errors"
	"fmt"
	"regexp"

	"oopscope/console/config"
	"oopscope/console/repro"
)

// scriptFlags reads the script that a command line names into a plan; there may be none.
func scriptFlags(cmd *config.Command, p *repro.Plan) (*repro.Script, error) {
	path := cmd.Last("script")
	if path == "" {
		return nil, nil
	}
	s, err := repro.ReadScript(path)
	if err != nil {
		return nil, fmt.Errorf("--script: %w", err)
	}
	p.Do, p.Steps, p.Login, p.Password = []string{s.Title()}, s.Steps, s.Login, s.Password
	return s, nil
}

// whoFlags reads how one logs in, and what the prompt is like.
func whoFlags(cmd *config.Command, p *repro.Plan) (err error) {
	if v := cmd.Last("login"); v != "" {
		p.Login = v
	}
	if path := cmd.Last("password-file"); path != "" {
		if p.Password, err = firstLine(path); err != nil {
			return err
		}
	}
	return nil
}

// planOf is the plan of a watch that does a script; nil without one.
func planOf(cmd *config.Command) (*repro.Plan, error) {
	p := &repro.Plan{Command: repro.CommandTime, Reboot: repro.RebootTime}
	s, err := scriptFlags(cmd, p)
	if err == nil && s == nil && (cmd.Has("login") || cmd.Has("password-file") || cmd.Has("prompt")) {
		err = errors.New("--login, --password-file and --prompt go with --script")
	}
	if err == nil {
		err = whoFlags(cmd, p)
	}
	if err != nil || s == nil {
		return nil, err
	}
	if v := cmd.Last("prompt"); v != "" {
		s.Prompt = v
	}
	if s.Prompt != "" {
		if p.Prompt, err = regexp.Compile(s.Prompt); err != nil {
			return nil, fmt.Errorf("--prompt: %w", err)
		}
	}
	return p, nil
}
