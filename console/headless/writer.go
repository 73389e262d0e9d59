package headless

import (
	"os"
	"slices"

	"oopscope/console/container"
	"oopscope/console/link"
	"oopscope/parse"
	"oopscope/parse/export"
	"oopscope/parse/story"
)

// A writer decodes the reports of one input and writes them down, on another core
// than that which reads the input on. What it found is to be looked at when it has
// finished.
type writer struct {
	name    string
	opt     *ScanOptions
	paper   *paper
	crash   parse.Finisher
	stories story.Keeper

	traced           []*parse.Crash // when lines are traced, which say what became of them
	crashes, trouble int

	skeletons *skeletons
	enter     func([]*parse.Crash, []parse.Boot) // takes what is not to be printed; nil to print
	entered   func()                             // says that this was all

	work chan found
	over chan struct{} // closed when nothing more is taken
	err  error         // why, known when that is so
}

// found is what one stretch of the input brought.
type found struct {
	reports []*parse.Report
	boots   []parse.Boot
}

// inHand is how many stretches with reports in them may wait for the writer. All
// that they found is in memory.
const inHand = 1

func newWriter(t container.Text, opt *ScanOptions, paper *paper, s *skeletons) *writer {
	w := &writer{name: t.Name, opt: opt, paper: paper, work: make(chan found, inHand), over: make(chan struct{})}
	w.stories.Wait, w.skeletons = t.Whole, s
	s.input()
	if opt.Enter != nil {
		w.enter, w.entered = opt.Enter(t.Name)
	}
	go w.run()
	return w
}

// run writes what comes until there is nothing more, or nothing more can be written.
func (w *writer) run() {
	defer close(w.over)
	for f := range w.work {
		w.err = link.Safely("decoding "+w.name, func() error { return w.put(f) })
		if w.err != nil {
			return
		}
	}
}

// take has what was found written down. The error is that of something found
// earlier.
func (w *writer) take(reports []*parse.Report, boots []parse.Boot) error {
	select {
	case <-w.over: // whether there is something to write or not: nobody wants the rest
		return w.err
	default:
	}
	if len(reports)+len(boots) == 0 {
		return nil
	}
	select {
	case w.work <- found{reports, slices.Clone(boots)}:
		return nil
	case <-w.over:
		return w.err
	}
}

// finish writes what is still held back, when all was handed over; heard is the last
// line of the input that shows the machine alive.
func (w *writer) finish(heard int) error {
	close(w.work)
	if <-w.over; w.err != nil {
		return w.err
	}
	return link.Safely("decoding "+w.name, func() error { return w.write(w.stories.Rest(heard)) })
}

func (w *writer) put(f found) error {
	crashes := make([]*parse.Crash, len(f.reports))
	for i, r := range f.reports {
		crashes[i] = w.crash.Crash(r)
	}
	w.skeletons.began(f.boots)
	if w.enter != nil {
		w.enter(nil, f.boots)
	}
	return w.write(w.stories.Put(crashes, f.boots))
}

func (w *writer) write(crashes []*parse.Crash) error {
	for _, c := range crashes {
		w.skeletons.add(c)
		if isCrash(c) {
			w.crashes++
		} else {
			w.trouble++
		}
		if len(w.opt.Trace) > 0 {
			w.traced = append(w.traced, c)
			continue
		}
		if w.enter != nil {
			w.enter([]*parse.Crash{c}, nil)
			continue
		}
		if w.opt.Resolve != nil {
			c = w.opt.Resolve(w.dated(c))
		}
		if err := w.paper.add(c, export.Options{File: w.name, NoRaw: w.opt.NoRaw}, nil); err != nil {
			return err
		}
	}
	return nil
}

// wrote reports whether there was anything to write.
func (w *writer) wrote() bool { return w.crashes+w.trouble > 0 }

// dated returns a crash with the time that its capture was last written: what is
// newer on this machine is not what printed it.
func (w *writer) dated(c *parse.Crash) *parse.Crash {
	info, err := os.Stat(w.name)
	if err != nil || !info.Mode().IsRegular() {
		return c
	}
	with := *c
	with.Captured = info.ModTime()
	return &with
}
