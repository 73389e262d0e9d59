package edit

import (
	tea "charm.land/bubbletea/v2"

	"oopscope/keymap"
	"oopscope/ui/cell"
	"oopscope/ui/theme"
)

// A Note is an editor that takes a note of several lines.
type Note struct {
	th    *theme.Theme
	title string
	keys  *keymap.Edit
	box   box
	top   int
	x, y  int // of the cursor in the last View
	save  func(text string) tea.Cmd
	asked bool // esc once on a changed note: once more drops it
	was   string
}

// NewNote returns an editor of a text, which save is given.
func NewNote(th *theme.Theme, keys *keymap.Edit, title, text string, save func(string) tea.Cmd) *Note {
	return &Note{th: th, title: title, keys: keys, box: newBox(text), was: text, save: save}
}

// Mode names the editor.
func (e *Note) Mode() string { return "NOTE" }

// Title says what is being written, and how it ends.
func (e *Note) Title() string {
	if e.asked {
		return "the note was changed: " + e.keys.Cancel.Keys[0] + " again drops it, " + e.keys.Save.Label() + " saves it"
	}
	return e.title
}

// Hints are the keys that work here.
func (e *Note) Hints() []keymap.Binding { return []keymap.Binding{e.keys.Save, e.keys.Cancel} }

// Key edits. Cancelling a changed note wants a second press.
func (e *Note) Key(k tea.KeyPressMsg) (done bool, cmd tea.Cmd) {
	name := k.String()
	switch {
	case e.keys.Save.Is(name):
		return true, e.save(e.box.Text())
	case e.keys.Cancel.Is(name):
		if e.asked || e.box.Text() == e.was {
			return true, nil
		}
		e.asked = true
		return false, nil
	case e.keys.Accept.Is(name):
		e.box.Insert("\n")
	default:
		e.box.Key(k)
	}
	e.asked = false
	return false, nil
}

// Insert takes pasted text.
func (e *Note) Insert(text string) { e.box.Insert(text) }

// Keep saves a note that was changed, for a person who cannot any more.
func (e *Note) Keep() {
	if e.box.Text() != e.was && e.save != nil {
		e.save(e.box.Text())
	}
}

// View draws the lines around the cursor, long ones wrapped by hand at the
// edge: the note keeps its own line ends.
func (e *Note) View(w, h int) []string {
	rows := []string{}
	width := max(w-2, 1)
	for i, line := range e.box.lines {
		var b cell.Bar
		b.Add(line, e.th.Text)
		x := -1
		if i == e.box.row {
			x = cell.Width(line[:e.box.col])
			b.Fill(' ', x+1, e.th.Text) // a place for the cursor behind the end
		}
		for _, piece := range cell.Wrap(b.Cells, width) {
			if x >= 0 && x < len(piece) {
				e.x, e.y = 1+x, len(rows)
			}
			x -= len(piece)
			rows = append(rows, " "+cell.Paint(piece, max(w-1, 0)))
		}
	}
	if e.y < e.top {
		e.top = e.y
	}
	if e.y >= e.top+h {
		e.top = e.y - h + 1
	}
	return rows[min(e.top, len(rows)):]
}

// Cursor returns where the cursor was in the last View.
func (e *Note) Cursor() (x, y int) { return e.x, e.y - e.top }
