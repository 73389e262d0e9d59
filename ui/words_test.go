package ui

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"oopscope/console/link"
)

// What was written on a capture before is there when it is opened again: on its
// lines, on its crashes, in the list.
func TestEarlierWordsAreShown(t *testing.T) {
	for _, late := range []bool{false, true} { // the disk may be slower than the board
		a, b := testApp(t, 120, 40)
		whole := capture(t)
		c := whole.Crashes[0]
		at := int64(0)
		for i := range whole.Lines {
			l := &whole.Lines[i]
			l.First, l.Last = at, at+int64(len(l.Raw))+1
			at = l.Last
			if l.N == c.First {
				c.FirstByte = l.First
			}
		}
		second := whole.Lines[1]
		b.words = link.Words{
			Marks:   []Mark{{Line: 99, Byte: c.FirstByte, Text: "on the crash"}, {Line: 2, Byte: second.First + 3, Text: "on line two"}},
			Crashes: []link.CrashWords{{Byte: c.FirstByte, Signature: c.Signature.Exact, Note: "why it died", Folder: "/crashes/1"}},
			Path:    "marks.md",
		}
		if !late {
			a.carry(recall(b))
		}
		a.carry(a.receive(whole))
		if late {
			a.carry(recall(b))
		}
		a.press("c")
		sees(t, a, "◆ on the crash", "saved", "crash 1/1")
		a.press("L")
		sees(t, a, "saved", "note")
		a.press("esc", "a")
		sees(t, a, "why it died")
		a.press("esc", "tab", "g", "'")
		sees(t, a, "◆ on line two", "line 2 of")
		a.carry(a.openFirst())
		lacks(t, a, "marks.md")
	}
}

// Who asks for a mark before the disk told of those of earlier sessions gets there when
// it does, and nowhere once another key was pressed.
func TestAMarkIsAskedForBeforeItIsRead(t *testing.T) {
	for _, other := range []bool{false, true} {
		a, b := testApp(t, 120, 40)
		whole := many(100, 1)
		for i := range whole.Lines {
			l := &whole.Lines[i]
			l.First, l.Last = int64(10*i), int64(10*i+10)
		}
		a.Init() // what it reads comes late
		a.carry(a.receive(whole))
		a.press("g", "'")
		sees(t, a, "the marks of earlier sessions are being read", "line 1 of 100")
		if other {
			a.press("j")
			lacks(t, a, "being read")
		}
		b.words = link.Words{Marks: []Mark{{Line: 60, Byte: 590, Text: "here"}}}
		a.carry(recall(b))
		if other {
			sees(t, a, "line 2 of 100")
			lacks(t, a, "◆ here")
		} else {
			sees(t, a, "line 60 of 100", "◆ here")
			lacks(t, a, "being read")
		}
	}
	a, b := testApp(t, 120, 40)
	b.words = link.Words{Marks: []Mark{{Line: 100, Byte: 9990, Text: "beyond all of it"}}}
	a.Init()
	a.carry(a.receive(many(100, 1)))
	a.press("'")
	a.carry(recall(b))
	sees(t, a, "being read") // the line may come yet
	a.carry(a.ended(nil))
	sees(t, a, "1 note on what is not found here any more")
	a.press("'")
	sees(t, a, "no line is marked")
}

// Words without a place are not dropped in silence.
func TestEarlierWordsWithoutAPlaceAreTold(t *testing.T) {
	a, b := loaded(t, 120, 40)
	b.words = link.Words{Crashes: []link.CrashWords{{Byte: 1 << 40, Note: "gone"}}, Path: "/home/x/marks.md"}
	a.carry(recall(b))
	a.Update(overMsg{})
	sees(t, a, "1 note on what is not found", "/home/x/marks.md")
	b.words = link.Words{Lost: 2, Path: "/home/x/marks.md"}
	a.carry(recall(b))
	sees(t, a, "2 remarks on lines that are not in this capture any more", "/home/x/marks.md")
}

