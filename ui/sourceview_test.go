package ui

import (
	"os/exec"
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"oopscope/parse"
	"oopscope/parse/arch"
	"oopscope/ui/uitest"
)

func withToy(t testing.TB, w, h int) (*app, *uitest.Shelf) {
	a, _ := testApp(t, w, h)
	s := uitest.NewShelf(t)
	a.cfg.Sources = s
	a.home = "/home/joe"
	b := lines(1, "one", "BUG: NULL", "RIP: drain", "x", " toy_poll", " worker", "x", "x", "end")
	b.Crashes = []*parse.Crash{uitest.ToyCrash()}
	a.carry(a.receive(b))
	a.Update(tickMsg{})
	return a, s
}

func TestSourceGoldens(t *testing.T) {
	for _, c := range []struct {
		name string
		w, h int
		keys string
	}{
		{"pc-80x24", 80, 24, "v"},
		{"pc-120x40", 120, 40, "v"},
		{"inlined-80x24", 80, 24, "v l l"},
		{"call-80x24", 80, 24, "v l l l"},
		{"call-120x40", 120, 40, "v l l l"},
		{"call-40x10", 40, 10, "v l l l"},
		{"nothing-80x24", 80, 24, "v l l l l"},
	} {
		t.Run(c.name, func(t *testing.T) {
			a, _ := withToy(t, c.w, c.h)
			a.press(strings.Fields(c.keys)...)
			exact(t, a)
			uitest.Golden(t, "source-"+c.name, a.text())
		})
	}
}

func TestSourceOfSymbolsThatDoNotFit(t *testing.T) {
	a, s := withToy(t, 80, 24)
	l := s.Of["drain"]
	l.Doubt = "vmlinux is another build: build: the board runs #1 SMP, this file is #2 SMP Thu Jan 1"
	s.Of["drain"] = l
	a.book.Selected.Crash.Dump.Code[0].Bytes = "90"
	a.press("v")
	exact(t, a)
	sees(t, a, "SYMBOLS DO NOT FIT", "#2 SMP", "(doubtful)", "the board printed 90, this file has 8b4f08")
	lacks(t, a, "the same instruction")
}

func TestWalkingTheChainInTheSource(t *testing.T) {
	a, s := withToy(t, 80, 24)
	a.press("v")
	sees(t, a, "frame 0 of 2", "▸ include/linux/ring.h:9", "the board printed the same instruction: 8b4f08", "SOURCE")
	a.press("h")
	sees(t, a, "this is the innermost frame")
	a.press("l", "l")
	sees(t, a, "▸ kernel/worker.c:34")
	a.press("l")
	sees(t, a, "frame 1 of 2", "drivers/toy/toy.c:21", "bl      toy_read", "the call, ◂ where it returns to")
	a.press("h")
	sees(t, a, "▸ kernel/worker.c:34")
	a.press("l", "l", "l")
	sees(t, a, "frame 2 of 2", "outermost", "give --vmlinux FILE")
	if want := []string{"drain", "toy_poll", "drain", "toy_poll", "worker"}; !slices.Equal(s.Asked, want) {
		t.Errorf("looked up %v", s.Asked)
	}
	for _, key := range []string{"esc", "tab", "q", "v"} {
		a.press(key)
		if a.overlay != nil {
			t.Errorf("%s does not close the source", key)
		}
		a.press("v")
	}
}

