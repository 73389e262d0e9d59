package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"strings"
	"time"

	"oopscope/console"
	"oopscope/console/attach"
	"oopscope/console/config"
	"oopscope/console/headless"
	"oopscope/console/link"
	"oopscope/console/out"
	"oopscope/console/port"
	"oopscope/console/serve"
	"oopscope/parse"
	"oopscope/parse/export"
)

// One process owns a port and its record. Others look at it through its socket.

// attached has a session look at the one that owns its port, when there is such a session.
func attached(ctx context.Context, o *console.Options) error {
	c, err := attach.Find(ctx, o.Spec)
	if err != nil { // nobody has it
		return nil
	}
	if o.Resume {
		c.Close()
		return fmt.Errorf("%s is open in another session (pid %d); without --resume this one attaches to it", o.Spec, c.Hello().PID)
	}
	p, err := attach.Open(c, !o.View)
	if err != nil {
		return err
	}
	o.Open = func(context.Context, string, port.Settings) (port.Port, error) { return p, nil }
	return nil
}

// share lets others look at a live session, and returns what lends its port; nil where
// there is none. That others cannot is told, and nothing more.
func (e *ending) share(s *console.Session, opt serve.Options) *lender {
	switch info := s.Port(); {
	case info.Kind == port.KindShared:
		return lenderAt(opt.Port)
	case !info.Live || info.Kind == port.KindStdin || info.Kind == port.KindPipe || info.Kind == port.KindKmsg:
		return nil
	}
	opt.Program = config.Version()
	v := serve.New(s, opt)
	if _, err := v.Listen(); err != nil {
		tell("others cannot attach: %v", err)
	}
	e.shared.Store(v)
	return lenderOf(v)
}

// serving owns a port without a screen.
func serving(cmd *config.Command, set config.Settings) int {
	target, err := set.Target(cmd)
	if err != nil {
		return usage(err)
	}
	locator, err := headless.Locate(set, out.Stderr)
	if err != nil {
		return failed(err)
	}
	defer locator.Close(0)
	e := attend()
	o := options(set, target)
	o.Scroll = true
	s, err := e.open(e, o)
	switch {
	case e.Err() != nil:
		return e.leave(headless.Done)
	case err != nil:
		return e.leave(failed(err))
	case s.Link().Shared > 0:
		return e.leave(failed(fmt.Errorf("%s is served already, by pid %d; `oopscope %s` attaches to it", target, s.Link().Shared, target)))
	}
	v := serve.New(s, serve.Options{Port: target, Program: config.Version(), Resolve: locator.Resolve, Met: met(e, set, target, locator), Lent: lentMark(e, set, target)})
	e.shared.Store(v)
	lenderOf(v).heed(e)
	path, err := v.Listen()
	if err != nil {
		return e.leave(failed(err))
	}
	if address := cmd.Last("listen"); address != "" {
		at, tokens, err := v.TCP(e, address)
		if err != nil {
			return e.leave(failed(err))
		}
		out.Line(out.Stderr, "oopscope: also at %s, for who knows a token of %s", at, tokens)
	}
	how := fmt.Sprintf("`oopscope %s` attaches, ", target)
	if target == "demo" { // of which everybody has an own one
		how = ""
	}
	out.Line(out.Stderr, "oopscope: serving %s at %s; %sctrl+c ends it", s.Link().Name, path, how)
	for {
		if _, err = s.Next(e); err != nil {
			break
		}
	}
	if e.Err() == nil && !errors.Is(err, io.EOF) {
		return e.leave(failed(err))
	}
	return e.leave(headless.Done)
}

// met has what comes remembered, and told in a line each.
func met(e *ending, set config.Settings, target string, locator *headless.Locator) func([]*parse.Crash, []parse.Boot) {
	saw := remember(e, set, target)
	locator.Booted()
	told := map[int]bool{}
	return func(crashes []*parse.Crash, boots []parse.Boot) {
		if len(boots) > 0 {
			locator.Booted()
		}
		var whole []*parse.Crash
		for _, c := range crashes {
			if !c.Open {
				whole = append(whole, c)
			}
			if !c.Open && !told[c.ID] { // it may come again, known better
				told[c.ID] = true
				tell("crash %d: %s", c.ID, export.Headline(c))
			}
		}
		if saw == nil {
			return
		}
		if _, err := saw(whole, boots); err != nil {
			tell("the ledger does not count what comes: %v", err)
		}
	}
}

// lentMark keeps a remark on the line after which the port was lent.
func lentMark(e *ending, set config.Settings, target string) func(console.Hole) {
	_, remark := memory(e, set, target)
	return func(h console.Hole) {
		s := e.session.Load()
		lines, err := s.LastBefore(h.At)
		if remark == nil || err != nil || len(lines) == 0 {
			return
		}
		l := lines[len(lines)-1]
		_ = remark(link.Mark{Line: l.N, Byte: l.First, Text: h.Reason, Raw: string(l.Raw), At: time.Now()}) // the screen says it in any case
	}
}

// lend has a command run while it has the port for itself.
func lend(cmd *config.Command, set config.Settings) int {
	target, err := set.Target(cmd)
	if err != nil {
		return usage(err)
	}
	ctx, cancel := signal.NotifyContext(context.Background(), os.Interrupt)
	defer cancel()
	var c *attach.Client
	if target == "" {
		c, err = attach.Only(ctx)
	} else {
		c, err = attach.Find(ctx, target)
	}
	switch {
	case errors.Is(err, attach.ErrNobody) && target != "": // then it need not be lent
		return borrow(cmd.Words)
	case err != nil:
		return failed(err)
	}
	defer c.Close()
	if err := c.Borrow(strings.Join(cmd.Words, " ")); err != nil {
		return failed(err)
	}
	status := borrow(cmd.Words)
	if err := c.GiveBack(fmt.Sprintf("exit status %d", status)); err != nil {
		return failed(fmt.Errorf("the port did not come back: %w", err))
	}
	return status
}

// borrow runs a command on this terminal, and returns its exit status. Ctrl-C is the
// command's.
func borrow(words []string) int {
	signal.Ignore(os.Interrupt)
	cmd := exec.Command(words[0], words[1:]...)
	out.Hand(cmd)
	err := cmd.Run()
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) {
		return max(exit.ExitCode(), headless.Failed)
	}
	if err != nil {
		return failed(fmt.Errorf("%s did not run: %w", words[0], err))
	}
	return headless.Done
}
