package headless

import (
	"context"
	"errors"
	"fmt"
	"io"
	"regexp"
	"time"

	"oopscope/console/hook"
	"oopscope/console/ledger"
	"oopscope/console/link"
	"oopscope/console/out"
	"oopscope/console/repro"
	"oopscope/parse"
	"oopscope/parse/export"
	"oopscope/parse/letter"
	"oopscope/parse/story"
	"oopscope/parse/unwrap"
)

// WatchOptions set a watch up.
type WatchOptions struct {
	Name        string // the port's, for the reports
	Format      Format
	NoRaw       bool
	Colour      bool             // let the board's colours through
	Expect      []*regexp.Regexp // any of them ends the watch well
	FailOn      []*regexp.Regexp // any of them ends it badly
	FailOnCrash bool
	Timeout     time.Duration      // counted from before the opening; 0 is for ever
	Typed       bool               // somebody sits before it: no summary
	Send        []string           // lines to type at the beginning
	Script      *repro.Plan        // a script to do meanwhile; nil for none
	Tools       func() repro.Tools // what it can do beside typing, asked when the console is open
	Resolve     Resolve
	Booted      func() // is told when the watch and when a boot begins, before what it brings is resolved
	Known       Known
	Pulses      []link.Pulse          // of the profile, for somebody who types
	Hooks       func() hook.Set       // likewise, asked when the console is open; nil for none
	Remark      func(link.Mark) error // keeps a remark on a line of the record; nil for nowhere
	After       func() *hook.After    // what is done behind a crash, asked when the console is open; nil for nothing
	Out, Err    io.Writer
}

// linger is how much longer a watch that knows its verdict listens to a crash
// that is being printed: half a crash is of no use to anybody. At 115200 baud
// it is time for 34 kB.
const linger = 3 * time.Second

type watcher struct {
	opt     *WatchOptions
	errs    io.Writer // for what concerns all that are watched
	paper   *paper
	opened  bool
	total   tally
	census  unwrap.Census
	events  *events
	queue   queue
	stories story.Keeper
	screen  *printer
	raw     Board           // of which bytes may be wanted as they came; nil for nothing
	untold  bool            // that nothing can be remembered
	verdict *verdict        // nil while nothing was decided
	life    context.Context // ends when a person wants it to
	after   *hook.After     // what is done behind a crash; nil for nothing
	recipe  <-chan struct{} // closed when that is done; nil when it never began
	leaving bool            // nothing begins any more
}

func newWatcher(opt *WatchOptions) *watcher {
	w := &watcher{opt: opt, errs: opt.Err, screen: &printer{out: opt.Out, colour: opt.Colour, bare: true}, total: tally{inputs: 1}}
	w.paper = newPaper(opt.Format, opt.Colour, w.screen.block)
	w.events = &events{port: opt.Name, print: w.screen.block}
	return w
}

// run watches, and writes down what there is to say at the end.
func (w *watcher) run(ctx context.Context, open Opener) int {
	return conclude([]*watcher{w}, w.watch(ctx, open))
}

// watch follows the console to the end of that, and returns the exit status.
func (w *watcher) watch(ctx context.Context, open Opener) int {
	err := w.open(ctx, open)
	if w.verdict == nil && context.Cause(ctx) == errElsewhere {
		return Done
	}
	if w.verdict == nil && !isFailure(err) && w.opt.FailOnCrash && !w.census.Text() {
		err = fmt.Errorf("%s: nothing that came is text, so that nothing can be said of it; is the speed right?", w.opt.Name)
	}
	status, why := w.outcome(err)
	w.say(why)
	if w.verdict == nil && isFailure(err) && !errors.Is(err, errOutput) {
		w.total.unread++
		_ = w.paper.lost(w.opt.Name, err.Error()) // the end tells when nothing can be written
	}
	w.paper.read(w.opt.Name, w.total.lines)
	w.checked(status, why)
	return status
}

