package headless

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"sync/atomic"
	"time"

	"oopscope/console/link"
	"oopscope/console/out"
	"oopscope/console/repro"
	"oopscope/parse"
	"oopscope/parse/printk"
)

// ReproOptions set a repro up.
type ReproOptions struct {
	WatchOptions
	Plan     repro.Plan
	State    *repro.State
	Remark   func(link.Mark) error // keeps a remark on a line of the record
	Ended    func()                // is told when the rounds are over, and only the disk is waited for; nil for nothing
	JSON     bool
	Progress io.Writer // a terminal's line that is written anew; nil when there is none
}

// Repro opens a console, makes the board crash as the plan says, and prints how often it
// did. It returns the exit status; a Ctrl-C ends it in order.
func Repro(ctx context.Context, open Opener, opt ReproOptions) int {
	view := out.NewStatus(opt.Progress, opt.Err)
	out, errs := opt.Out, io.Writer(view)
	opt.WatchOptions.Out, opt.Err, opt.Format, opt.Typed = io.Discard, errs, JSON, true
	r := &reproducer{opt: &opt, view: view, watcher: newWatcher(&opt.WatchOptions), keep: newKeeper(errs)}
	err := r.run(ctx, open)
	view.Leave()
	if opt.Ended != nil {
		opt.Ended()
	}
	r.keep.close()
	if r.Source == nil { // it was not opened: there is nothing to say of the board
		return r.failed(err)
	}
	if e := printSum(out, opt.State, opt.JSON); e != nil {
		return outputStatus(e, errs)
	}
	return r.status(err)
}

// reproducer is a console that is followed as a watch does, while commands are typed to it.
type reproducer struct {
	Source
	opt     *ReproOptions
	watcher *watcher
	view    *out.Status
	keep    *keeper
	latest  atomic.Pointer[repro.State] // waits to be written
}

func (r *reproducer) run(ctx context.Context, open Opener) error {
	src, err := open(ctx)
	if err != nil {
		return err
	}
	r.Source = src
	r.watcher.life = ctx
	defer r.watcher.began(src)()
	r.opt.Plan.Busy = r.watcher.after.Busy
	if r.opt.Tools != nil {
		r.opt.Plan.Tools = r.opt.Tools()
	}
	if err := src.Ready(ctx); err != nil {
		return err
	}
	if r.opt.Booted != nil {
		r.opt.Booted()
	}
	err = repro.Run(ctx, r, &r.opt.Plan, &r.opt.State.Tally, repro.Observer{Began: r.began, Does: r.does, Ended: r.ended})
	r.save()
	if e := r.watcher.finish(src); err == nil {
		err = e
	}
	if e := r.watcher.write(r.watcher.stories.Put(r.watcher.queue.rest(), nil), nil); err == nil {
		err = e
	}
	return err
}

// Next has what comes remembered, as a watch does.
func (r *reproducer) Next(ctx context.Context) (parse.Batch, error) {
	b, err := r.Source.Next(ctx)
	if e := r.watcher.take(&b); e != nil {
		return b, e
	}
	return b, err
}

// began notes where a round is in the record.
func (r *reproducer) began(round int, l *parse.Line) {
	if r.opt.Remark == nil {
		return
	}
	m := link.Mark{Line: l.N, Byte: l.First, Text: fmt.Sprintf("round %d", round), Raw: string(printk.Scrub(nil, l.Raw)), At: time.Now()}
	r.keep.do("the remark on a round", func() error { return r.opt.Remark(m) })
}

func (r *reproducer) does(t *repro.Tally, what string) { r.view.Show(t.Words() + " · " + what) }

func (r *reproducer) ended(t *repro.Tally, done *repro.Round) {
	r.save()
	for _, c := range done.Crashes {
		r.view.Say("round %d: %s", done.N, c.Title)
	}
	switch {
	case len(done.Crashes) > 0:
	case done.Restart:
		r.view.Say("round %d: the board restarted without a word", done.N)
	case done.Hung:
		r.view.Say("round %d: no prompt within %s, interrupted", done.N, r.opt.Plan.Command)
	}
	r.view.Line(t.Words())
}

// save has the state written down as it is now, instead of one that still waits for the disk.
func (r *reproducer) save() {
	now := *r.opt.State
	now.Crashes = slices.Clone(now.Crashes)
	if r.latest.Swap(&now) == nil && !r.keep.do("how far it is", func() error { return r.latest.Swap(nil).Save() }) {
		r.latest.Store(nil)
	}
}

// status turns what ended it into the exit status.
func (r *reproducer) status(err error) int {
	t := &r.opt.State.Tally
	switch {
	case errors.Is(err, repro.ErrNoReturn):
		r.view.Say("%v within %s; reset it, boot with panic=10, and go on with --resume", err, r.opt.Plan.Reboot)
		return Timeout
	case errors.Is(err, io.EOF):
		r.view.Say("%s ended", r.opt.Name)
		return Failed
	case errors.As(err, new(*repro.Met)):
		r.view.Say("%v", err)
		return Matched
	case isFailure(err):
		return r.failed(err)
	case r.opt.FailOnCrash && t.Crashed > 0:
		return Crashed
	}
	return Done
}

// failed says what went wrong.
func (r *reproducer) failed(err error) int {
	status, why := r.watcher.outcome(err)
	r.watcher.say(why)
	return status
}
