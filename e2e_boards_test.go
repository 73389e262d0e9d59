//go:build linux

package main

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
)

// Several boards on one screen: each is seen in its tab, gets what is typed to it, and is
// recorded whole; a crash of another one is told of, listed and found.
func TestSeveralBoards(t *testing.T) {
	t.Parallel()
	a, b, c := newCable(t), newCable(t), newCable(t)
	d := sit(t, 120, 30, fmt.Sprintf(`"$OOPSCOPE" %s %s %s`, a.link, b.link, c.link))
	d.sees(" 1 ● ", " 2 ● ", " 3 ● ", "nothing received yet")
	for i, x := range []*cable{a, b, c} {
		x.prints(fmt.Sprintf("board %d speaks\r\n", i+1))
	}
	d.sees("board 1 speaks")
	heard := []*heard{a.hears(), b.hears(), c.hears()}
	d.keys("C-t", "3")
	d.text("three")
	d.keys("C-t", `\;`)
	d.text("two")
	d.keys("Enter", "C-t", "1")
	d.text("one")
	for i, want := range []string{"one", "two\r", "three"} {
		waitFor(t, want+" at its board", func() bool { return heard[i].all() == want })
	}
	c.prints(strings.ReplaceAll(oops, "\n", "\r\n"))
	d.sees(" 3 ! ", "1 crash", "ctrl+t 3 shows it")
	d.keys("C-t", "A", "b")
	d.sees("crashes 1", "of all 3 boards", "3 board")
	d.keys("Enter")
	d.sees("crash 1/1", "board 3 speaks", " 3 ● ")
	d.keys("C-t", "=")
	d.sees("timeline · 3 boards", "▲", "crash 1")
	d.keys("Escape")
	d.sees("CONSOLE")
	d.keys("C-t", "2", "C-t", "-")
	d.sees("close the tab of board?")
	d.keys("y")
	d.sees("recorded to")
	b.prints("nobody has it")
	a.prints("and on\r\n")
	d.keys("C-t", "1")
	d.sees("and on")
	d.keys("C-t", "q")
	d.sees("leave all 2 boards? (y/n)")
	d.keys("y")
	d.sees("status 0")
	b.sent = b.sent[:len(b.sent)-len("nobody has it")]
	records, _ := filepath.Glob(d.home + "/state/oopscope/*.log")
	if len(records) != 3 {
		t.Fatalf("%d records", len(records))
	}
	var all string
	for _, path := range records {
		all += string(contents(t, path)) + "|"
	}
	for _, x := range []*cable{a, b, c} {
		if !strings.Contains(all, string(x.sent)+"|") {
			t.Errorf("not recorded as it was sent: %q", x.sent)
		}
	}
}

// One that does not open asks for another in its tab; one that is not there yet is waited
// for; one that another process has is attached to.
func TestBoardsThatDoNotOpen(t *testing.T) {
	t.Parallel()
	a, shared, run := newCable(t), newCable(t), "XDG_RUNTIME_DIR="+shortDir(t)
	shared.holds()
	owner := sit(t, 240, 24, `"$OOPSCOPE" serve `+shared.link, run)
	owner.sees("serving")
	d := sit(t, 120, 30, fmt.Sprintf(`"$OOPSCOPE" %s ./nothing.log /dev/ttyUSB977 %s`, a.link, shared.link), run)
	d.sees(" 1 ● board", " 2 ? which port?", " 3 ○ ttyUSB977 away", " 4 ● board")
	d.keys("C-t", "2")
	d.sees("nothing.log: no such port or file", "which port?")
	a.prints("the first goes on\r\n")
	shared.prints("shared words\r\n")
	d.keys("C-t", "4")
	d.sees("shared words", "attached to pid")
	d.keys("C-t", "2", "a")
	d.sees("port or address:")
	other := newCable(t)
	d.text(other.link)
	d.keys("Enter")
	d.sees("nothing received yet")
	d.text("typed")
	heard := other.hears()
	heard.sees(t, "typed")
	d.keys("C-t", "1")
	d.sees("the first goes on")
	d.keys("C-t", "q", "y")
	d.sees("detached; the session of", "status 0")
	owner.keys("C-c")
	owner.sees("status 0")
}
