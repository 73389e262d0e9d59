package headless

import (
	"context"
	"errors"
	"fmt"
	"io"
	"regexp"
	"time"

	"oopscope/console/link"
	"oopscope/console/out"
	"oopscope/parse"
	"oopscope/parse/export"
	"oopscope/parse/story"
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
	Send        []string      // lines to type at the beginning
	Resolve     Resolve
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
	queue   queue
	stories story.Keeper
	screen  *printer
	verdict *verdict // nil while nothing was decided
}

func newWatcher(opt *WatchOptions) *watcher {
	return &watcher{opt: opt, screen: &printer{out: opt.Out, colour: opt.Colour, bare: true}}
}

func (w *watcher) run(ctx context.Context, open Opener) int {
	opt := w.opt
	if opt.Timeout > 0 {
		limited, cancel := context.WithTimeout(ctx, opt.Timeout)
		defer cancel()
		ctx = limited
	}
	src, err := open(ctx)
	if err != nil {
		return w.status(err)
	}
	over := make(chan struct{})
	defer close(over)
	go tellAway(src, opt.Err, over)
	go tellTrouble(src, opt.Err, over)
	if err := src.Ready(ctx); err != nil {
		return w.status(err)
	}
	for _, line := range opt.Send {
		if err := src.Send([]byte(line + "\r")); err != nil {
			out.Complain(opt.Err, fmt.Errorf("cannot send: %w", err))
			return Failed
		}
	}
	err = w.follow(ctx, src)
	w.screen.leave()
	if e := w.write(w.stories.Put(w.queue.rest(), nil)); err == nil || e != nil {
		err = e
	}
	return w.status(err)
}

// follow reads until the end or until there is a verdict and no open crash.
func (w *watcher) follow(ctx context.Context, src Source) error {
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
	if w.opt.Format != JSON {
		if err := w.screen.batch(b); err != nil {
			return err
		}
	}
	return w.write(w.stories.Put(w.queue.put(b.Crashes), b.Boots))
}

func (w *watcher) write(crashes []*parse.Crash) error {
	for _, c := range crashes {
		if w.opt.Resolve != nil {
			c = w.opt.Resolve(c)
		}
		// The lines themselves stand above a text block already.
		noRaw := w.opt.NoRaw || w.opt.Format != JSON
		text := w.opt.Format.append(nil, c, export.Options{File: w.opt.Name, NoRaw: noRaw})
		if w.opt.Format != JSON {
			text = frame(text)
		}
		if err := w.screen.block(text); err != nil {
			return err
		}
	}
	return nil
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
	case err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, context.Canceled):
		out.Complain(w.opt.Err, err)
		return Failed
	case len(w.opt.Expect) > 0:
		out.Line(w.opt.Err, "oopscope: it ended before a line matched --expect")
		return Failed
	}
	return Done
}
