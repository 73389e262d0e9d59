package ui

import (
	"bytes"
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"oopscope/keymap"
	"oopscope/parse"
	"oopscope/parse/arch"
	"oopscope/parse/crash"
	"oopscope/ui/term"
	"oopscope/ui/uitest"
)

// typingApp is a screen on a live line whose keys go to the board from the
// start, with a tap whose terminal is what keys says.
func typingApp(t testing.TB, preset string, link Link) (*app, *bench) {
	t.Helper()
	b := &bench{link: link}
	keys, err := keymap.New(preset)
	if err != nil {
		t.Fatal(err)
	}
	a := newApp(t.Context(), Config{
		Console: b, Ledger: b, Clipboard: b, Sources: noSources{}, Typing: true, Now: func() time.Time { return time.Unix(1e9, 0) },
	}, keys)
	a.tap = term.NewTap(os.Stdin, keys, b.Send)
	told := make(chan tea.Msg, 100)
	toldBy.Store(a, told)
	a.tap.Notify(func(m tea.Msg) { told <- m })
	a.syncTap()
	a.Update(tea.WindowSizeMsg{Width: 80, Height: 24})
	return a, b
}

var liveLine = Link{Name: "/dev/ttyUSB0", Settings: "115200 8N1", State: Up, Writable: true, Record: "session.log"}

// keysIn is what the terminal sends in one read: the tap takes it, and the
// screen gets the rest as keys.
func (a *app) keysIn(t testing.TB, in string) {
	t.Helper()
	for _, k := range pressed(t, a.tap.Take([]byte(in))) {
		_, cmd := a.Update(k)
		a.carry(cmd)
	}
	for told := a.told(); len(told) > 0; {
		a.Update(<-told)
	}
}

// toldBy holds what the taps have to say, as the runtime's queue does.
var toldBy sync.Map

func (a *app) told() chan tea.Msg {
	told, _ := toldBy.Load(a)
	return told.(chan tea.Msg)
}

// pressed turns bytes into keys the way a terminal's are.
func pressed(t testing.TB, in []byte) (keys []tea.Msg) {
	known := map[string]tea.Msg{term.TypedMark: tea.FocusMsg{}, term.TakenMark: tea.BlurMsg{},
		"\x1b[5~": keyNamed("pgup"), "\x1b[6~": keyNamed("pgdown"), "\x1b[A": keyNamed("up")}
next:
	for len(in) > 0 {
		for seq, msg := range known {
			if bytes.HasPrefix(in, []byte(seq)) {
				keys, in = append(keys, msg), in[len(seq):]
				continue next
			}
		}
		if in[0] == 0x1b && len(in) > 1 {
			t.Fatalf("no key for %q", in)
		}
		keys, in = append(keys, keyNamed(keymap.Name(in[0]))), in[1:]
	}
	return keys
}

type noSources struct{}

func (noSources) Listing(*parse.Crash, *arch.Frame, int, int) (l crash.Listing) { return l }

func TestALiveLineBeginsTyping(t *testing.T) {
	for name, c := range map[string]struct {
		link   Link
		typing bool
	}{
		"serial":    {liveLine, true},
		"away":      {Link{Name: "/dev/ttyUSB9", State: Away}, true},
		"read-only": {Link{Name: "udp://:6666", State: Up}, false},
		"capture":   {Link{Name: "a.log", State: Over}, false},
	} {
		a, b := typingApp(t, "", c.link)
		if a.typing != c.typing || a.tap.Taking() != c.typing {
			t.Errorf("%s: typing %v, the tap %v", name, a.typing, a.tap.Taking())
		}
		a.keysIn(t, "root\r")
		if got := string(b.sent); c.typing && got != "root\r" || !c.typing && got != "" {
			t.Errorf("%s: the board got %q", name, got)
		}
	}
}

// A line that turns out to be deaf ends the typing, one that comes back does not.
func TestTypingStaysOverAnUnpluggedPort(t *testing.T) {
	a, b := typingApp(t, "", liveLine)
	b.link.State, b.link.Writable = Away, false
	a.Update(tickMsg{})
	b.link.State, b.link.Writable = Up, true
	a.Update(tickMsg{})
	a.keysIn(t, "ls\r")
	if string(b.sent) != "ls\r" {
		t.Errorf("the board got %q", b.sent)
	}
	a, b = typingApp(t, "", Link{State: Away})
	b.link.State = Up
	a.Update(tickMsg{})
	sees(t, a, "NORMAL")
}