// open opens the console and follows it; the error is what ended that.
func (w *watcher) open(ctx context.Context, open Opener) error {
	opt := w.opt
	if w.life == nil {
		w.life = ctx
	}
	if opt.Timeout > 0 {
		limited, cancel := context.WithTimeout(ctx, opt.Timeout)
		defer cancel()
		ctx = limited
	}
	src, err := open(ctx)
	if err != nil {
		return err
	}
	w.opened, w.events.src = true, src
	defer w.began(src)()
	if err := src.Ready(ctx); err != nil {
		return err
	}
	for _, line := range opt.Send {
		if err := src.Send([]byte(line + "\r")); err != nil {
			return fmt.Errorf("cannot send: %w", err)
		}
	}
	err = w.follow(ctx, src)
	if e := w.finish(src); e != nil {
		err = e
	}
	w.screen.leave()
	if e := w.write(w.stories.Put(w.queue.rest(), nil), nil); err == nil || e != nil {
		err = e
	}
	return err
}

// began is told that the console is open; it returns what is told of its end.
func (w *watcher) began(src Source) (end func()) {
	if w.opt.After != nil {
		w.after = w.opt.After()
	}
	over := make(chan struct{})
	go tellAway(src, w.opt.Err, over)
	go tellTrouble(src, w.opt.Err, over)
	return func() { close(over) }
}

// follow reads until the end or until there is a verdict and no open crash.
func (w *watcher) follow(ctx context.Context, src Source) error {
	if w.opt.Booted != nil { // or it booted before, with the files that are there now
		w.opt.Booted()
	}
	if w.opt.Script != nil {
		if err := w.play(ctx, src); err != nil {
			return err
		}
	}
	for {
		if w.verdict != nil && !w.queue.open() {
			return nil
		}
		if w.verdict != nil && !w.verdict.lingering {
			w.verdict.lingering = true
			limited, cancel := context.WithTimeout(ctx, w.linger())
			defer cancel()
			ctx = limited
		}
		b, err := src.Next(ctx)
		if e := w.take(&b); e != nil {
			return e
		}
		if err != nil {
			return err
		}
	}
}

// linger is how long a crash is listened to that is being printed when the verdict is known.
func (w *watcher) linger() time.Duration {
	if w.after != nil { // which begins behind a whole crash
		return 10 * linger
	}
	return linger
}

func (w *watcher) take(b *parse.Batch) error {
	if w.verdict == nil {
		w.verdict = w.judge(b)
	}
	for i := range b.Lines {
		w.total.lines = max(w.total.lines, b.Lines[i].N)
		w.census.Add(b.Lines[i].Raw)
	}
	if err := w.show(b); err != nil {
		return err
	}
	if len(b.Boots) > 0 && w.opt.Booted != nil {
		w.opt.Booted()
	}
	err := w.write(w.stories.Put(w.queue.put(b.Crashes), b.Boots), b.Boots)
	w.behind(b.Crashes)
	return err
}

// show writes what a batch brought, before what was made of it.
func (w *watcher) show(b *parse.Batch) error {
	switch {
	case w.opt.Format == Events:
		return w.events.batch(b)
	case w.opt.Format.forMachines():
		return nil
	}
	if err := w.screen.batch(b); err != nil || w.raw == nil {
		return err
	}
	if raw, _ := w.raw.TakeRaw(); len(raw) > 0 {
		return w.screen.bytes(raw)
	}
	return nil
}

func (w *watcher) write(crashes []*parse.Crash, boots []parse.Boot) error {
	known := w.remember(crashes)
	for i, c := range crashes {
		if w.opt.Resolve != nil {
			c = w.opt.Resolve(c)
		}
		if isCrash(c) {
			w.total.crashes++
		}
		if isRiddle(c) {
			w.total.riddles++
		}
		if h := &known[i]; h.Back {
			out.Line(w.opt.Err, "oopscope: called %s, and here again: %s", h.Verdict.Words(), c.Title)
		}
		opt, around := export.Options{File: w.opt.Name, NoRaw: w.opt.NoRaw, Seen: ledger.Seen(known[i]), Met: known[i].Words(time.Now())}, w.frame
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

// frame sets a decoded block off from the board's own lines.
func (w *watcher) frame(text []byte) []byte {
	name := "oopscope"
	if w.screen.label != "" { // there are others
		name += ": " + letter.Clean(w.opt.Name)
	}
	const dashes = "-----------------------------"
	rule := dashes + " " + name + " " + dashes + "\n"
	return append(append([]byte(rule), text...), rule...)
}
