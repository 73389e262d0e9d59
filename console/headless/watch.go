package headless

import (
	"context"
	"errors"
	"fmt"
	"io"
	"regexp"
	"time"

	"oopscope/console/ledger"
	"oopscope/console/link"
	"oopscope/console/out"
	"oopscope/parse"
	"oopscope/parse/export"
	"oopscope/parse/story"
	"oopscope/parse/unwrap"
)

// A Source is a console being read: what package console's session is.
type Source interface {
	// Next blocks until there is something new and returns all of it; io.EOF
	// when the input is over, ctx.Err() when ctx is.
	Next(ctx context.Context) (parse.Batch, error)
	// Send queues bytes for the board.
	Send(p []byte) error
	// Ready waits until there is a port, when it is not there from the
	// beginning.
	Ready(ctx context.Context) error
	// Link tells the state of the line now.
	Link() link.Link
}

// An Opener opens the console to follow, and gives up with ctx.Err() when ctx
// ends first.
type Opener func(ctx context.Context) (Source, error)

// WatchOptions set a watch up.
type WatchOptions struct {
	Name        string // the port's, for the reports
	Format      Format
	NoRaw       bool
	Colour      bool             // let the board's colours through
	Expect      []*regexp.Regexp // any of them ends the watch well
	FailOn      []*regexp.Regexp // any of them ends it badly
	FailOnCrash bool
	Timeout     time.Duration // counted from before the opening; 0 is for ever
	Typed       bool          // somebody sits before it: no summary
	Send        []string      // lines to type at the beginning
	Resolve     Resolve
	Booted      func() // is told when the watch and when a boot begins, before what it brings is resolved
	Remember    Remember
	Out, Err    io.Writer
}

// linger is how much longer a watch that knows its verdict listens to a crash
// that is being printed: half a crash is of no use to anybody. At 115200 baud
// it is time for 34 kB.
const linger = 3 * time.Second

// Watch opens a console and follows it until a pattern, a crash, the time or ctx ends it,
// and returns the exit status. Text shows the console's lines with every crash
// decoded below it; JSON only the crashes. A watch that was interrupted, or
// whose input ended, before an expected pattern came has failed.
func Watch(ctx context.Context, open Opener, opt WatchOptions) int {
	return newWatcher(&opt).run(ctx, open)
}

type watcher struct {
	opt     *WatchOptions
	paper   *paper
	opened  bool
	total   tally
	census  unwrap.Census
	queue   queue
	stories story.Keeper
	screen  *printer
	untold  bool     // that nothing can be remembered
	verdict *verdict // nil while nothing was decided
}

func newWatcher(opt *WatchOptions) *watcher {
	w := &watcher{opt: opt, screen: &printer{out: opt.Out, colour: opt.Colour, bare: true}, total: tally{inputs: 1}}
	w.paper = newPaper(opt.Format, opt.Colour, w.screen.block)
	return w
}

func (w *watcher) run(ctx context.Context, open Opener) int {
	err := w.open(ctx, open)
	if w.verdict == nil && !isFailure(err) && w.opt.FailOnCrash && !w.census.Text() {
		err = fmt.Errorf("%s: nothing that came is text, so that nothing can be said of it; is the speed right?", w.opt.Name)
	}
	status := w.status(err)
	if w.verdict == nil && isFailure(err) && !errors.Is(err, errOutput) {
		w.total.unread++
		_ = w.paper.lost(w.opt.Name, err.Error()) // the end tells when nothing can be written
	}
	w.paper.read(w.opt.Name, w.total.lines)
	if err := w.paper.end(); err != nil {
		return outputStatus(err, w.opt.Err)
	}
	if w.opened && !w.opt.Typed {
		w.total.tell(w.opt.Err)
	}
	return status
}