// The tap must know before an action is carried out whether it takes the keys:
// here it is asked of all of them, in all states, and what it does compared.
func TestTheTapKnowsWhatTakesTheKeys(t *testing.T) {
	presets := keymap.Presets()
	for _, preset := range presets[:uitest.Rounds(len(presets))] {
		m, _ := keymap.New(preset)
		for state, prepare := range map[string]func(*app, *bench){
			"nothing came": func(*app, *bench) {},
			"lines":        func(a *app, _ *bench) { a.receive(many(50, 1)) },
			"a crash":      func(a *app, _ *bench) { a.receive(capture(t)) },
			"searching":    func(a *app, _ *bench) { a.receive(capture(t)); a.keysIn(t, string(keymap.Byte(m.Prefix))+"/usb\r") },
			"away": func(a *app, b *bench) {
				b.link.State, b.link.Writable = Away, false
			},
		} {
			for _, b := range m.Modes()[1].Bindings {
				a, line := typingApp(t, preset, liveLine)
				prepare(a, line)
				a.Update(tickMsg{})
				takes := a.takers()[b.Name]
				key := b.Keys[0]
				a.press(m.Prefix, key)
				if has := a.boardHasKeys(); b.Name != "Quit" && has == takes {
					t.Errorf("%s, %s, %s %s: the tap was told %v, and the board has the keys: %v", preset, state, b.Name, key, takes, has)
				}
			}
		}
	}
}

// What is behind a chord in the same read goes where the chord leads.
func TestBytesBehindAChord(t *testing.T) {
	for name, c := range map[string]struct{ in, board, mode string }{
		"an action that stays":    {"a\x14Sb\x1bOA\xff", "ab\x1bOA\xff", "CONSOLE"},
		"scrolling":               {"\x14\x1b[5~\x1b[5~x", "\x1b[5~x", "CONSOLE"},
		"the list, and out of it": {"\x14Ajk\x1b", "", "LIST"}, // esc waits for a sequence
		"a search":                {"\x14/usb\rls\r", "ls\r", "CONSOLE"},
		"a note":                  {"\x14aseen\x13ls\r", "ls\r", "CONSOLE"},
		"a remark":                {"\x14Mhere\rls\r", "ls\r", "CONSOLE"},
		"no key":                  {"\x14Jls\r", "ls\r", "CONSOLE"},
		"leaving":                 {"ls\x14\x1b", "ls", "NORMAL"},
		"the pane":                {"\x14X\x14X\x14C\x14Etop\r", "top\r", "CONSOLE"},
	} {
		a, b := typingApp(t, "", liveLine)
		a.carry(a.receive(capture(t)))
		a.Update(tickMsg{})
		a.keysIn(t, c.in)
		if name == "leaving" { // when no sequence came of it
			a.Update(<-a.told())
		}
		if string(b.sent) != c.board || a.status().mode != c.mode && name != "the list, and out of it" {
			t.Errorf("%s: the board got %q, want %q; mode %s", name, b.sent, c.board, a.status().mode)
		}
	}
}

func TestWorkGoesOnWhileTyping(t *testing.T) {
	for _, preset := range keymap.Presets() {
		a, b := typingApp(t, preset, liveLine)
		p := string(keymap.Byte(a.keys.Prefix))
		next, pane := "n", "X"
		if preset == "minicom" { // whose own those are
			next, pane = "\x0e", "w"
		}
		a.carry(a.receive(capture(t)))
		a.Update(tickMsg{})
		a.keysIn(t, p+"S")
		sees(t, a, "crash 1 saved in", "CONSOLE")
		a.keysIn(t, p+"Y")
		sees(t, a, "sent to the terminal", "CONSOLE")
		a.keysIn(t, p+"awhy")
		sees(t, a, "note on crash 1", "NOTE")
		a.keysIn(t, "\x13")
		sees(t, a, `saved in crashes/1 "why"`, "CONSOLE")
		a.keysIn(t, p+"A")
		sees(t, a, "crashes 1", "LIST")
		a.keysIn(t, "\r")
		sees(t, a, "line 1 of 100", "CONSOLE")
		a.keysIn(t, "x")
		sees(t, a, "following", "CONSOLE") // what is typed is seen
		a.keysIn(t, p+"C")
		sees(t, a, "line 1 of 100")
		a.keysIn(t, p+"G")
		sees(t, a, "following")
		a.keysIn(t, p+"/pru0\r")
		sees(t, a, "line 100 of 100", "next hit")
		a.keysIn(t, p+next)
		lacks(t, a, "following")
		a.keysIn(t, p+"\x1b[5~")
		a.keysIn(t, p+"\x1b[A")
		a.keysIn(t, p+"Mhere\r")
		sees(t, a, "◆ here", "CONSOLE")
		a.keysIn(t, p+pane)
		lacks(t, a, "crash 1/1 ·")
		a.keysIn(t, p+pane)
		sees(t, a, "crash 1/1 ·")
		a.keysIn(t, p+p+"ls -l\r")
		sees(t, a, "following")
		if got := string(b.sent); got != "x"+p+"ls -l\r" {
			t.Errorf("%s: the board got %q", preset, got)
		}
	}
}

