package ui

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"
)

// A textbox is text being written: lines of runes and a cursor.
type textbox struct {
	lines    [][]rune
	row, col int
}

func newTextbox(text string) textbox {
	var t textbox
	for line := range strings.SplitSeq(text, "\n") {
		t.lines = append(t.lines, []rune(line))
	}
	t.row = len(t.lines) - 1
	t.col = len(t.lines[t.row])
	return t
}

// Text returns what was written.
func (t *textbox) Text() string {
	s := make([]string, len(t.lines))
	for i, l := range t.lines {
		s[i] = string(l)
	}
	return strings.Join(s, "\n")
}

// Insert puts text at the cursor. What has no agreed width is left out.
func (t *textbox) Insert(text string) {
	for _, r := range text {
		switch {
		case r == '\n' || r == '\r':
			t.split()
		case r == '\t':
			t.Insert("    ")
		case cellWidth(r) > 0:
			t.lines[t.row] = slices.Insert(t.lines[t.row], t.col, r)
			t.col++
		}
	}
}

func (t *textbox) split() {
	line := t.lines[t.row]
	rest := slices.Clone(line[t.col:])
	t.lines[t.row] = line[:t.col]
	t.lines = slices.Insert(t.lines, t.row+1, rest)
	t.row, t.col = t.row+1, 0
}

// Key edits, and says whether it knew the key.
func (t *textbox) Key(k tea.KeyPressMsg) bool {
	switch name := k.String(); name {
	case "left", "ctrl+b":
		t.col--
	case "right", "ctrl+f":
		t.col++
	case "up":
		t.row--
	case "down":
		t.row++
	case "home", "ctrl+a":
		t.col = 0
	case "end", "ctrl+e":
		t.col = len(t.lines[t.row])
	case "backspace", "ctrl+h":
		t.backspace()
	case "delete", "ctrl+d":
		t.delete()
	case "ctrl+u":
		t.lines[t.row] = slices.Clone(t.lines[t.row][t.col:])
		t.col = 0
	case "ctrl+k":
		t.lines[t.row] = t.lines[t.row][:t.col]
	case "ctrl+w":
		t.deleteWord()
	case "space":
		t.Insert(" ")
	default:
		if k.Text == "" || k.Mod&(tea.ModCtrl|tea.ModAlt) != 0 {
			return false
		}
		t.Insert(k.Text)
	}
	t.row = max(min(t.row, len(t.lines)-1), 0)
	t.col = max(min(t.col, len(t.lines[t.row])), 0)
	return true
}

func (t *textbox) backspace() {
	switch {
	case t.col > 0:
		t.col--
		t.lines[t.row] = slices.Delete(t.lines[t.row], t.col, t.col+1)
	case t.row > 0:
		t.col = len(t.lines[t.row-1])
		t.lines[t.row-1] = append(t.lines[t.row-1], t.lines[t.row]...)
		t.lines = slices.Delete(t.lines, t.row, t.row+1)
		t.row--
	}
}

func (t *textbox) delete() {
	switch {
	case t.col < len(t.lines[t.row]):
		t.lines[t.row] = slices.Delete(t.lines[t.row], t.col, t.col+1)
	case t.row+1 < len(t.lines):
		t.lines[t.row] = append(t.lines[t.row], t.lines[t.row+1]...)
		t.lines = slices.Delete(t.lines, t.row+1, t.row+2)
	}
}

func (t *textbox) deleteWord() {
	line, from := t.lines[t.row], t.col
	for from > 0 && line[from-1] == ' ' {
		from--
	}
	for from > 0 && line[from-1] != ' ' {
		from--
	}
	t.lines[t.row] = slices.Delete(line, from, t.col)
	t.col = from
}

// runesWidth returns the cells that runes take.
func runesWidth(r []rune) int {
	n := 0
	for _, r := range r {
		n += cellWidth(r)
	}
	return n
}