// TestTheFrameThatIsMeant: selected in the pane, in a further stack, on the
// line in the log, or none at all.
func TestTheFrameThatIsMeant(t *testing.T) {
	a, s := withToy(t, 80, 24)
	c := *a.book.Selected.Crash
	c.Stacks = []parse.Stack{{Role: "freed", CPU: -1, Frames: []arch.Frame{{Symbol: arch.Symbol{Function: "kfree", Offset: 1, HasOffset: true}, Line: 8}}}}
	a.receive(&parse.Batch{Crashes: []*parse.Crash{&c}})
	a.Update(tickMsg{})
	meant := func(want string) {
		t.Helper()
		s.Asked = nil
		a.press("v", "esc")
		if len(s.Asked) != 1 || s.Asked[0] != want {
			t.Errorf("looked up %v, not %s", s.Asked, want)
		}
	}
	meant("drain")
	a.press("tab")
	meant("drain")
	for _, want := range []string{"toy_poll", "worker", "kfree"} {
		a.crash.Top()
		for range a.crash.Len() {
			if frames, at := a.crash.Frame(); frames[at].Function == want {
				break
			}
			a.crash.Down()
		}
		meant(want)
	}
	a.press("tab", "g", "j", "j", "j", "j", "j") // line 6 of the log
	meant("worker")
	a.press("j", "j")
	meant("kfree")
	b, _ := testApp(t, 80, 24)
	b.press("v")
	sees(t, b, "without symbols")
	b.cfg.Sources = s
	b.press("v")
	sees(t, b, "no crash so far")
	b.receive(&parse.Batch{Crashes: []*parse.Crash{{ID: 1, Severity: parse.Oops, First: 1, Last: 1}}})
	b.press("v")
	sees(t, b, "no call chain")
}

// TestHostileSource: names and lines out of files reach the screen as text.
func TestHostileSource(t *testing.T) {
	a, s := withToy(t, 120, 40)
	l := s.Of["drain"]
	evil := "\x1b]52;c;aGk=\a\x1b[2J\u202e\t\x00\xff" + strings.Repeat("x", 700)
	for i := range l.Places {
		p := &l.Places[i]
		p.Function, p.File, p.Path, p.Note, p.Lines = evil, evil, evil, evil, []string{evil, evil}
	}
	for i := range l.Code {
		in := &l.Code[i]
		in.Text, in.Bytes, in.Refers, in.File, in.Source = evil, evil, evil, evil, evil
	}
	l.Image, l.NoCode, l.Doubt = evil, evil, evil
	for _, nothing := range []bool{false, true} {
		if nothing {
			l.Code, l.Places[0].Lines = nil, nil
		}
		s.Of["drain"] = l
		a.press("v")
		for _, size := range [][2]int{{120, 40}, {80, 24}, {40, 10}, {300, 12}} {
			a.Update(tea.WindowSizeMsg{Width: size[0], Height: size[1]})
			exact(t, a)
			if text := a.View().Content; strings.ContainsAny(text, "\a\u202e\x00") || strings.Contains(text, "\xff") || strings.Contains(text, "\x1b]") || strings.Contains(text, "\x1b[2J") {
				t.Errorf("%dx%d: it reached the terminal", size[0], size[1])
			}
		}
		a.press("esc")
	}
}

func TestEditingFromTheSource(t *testing.T) {
	a, s := withToy(t, 80, 24)
	a.press("v", "l")
	_, cmd := a.Update(editedMsg{editor: "vi"})
	a.carry(cmd)
	sees(t, a, "▸ include/linux/ring.h:16")
	if len(s.Asked) != 2 {
		t.Errorf("looked up %v: what the editor changed is not read again", s.Asked)
	}
	a.press("l", "l", "l", "o")
	sees(t, a, "nothing to edit", "--vmlinux")
	_, err := exec.LookPath("nosuch-editor")
	a.edited(editedMsg{editor: "nosuch-editor", err: err})
	sees(t, a, "there is no nosuch-editor here: set VISUAL or EDITOR")
}

// linker is a symbolizer whose files change: the line is how often it looked.
type linker struct{ looked int }

func (l *linker) Resolve(c *parse.Crash) *parse.Crash {
	l.looked++
	out := *c
	out.Chain = slices.Clone(c.Chain)
	for i := range out.Chain {
		if out.Chain[i].File != "" {
			panic("looked up what was looked up before")
		}
		out.Chain[i].File, out.Chain[i].FileLine = "worker.c", l.looked
	}
	return &out
}

func (l *linker) State(*parse.Crash) (string, bool) { return "vmlinux (same)", true }