// A program's screen gives way while the lines are looked at.
func TestScrollingInAFullScreen(t *testing.T) {
	a, b := typingApp(t, "", liveLine)
	a.cfg.Console = &rawBench{bench: b}
	a.Update(tickMsg{})
	a.receive(many(50, 1))
	a.watchScreen()
	a.Update(batchMsg{raw: []byte("\x1b[?1049h\x1b[2JTHE EDITOR")})
	sees(t, a, "THE EDITOR", "FULL SCREEN")
	a.keysIn(t, "\x14\x1b[5~")
	sees(t, a, "line 30", "CONSOLE")
	lacks(t, a, "THE EDITOR")
	a.keysIn(t, "x")
	sees(t, a, "THE EDITOR", "FULL SCREEN")
	if string(b.sent) != "x" {
		t.Errorf("the board got %q", b.sent)
	}
}

// Every sentence with a key in it names one that does what it says in the mode
// in which it is said: here the keys of the sentence are pressed.
func TestAdviceWorksWhereItIsGiven(t *testing.T) {
	panicked := func(id, first int, severity parse.Severity) *parse.Batch {
		b := many(5, first)
		b.Crashes = []*parse.Crash{{ID: id, Class: "null-deref", Severity: severity, Title: fmt.Sprintf("the crash number %d", id), First: first, Last: first, CPU: -1}}
		return b
	}
	for _, c := range []struct {
		name  string
		do    func(a *app)
		says  string // before the keys
		does  string // behind them
		shown string // when they were pressed
	}{
		{"closed pane", func(a *app) {
			a.carry(a.receive(panicked(1, 1, parse.Oops)))
			a.press(chordKeys(a, a.keys.Normal.Close)...)
			a.carry(a.receive(panicked(2, 6, parse.Oops)))
		}, "new crash 2: the crash number 2", " shows it", "crash 2/2"},
		{"reading another", func(a *app) {
			a.carry(a.receive(panicked(1, 1, parse.Oops)))
			a.carry(a.receive(panicked(2, 6, parse.Oops)))
			a.press(chordKeys(a, a.keys.Normal.PrevCrash)...)
			a.carry(a.receive(panicked(3, 11, parse.Panic)))
		}, "new crash 3", " shows it", "crash 3/3"},
		{"no search", func(a *app) { a.press(chordKeys(a, a.keys.Normal.SearchNext)...) }, "no search", " begins one", "SEARCH"},
		{"no crash to note", func(a *app) {
			a.receive(many(5, 1))
			a.press(chordKeys(a, a.keys.Normal.Annotate)...)
		}, "no crash is selected", " marks a line", "remark on line"},
		{"no mark", func(a *app) { a.receive(many(5, 1)); a.press(chordKeys(a, a.keys.Normal.NextMark)...) }, "no line is marked", " marks one", "remark on line"},
		{"nothing further", func(a *app) {
			a.carry(a.receive(panicked(1, 1, parse.Oops)))
			a.press(chordKeys(a, a.keys.Normal.NextTrouble)...)
		}, "nothing further down", " looks back", "line 1 of 5"},
		{"unknown chord", func(a *app) { a.press(a.keys.Prefix, "J") }, "is no key", " shows all", "HELP"},
	} {
		for _, preset := range keymap.Presets() {
			for _, typing := range []bool{true, false} {
				a, b := typingApp(t, preset, liveLine)
				if !typing {
					a.press(a.keys.Prefix, "esc")
				}
				c.do(a)
				a.Update(tickMsg{})
				words := a.notice.text
				_, advice, ok := strings.Cut(words, " · ")
				keys, ok2 := strings.CutSuffix(advice, c.does)
				if !ok || !ok2 || !strings.Contains(words, c.says) {
					t.Errorf("%s, typing %v: it says %q", c.name, typing, words)
					continue
				}
				a.press(strings.Fields(keys)...)
				a.Update(tickMsg{})
				if text := a.text(); !strings.Contains(text, c.shown) || len(b.sent) > 0 {
					t.Errorf("%s, %s, typing %v: %q, and then the screen lacks %q (the board got %q):\n%s", c.name, preset, typing, words, c.shown, b.sent, text)
				}
			}
		}
	}
}

// chordKeys are the keys to press for a binding of the normal mode.
func chordKeys(a *app, b keymap.Binding) []string { return strings.Fields(a.chord(b)) }

// What the hint line offers while typing works, and it fits.
func TestHintsWhileTyping(t *testing.T) {
	for _, preset := range keymap.Presets() {
		for _, crashed := range []bool{false, true} {
			a, _ := typingApp(t, preset, liveLine)
			c := a.keys.Console
			breaks := c.Break.Keys[0] + " break"
			want := []string{a.keys.Prefix + " " + c.Help.Keys[0] + " help", "/ search", breaks, c.Quit.Keys[0] + " quit"}
			if crashed {
				a.carry(a.receive(capture(t)))
				want = append(slices.DeleteFunc(want, func(s string) bool { return s == breaks }), "C crash", c.Close.Keys[0]+" pane", "S save", "A list")
			}
			a.Update(tickMsg{})
			rows := strings.Split(a.text(), "\n")
			for _, w := range want {
				if !strings.Contains(rows[23], w) {
					t.Errorf("%s, crash %v: no %q in %q", preset, crashed, w, rows[23])
				}
			}
		}
	}
}
