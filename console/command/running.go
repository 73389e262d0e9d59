package command

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"

	"oopscope/console"
	"oopscope/console/attach"
	"oopscope/console/config"
	"oopscope/console/ending"
	"oopscope/console/headless"
	"oopscope/console/out"
	"oopscope/console/protocol"
	"oopscope/console/serve"
)

// Run runs a command with the port as its standard input and output. The session that
// has the port goes on, with its record and its screens; where there is none, one is
// opened for as long as the command runs.
func Run(cmd *config.Command, set config.Settings) int {
	return attached(cmd, set, protocol.ForProgram, func(e *ending.Ending, line *attach.Port) int {
		if err := line.TakeKeyboardAs(cmd.Words[0], true); err != nil {
			return Failed(err)
		}
		status, err := connect(e, line, cmd.Words)
		_ = line.DropKeyboard() // the connection's end drops it, too
		if err != nil {
			return Failed(err)
		}
		return status
	})
}

// attached is a run at a port, and returns its exit status.
func attached(cmd *config.Command, set config.Settings, program string, run func(*ending.Ending, *attach.Port) int) int {
	e := ending.Attend()
	line, err := lineOf(e, cmd, set, program)
	if err != nil {
		return e.Leave(Failed(err))
	}
	defer line.Close()
	return e.Leave(run(e, line))
}

// lineOf attaches to the session that has a port, or opens one and attaches to that.
func lineOf(e *ending.Ending, cmd *config.Command, set config.Settings, program string) (*attach.Port, error) {
	target, err := set.Target(cmd)
	if err != nil {
		return nil, err
	}
	c, err := attach.Find(e, target)
	if errors.Is(err, attach.ErrNobody) && target != "" {
		o := Options(set, target)
		o.Scroll, o.Wait = true, false
		var s *console.Session
		if s, err = e.Open(e, o); err != nil {
			return nil, err
		}
		memoryOf(set, target).begin(s)
		v := serve.New(s, serve.Options{Port: target, Program: config.Version()})
		e.Shared(s, v)
		HeedLending(e, lenderOf(v).both, tellLending)
		var path string
		if path, err = v.Listen(); err == nil {
			c, err = attach.Dial(e, path)
		}
	}
	if errors.Is(err, attach.ErrNobody) {
		return nil, fmt.Errorf("no session is open; name the port")
	}
	if err != nil {
		return nil, err
	}
	return attach.OpenFor(c, program)
}

// connect runs a command between a line and us, until it ends or e does.
func connect(e context.Context, line *attach.Port, words []string) (status int, err error) {
	cmd := exec.CommandContext(e, words[0], words[1:]...)
	out.Hand(cmd)
	cmd.Stdin, cmd.Stdout = nil, &poured{line: line}
	in, err := cmd.StdinPipe()
	if err != nil {
		return 0, err
	}
	if err := cmd.Start(); err != nil {
		return 0, fmt.Errorf("%s did not run: %w", words[0], err)
	}
	go func() {
		defer in.Close()
		_, _ = io.Copy(in, throughHoles{line}) // until the line, or the command, is over
	}()
	err = cmd.Wait()
	var exit *exec.ExitError
	switch {
	case errors.As(err, &exit) && exit.ExitCode() >= 0:
		return exit.ExitCode(), nil
	case err != nil:
		return 0, fmt.Errorf("%s: %w", words[0], err)
	}
	return headless.Done, nil
}

// poured gives the board what a command prints, as fast as it takes it.
type poured struct{ line *attach.Port }

func (p *poured) Write(b []byte) (int, error) {
	if err := p.line.Pour(b); err != nil {
		ending.Tell("not all of it reached the board: %v", err)
		return 0, err
	}
	return len(b), nil
}

// throughHoles reads on where the line has a hole.
type throughHoles struct{ *attach.Port }

func (r throughHoles) Read(b []byte) (int, error) {
	for {
		n, err := r.Port.Read(b)
		if errors.As(err, new(console.Missed)) {
			continue
		}
		return n, err
	}
}
