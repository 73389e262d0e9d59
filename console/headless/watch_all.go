package headless

import (
	"bytes"
	"context"
	"io"
	"strings"
	"sync"

	"oopscope/parse"
	"oopscope/parse/export"
	"oopscope/parse/letter"
)

// A Watched is one of several consoles that are watched at a time.
type Watched struct {
	Open Opener
	Opt  WatchOptions
}

// WatchAll opens consoles and follows each until a pattern, a crash, the time or ctx ends it,
// and returns the exit status. Text shows the console's lines with every crash decoded below
// it; JSON only the crashes. A watch that was interrupted, or whose input ended, before an
// expected pattern came has failed.
//
// What several bring is one stream, in which each line, report and test names its port. The
// first that ends badly ends them all, and its status is that of all; one that ends well waits
// for the others: with patterns to expect, each port has to bring one.
func WatchAll(ctx context.Context, list []Watched) int {
	all := together(list)
	watching, end := context.WithCancelCause(ctx)
	defer end(nil)
	var mu sync.Mutex
	status := Done
	var over sync.WaitGroup
	for i, w := range all {
		w.life = ctx // what is done behind a crash is done to its end
		over.Go(func() {
			s := w.watch(watching, list[i].Open)
			mu.Lock()
			defer mu.Unlock()
			if s != Done && status == Done {
				status = s
				end(errElsewhere)
			}
		})
	}
	over.Wait()
	return conclude(all, status)
}

// together makes watchers that write on one paper.
func together(list []Watched) (all []*watcher) {
	if len(list) == 1 {
		return []*watcher{newWatcher(&list[0].Opt)}
	}
	width := 0
	for i := range list {
		width = max(width, len(list[i].Opt.Name))
	}
	printing, complaining := new(sync.Mutex), new(sync.Mutex)
	whole := &oneDocument{document: list[0].Opt.Format.document()}
	for i := range list {
		opt := &list[i].Opt
		errs := opt.Err
		opt.Out = &sharedWriter{mu: printing, to: opt.Out}
		opt.Err = &sharedWriter{mu: complaining, to: errs, name: letter.Clean(opt.Name)}
		w := newWatcher(opt)
		w.errs = errs
		if !opt.Format.forMachines() {
			name := letter.Clean(opt.Name)
			w.screen.label = name + strings.Repeat(" ", max(0, width-len(name))) + " | "
		}
		if whole.document != nil {
			w.paper.whole = whole
		}
		all = append(all, w)
	}
	return all
}

// A sharedWriter writes whole pieces to what several write to. Of what is for the person
// it says which port it is about.
type sharedWriter struct {
	mu   *sync.Mutex
	to   io.Writer
	name string
}

func (s *sharedWriter) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	text := p
	if rest, ok := bytes.CutPrefix(p, []byte("oopscope: ")); ok && s.name != "" {
		text = append([]byte("oopscope: "+s.name+": "), rest...)
	}
	if _, err := s.to.Write(text); err != nil {
		return 0, err
	}
	return len(p), nil
}

// oneDocument is a document that several write to.
type oneDocument struct {
	mu sync.Mutex
	document
}

func (d *oneDocument) Add(c *parse.Crash, opt export.Options) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.document.Add(c, opt)
}

func (d *oneDocument) Read(file string, lines int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.document.Read(file, lines)
}

func (d *oneDocument) Lost(file, why string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.document.Lost(file, why)
}

// Check passes on what was asked of a port to a document that has a place for it.
func (d *oneDocument) Check(file, name, why string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if c, ok := d.document.(checker); ok {
		c.Check(file, name, why)
	}
}
