package edit

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"oopscope/keymap"
	"oopscope/ui/cell"
	"oopscope/ui/theme"
)

// A Prompt asks for one line of text, or for yes or no, at the bottom of the
// screen.
type Prompt struct {
	Mode   string   // word for the status line
	Label  string   // before the text
	YesNo  bool     // nothing is written: y is yes, all else no
	Regexp bool     // the text is one
	Find   bool     // the text is looked for: ctrl+r switches to regexps
	Past   *History // of texts looked for; nil without one
	Words  bool     // a person's own: they are kept when the program is ended meanwhile
	Found  string   // what came of it so far, "" for nothing to say

	Changed func(p *Prompt)         // after every edit; may be nil
	Done    func(p *Prompt) tea.Cmd // on accept
	Dropped func()                  // on cancel; may be nil

	box box
}

// Ask begins a prompt with a text to be changed.
func Ask(text string, p Prompt) *Prompt {
	p.box = newBox(text)
	return &p
}

// Confirm asks whether to do something.
func Confirm(question string, yes func() tea.Cmd) *Prompt {
	return Ask("", Prompt{Mode: "CONFIRM", Label: question + " (y/n) ", YesNo: true,
		Done: func(*Prompt) tea.Cmd { return yes() }})
}

// Text returns what was written.
func (p *Prompt) Text() string { return p.box.Text() }

// Looked returns it as a text that is looked for.
func (p *Prompt) Looked() Looked { return Looked{p.box.Text(), p.Regexp} }

// Key edits. When the prompt is over it says so.
func (p *Prompt) Key(k tea.KeyPressMsg, keys *keymap.Edit) (over bool, cmd tea.Cmd) {
	name := k.String()
	switch {
	case p.YesNo && (name == "y" || name == "Y"):
		return true, p.Done(p)
	case p.YesNo || keys.Cancel.Is(name):
		if p.Dropped != nil {
			p.Dropped()
		}
		return true, nil
	case keys.Accept.Is(name):
		return true, p.Done(p)
	case keys.Regexp.Is(name) && p.Find:
		p.Regexp = !p.Regexp
	case p.Past != nil && (keys.Older.Is(name) || keys.Newer.Is(name)):
		dir := 1
		if keys.Older.Is(name) {
			dir = -1
		}
		l, ok := p.Past.step(p.Looked(), dir)
		if !ok {
			return false, nil
		}
		p.box, p.Regexp = newBox(l.Text), l.Regexp
	case !p.box.Key(k):
		return false, nil
	}
	if p.Changed != nil {
		p.Changed(p)
	}
	return false, nil
}

// Insert takes pasted text, as one line.
func (p *Prompt) Insert(text string) {
	if p.YesNo {
		return
	}
	p.box.Insert(strings.NewReplacer("\n", "", "\r", "").Replace(text))
	if p.Changed != nil {
		p.Changed(p)
	}
}

func (p *Prompt) labelShown() string {
	if p.Regexp {
		return "regexp " + p.Label
	}
	return p.Label
}

// Cursor returns its column, and how many cells before it do not fit.
func (p *Prompt) Cursor(w int) (x, hidden int) {
	x = cell.Width(p.labelShown()) + cell.Width(p.box.lines[0][:p.box.col])
	hidden = max(x+1-w, 0)
	return x - hidden, hidden
}

// View draws the prompt, the part around the cursor when it is longer than the
// screen.
func (p *Prompt) View(th *theme.Theme, keys *keymap.Edit, w int) string {
	var b cell.Bar
	style := th.Key
	if p.YesNo {
		style = th.Loud
	}
	b.Add(p.labelShown(), style)
	b.Add(p.box.Text(), th.Text)
	_, hidden := p.Cursor(w)
	b.Cells = b.Cells[min(hidden, b.Len()):]
	other := "regexp"
	if p.Regexp {
		other = "text"
	}
	key := keys.Regexp.Label()
	if p.Find && b.Len()+len(p.Found)+len(key)+4+len(other) < w {
		b.Fill(' ', w-len(p.Found)-len(key)-3-len(other)-1, th.Text)
		b.Add(p.Found+"  ", th.Warning)
		b.Add(key+" ", th.Key)
		b.Add(other, th.Dim)
	}
	return b.Paint(w)
}
