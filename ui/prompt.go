package ui

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"oopscope/keymap"
	"oopscope/ui/cell"
	"oopscope/ui/theme"
)

// A prompt asks for one line of text, or for yes or no, at the bottom of the
// screen.
type prompt struct {
	mode   string // word for the status line
	label  string
	box    textbox
	yesNo  bool
	regexp bool
	find   bool     // the text is looked for: ctrl+r switches to regexps
	past   *history // of texts looked for; nil without one
	words  bool     // a person's own: they are kept when the program is ended meanwhile
	found  string   // what came of it so far, "" for nothing to say

	changed func(p *prompt)         // after every edit; may be nil
	done    func(p *prompt) tea.Cmd // on accept
	dropped func()                  // on cancel; may be nil
}

func newConfirm(question string, yes func() tea.Cmd) *prompt {
	return &prompt{mode: "CONFIRM", label: question + " (y/n) ", yesNo: true, box: newTextbox(""),
		done: func(*prompt) tea.Cmd { return yes() }}
}

// Key edits. When the prompt is over it says so.
func (p *prompt) Key(k tea.KeyPressMsg, keys *keymap.Edit) (over bool, cmd tea.Cmd) {
	name := k.String()
	switch {
	case p.yesNo && (name == "y" || name == "Y"):
		return true, p.done(p)
	case p.yesNo || keys.Cancel.Is(name):
		if p.dropped != nil {
			p.dropped()
		}
		return true, nil
	case keys.Accept.Is(name):
		return true, p.done(p)
	case keys.Regexp.Is(name) && p.find:
		p.regexp = !p.regexp
	case p.past != nil && (keys.Older.Is(name) || keys.Newer.Is(name)):
		dir := 1
		if keys.Older.Is(name) {
			dir = -1
		}
		l, ok := p.past.step(looked{p.box.Text(), p.regexp}, dir)
		if !ok {
			return false, nil
		}
		p.box, p.regexp = newTextbox(l.text), l.regexp
	case !p.box.Key(k):
		return false, nil
	}
	if p.changed != nil {
		p.changed(p)
	}
	return false, nil
}

// Insert takes pasted text, as one line.
func (p *prompt) Insert(text string) {
	if p.yesNo {
		return
	}
	p.box.Insert(strings.NewReplacer("\n", "", "\r", "").Replace(text))
	if p.changed != nil {
		p.changed(p)
	}
}

func (p *prompt) labelShown() string {
	if p.regexp {
		return "regexp " + p.label
	}
	return p.label
}

// cursor returns its column, and how many cells before it do not fit.
func (p *prompt) cursor(w int) (x, hidden int) {
	x = cell.Width(p.labelShown()) + cell.Width(p.box.lines[0][:p.box.col])
	hidden = max(x+1-w, 0)
	return x - hidden, hidden
}

// View draws the prompt, the part around the cursor when it is longer than the
// screen.
func (p *prompt) View(th *theme.Theme, keys *keymap.Edit, w int) string {
	var b cell.Bar
	style := th.Key
	if p.yesNo {
		style = th.Loud
	}
	b.Add(p.labelShown(), style)
	b.Add(p.box.Text(), th.Text)
	_, hidden := p.cursor(w)
	b.Cells = b.Cells[hidden:]
	other := "regexp"
	if p.regexp {
		other = "text"
	}
	key := keys.Regexp.Label()
	if p.find && b.Len()+len(p.found)+len(key)+4+len(other) < w {
		b.Fill(' ', w-len(p.found)-len(key)-3-len(other)-1, th.Text)
		b.Add(p.found+"  ", th.Warning)
		b.Add(key+" ", th.Key)
		b.Add(other, th.Dim)
	}
	return b.Paint(w)
}
