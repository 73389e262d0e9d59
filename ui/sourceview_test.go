package ui

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"oopscope/parse"
	"oopscope/parse/arch"
	"oopscope/parse/crash"
	"oopscope/ui/uitest"
)

// shelf has listings that the real symbolizer made, by function; what it does
// not have it says so, like the real one.
type shelf struct {
	of    map[string]crash.Listing
	asked []string
}

func (s *shelf) Listing(c *parse.Crash, f *arch.Frame, lines, instructions int) crash.Listing {
	s.asked = append(s.asked, f.Function)
	if l, ok := s.of[f.Function]; ok {
		l.Function = f.Function
		return l
	}
	return crash.Listing{
		Mark: -1, Places: []crash.Excerpt{{Function: f.Function, Note: "no symbols for 6.1.0-toy: give --vmlinux FILE (a vmlinux with CONFIG_DEBUG_INFO) and --modules DIR for file and line"}},
		NoCode: "no machine code without the file that it is in",
	}
}

// listing reads one that console/symbols wrote.
func listing(t testing.TB, name string) (l crash.Listing) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "testdata", "symbol", "listing", name+".json"))
	if err == nil {
		err = json.Unmarshal(text, &l)
	}
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// toyCrash died in drain, which was called by toy_poll, by something unknown.
func toyCrash() *parse.Crash {
	frame := func(name string, offset, size uint64, module string, line int) arch.Frame {
		return arch.Frame{Symbol: arch.Symbol{Function: name, Offset: offset, Size: size, Module: module, HasOffset: true}, Reliable: true, Line: line}
	}
	c := &parse.Crash{ID: 1, Class: "null-deref", Severity: parse.Oops, Title: "NULL pointer dereference in drain", First: 2, Last: 9, Arch: "x86_64", CPU: -1}
	c.Chain = []arch.Frame{frame("drain", 0x10, 0x50, "", 3), frame("toy_poll", 0xc, 0x2c, "toy", 5), frame("worker", 0x27, 0x40, "", 6)}
	c.Chain[0].Exact, c.Chain[0].Context = true, arch.IRQ
	c.Dump.PC = c.Chain[0].Symbol
	c.Dump.Code = []arch.Insn{{Bytes: "8b4f08", Text: "mov 0x8(%rdi),%ecx", Trap: true}}
	return c
}

func withToy(t testing.TB, w, h int) (*app, *shelf) {
	a, _ := testApp(t, w, h)
	s := &shelf{of: map[string]crash.Listing{"drain": listing(t, "amd64-inlined"), "toy_poll": listing(t, "module-arm")}}
	a.cfg.Sources = s
	a.home = "/home/joe"
	b := lines(1, "one", "BUG: NULL", "RIP: drain", "x", " toy_poll", " worker", "x", "x", "end")
	b.Crashes = []*parse.Crash{toyCrash()}
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
	l := s.of["drain"]
	l.Doubt = "vmlinux is another build: build: the board runs #1 SMP, this file is #2 SMP Thu Jan 1"
	s.of["drain"] = l
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
	if want := []string{"drain", "toy_poll", "drain", "toy_poll", "worker"}; !slices.Equal(s.asked, want) {
		t.Errorf("looked up %v", s.asked)
	}
	for _, key := range []string{"esc", "tab", "q", "v"} {
		a.press(key)
		if a.overlay != nil {
			t.Errorf("%s does not close the source", key)
		}
		a.press("v")
	}
}

func TestScrollingTheSource(t *testing.T) {
	a, _ := withToy(t, 80, 24)
	a.press("v")
	v := a.overlay.(*sourceView)
	v.list.Places[0].Lines = make([]string, 300)
	v.source.placed = false
	sees(t, a, "▶")
	top := v.source.top
	a.press("j", "j", "space", "k")
	_ = a.text()
	if v.source.top <= top {
		t.Errorf("from %d to %d", top, v.source.top)
	}
	a.press("pgup", "pgup", "pgup", "pgup", "g")
	_ = a.text()
	if v.source.top != top {
		t.Errorf("g goes to %d, not back to %d", v.source.top, top)
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
		s.asked = nil
		a.press("v", "esc")
		if len(s.asked) != 1 || s.asked[0] != want {
			t.Errorf("looked up %v, not %s", s.asked, want)
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
	l := s.of["drain"]
	evil := "\x1b]52;c;aGk=\a\x1b[2J\u202e\t\x00\xff" + strings.Repeat("x", 5000)
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
		s.of["drain"] = l
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

func TestEditorCommand(t *testing.T) {
	const path = "/t/a b;$(id).c"
	for _, c := range []struct {
		editor string
		line   int
		want   []string
	}{
		{"", 7, []string{"vi", "+7", path}},
		{"  ", 7, []string{"vi", "+7", path}},
		{"nvim", 7, []string{"nvim", "+7", path}},
		{"/usr/bin/vim -R", 7, []string{"/usr/bin/vim", "-R", "+7", path}},
		{"emacsclient -nw -a ''", 7, []string{"emacsclient", "-nw", "-a", "", "+7", path}},
		{"nano", 0, []string{"nano", path}},
		{"micro", 12, []string{"micro", "+12", path}},
		{"hx", 12, []string{"hx", path + ":12"}},
		{"subl -w", 12, []string{"subl", "-w", path + ":12"}},
		{"code --wait", 12, []string{"code", "--wait", "-g", path + ":12"}},
		{"kate -b", 3, []string{"kate", "-b", "-l", "3", path}},
		{"clion", 3, []string{"clion", "--line", "3", path}},
		{"ed", 3, []string{"ed", path}},
		{`"/opt/My Editor/bin/code" -w`, 3, []string{"/opt/My Editor/bin/code", "-w", "-g", path + ":3"}},
		{"myeditor", 3, []string{"myeditor", "+3", path}},
	} {
		if got := editorCommand(c.editor, path, c.line); !slices.Equal(got, c.want) {
			t.Errorf("%q: %q, not %q", c.editor, got, c.want)
		}
	}
}

func TestEditingFromTheSource(t *testing.T) {
	a, s := withToy(t, 80, 24)
	var opened []string
	a.press("v")
	a.overlay.(*sourceView).open = func(path string, line int) tea.Cmd {
		opened = append(opened, path+":"+strconv.Itoa(line))
		return func() tea.Msg { return editedMsg{editor: "vi"} }
	}
	a.press("l", "E")
	if want := "/home/joe/linux/include/linux/ring.h:16"; len(opened) != 1 || opened[0] != want {
		t.Errorf("opened %v, not %s", opened, want)
	}
	sees(t, a, "▸ include/linux/ring.h:16")
	if len(s.asked) != 2 {
		t.Errorf("looked up %v: what the editor changed is not read again", s.asked)
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
	b.Crashes = []*parse.Crash{toyCrash()}
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
