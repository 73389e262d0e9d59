package ui

import (
	"context"
	"errors"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"oopscope/console/link"
	"oopscope/parse"
	"oopscope/ui/uitest"
)

// kit is hooks that only tell what they were asked.
type kit struct {
	ran    string
	status int
	hangs  bool // until it is stopped
}

func (k *kit) Names() []string { return []string{"notify", "power-cycle"} }
func (k *kit) Run(ctx context.Context, name string, c *parse.Crash, folder string) (link.HookResult, error) {
	k.ran += name
	if c != nil {
		k.ran += "(" + c.Class + " in " + folder + ")"
	}
	k.ran += " "
	if k.hangs {
		<-ctx.Done()
		return link.HookResult{Status: -1}, errors.New("stopped by hand")
	}
	return link.HookResult{Status: k.status, Took: time.Second, Output: "relay 1 on\nok"}, nil
}

// Hooks are run from the menu, those that cut the power when asked twice; what they said
// stands there afterwards.
func TestHooksByHand(t *testing.T) {
	a, l := linedApp(t, 120, 40)
	k := &kit{}
	a.cfg.Hooks = k
	a.press("ctrl+t", "g", "a")
	sees(t, a, "notify ended with status 0 after 1s: relay 1 on ok")
	a.press("ctrl+t", "g")
	sees(t, a, "commands of the bench", "what the last one said", "relay 1 on")
	a.press("c")
	if k.ran != "notify " {
		t.Errorf("the power was cut at once: %q", k.ran)
	}
	a.press("c")
	if k.ran != "notify power-cycle " {
		t.Errorf("ran %q", k.ran)
	}
	l.lines.NoSignals = context.Canceled
	a.press("ctrl+t", "g")
	sees(t, a, "commands of the bench")
}

// A hook that runs is stopped by its letter, and not begun a second time.
func TestAHookThatRunsIsStopped(t *testing.T) {
	a, _ := linedApp(t, 120, 40)
	k := &kit{hangs: true}
	a.cfg.Hooks = k
	cmd := a.hook("notify")
	sees(t, a, "notify is running", "stop it")
	over := make(chan tea.Msg, 1)
	go func() { over <- cmd() }()
	a.press("ctrl+t", "g")
	sees(t, a, "runs since ", "; stops it")
	a.press("a")
	sees(t, a, "notify is being stopped")
	a.Update(<-over)
	sees(t, a, "stopped by hand")
	a.press("ctrl+t", "g")
	lacks(t, a, "runs since")
	if k.ran != "notify " {
		t.Errorf("ran %q", k.ran)
	}
}

// deed is what is done behind a crash: it only tells of itself.
type deed struct {
	notes string
	ran   int
	fail  error
}

func (d *deed) Begin(crashes []*parse.Crash) (*parse.Crash, string) {
	switch {
	case len(crashes) == 0 || crashes[0].Open:
		return nil, ""
	case d.ran == 2:
		return nil, "2 crashes: nothing is done behind a crash any more"
	}
	return crashes[0], "behind a crash something is done"
}

func (d *deed) Do(_ context.Context, c *parse.Crash, notes string, _ []Mark) link.RecipeResult {
	d.ran++
	d.notes = notes
	r := link.RecipeResult{Crash: c.ID, Words: "behind the crash all is done", Folder: "/saved/here", Output: "relay 1 on"}
	if r.Err = d.fail; d.fail != nil {
		r.Words = ""
	}
	return r
}

// Behind a crash what the profile says is done, with what the person wrote about it, and
// the screen says what became of it.
func TestWhatIsDoneBehindACrash(t *testing.T) {
	a, _ := linedApp(t, 120, 40)
	d := &deed{}
	a.cfg.After = d
	crash := func(id int, open bool) {
		c := uitest.SeedCrash(t)
		c.ID, c.Open = id, open
		a.carry(a.receive(&parse.Batch{Crashes: []*parse.Crash{c}}))
	}
	crash(1, true)
	if d.ran != 0 {
		t.Error("it does not wait until the crash is complete")
	}
	a.book.ByID(1).Notes = "mine"
	crash(1, false)
	if r := a.book.ByID(1); d.ran != 1 || d.notes != "mine" || r.Saved != "/saved/here" || a.hookSaid != "relay 1 on" {
		t.Errorf("ran %d times, told %q, saved in %q, said %q", d.ran, d.notes, r.Saved, a.hookSaid)
	}
	sees(t, a, "behind the crash all is done")
	d.fail = errors.New("behind crash 2, hook=power-cycle: the relay is gone")
	crash(2, false)
	sees(t, a, "hook=power-cycle: the relay is gone")
	crash(3, false)
	sees(t, a, "2 crashes: nothing is done behind a crash any more")
	a.over = true
	crash(4, false)
	if d.ran != 2 {
		t.Error("something is done behind a crash of a line that is over")
	}
}
