// Package edit takes what a person writes: a note of several lines, or one line at
// the bottom of the screen, with what was looked for before.
package edit

import (
	"slices"
	"strings"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"

	"oopscope/parse/letter"
	"oopscope/ui/cell"
)

// A box is text being written: lines and a cursor, which stands before a
// letter or behind the last.
type box struct {
	lines    []string
	row, col int // col in bytes
}

func newBox(text string) box {
	t := box{lines: strings.Split(text, "\n")}
	t.row = len(t.lines) - 1
	t.col = len(t.lines[t.row])
	return t
}

// Text returns what was written.
func (t *box) Text() string { return strings.Join(t.lines, "\n") }

// line is the one the cursor is in, in its two halves.
func (t *box) line() (before, behind string) {
	return t.lines[t.row][:t.col], t.lines[t.row][t.col:]
}

func (t *box) set(before, behind string) {
	t.lines[t.row], t.col = before+behind, len(before)
}

// Insert puts text at the cursor. What must not be shown is left out.
func (t *box) Insert(text string) {
	for i, line := range strings.Split(strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n"), "\n") {
		if i > 0 {
			t.split()
		}
		before, behind := t.line()
		t.set(before+writable(line), behind)
	}
}

// writable leaves letters and blanks. An accent, or a part of an emoji, may be
// typed by itself.
func writable(s string) string {
	return strings.Map(func(r rune) rune {
		if r == utf8.RuneError || letter.Hidden(r) && !letter.Joins(r) {
			return -1
		}
		return r
	}, strings.ReplaceAll(s, "\t", "    "))
}

func (t *box) split() {
	before, behind := t.line()
	t.lines[t.row] = before
	t.row++
	t.lines = slices.Insert(t.lines, t.row, "")
	t.set("", behind)
}

// Key edits, and says whether it knew the key.
func (t *box) Key(k tea.KeyPressMsg) bool {
	before, behind := t.line()
	switch name := k.String(); name {
	case "left", "ctrl+b":
		t.col -= len(cell.Last(before))
	case "right", "ctrl+f":
		t.col += len(cell.First(behind))
	case "up":
		t.goTo(t.row - 1)
	case "down":
		t.goTo(t.row + 1)
	case "home", "ctrl+a":
		t.col = 0
	case "end", "ctrl+e":
		t.col = len(t.lines[t.row])
	case "backspace", "ctrl+h":
		t.backspace()
	case "delete", "ctrl+d":
		t.delete()
	case "ctrl+u":
		t.set("", behind)
	case "ctrl+k":
		t.set(before, "")
	case "ctrl+w":
		before = strings.TrimRight(before, " ")
		t.set(before[:strings.LastIndexByte(before, ' ')+1], behind)
	case "space":
		t.Insert(" ")
	default:
		if k.Text == "" || k.Mod&(tea.ModCtrl|tea.ModAlt) != 0 {
			return false
		}
		t.Insert(k.Text)
	}
	t.settle()
	return true
}

// goTo moves to a line, to the column that the cursor is in.
func (t *box) goTo(row int) {
	before, _ := t.line()
	t.row = max(min(row, len(t.lines)-1), 0)
	head, _ := cell.Split(t.lines[t.row], cell.Width(before))
	t.col = len(head)
}

// settle moves the cursor out of a letter that the last edit made of two.
func (t *box) settle() {
	line, at := t.lines[t.row], 0
	for at < t.col {
		at += len(cell.First(line[at:]))
	}
	t.col = at
}

func (t *box) backspace() {
	before, behind := t.line()
	switch {
	case before != "":
		t.set(before[:len(before)-len(cell.Last(before))], behind)
	case t.row > 0:
		t.lines = slices.Delete(t.lines, t.row, t.row+1)
		t.row--
		t.set(t.lines[t.row], behind)
	}
}

func (t *box) delete() {
	before, behind := t.line()
	switch {
	case behind != "":
		t.set(before, behind[len(cell.First(behind)):])
	case t.row+1 < len(t.lines):
		t.set(before, t.lines[t.row+1])
		t.lines = slices.Delete(t.lines, t.row+1, t.row+2)
	}
}
