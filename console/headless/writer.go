package headless

import (
	"os"
	"slices"
	"time"

	"oopscope/console/container"
	"oopscope/console/link"
	"oopscope/console/thrift"
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
	riddles          int // of the trouble: dumps that were not understood

	skeletons *skeletons
	enter     func([]*parse.Crash, []parse.Boot) // takes what is not to be printed; nil to print
	entered   func()                             // says that this was all

	quiet   *time.Timer // of an input that is still being written, nil for none: until somebody waits for what is held back
	waiting *backlog
	over    chan struct{} // closed when nothing more is taken
	err     error         // why, known when that is so
	dated   time.Time     // when the capture was last written to, for what is newer on this machine is not what printed it
	came    arrivals      // and when each of its bytes came, where it is a record of ours
}

// alive is how long a pipe says nothing until it is taken for a live one, and what it
// brought is told as far as it is known. Until then it is read as a file is, or what is
// said of a crash would depend on how the pipe was cut.
const alive = time.Second

func newWriter(t container.Text, opt *ScanOptions, paper *paper, s *skeletons) *writer {
	w := &writer{name: t.Name, opt: opt, paper: paper, waiting: newBacklog(t.Whole), over: make(chan struct{})}
	w.stories.Wait, w.skeletons = true, s
	if !t.Whole {
		w.quiet = time.AfterFunc(alive, func() { w.waiting.put(found{pause: true}) })
	}
	s.input()
	if opt.Enter != nil {
		w.enter, w.entered = opt.Enter(t.Name)
	}
	if info, err := os.Stat(t.Name); opt.Resolve != nil && err == nil && info.Mode().IsRegular() {
		w.dated, w.came = info.ModTime(), arrivals{capture: t.Name}
	}
	go w.run()
	return w
}

// run writes what comes until there is nothing more, or nothing more can be written.
func (w *writer) run() {
	defer close(w.over)
	for all := w.waiting.take(); len(all) > 0; all = w.waiting.take() {
		for _, f := range all {
			link.Deepen()
			if w.err = link.Safely("decoding "+w.name, func() error { return w.put(f) }); w.err != nil {
				w.waiting.stop()
				return
			}
		}
	}
}

// take has what was found written down, or says when nobody wants the rest, whether
// there is something to write or not. The error is that of something found earlier.
func (w *writer) take(reports []*parse.Report, boots []parse.Boot) error {
	if !w.waiting.put(found{reports: reports, boots: slices.Clone(boots)}) {
		return w.err
	}
	return nil
}

// finish writes what is still held back, when all was handed over; heard is the last
// line of the input that shows the machine alive.
func (w *writer) finish(heard int) error {
	defer w.came.close()
	w.busy(true)
	w.waiting.end()
	if <-w.over; w.err != nil {
		return w.err
	}
	return link.Safely("decoding "+w.name, func() error {
		rest := w.stories.Rest(heard)
		if len(rest) > few { // writing them down is other work than reading the input was
			thrift.HandBack()
		}
		return w.write(rest)
	})
}

// busy stops the wait for an input that says nothing, while what it said is decoded.
func (w *writer) busy(yes bool) {
	switch {
	case w.quiet == nil:
	case yes:
		w.quiet.Stop()
	default:
		w.quiet.Reset(alive)
	}
}

func (w *writer) put(f found) error {
	if f.pause {
		return w.write(w.stories.Now())
	}
	crashes := make([]*parse.Crash, len(f.reports))
	for i, r := range f.reports {
		crashes[i] = w.crash.Crash(r)
		crashes[i].Captured = w.dated
	}
	w.skeletons.began(f.boots)
	if w.enter != nil {
		w.enter(nil, f.boots)
	}
	return w.write(w.stories.Put(crashes, f.boots))
}

func (w *writer) write(crashes []*parse.Crash) error {
	for i, c := range crashes {
		w.skeletons.add(c)
		if isCrash(c) {
			w.crashes++
		} else {
			w.trouble++
		}
		if isRiddle(c) {
			w.riddles++
		}
		switch {
		case len(w.opt.Trace) > 0:
			w.traced = append(w.traced, c)
		case w.enter != nil:
			w.enter([]*parse.Crash{c}, nil)
		case w.opt.Resolve != nil:
			crashes[i] = w.located(c)
		}
	}
	if len(w.opt.Trace) > 0 || w.enter != nil {
		return nil
	}
	return w.paper.addAll(crashes, export.Options{File: w.name, NoRaw: w.opt.NoRaw})
}

// wrote reports whether there was anything to write.
func (w *writer) wrote() bool { return w.crashes+w.trouble > 0 }
