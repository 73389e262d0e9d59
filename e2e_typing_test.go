//go:build unix

package main

import (
	"bytes"
	"strings"
	"testing"
)

// A person who comes from tio, or from picocom: types at once, and does with
// the prefix what a crash asks for without ever leaving the board's prompt.
func TestATerminalFirst(t *testing.T) {
	t.Parallel()
	for preset, prefix := range map[string]string{"tio": "C-t", "picocom": "C-a"} {
		t.Run(preset, func(t *testing.T) {
			t.Parallel()
			c := newCable(t)
			d := sit(t, 80, 24, `"$OOPSCOPE" --keymap `+preset+" "+c.link)
			d.sees("CONSOLE: keys go to the board", "? help", "q quit")
			board := c.hears()
			want := ""
			types := func(words string) {
				t.Helper()
				d.text(words)
				d.keys("Enter")
				want += words + "\r"
				waitFor(t, "the keys at the board: "+words, func() bool { return len(board.all()) >= len(want) })
				if got := board.all(); got != want {
					t.Fatalf("the board got %q, want %q", got, want)
				}
				d.sees("CONSOLE")
			}
			types("root")
			for range 40 {
				c.prints("a line of the board\r\n")
			}
			c.prints(strings.ReplaceAll(oops, "\n", "\r\n") + "# ")
			d.sees("OOPS", "sensor_parse_header", "crash 1/1", "C crash", "X pane", "S save", "A list")
			types("uname -r")

			d.keys(prefix, "S")
			d.sees("crash 1 saved in")
			types("after saving")
			d.keys(prefix, "Y")
			d.sees("tmux's buffer")
			types("after copying")
			d.keys(prefix, "A")
			d.sees("LIST", "enter open")
			d.keys("Enter")
			d.sees("CONSOLE", "line 41 of")
			types("after the list")
			d.sees("following")
			d.keys(prefix, "C")
			d.sees("line 41 of")
			types("after the next crash")
			d.keys(prefix, "/")
			d.text("sensor_parse")
			d.keys("Enter")
			d.sees("next hit", "G end")
			d.keys(prefix, "n")
			types("after a search")
			d.keys(prefix, "PPage")
			d.until("the view scrolled back", func(s string) bool { return !strings.Contains(s, "following") })
			types("after scrolling")
			d.sees("following")
			d.keys(prefix, "a")
			d.sees("note on crash 1")
			d.text("as on board 4")
			d.keys("C-s")
			d.sees("crash 1 saved in", "CONSOLE")
			types("after a note")
			d.keys(prefix, "X")
			d.until("the pane being closed", func(s string) bool { return !strings.Contains(s, "crash 1/1 ·") })
			types(strings.Repeat("0123456789", 7)) // a shell with 80 columns
			if notes := contents(t, one(t, d.home+"/state/oopscope/crashes/*null-deref*")+"/notes.md"); !bytes.Contains(notes, []byte("as on board 4")) {
				t.Errorf("notes.md: %s", notes)
			}
			d.keys(prefix, "q")
			d.sees("recorded to ", "status 0")
		})
	}
}

// The demo asks for one command, and it can be typed without any other key.
func TestTheDemoIsTypedTo(t *testing.T) {
	t.Parallel()
	d := sit(t, 80, 24, `"$OOPSCOPE" demo --speed 4`)
	d.text("root") // at once: whoever types wants the shell
	d.sees("Crash it:", "root@sheep0:~#", "CONSOLE")
	d.keys("C-u") // what the board took of it
	d.text("modprobe -rf shepherd")
	d.keys("Enter")
	d.sees("crash 1/1 · null-deref")
	d.quits()
}
