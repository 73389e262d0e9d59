package ui

import (
	"errors"
	"fmt"
	"testing"

	"oopscope/parse"
)

func TestANewCrashDoesNotTakeThePaneFromAReader(t *testing.T) {
	a, _ := testApp(t, 120, 40)
	crash := func(id, first int) *parse.Crash {
		return &parse.Crash{ID: id, Class: "warning", Severity: parse.Warning, Title: fmt.Sprintf("the crash number %d", id), First: first, Last: first, CPU: -1}
	}
	b := many(10, 1)
	b.Crashes = []*parse.Crash{crash(1, 3), crash(2, 8)}
	a.carry(a.receive(b))
	sees(t, a, "crash 2/2", "number 2")
	a.press("C")
	sees(t, a, "crash 1/2", "number 1")
	b = many(5, 11)
	b.Crashes = []*parse.Crash{crash(3, 12)}
	a.carry(a.receive(b))
	a.place()
	sees(t, a, "crash 1/3", "new crash 3", "c shows it")
	a.press("c")
	sees(t, a, "crash 3/3", "number 3", "line 12 of 15")
	a.press("x")
	lacks(t, a, "number 3")
	b = many(5, 16)
	b.Crashes = []*parse.Crash{crash(4, 17)}
	a.carry(a.receive(b))
	a.place()
	sees(t, a, "crash 4", "x shows it")
}

func TestTroubleIsNoCrash(t *testing.T) {
	a, _ := testApp(t, 120, 40)
	b := many(10, 1)
	b.Crashes = []*parse.Crash{{ID: 1, Class: "driver-error", Severity: parse.Error, Title: "cma_alloc failed", First: 3, Last: 4, CPU: -1}}
	a.carry(a.receive(b))
	sees(t, a, "no crash", "1 trouble")
	lacks(t, a, "cma_alloc")
	a.press("g", "e")
	a.place()
	sees(t, a, "cma_alloc", "line 3 of 10")
}

// A remark is written down at once, and one on a crash with the crash.
func TestRemarksAreKept(t *testing.T) {
	a, b := loaded(t, 120, 40)
	a.press("G", "k", "m")
	a.write("odd")
	a.press("enter")
	sees(t, a, "remarks are kept in session.log.marks.md")
	a.press("c", "m")
	a.write("here")
	a.press("enter")
	sees(t, a, "crash 1 saved in")
	if len(b.kept) != 2 || b.kept[0].Text != "odd" || b.kept[1].Text != "here" || b.kept[1].Byte != a.book.Selected.Crash.FirstByte {
		t.Errorf("kept %v", b.kept)
	}
}

// Trouble that is looked at gives way to a crash; what is being read does not.
func TestTroubleGivesWayToACrash(t *testing.T) {
	for _, focus := range []string{"esc", "tab"} {
		a, _ := testApp(t, 120, 40)
		trouble := lines(1, "probe failed")
		trouble.Crashes = []*parse.Crash{{ID: 1, Class: "driver-error", Severity: parse.Error, Title: "probe of pru0 failed", First: 1, Last: 1}}
		a.receive(trouble)
		a.press("e", "L", "enter", focus)
		sees(t, a, "trouble · driver-error")
		lacks(t, a, "c crash")
		b := lines(2, "Oops")
		b.Crashes = []*parse.Crash{{ID: 2, Class: "null-deref", Severity: parse.Oops, Title: "NULL pointer", First: 2, Last: 2}}
		a.receive(b)
		if focus == "esc" {
			sees(t, a, "crash 1/1 · null-deref")
		} else {
			sees(t, a, "trouble · driver-error", "new crash 1")
		}
	}
}

func TestSaveNoteCopy(t *testing.T) {
	a, _ := loaded(t, 120, 40)
	a.press("s")
	sees(t, a, "crash 1 saved in crashes/1")
	a.press("a")
	a.write("why")
	a.press("ctrl+s")
	sees(t, a, `saved in crashes/1 "why" 0`)
	a.press("a")
	a.write("!")
	a.press("esc")
	sees(t, a, "esc again drops it")
	a.press("esc", "a")
	sees(t, a, "why")
	lacks(t, a, "why!")
	a.press("esc", "y")
	sees(t, a, "sent to the terminal", "copy.txt")
	a.press("tab", "c", "m")
	a.write("a remark")
	a.press("enter", "s")
	sees(t, a, `saved in crashes/1 "why" 1`)
}