// open opens the console and follows it; the error is what ended that.
func (w *watcher) open(ctx context.Context, open Opener) error {
	opt := w.opt
	if opt.Timeout > 0 {
		limited, cancel := context.WithTimeout(ctx, opt.Timeout)
		defer cancel()
		ctx = limited
	}
	src, err := open(ctx)
	if err != nil {
		return err
	}
	w.opened = true
	over := make(chan struct{})
	defer close(over)
	go tellAway(src, opt.Err, over)
	go tellTrouble(src, opt.Err, over)
	if err := src.Ready(ctx); err != nil {
		return err
	}
	for _, line := range opt.Send {
		if err := src.Send([]byte(line + "\r")); err != nil {
			return fmt.Errorf("cannot send: %w", err)
		}
	}
	err = w.follow(ctx, src)
	w.screen.leave()
	if e := w.write(w.stories.Put(w.queue.rest(), nil), nil); err == nil || e != nil {
		err = e
	}
	return err
}

// follow reads until the end or until there is a verdict and no open crash.
func (w *watcher) follow(ctx context.Context, src Source) error {
	if w.opt.Booted != nil { // or it booted before, with the files that are there now
		w.opt.Booted()
	}
	for {
		b, err := src.Next(ctx)
		if e := w.take(&b); e != nil {
			return e
		}
		if err != nil {
			return err
		}
		if w.verdict == nil {
			continue
		}
		if !w.queue.open() {
			return nil
		}
		if !w.verdict.lingering {
			w.verdict.lingering = true
			limited, cancel := context.WithTimeout(ctx, linger)
			defer cancel()
			ctx = limited
		}
	}
}

func (w *watcher) take(b *parse.Batch) error {
	if w.verdict == nil {
		w.verdict = w.judge(b)
	}
	for i := range b.Lines {
		w.total.lines = max(w.total.lines, b.Lines[i].N)
		w.census.Add(b.Lines[i].Raw)
	}
	if !w.opt.Format.forMachines() {
		if err := w.screen.batch(b); err != nil {
			return err
		}
	}
	if len(b.Boots) > 0 && w.opt.Booted != nil {
		w.opt.Booted()
	}
	return w.write(w.stories.Put(w.queue.put(b.Crashes), b.Boots), b.Boots)
}

func (w *watcher) write(crashes []*parse.Crash, boots []parse.Boot) error {
	known := w.remember(crashes, boots)
	for i, c := range crashes {
		if w.opt.Resolve != nil {
			c = w.opt.Resolve(c)
		}
		if isCrash(c) {
			w.total.crashes++
		}
		if h := &known[i]; h.Back {
			out.Line(w.opt.Err, "oopscope: called %s, and here again: %s", h.Verdict.Words(), c.Title)
		}
		opt, around := export.Options{File: w.opt.Name, NoRaw: w.opt.NoRaw, Seen: ledger.Seen(known[i]), Met: known[i].Words(time.Now())}, frame
		if w.opt.Format.forMachines() {
			around = nil
		} else {
			opt.NoRaw = true // the lines themselves stand above the text already
		}
		if err := w.paper.add(c, opt, around); err != nil {
			return err
		}
	}
	return nil
}

// isFailure tells what went wrong from what ends a watch in order.
func isFailure(err error) bool {
	return err != nil && err != context.DeadlineExceeded && !errors.Is(err, io.EOF) && !errors.Is(err, context.Canceled)
}

// frame sets a decoded block off from the board's own lines.
func frame(text []byte) []byte {
	const rule = "----------------------------- oopscope -----------------------------\n"
	return append(append([]byte(rule), text...), rule...)
}

// status turns what ended the watch into the exit status.
func (w *watcher) status(err error) int {
	switch {
	case errors.Is(err, errOutput):
		return outputStatus(err, w.opt.Err)
	case w.verdict != nil:
		out.Line(w.opt.Err, "oopscope: %s", w.verdict.why)
		return w.verdict.status
	case err == context.DeadlineExceeded: // not Is: a connection that takes too long says the same
		out.Line(w.opt.Err, "oopscope: timeout after %s", w.opt.Timeout)
		return Timeout
	case errors.As(err, new(*link.Fault)): // whoever started it tells of that
		return Failed
	case isFailure(err):
		out.Complain(w.opt.Err, err)
		return Failed
	case len(w.opt.Expect) > 0:
		out.Line(w.opt.Err, "oopscope: it ended before a line matched --expect")
		return Failed
	}
	return Done
}
