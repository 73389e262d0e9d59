package repro

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"oopscope/console/link"
	"oopscope/parse"
	"oopscope/parse/printk"
)

// A Bench runs rounds beside a screen, which hands on what comes from the board. Its
// methods never wait, but for Forecast.
type Bench struct {
	dir, port string
	send      func([]byte) error
	Tools     Tools              // for scripts
	Check     func([]Step) error // says what a script needs that is not there; nil for nothing
	Busy      func() bool        // somebody else works on the board, and nothing is typed; nil for nobody
	saving    sync.Mutex         // of states on their way to the disk

	mu      sync.Mutex // around what follows
	state   *State
	script  *Plan // of a script; nil for commands
	until   string
	since   time.Time
	ends    []Until
	running bool
	stop    context.CancelFunc
	doing   string
	ended   string
	against string
	trouble string
	marks   []link.Mark
	waiting []parse.Batch
	wake    chan struct{}
}

// NewBench returns a bench of a port whose runs are kept in a folder of dir.
func NewBench(dir, port string, send func([]byte) error) *Bench {
	return &Bench{dir: dir, port: port, send: send, wake: make(chan struct{}, 1)}
}

// Forecast returns the run that began last at this port, to go on with or to begin anew;
// false when there is none. It reads the disk.
func (b *Bench) Forecast() (link.Rounds, bool) {
	b.mu.Lock()
	known := b.state != nil
	b.mu.Unlock()
	if !known {
		s, err := Newest(b.dir, b.port)
		if err != nil {
			return link.Rounds{}, false
		}
		b.mu.Lock()
		b.state = s
		b.mu.Unlock()
	}
	return b.State(), true
}

// Start begins a run, or, again, goes on with the last one, until an end as [ParseUntil]
// reads it; "" is none. Login is the name to log in with after a reboot. An error says
// what makes no sense.
func (b *Bench) Start(do []string, until, login string, again bool) error {
	if err := Commands(do); err != nil {
		return err
	}
	return b.start(&Plan{Do: do, Login: login}, until, again)
}

// Script begins a run of which a round is a script. It reads the file.
func (b *Bench) Script(path, until string) error {
	if rest, ok := strings.CutPrefix(path, "~/"); ok { // no shell was there to do it
		if home, err := os.UserHomeDir(); err == nil {
			path = filepath.Join(home, rest)
		}
	}
	s, err := ReadScript(path)
	if err == nil && b.Check != nil {
		err = b.Check(s.Steps)
	}
	if err != nil {
		return err
	}
	plan := &Plan{Do: []string{s.Title()}, Steps: s.Steps, Login: s.Login, Password: s.Password}
	if s.Prompt != "" {
		plan.Prompt = regexp.MustCompile(s.Prompt) // it was tried when it was read
	}
	return b.start(plan, until, false)
}

func (b *Bench) start(plan *Plan, until string, again bool) error {
	plan.Busy, plan.Tools, plan.Command, plan.Reboot = b.Busy, b.Tools, CommandTime, RebootTime
	for word := range strings.FieldsSeq(until) {
		u, err := ParseUntil(word)
		if err != nil {
			return err
		}
		plan.Until = append(plan.Until, u)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.running {
		return errors.New("rounds are running; stop them first")
	}
	switch {
	case again && b.state != nil && b.script != nil:
		plan.Steps, plan.Login, plan.Password, plan.Prompt = b.script.Steps, b.script.Login, b.script.Password, b.script.Prompt
	case again && b.state != nil && IsTitle(b.state.Do):
		return errors.New("the script is not known any more; begin anew with it")
	case !again || b.state == nil:
		b.state = Begin(b.dir, b.port, plan.Do, "", time.Now())
	}
	if plan.Do, b.script = b.state.Do, nil; plan.Steps != nil {
		b.script = plan
	}
	ctx, stop := context.WithCancel(context.Background())
	b.until, b.ends, b.since = until, plan.Until, time.Now()
	b.running, b.stop, b.doing, b.ended, b.against, b.waiting = true, stop, "", "", "", nil
	go b.run(ctx, plan, b.state.copy())
	return nil
}

// Stop ends the rounds where they are; they can go on.
func (b *Bench) Stop() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.running {
		b.stop()
		b.doing = "stopping"
	}
}

// mostWaiting is how many batches may wait for a run that is asleep.
const mostWaiting = 4096

