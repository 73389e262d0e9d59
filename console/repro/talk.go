package repro

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"slices"
	"time"

	"oopscope/console/link"
	"oopscope/parse"
	"oopscope/parse/printk"
)

// How long a line must be still.
const (
	settled   = 150 * time.Millisecond // for its end to be a prompt, and not what comes before more
	breath    = settled / 3            // between turns of a loop that waits for nothing
	unlearnt  = 500 * time.Millisecond // the same, while nobody knows what the prompt is like
	nudge     = 1500 * time.Millisecond
	nudgeBoot = 10 * time.Second // for a boot that may only be slow, and a loader that an Enter would stop
)

// talk is a conversation with the board, as far as it has come.
type talk struct {
	console Console
	prompt  prompt

	line   string // the unfinished one
	whole  string // the last whole one
	heard  time.Time
	typed  string // the line that was typed last
	lines  int    // whole ones since it was typed
	spoke  bool   // among those is one that begins with the prompt and goes on
	boot   int
	kernel string // that booted last
	booted bool   // since the round began
	fresh  bool   // since a line was typed

	ear  ear
	raw  func([]byte) error // sends without an echo of our own; nil where there is none
	busy func() bool        // somebody else works on the board; nil for nobody
	held time.Duration      // how long that took

	listened int // how often it was waited for what comes

	crashes map[int]*parse.Crash // those of the round, by their ids
	past    int                  // the highest id before it
	since   int                  // the highest id when a line was typed last
	echo    func(l *parse.Line)  // is told of the first line since a round began
}

// newTalk begins a talk.
func newTalk(c Console, plan *Plan) *talk {
	return &talk{console: c, prompt: prompt{pattern: plan.Prompt}, heard: time.Now(), crashes: map[int]*parse.Crash{}, busy: plan.Busy, raw: plan.Tools.Raw}
}

// hear takes what comes next, and waits for it until a time at most; while somebody else
// works on the board, until that is done.
func (t *talk) hear(ctx context.Context, until time.Time) error {
	t.listened++
	err := t.next(ctx, until)
	if err != nil || t.busy == nil || !t.busy() {
		return err
	}
	for begin := time.Now(); err == nil && t.busy(); {
		err = t.next(ctx, time.Now().Add(settled))
		t.held += time.Since(begin)
		begin = time.Now()
	}
	t.heard = time.Now() // its silence is counted from here
	return err
}

func (t *talk) next(ctx context.Context, until time.Time) error {
	limited, cancel := context.WithDeadline(ctx, until)
	defer cancel()
	b, err := t.console.Next(limited)
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case err == context.DeadlineExceeded: // not Is: a connection may say the same
		return nil // and nothing came
	}
	t.take(&b)
	return err
}

func (t *talk) take(b *parse.Batch) {
	t.ear.hear(b)
	for i := range b.Lines {
		l := &b.Lines[i]
		if t.echo != nil {
			t.echo(l)
			t.echo = nil
		}
		t.lines++
		t.whole = lastLine(l.Raw)
		t.spoke = t.spoke || t.prompt.begins(string(printk.Scrub(nil, l.Raw)), t.typed)
	}
	if line := lastLine(b.Partial); len(b.Lines) > 0 || line != t.line {
		t.line, t.heard = line, time.Now()
	}
	t.meet(b.Crashes)
	for i := range b.Boots {
		if boot := &b.Boots[i]; boot.N > t.boot {
			again := boot.How != "first"
			t.booted, t.fresh = t.booted || again, t.fresh || again
			t.boot = boot.N
		}
		if b.Boots[i].Kernel != "" {
			t.kernel = b.Boots[i].Kernel
		}
	}
}

// meet notes the crashes of the round. What comes in the boot after one is the boot's own.
func (t *talk) meet(crashes []*parse.Crash) {
	for _, c := range crashes {
		if _, met := t.crashes[c.ID]; c.ID > t.past && c.Severity > parse.Error && (met || !t.booted) {
			t.crashes[c.ID] = c
		}
	}
}

// enter types a line. A line that is away loses it, which is no failure of ours.
func (t *talk) enter(line string) error {
	t.types(line)
	return t.lost(t.console.Send([]byte(line + "\r")))
}

// types notes that something is typed: what comes from here on may answer it.
func (t *talk) types(what string) {
	t.typed, t.lines, t.spoke, t.fresh, t.since = what, 0, false, false, t.newest()
}

// newest is the id of the newest crash that came.
func (t *talk) newest() int {
	newest := t.past
	for id := range t.crashes {
		newest = max(newest, id)
	}
	return newest
}

// lost passes over bytes that a line which is away lost.
func (t *talk) lost(err error) error {
	if errors.Is(err, link.ErrAway) {
		return nil
	}
	return err
}

// secret types a line that is kept nowhere, and shown nowhere by us.
func (t *talk) secret(line string) error {
	t.types("\x00")
	send := t.console.Send
	if t.raw != nil {
		send = t.raw
	}
	return t.lost(send([]byte(line + "\r")))
}

func (t *talk) still(d time.Duration) bool { return time.Since(t.heard) >= d }

// open reports whether a crash of the round is still being printed.
func (t *talk) open() bool {
	for _, c := range t.crashes {
		if c.Open {
			return true
		}
	}
	return false
}

// dead reports whether the machine died since a line was typed.
func (t *talk) dead() bool {
	for _, c := range t.crashes {
		if c.Severity == parse.Panic && !c.Open && c.ID > t.since {
			return true
		}
	}
	return false
}

// count gives out the crashes that were met, oldest first, and counts them never again.
func (t *talk) count() []*parse.Crash {
	crashes := slices.SortedFunc(maps.Values(t.crashes), func(a, b *parse.Crash) int { return cmp.Compare(a.ID, b.ID) })
	for _, c := range crashes {
		t.past = max(t.past, c.ID)
	}
	t.crashes = map[int]*parse.Crash{}
	return crashes
}

// back reports whether the prompt came after what was typed. The echo is a line of its own,
// so that the prompt that was there before is none.
func (t *talk) back() bool {
	return t.lines > 0 && t.prompt.is(t.line) && t.still(settled) || t.spoke && t.still(nudge)
}
