package ui

import (
	"testing"

	tea "charm.land/bubbletea/v2"

	"oopscope/keymap"
	"oopscope/ui/term"
)

// Keys that come while a list closes reach the board as a plain terminal sends
// them.
func TestKeysTheScreenPassesOn(t *testing.T) {
	for name, want := range map[string]string{
		"a": "a", "enter": "\r", "esc": "\x1b", "ctrl+c": "\x03", "up": "\x1b[A", "home": "\x1b[H", "pgdown": "\x1b[6~", "backspace": "\x7f", "tab": "\t", "ü": "ü",
	} {
		if got := string(term.KeyBytes(keyNamed(name), false)); got != want {
			t.Errorf("%s is sent as %q", name, got)
		}
	}
	if got := string(term.KeyBytes(tea.KeyPressMsg{Code: 'x', Mod: tea.ModAlt}, false)); got != "\x1bx" {
		t.Errorf("alt+x is sent as %q", got)
	}
	for c := byte(1); c < 0x80; c++ {
		if got := keymap.Byte(keymap.Name(c)); got != c {
			t.Errorf("%q is %q is %q", c, keymap.Name(c), got)
		}
	}
}

// While a chord that takes the keys is on its way, nothing else that happens on
// the screen gives them back to the board.
func TestKeysStayTakenUntilTheScreenKnows(t *testing.T) {
	a, b := typingApp(t, "", liveLine)
	a.receive(many(50, 1))
	a.Update(tickMsg{})
	ours := a.tap.Take([]byte("\x14A"))
	if want := "\x14A" + term.TakenMark; string(ours) != want {
		t.Fatalf("the screen got %q", ours)
	}
	keys := pressed(t, ours)
	for _, k := range keys[:2] {
		a.Update(tickMsg{})
		if a.tap.Taking() {
			t.Fatal("the board has the keys again before the list is open")
		}
		a.Update(k)
	}
	a.Update(keys[2])
	sees(t, a, "LIST")
	a.Update(keyNamed("esc"))
	a.keysIn(t, "ls")
	if string(b.sent) != "ls" {
		t.Errorf("the board got %q", b.sent)
	}
	// One that opens nothing gives them back when it has arrived.
	a, b = typingApp(t, "", liveLine)
	a.receive(many(50, 1))
	a.saving = 1
	a.Update(tickMsg{})
	a.keysIn(t, "\x14q")
	sees(t, a, "leaving once it is saved")
	a.keysIn(t, "\xff\x1b[1;5C")
	if string(b.sent) != "\xff\x1b[1;5C" {
		t.Errorf("the board got %q", b.sent)
	}
}

// Who typed until a command took the keyboard types on when it is back, unless they did
// something else meanwhile.
func TestTheKeyboardComesBack(t *testing.T) {
	a, b := testApp(t, 100, 30)
	holds := func(who string) {
		b.link.Typist, b.link.Writable = who, who == ""
		a.Update(tickMsg{})
	}
	holds("")
	a.press("i")
	holds("oopscope run (pid 4711)")
	sees(t, a, "has the keyboard now", "NORMAL")
	holds("")
	sees(t, a, "the keyboard is back", "CONSOLE")
	holds("labgrid")
	a.press("g")
	holds("")
	sees(t, a, "NORMAL")
	lacks(t, a, "the keyboard is back")
}