// Take hands on what came. Lines and crashes stay as they are; nobody changes them.
func (b *Bench) Take(batch *parse.Batch) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !b.running || len(b.waiting) >= mostWaiting {
		return
	}
	b.waiting = append(b.waiting, *batch)
	select {
	case b.wake <- struct{}{}:
	default:
	}
}

// Next implements [Console].
func (b *Bench) Next(ctx context.Context) (parse.Batch, error) {
	for {
		b.mu.Lock()
		if len(b.waiting) > 0 {
			next := b.waiting[0]
			b.waiting = b.waiting[1:]
			b.mu.Unlock()
			return next, nil
		}
		b.mu.Unlock()
		select {
		case <-b.wake:
		case <-ctx.Done():
			return parse.Batch{}, ctx.Err()
		}
	}
}

// Send implements [Console].
func (b *Bench) Send(p []byte) error { return b.send(p) }

// run does the rounds, on a state of its own of which copies are shown.
func (b *Bench) run(ctx context.Context, plan *Plan, s *State) {
	err := Run(ctx, b, plan, &s.Tally, Observer{
		Began: b.began,
		Does: func(_ *Tally, what string) {
			b.mu.Lock()
			b.doing = what
			b.mu.Unlock()
		},
		Ended: func(*Tally, *Round) { b.keep(s) },
	})
	b.keep(s)
	against := ""
	if a := Compare(s); a != nil {
		against = a.Words()
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.stop()
	b.running, b.doing, b.against = false, "", against
	switch {
	case errors.Is(err, context.Canceled):
	case errors.Is(err, ErrNoReturn):
		b.ended = fmt.Sprintf("%v within %s; reset it, boot with panic=10, and go on", err, plan.Reboot)
	case errors.Is(err, io.EOF):
		b.ended = "the console ended"
	case err != nil:
		b.ended = err.Error()
	default:
		b.ended = "done"
	}
}

// keep shows a state, and writes it down.
func (b *Bench) keep(s *State) {
	shown := s.copy()
	b.mu.Lock()
	b.state = shown
	b.mu.Unlock()
	b.saving.Lock()
	defer b.saving.Unlock()
	words := ""
	if err := shown.Save(); err != nil {
		words = fmt.Sprintf("how far it is is not kept: %v", err)
	}
	b.mu.Lock()
	b.trouble = words
	b.mu.Unlock()
}

func (s *State) copy() *State {
	c := *s
	c.Crashes = slices.Clone(s.Crashes)
	return &c
}

// began notes where a round is, for a remark on that line.
func (b *Bench) began(round int, l *parse.Line) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.marks = append(b.marks, link.Mark{Line: l.N, Byte: l.First, Text: fmt.Sprintf("round %d", round), Raw: string(printk.Scrub(nil, l.Raw)), At: time.Now()})
}

// Marks returns the remarks on rounds that began since it was asked last.
func (b *Bench) Marks() []link.Mark {
	b.mu.Lock()
	defer b.mu.Unlock()
	marks := b.marks
	b.marks = nil
	return marks
}

// State tells how far it is.
func (b *Bench) State() link.Rounds {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.state == nil {
		return link.Rounds{Done: -1}
	}
	t := &b.state.Tally
	r := link.Rounds{
		Do: b.state.Do, Until: b.until, Running: b.running, Counted: t.Words(), N: t.Rounds, Crashed: t.Crashed, Doing: b.doing,
		Took: time.Duration(t.Seconds * float64(time.Second)), Clean: CleanRounds(t), Ended: b.ended, Against: b.against, Trouble: b.trouble,
	}
	r.Done = b.share(t)
	for i := range t.Crashes {
		g := &t.Crashes[i]
		r.Crashes = append(r.Crashes, link.Repeated{Title: g.Title, Rounds: g.Rounds, Last: g.Last})
	}
	return r
}

// share is how much of the nearest end is done; mu is held.
func (b *Bench) share(t *Tally) float64 {
	done := -1.0
	for _, u := range b.ends {
		switch {
		case u.Rounds > 0:
			done = max(done, float64(t.Rounds)/float64(u.Rounds))
		case u.For > 0 && b.running:
			done = max(done, time.Since(b.since).Seconds()/u.For.Seconds())
		}
	}
	return min(done, 1)
}
