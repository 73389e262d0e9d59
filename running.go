package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os/exec"

	"oopscope/console"
	"oopscope/console/attach"
	"oopscope/console/config"
	"oopscope/console/gdbproxy"
	"oopscope/console/headless"
	"oopscope/console/out"

	"oopscope/console/serve"
)

// runOn runs a command with the port as its standard input and output. The session that
// has the port goes on, with its record and its screens; where there is none, one is
// opened for as long as the command runs.
func runOn(cmd *config.Command, set config.Settings) int {
	e := attend()
	line, err := e.lineOf(cmd, set)
	if err != nil {
		return e.leave(failed(err))
	}
	defer line.Close()
	if err := line.TakeKeyboard(true); err != nil {
		return e.leave(failed(err))
	}
	status, err := connect(e, line, cmd.Words)
	if err != nil {
		status = failed(err)
	}
	line.DropKeyboard()
	return e.leave(status)
}

// lineOf attaches to the session that has a port, or opens one and attaches to that.
func (e *ending) lineOf(cmd *config.Command, set config.Settings) (*attach.Port, error) {
	target, err := set.Target(cmd)
	if err != nil {
		return nil, err
	}
	find := func() (*attach.Client, error) { return attach.Find(e, target) }
	if target == "" {
		find = func() (*attach.Client, error) { return attach.Only(e) }
	}
	c, err := find()
	if errors.Is(err, attach.ErrNobody) && target != "" {
		o := options(set, target)
		o.Scroll, o.Wait = true, false
		var s *console.Session
		if s, err = e.open(e, o); err != nil {
			return nil, err
		}
		v := serve.New(s, serve.Options{Port: target, Program: config.Version()})
		e.shared.Store(v)
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
	return attach.Open(c, false)
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
		tell("not all of it reached the board: %v", err)
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

// debugKernel lets gdb speak to a kernel over its console.
func debugKernel(cmd *config.Command, set config.Settings) int {
	e := attend()
	line, err := e.lineOf(cmd, set)
	if err != nil {
		return e.leave(failed(err))
	}
	defer line.Close()
	if err := line.TakeKeyboard(true); err != nil {
		return e.leave(failed(err))
	}
	defer line.DropKeyboard()
	l, err := (&net.ListenConfig{}).Listen(e, "tcp", cmp.Or(cmd.Last("listen"), "127.0.0.1:0"))
	if err != nil {
		return e.leave(failed(fmt.Errorf("gdb cannot reach us: %w", err)))
	}
	if err := onLoopback(l.Addr()); err != nil {
		l.Close()
		return e.leave(usage(err))
	}
	out.Line(out.Stderr, "oopscope: gdb %s -ex 'set serial baud %d' -ex 'target remote %s'", cmp.Or(set.Vmlinux, "vmlinux"), set.Line().Baud, l.Addr())
	out.Line(out.Stderr, "oopscope: the kernel stops at SysRq g, at a crash, or at gdb's ctrl+c; at a prompt of kdb type kgdb")
	if err := gdbproxy.Proxy(e, throughHoles{line}, l, out.Stdout); err != nil {
		return e.leave(failed(err))
	}
	return e.leave(headless.Done)
}

// onLoopback refuses an address that others can reach: who debugs a kernel owns it.
func onLoopback(a net.Addr) error {
	if t, ok := a.(*net.TCPAddr); !ok || !t.IP.IsLoopback() {
		return fmt.Errorf("--listen %s is no address of this machine alone; give 127.0.0.1:PORT, and reach it by ssh -L", a)
	}
	return nil
}