// TestARebuiltKernelIsPickedUp: selecting a crash again looks it up again, from
// what the board printed.
func TestARebuiltKernelIsPickedUp(t *testing.T) {
	a, _ := testApp(t, 80, 24)
	l := &linker{}
	a.cfg.Symbolizer = l
	b := lines(1, "one", "BUG: NULL", "RIP: drain", "x", " toy_poll", " worker", "x", "x", "end")
	b.Crashes = []*parse.Crash{uitest.ToyCrash()}
	a.carry(a.receive(b))
	for want, key := range []string{"", "c", "enter"} {
		if key != "" {
			a.press(key)
		}
		if f := a.book.Selected.Crash.Chain[0]; f.FileLine != want+1 {
			t.Errorf("after %q the line is that of look %d, of %d", key, f.FileLine, l.looked)
		}
	}
	a.press("j", "k", "tab", "v", "esc")
	if l.looked != 3 {
		t.Errorf("looked %d times without being asked", l.looked)
	}
}

func (l *linker) Debuggers(c *parse.Crash, f *arch.Frame) string {
	return "gdb " + f.Function + "\n"
}

// TestOtherDebuggers: a key copies how gdb and its like go on at the selected frame.
func TestOtherDebuggers(t *testing.T) {
	a, b := testApp(t, 80, 24)
	a.press("D")
	sees(t, a, "no frame")
	a, _ = withToy(t, 80, 24)
	a.cfg.Clipboard = b
	a.press("D")
	sees(t, a, "without symbols")
	a.cfg.Symbolizer = &linker{}
	a.press("D")
	if b.copied != "gdb drain\n" {
		t.Errorf("%q is copied", b.copied)
	}
}

// keeping is a symbolizer that keeps files.
type keeping struct {
	linker
	booted int
}

func (k *keeping) Booted() { k.booted++ }

// TestFilesOfABootAreKept: whoever keeps files is told of each boot, by a command,
// and never of captures.
func TestFilesOfABootAreKept(t *testing.T) {
	a, b := testApp(t, 80, 24)
	k := &keeping{}
	a.cfg.Symbolizer = k
	boot := func() {
		batch := &parse.Batch{Boots: []parse.Boot{{N: 1, First: 1}}}
		was := k.booted
		cmd := a.receive(batch)
		if k.booted != was {
			t.Error("files were kept within Update")
		}
		a.carry(cmd)
	}
	boot()
	a.carry(a.receive(&parse.Batch{}))
	if k.booted != 1 {
		t.Errorf("kept %d times, want once", k.booted)
	}
	k.booted, b.link.State = 0, Over
	boot()
	if k.booted != 0 {
		t.Error("files of a capture were kept")
	}
}

// fetching is a linker that fetches.
type fetching struct {
	linker
	progress string
	over     int
	stopped  bool
}

func (f *fetching) Fetching() (string, int) { return f.progress, f.over }

func (f *fetching) StopFetching() bool {
	running := f.progress != ""
	f.progress, f.stopped = "", f.stopped || running
	return running
}

// TestFetchingIsShown: how far a fetch is stands below, a key stops it, and when something
// came the crash is looked up anew.
func TestFetchingIsShown(t *testing.T) {
	a, _ := testApp(t, 100, 24)
	f := &fetching{progress: "debuginfod: 3 of 40 MB from example.org"}
	a.cfg.Symbolizer = f
	b := lines(1, "one", "BUG: NULL", "RIP: drain", "x", " toy_poll", " worker", "x", "x", "end")
	b.Crashes = []*parse.Crash{uitest.ToyCrash()}
	a.carry(a.receive(b))
	a.carry(a.followFetch())
	sees(t, a, "3 of 40 MB from example.org")
	if a.press("esc"); !f.stopped {
		t.Error("nothing stops it")
	}
	before := f.looked
	f.over++
	a.carry(a.followFetch())
	a.carry(a.followFetch())
	if f.looked != before+1 {
		t.Errorf("looked up %d times when something came", f.looked-before)
	}
}
