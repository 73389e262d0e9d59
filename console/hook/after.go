package hook

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"oopscope/console/link"
	"oopscope/parse"
)

// A Console is the board that a recipe works on.
type Console interface {
	// Link tells the state of the line, and what came over it so far.
	Link() link.Link
	// SysRq queues a BREAK and, right behind it, a key.
	SysRq(key byte) error
}

// An After does what a recipe says behind the crashes of one session: behind one at a
// time, and no more often than the recipe says. What crashes while it works is the same
// trouble. Its fields are set before it is used.
type After struct {
	Recipe  link.Recipe
	Hooks   Set
	Console Console
	Old     int64                                                                            // offset up to which everything came before the session: nothing is done behind that
	Save    func(c *parse.Crash, notes string, marks []link.Mark) (folder string, err error) // nil where there is no place
	Bundle  func(folder string) (path string, err error)                                     // packs a saved crash

	mu   sync.Mutex // around what follows
	busy bool
	done int // how often it was
	last int // ID of the crash it was done for last
}

// Begin looks for a crash that is complete, an oops or worse, for the recipe to be done
// behind by Do; nil when there is none, or no more is to be done. Words are for the
// person, "" for nothing.
func (a *After) Begin(crashes []*parse.Crash) (about *parse.Crash, words string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if len(a.Recipe.Steps) == 0 || a.busy {
		return nil, ""
	}
	for _, c := range crashes {
		if c.Open || c.Severity < parse.Oops || c.ID <= a.last || c.FirstByte < a.Old {
			continue
		}
		a.last = c.ID
		a.done++
		switch stop := a.Recipe.Stop; {
		case stop > 0 && a.done == stop+1:
			return nil, fmt.Sprintf("%d crashes: nothing is done behind a crash any more", stop)
		case stop > 0 && a.done > stop:
			return nil, ""
		}
		a.busy = true
		return c, fmt.Sprintf("behind crash %d: what the profile says is being done", c.ID)
	}
	return nil, ""
}

// Busy reports whether the recipe is being done. Who types to the board by itself waits
// meanwhile.
func (a *After) Busy() bool {
	if a == nil {
		return false
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.busy
}

// Do goes through the recipe behind a crash that Begin found, and tells of the first step
// that does not go. A SysRq that the line does not carry keeps nothing from being saved, nor
// the board from its power cycle; behind other steps that fail the recipe ends. Notes and
// marks are the person's, to be saved with it.
func (a *After) Do(ctx context.Context, c *parse.Crash, notes string, marks []link.Mark) link.RecipeResult {
	defer func() {
		a.mu.Lock()
		a.busy = false
		a.mu.Unlock()
	}()
	k := cook{After: a, crash: c, notes: notes, marks: marks}
	r := link.RecipeResult{Crash: c.ID}
	for _, s := range a.Recipe.Steps {
		err := k.step(ctx, s)
		if err == nil {
			continue
		}
		r.Err = cmp.Or(r.Err, fmt.Errorf("behind crash %d, %s: %w", c.ID, strings.TrimSuffix(s.Do+"="+s.Arg, "="), err))
		if s.Do != "sysrq" {
			break
		}
	}
	saved := ""
	if r.Folder, r.Output = k.folder, k.output; k.folder != "" {
		saved = "; it is saved in " + k.folder
	}
	if r.Err != nil {
		r.Err = fmt.Errorf("%w%s", r.Err, saved)
		return r
	}
	r.Words = fmt.Sprintf("behind crash %d all is done%s", c.ID, saved)
	return r
}

// Behind begins and does what there is to be done behind crashes, beside the caller, and
// says what is to be said of it. Done is closed when it is over; nil when nothing began, as
// nothing does of a nil After.
func (a *After) Behind(ctx context.Context, crashes []*parse.Crash, say func(words string)) (done <-chan struct{}) {
	if a == nil {
		return nil
	}
	about, words := a.Begin(crashes)
	if words != "" {
		say(words)
	}
	if about == nil {
		return nil
	}
	over := make(chan struct{})
	go func() {
		defer close(over)
		r := a.Do(ctx, about, "", nil)
		if r.Err != nil {
			r.Words = r.Err.Error()
		}
		say(r.Words)
	}()
	return over
}

// A cook is one going through a recipe.
type cook struct {
	*After
	crash  *parse.Crash
	notes  string
	marks  []link.Mark
	folder string
	output string // of the hook that ran last
}

func (k *cook) step(ctx context.Context, s link.RecipeStep) (err error) {
	switch s.Do {
	case "quiet":
		return k.quiet(ctx, s.Wait)
	case "sysrq":
		return k.sysrq(ctx, s.Arg)
	case "save":
		if k.Save == nil {
			return errors.New("there is no place for it")
		}
		k.folder, err = k.Save(k.crash, k.notes, k.marks)
		return err
	case "bundle":
		if k.folder == "" || k.Bundle == nil {
			return errors.New("it must be saved before")
		}
		_, err = k.Bundle(k.folder)
		return err
	case "hook":
		r, err := k.Hooks.Run(ctx, s.Arg, k.crash, k.folder)
		k.output = r.Output
		if err == nil && r.Status != 0 {
			err = errors.New(r.Words(s.Arg))
		}
		return err
	}
	return nil
}

// longestQuiet is how long quiet is waited for: a board that never stops printing is not
// to keep the rest of the recipe from being done.
const longestQuiet = 5 * time.Minute

// quiet waits until nothing came for a while.
func (k *cook) quiet(ctx context.Context, d time.Duration) error {
	last, since := k.Console.Link().Received, time.Now()
	for begin := time.Now(); time.Since(since) < d && time.Since(begin) < longestQuiet; {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(min(d/4, 250*time.Millisecond)):
		}
		if now := k.Console.Link().Received; now != last {
			last, since = now, time.Now()
		}
	}
	return nil
}

// sysrq sends keys, each behind a BREAK, and waits until the board has answered.
func (k *cook) sysrq(ctx context.Context, keys string) error {
	for _, key := range []byte(keys) {
		if err := k.Console.SysRq(key); err != nil {
			return err
		}
		if err := k.quiet(ctx, time.Second); err != nil {
			return err
		}
	}
	return nil
}
