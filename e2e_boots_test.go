//go:build linux

package main

import "testing"

// Two boots of a session beside each other, and two of different sessions that the ledger
// remembers.
func TestTwoBootsSideBySide(t *testing.T) {
	t.Parallel()
	d := sit(t, 80, 24, "exec sh")
	d.runs("demo --speed 80")
	d.sees("crash 1/1", "boot 2", "117 passed")
	d.keys("C-t", "B")
	d.sees("BOOTS", "boot 1", "boot 2, 4.19.94-ti-r73", "»")
	d.must("resize-window", "-x", "120", "-y", "40")
	d.sees("│ boot 2, 4.19.94-ti-r73", "»", "n next")
	d.keys("q")
	d.sees("CONSOLE")
	d.ends()
	d.runs("demo --speed 80")
	d.sees("crash 1/1", "boot 2", "117 passed")
	d.keys("C-t", "H")
	d.sees("crashes of all sessions")
	d.keys("Tab", "Tab")
	d.sees("boots of all sessions", "boot 1", "boot 2")
	d.keys("m", "k", "k", "Enter") // the last of this session, and of the one before
	d.sees("BOOTS", "boot 2, 4.19.94-ti-r73", "against boot 2, 4.19.94-ti-r73", "alike")
	d.keys("Escape")
	d.sees("boots of all sessions")
	d.keys("Escape")
	d.sees("CONSOLE")
	d.ends()
}

// Rounds on the screen: the board is crashed twice, the count is there the next day, and a
// run anew is held against it.
func TestRoundsBesideTheScreen(t *testing.T) {
	t.Parallel()
	d := sit(t, 80, 24, "exec sh")
	d.runs("demo --speed 200")
	d.sees("crash 1/1", "boot 2", "117 passed")
	d.keys("C-t", "O")
	d.sees("commands of a round")
	d.text("modprobe -rf shepherd")
	d.keys("Enter")
	d.sees("until (crash")
	d.text("2")
	d.keys("Enter")
	d.sees("login after")
	d.keys("Enter")
	d.sees("2 rounds, 2 crashed: 1 in 1.0", "done", "100 %", "pru0_comm_receive_msg")
	d.keys("Escape")
	d.sees("CONSOLE")
	d.ends()
	d.runs("demo --speed 200")
	d.sees("crash 1/1", "boot 2", "117 passed")
	d.keys("C-t", "O")
	d.sees("2 rounds, 2 crashed", "n new run")
	d.keys("n")
	d.sees("commands of a round ;; between them: modprobe -rf shepherd")
	d.keys("Enter")
	d.sees("until (crash")
	d.text("1")
	d.keys("Enter", "Enter")
	d.sees("1 round, 1 crashed", "Against an earlier run of these commands", "few to show")
	d.keys("Escape")
	d.sees("CONSOLE")
	d.ends()
}
