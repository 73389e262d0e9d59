package headless

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"

	"oopscope/console/link"
	"oopscope/console/out"
)

// errElsewhere ends the watches that have no verdict when another one has a bad one.
var errElsewhere = errors.New("decided at another port")

// conclude writes what is written when all watches are over.
func conclude(all []*watcher, status int) int {
	first := all[0]
	if err := first.paper.end(); err != nil {
		return outputStatus(err, first.opt.Err)
	}
	var sum tally
	opened := false
	for _, w := range all {
		sum.inputs++
		sum.lines += w.total.lines
		sum.crashes += w.total.crashes
		sum.unread += w.total.unread
		sum.riddles += w.total.riddles
		opened = opened || w.opened
	}
	if opened && !first.opt.Typed {
		sum.tell(first.errs)
	}
	return status
}

// isFailure tells what went wrong from what ends a watch in order.
func isFailure(err error) bool {
	return err != nil && err != context.DeadlineExceeded && !errors.Is(err, io.EOF) && !errors.Is(err, context.Canceled)
}

// outcome turns what ended the watch into the exit status, and says why.
func (w *watcher) outcome(err error) (status int, why string) {
	switch {
	case errors.Is(err, errOutput):
		return outputStatus(err, w.opt.Err), ""
	case w.verdict != nil:
		return w.verdict.status, w.verdict.why
	case err == context.DeadlineExceeded: // not Is: a connection that takes too long says the same
		return Timeout, fmt.Sprintf("timeout after %s", w.opt.Timeout)
	case errors.As(err, new(*link.Fault)): // whoever started it tells of that
		return Failed, ""
	case isFailure(err):
		return Failed, err.Error()
	case len(w.opt.Expect) > 0:
		return Failed, "it ended before a line matched --expect"
	}
	return Done, ""
}

// say tells the person something, if there is something to tell.
func (w *watcher) say(words string) {
	if words != "" {
		out.Line(w.opt.Err, "oopscope: %s", words)
	}
}

// A checker is a document that has a place for what was asked of an input; why is "" for
// what passed.
type checker interface{ Check(file, name, why string) }

// checked writes down what was asked of the port, and how that came out, where the format
// has a place for it.
func (w *watcher) checked(status int, why string) {
	if w.opt.Format == Events {
		_ = w.events.verdict(status, why) // who reads no more has what was before
		return
	}
	check, ok := w.paper.whole.(checker)
	if !ok {
		return
	}
	if status != Done {
		why = cmp.Or(why, "it failed")
	}
	for _, re := range w.opt.Expect {
		switch {
		case status == Done && w.verdict != nil && w.verdict.met != re: // another one was enough
		case status == Done:
			check.Check(w.opt.Name, "expect "+re.String(), "")
		default:
			check.Check(w.opt.Name, "expect "+re.String(), why)
		}
	}
	if w.opt.Script != nil && (status == Done || w.verdict != nil && w.verdict.scripted) {
		if status == Done {
			why = ""
		}
		check.Check(w.opt.Name, w.opt.Script.Do[0], why)
	}
	for _, re := range w.opt.FailOn {
		if w.verdict != nil && w.verdict.met == re {
			check.Check(w.opt.Name, "never "+re.String(), why)
			continue
		}
		check.Check(w.opt.Name, "never "+re.String(), "")
	}
}
