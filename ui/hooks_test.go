package ui

import (
	"context"
	"strings"
	"testing"
	"time"

	"oopscope/console/link"
	"oopscope/parse"
	"oopscope/ui/uitest"
)

// kit is hooks that only tell what they were asked.
type kit struct {
	ran    string
	status int
}

func (k *kit) Names() []string { return []string{"notify", "power-cycle"} }
func (k *kit) Run(_ context.Context, name string, c *parse.Crash, folder string) (link.HookResult, error) {
	k.ran += name
	if c != nil {
		k.ran += "(" + c.Class + " in " + folder + ")"
	}
	k.ran += " "
	return link.HookResult{Status: k.status, Took: time.Second, Output: "relay 1 on\nok"}, nil
}
func (k *kit) Bundle(folder string) (string, error) {
	k.ran += "bundle(" + folder + ") "
	return folder + ".tar.gz", nil
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

// Behind a crash the recipe is done once, step by step, and no more often than it says.
func TestTheRecipeBehindACrash(t *testing.T) {
	a, l := linedApp(t, 120, 40)
	k := &kit{}
	a.cfg.Hooks = k
	var err error
	if a.cfg.Recipe, err = link.ParseRecipe("quiet=10ms sysrq=l save bundle hook=power-cycle stop=2"); err != nil {
		t.Fatal(err)
	}
	crash := func(id int) {
		c := uitest.SeedCrash(t)
		c.ID = id
		a.carry(a.receive(&parse.Batch{Crashes: []*parse.Crash{c}}))
	}
	open := uitest.SeedCrash(t)
	open.Open = true
	a.carry(a.receive(&parse.Batch{Crashes: []*parse.Crash{open}}))
	if k.ran != "" {
		t.Error("it does not wait until the crash is complete")
	}
	crash(1)
	if string(l.raw) != "l" || l.broke != 1 || !strings.Contains(k.ran, "power-cycle(null-deref in ") || !strings.HasPrefix(k.ran, "bundle(") {
		t.Errorf("sent %q behind %d breaks, ran %q", l.raw, l.broke, k.ran)
	}
	crash(1) // again, with more known of it
	crash(2)
	crash(3)
	sees(t, a, "2 crashes: nothing is done behind a crash any more")
	if n := strings.Count(k.ran, "power-cycle"); n != 2 {
		t.Errorf("the power was cycled %d times: %q", n, k.ran)
	}
	a, l = linedApp(t, 120, 40)
	k.status = 1
	a.cfg.Hooks, a.cfg.Recipe = k, link.Recipe{Steps: []link.RecipeStep{{Do: "hook", Arg: "power-cycle"}, {Do: "sysrq", Arg: "l"}}}
	crash(1)
	sees(t, a, "behind crash 1, hook=power-cycle", "status 1")
	if l.broke != 0 {
		t.Error("it goes on behind a step that failed")
	}
}