func TestACaptureOpensAtItsFirstCrash(t *testing.T) {
	a, b := loaded(t, 120, 40)
	b.link.State, b.link.Writable = Over, false
	_, cmd := a.Update(overMsg{})
	a.carry(cmd)
	sees(t, a, "line 1 of 100", "read to the end", "crash 1/1")
	a.press("G")
	sees(t, a, "at the end")
	lacks(t, a, "following", "pause")
}

// Who closes the pane before the end was read keeps it closed.
func TestACaptureEndsWithoutOpeningWhatWasClosed(t *testing.T) {
	a, b := loaded(t, 120, 40)
	a.press("x")
	b.link.State, b.link.Writable = Over, false
	_, cmd := a.Update(overMsg{})
	a.carry(cmd)
	if a.open || !a.log.Following() {
		t.Errorf("open: %v, following: %v", a.open, a.log.Following())
	}
}

func TestNoCrashIsSaidOfWhatIsThere(t *testing.T) {
	a, b := testApp(t, 80, 24)
	for state, words := range map[State]string{Up: "no crash so far: the console is being watched", Over: "there is no crash in this capture"} {
		b.link.State = state
		a.Update(tickMsg{})
		a.press("c")
		sees(t, a, words)
		a.press("L")
		sees(t, a, words)
		a.press("esc")
	}
}

// Who saves and leaves at once leaves when it is saved.
func TestQuittingWaitsForTheDisk(t *testing.T) {
	a, _ := loaded(t, 80, 24)
	_, saving := a.Update(keyNamed("s"))
	_, cmd := a.Update(keyNamed("q"))
	if quits(cmd) {
		t.Fatal("it left before the crash was saved")
	}
	sees(t, a, "leaving once it is saved")
	if _, cmd = a.Update(savedMsg{id: 1, err: errors.New("disk full")}); quits(cmd) {
		t.Fatal("it left though the crash could not be saved")
	}
	sees(t, a, "not saved: disk full")
	a.Update(keyNamed("s"))
	a.Update(keyNamed("q"))
	if _, cmd = a.Update(saving()); !quits(cmd) {
		t.Error("it did not leave when the crash was saved")
	}
	if _, cmd = a.Update(keyNamed("q")); !quits(cmd) {
		t.Error("it did not leave")
	}
}

// Who closed the pane over an oops is shown the panic, and no further oops.
func TestAWorseCrashOpensTheClosedPane(t *testing.T) {
	crash := func(id, first int, severity parse.Severity) *parse.Batch {
		b := many(5, first)
		b.Crashes = []*parse.Crash{{ID: id, Class: "null-deref", Severity: severity, Title: fmt.Sprintf("the crash number %d", id), First: first, Last: first, CPU: -1}}
		return b
	}
	for _, typing := range []bool{true, false} {
		a, _ := typingApp(t, "", liveLine)
		if !typing {
			a.press("ctrl+t", "esc")
		}
		a.carry(a.receive(crash(1, 1, parse.Oops)))
		a.press(chordKeys(a, a.keys.Normal.Close)...)
		lacks(t, a, "number 1")
		a.carry(a.receive(crash(2, 6, parse.Warning)))
		a.carry(a.receive(crash(3, 11, parse.Oops)))
		a.Update(tickMsg{})
		lacks(t, a, "crash 3/3 ·")
		sees(t, a, "new crash 3", a.chord(a.keys.Normal.Close)+" shows it")
		a.carry(a.receive(crash(4, 16, parse.Panic)))
		a.Update(tickMsg{})
		sees(t, a, "crash 4/4 ·", "number 4")
		lacks(t, a, "new crash 3") // the key would close the pane now
		a.press(chordKeys(a, a.keys.Normal.Close)...)
		a.carry(a.receive(crash(5, 21, parse.Oops)))
		a.Update(tickMsg{})
		lacks(t, a, "crash 5/5 ·")
		worse := crash(5, 26, parse.Panic) // "Fatal exception in interrupt" came
		worse.Crashes[0].First = 21
		a.carry(a.receive(worse))
		a.Update(tickMsg{})
		lacks(t, a, "crash 5/5 ·") // a panic was closed
		a.press(chordKeys(a, a.keys.Normal.Close)...)
		sees(t, a, "crash 5/5 ·", "number 5")
	}
	a, _ := typingApp(t, "", liveLine)
	a.carry(a.receive(crash(1, 1, parse.Oops)))
	a.press("ctrl+t", "X")
	worse := crash(1, 6, parse.Panic)
	worse.Crashes[0].First = 1
	a.carry(a.receive(worse))
	a.Update(tickMsg{})
	sees(t, a, "crash 1/1 ·")
}
