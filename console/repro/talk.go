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

	crashes map[int]*parse.Crash // those of the round, by their ids
	past    int                  // the highest id before it
	echo    func(l *parse.Line)  // is told of the first line since a round began
}

// hear takes what comes next, and waits for it until a time at most.
func (t *talk) hear(ctx context.Context, until time.Time) error {
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
			t.booted = t.booted || boot.How != "first"
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
	t.typed, t.lines, t.spoke = line, 0, false
	err := t.console.Send([]byte(line + "\r"))
	if errors.Is(err, link.ErrAway) {
		return nil
	}
	return err
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

// dead reports whether the machine is gone.
func (t *talk) dead() bool {
	for _, c := range t.crashes {
		if c.Severity == parse.Panic && !c.Open {
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
