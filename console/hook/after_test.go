//go:build unix

package hook

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"oopscope/console/link"
	"oopscope/parse"
)

// A board that answers each SysRq with so many bytes, some time later.
type board struct {
	mu       sync.Mutex
	keys     string
	received int64
	deaf     error
}

func (b *board) Link() link.Link {
	b.mu.Lock()
	defer b.mu.Unlock()
	return link.Link{State: link.Up, Received: b.received}
}

func (b *board) SysRq(key byte) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.keys += string(key)
	time.AfterFunc(20*time.Millisecond, func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		b.received += 100
	})
	return b.deaf
}

func recipe(t *testing.T, text string) link.Recipe {
	t.Helper()
	r, err := link.ParseRecipe(text)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func oops(id int) *parse.Crash {
	return &parse.Crash{ID: id, Class: "gpf", Title: "it", Severity: parse.Oops, FirstByte: int64(1000 * id)}
}

// The steps are done one by one behind a whole crash of this session, once behind each,
// and no more often than the recipe says.
func TestBehindACrash(t *testing.T) {
	t.Parallel() // it waits for the board to be quiet
	dir := t.TempDir()
	log := filepath.Join(dir, "ran")
	b := &board{}
	a := &After{
		Recipe: recipe(t, "quiet=10ms sysrq=w save bundle power-cycle stop=2"), Console: b, Old: 1500,
		Hooks: Set{Hooks: []link.Hook{{Name: "power-cycle", Args: []string{"sh", "-c", `echo "$OOPSCOPE_CRASH_CLASS $OOPSCOPE_FOLDER" >> "$0"; echo off`, log}}}},
		Save: func(c *parse.Crash, notes string, _ []link.Mark) (string, error) {
			return filepath.Join(dir, c.Title+notes), nil
		},
		Bundle: func(folder string) (string, error) { return folder, os.WriteFile(folder+".tar", nil, 0o600) },
	}
	open, warning := oops(5), oops(6)
	open.Open, warning.Severity = true, parse.Warning
	for _, c := range []*parse.Crash{oops(1), open, warning} { // the first one came before the session
		if about, words := a.Begin([]*parse.Crash{c}); about != nil || words != "" {
			t.Errorf("something is done behind crash %d", c.ID)
		}
	}
	for id := 2; id <= 3; id++ {
		about, words := a.Begin([]*parse.Crash{oops(id)})
		if about == nil || !strings.Contains(words, "behind crash") || !a.Busy() {
			t.Fatalf("nothing is done behind crash %d: %q", id, words)
		}
		if again, _ := a.Begin([]*parse.Crash{oops(9)}); again != nil {
			t.Error("it is done twice at a time")
		}
		r := a.Do(t.Context(), about, "-", nil)
		if r.Err != nil || r.Crash != id || r.Folder != filepath.Join(dir, "it-") || !strings.Contains(r.Words, r.Folder) || r.Output != "off" || a.Busy() {
			t.Errorf("%+v", r)
		}
		if about, _ := a.Begin([]*parse.Crash{oops(id)}); about != nil { // again, with more known of it
			t.Error("it is done twice behind one crash")
		}
	}
	if about, words := a.Begin([]*parse.Crash{oops(4)}); about != nil || words != "2 crashes: nothing is done behind a crash any more" {
		t.Errorf("behind the third: %q", words)
	}
	if about, words := a.Begin([]*parse.Crash{oops(7)}); about != nil || words != "" {
		t.Errorf("behind the fourth: %q", words)
	}
	if text, _ := os.ReadFile(log); string(text) != strings.Repeat("gpf "+filepath.Join(dir, "it-")+"\n", 2) || b.keys != "ww" {
		t.Errorf("ran %q, keys %q", text, b.keys)
	}
	if _, err := os.Stat(filepath.Join(dir, "it-.tar")); err != nil {
		t.Error(err)
	}
}

// The first step that does not go ends it, and so does a person.
func TestAStepThatDoesNotGo(t *testing.T) {
	t.Parallel()
	b := &board{deaf: errors.New("no BREAK on this line")}
	for text, want := range map[string]string{
		"false sysrq=w":     "behind crash 1, hook=false: false ended with status 1",
		"sysrq=w false":     "behind crash 1, sysrq=w: no BREAK on this line",
		"bundle":            "it must be saved before",
		"save":              "there is no place for it",
		"no-such quiet=10m": "no hook is called no-such",
	} {
		a := &After{Recipe: recipe(t, text), Console: b, Hooks: Set{Hooks: []link.Hook{{Name: "false", Args: []string{"false"}}}}}
		about, _ := a.Begin([]*parse.Crash{oops(1)})
		if r := a.Do(t.Context(), about, "", nil); r.Err == nil || !strings.Contains(r.Err.Error(), want) || r.Words != "" {
			t.Errorf("%s: %+v", text, r)
		}
	}
	if b.keys != "w" {
		t.Errorf("keys %q", b.keys)
	}
	a := &After{Recipe: recipe(t, "sysrq=lw save"), Console: b, Save: func(*parse.Crash, string, []link.Mark) (string, error) { return "/saved", nil }}
	about, _ := a.Begin([]*parse.Crash{oops(1)})
	if r := a.Do(t.Context(), about, "", nil); r.Folder != "/saved" || r.Err == nil || r.Err.Error() != "behind crash 1, sysrq=lw: no BREAK on this line; it is saved in /saved" {
		t.Errorf("without a BREAK: %+v", r)
	}
	ctx, interrupt := context.WithCancel(t.Context())
	a = &After{Recipe: recipe(t, "quiet=5m"), Console: b}
	var mu sync.Mutex
	var said []string
	done := a.Behind(ctx, []*parse.Crash{oops(1)}, func(words string) { mu.Lock(); said = append(said, words); mu.Unlock() })
	interrupt()
	<-done
	if mu.Lock(); len(said) != 2 || !strings.Contains(said[1], "canceled") || a.Busy() {
		t.Errorf("said %q", said)
	}
	if (*After)(nil).Behind(ctx, nil, nil) != nil || (*After)(nil).Busy() {
		t.Error("nothing is something")
	}
}
