package command

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
	"oopscope/console/ending"
	"oopscope/console/headless"
	"oopscope/console/hook"
	"oopscope/console/link"
	"oopscope/console/out"
	"oopscope/console/port"
	"oopscope/console/serve"
	"oopscope/parse"
	"oopscope/parse/export"
)

// One process owns a port and its record. Others look at it through its socket.

// Share lets others look at a live session, and returns what lends its port; nil where
// there is none. That others cannot is told, and nothing more.
func Share(e *ending.Ending, s *console.Session, opt serve.Options) *Lender {
	switch info := s.Port(); {
	case info.Kind == port.KindShared:
		return lenderAt(opt.Port)
	case !isLendable(&info):
		return nil
	}
	opt.Program = config.Version()
	v := serve.New(s, opt)
	if _, err := v.Listen(); err != nil {
		ending.Tell("others cannot attach: %v", err)
	}
	e.Shared(s, v)
	return lenderOf(v)
}

// Serve owns a port without a screen.
func Serve(cmd *config.Command, set config.Settings) int {
	target, err := set.Target(cmd)
	if err != nil {
		return Usage(err)
	}
	locator, err := headless.Locate(set, out.Stderr)
	if err != nil {
		return Failed(err)
	}
	defer locator.Close(0)
	e := ending.Attend()
	m := memoryOf(set, target)
	o := Options(set, target)
	o.Scroll = true
	s, err := e.Open(e, o)
	switch {
	case e.Err() != nil:
		return e.Leave(headless.Done)
	case err != nil:
		return e.Leave(Failed(err))
	case s.Link().Shared > 0:
		return e.Leave(Failed(fmt.Errorf("%s is served already, by pid %d; `oopscope %s` attaches to it", target, s.Link().Shared, target)))
	}
	m.begin(s)
	v := serve.New(s, serve.Options{Port: target, Program: config.Version(), Hooks: Hooks(set, s), Resolve: locator.Resolve, Met: met(e, m.after(), locator), Lent: LentMark(s, m.remark)})
	e.Shared(s, v)
	HeedLending(e, lenderOf(v).both, tellLending)
	path, err := v.Listen()
	if err != nil {
		return e.Leave(Failed(err))
	}
	if address := cmd.Last("listen"); address != "" {
		at, tokens, err := v.TCP(e, address)
		if err != nil {
			return e.Leave(Failed(err))
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
		return e.Leave(Failed(err))
	}
	return e.Leave(headless.Done)
}

// met has what comes told in a line each, and what is to be done behind it done.
func met(e *ending.Ending, after *hook.After, locator *headless.Locator) func([]*parse.Crash, []parse.Boot) {
	locator.Booted()
	told, unfiled := map[int]bool{}, ""
	return func(crashes []*parse.Crash, boots []parse.Boot) {
		if len(boots) > 0 {
			locator.Booted()
		}
		for _, c := range crashes {
			if !c.Open && !told[c.ID] { // it may come again, known better
				told[c.ID] = true
				ending.Tell("crash %d: %s", c.ID, export.Headline(c))
			}
		}
		after.Behind(e, crashes, func(words string) { ending.Tell("%s", words) })
		if why := e.Session().Link().Unfiled; why != unfiled {
			if unfiled = why; why != "" {
				ending.Tell("%s", link.Uncounted(why))
			}
		}
	}
}

// LentMark keeps a remark on the line after which the port was lent.
func LentMark(s *console.Session, remark func(link.Mark) error) func(console.Hole) {
	return func(h console.Hole) {
		lines, err := s.LastBefore(h.At)
		if remark == nil || err != nil || len(lines) == 0 {
			return
		}
		l := lines[len(lines)-1]
		words := fmt.Sprintf("%s, after %s", h.Reason, h.Length.Round(10*time.Millisecond))
		_ = remark(link.Mark{Line: l.N, Byte: l.First, Text: words, Raw: string(l.Raw), At: time.Now()}) // the screen says it in any case
	}
}

// Lend has a command run while it has the port for itself.
func Lend(cmd *config.Command, set config.Settings) int {
	target, err := set.Target(cmd)
	if err != nil {
		return Usage(err)
	}
	if _, err := exec.LookPath(cmd.Words[0]); err != nil { // known before there is a gap
		return Failed(fmt.Errorf("%s would not run, so the port is not lent: %w", cmd.Words[0], err))
	}
	ctx, cancel := signal.NotifyContext(context.Background(), os.Interrupt)
	defer cancel()
	c, err := attach.Find(ctx, target)
	switch {
	case errors.Is(err, attach.ErrNobody) && target != "": // then it need not be lent
		ending.Tell("no session has %s: %s runs without a loan", target, cmd.Words[0])
		return borrow(cmd.Words)
	case err != nil:
		return Failed(err)
	}
	defer c.Close()
	if err := c.Borrow(strings.Join(cmd.Words, " ")); err != nil {
		return Failed(err)
	}
	status := borrow(cmd.Words)
	if err := c.GiveBack(fmt.Sprintf("exit status %d", status)); err != nil {
		return max(status, Failed(err))
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
		return Failed(fmt.Errorf("%s did not run: %w", words[0], err))
	}
	return headless.Done
}
