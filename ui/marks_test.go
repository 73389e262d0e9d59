package ui

import (
	"testing"

	"oopscope/parse"
)

// The marks are a list to go through, to name and to take away; nothing of it is lost
// before the disk has it.
func TestTheListOfMarks(t *testing.T) {
	a, b := testApp(t, 80, 24)
	a.receive(many(100, 1))
	a.press("i", "ctrl+t", `"`)
	sees(t, a, "marked lines 0", "no line is marked")
	a.press("esc", "ctrl+t", "esc")
	for _, m := range []string{"20", "50"} {
		for _, digit := range m {
			a.press(string(digit))
		}
		a.press("G", "m")
		a.write("at " + m)
		a.press("enter")
	}
	a.press("g", `"`)
	sees(t, a, "marked lines 2", "▸       20  at 20  line 20.", "         50  at 50  line 50.", "MARKS")
	a.press("j", "e")
	a.write("!")
	a.press("enter")
	sees(t, a, "at 50!")
	a.press("k", "d")
	sees(t, a, "take the mark on line 20 away? (y/n)")
	a.press("n")
	sees(t, a, "marked lines 2")
	a.press("d", "y")
	sees(t, a, "marked lines 1", "▸       50  at 50!")
	a.press("enter")
	sees(t, a, "line 50 of 100", "◆ at 50!")
	last := b.kept[len(b.kept)-1]
	if last.Line != 20 || !last.Gone || len(b.kept) != 4 {
		t.Errorf("the disk has %+v", b.kept)
	}
}

// The keys between boots and gaps work in both modes.
func TestJumpsBetweenBoots(t *testing.T) {
	a, _ := testApp(t, 80, 24)
	batch := many(100, 1)
	batch.Boots = []parse.Boot{{N: 1, First: 1}, {N: 2, First: 40}, {N: 3, First: 80}}
	batch.Gaps = []parse.Gap{{After: 59}}
	a.receive(batch)
	a.press("(")
	sees(t, a, "line 80 of 100")
	a.press("<")
	sees(t, a, "line 60 of 100")
	a.press("(", "(")
	sees(t, a, "line 1 of 100")
	a.press("(")
	sees(t, a, "no boot begins above")
	a.press("ctrl+t", ")")
	sees(t, a, "line 40 of 100", "boot 2")
	a.press("ctrl+t", ">", ">")
	sees(t, a, "line 60 of 100", "no gap begins below")
}