// A disk that refuses costs no word: it is said, tried again, and leaving asks.
func TestWordsThatTheDiskRefuses(t *testing.T) {
	a, b := loaded(t, 120, 40)
	clock := time.Unix(1e9, 0)
	a.now = func() time.Time { return clock }
	b.full = errors.New("cannot write into /marks: no space left on device; free some space")
	a.press("G", "k", "m")
	a.write("odd")
	a.press("enter")
	sees(t, a, "the remark is not kept yet: cannot write into /marks: no space left", "free some space", "◆ odd (not on the disk yet)")
	a.press("c", "a")
	a.write("why")
	a.press("ctrl+s")
	sees(t, a, "the note is not kept yet", "NOTE NOT KEPT YET")

	_, cmd := a.Update(keyNamed("q"))
	if quits(cmd) {
		t.Fatal("it left with words that are nowhere")
	}
	a.carry(cmd)
	sees(t, a, "not kept yet", "again leaves w")
	if _, cmd = a.Update(keyNamed("q")); !quits(cmd) {
		t.Error("it cannot be left")
	}

	a.say("something else")
	clock = clock.Add(tryAgain)
	a.carry(a.keepAgain()) // in vain, and nobody asked
	sees(t, a, "something else", "NOTE NOT KEPT YET")
	b.full = nil // space was freed
	a.press("j")
	clock = clock.Add(tryAgain)
	a.carry(a.keepAgain())
	lacks(t, a, "NOT KEPT", "not on the disk")
	if got := fmt.Sprint(len(b.kept), a.unkept()); got != "2 0" {
		t.Errorf("kept and unkept: %s", got)
	}
	if _, cmd = a.Update(keyNamed("q")); !quits(cmd) {
		t.Error("it does not leave")
	}
}

// quits tells whether a command, or one of its batch, is the end.
func quits(cmd tea.Cmd) bool {
	if cmd == nil {
		return false
	}
	switch m := cmd().(type) {
	case tea.QuitMsg:
		return true
	case tea.BatchMsg:
		for _, c := range m {
			if quits(c) {
				return true
			}
		}
	}
	return false
}

// A program that is ended from outside keeps what waits and what is just being
// written; what it cannot keep it tells.
func TestWordsAreRescued(t *testing.T) {
	a, b := loaded(t, 120, 40)
	a.press("c", "a")
	a.write("half a note")
	if err := a.rescue(); err != nil || len(b.kept) != 1 || b.kept[0].Text != "half a note" {
		t.Errorf("kept %v: %v", b.kept, err)
	}
	a, b = loaded(t, 120, 40)
	b.full = errors.New("no space")
	a.press("G", "m")
	a.write("half a remark")
	if err := a.rescue(); err == nil || !strings.Contains(err.Error(), "half a remark") || !strings.Contains(err.Error(), "no space") {
		t.Errorf("got %v", err)
	}
	b.full = nil
	if err := a.rescue(); err != nil || len(b.kept) != 1 {
		t.Errorf("kept %v: %v", b.kept, err)
	}
}

// What another session wrote on the same line or crash is shown with ours.
func TestWordsOfTwoSessionsAreJoined(t *testing.T) {
	a, _ := loaded(t, 120, 40)
	a.press("G", "m")
	a.write("mine")
	a.press("enter")
	n := a.log.Lines()
	m, _ := a.log.Mark(n)
	joined := m
	joined.Text = "theirs / mine"
	a.words.waiting[n] = m
	a.Update(markKeptMsg{of: m, kept: joined})
	sees(t, a, "◆ theirs / mine")
	r := a.book.Selected
	a.keepNote(r, "mine")
	a.Update(noteKeptMsg{id: r.Crash.ID, sent: "mine", kept: "theirs\n\nmine"})
	if r.Notes != "theirs\n\nmine" || r.Noted != r.Notes || a.unkept() != 0 {
		t.Errorf("%+v", r.Notes)
	}
}

// rescue is that of a single board.
func (a *app) rescue() error { return (&tabs{all: []*tab{{app: a}}}).rescue() }
