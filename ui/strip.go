package ui

import (
	"fmt"
	"path"
	"strconv"

	tea "charm.land/bubbletea/v2"

	"charm.land/lipgloss/v2"

	"oopscope/ui/cell"
	"oopscope/ui/say"
	"oopscope/ui/theme"
)

// The strip of tabs: which boards there are, and how each is.

// name is what a board is called: its profile, or the end of its port's name.
func (b *tab) name() string {
	switch {
	case b.app != nil && b.app.cfg.Name != "":
		return b.app.cfg.Name
	case b.app != nil:
		return path.Base(b.app.link.Name)
	case b.foyer.name != "":
		return path.Base(b.foyer.name)
	}
	return "which port?"
}

// health is how a board is, in a sign, a word and a colour; "" for one that is simply
// there.
func (b *tab) health(th *theme.Theme) (sign, word string, style lipgloss.Style) {
	if b.app == nil {
		return "?", "", th.Dim
	}
	a := b.app
	crashes, _, _ := a.book.Counts()
	switch fresh := crashes - b.looked; {
	case a.unseen != nil && fresh > 0:
		return "!", say.Count(fresh, "crash"), th.Loud
	case a.link.State == Away:
		return "○", "away", th.Warning.Bold(true)
	case a.mute() != nil:
		return "●", "silent", th.Warning.Bold(true)
	case a.dead():
		return "×", "dead", th.Error.Bold(true)
	case a.link.State == Over && a.link.Shared > 0:
		return "■", "ended", th.Warning.Bold(true)
	case a.link.State == Over:
		return "■", "", th.Text
	case a.link.State == Closed:
		return "×", "closed", th.Error
	}
	return "●", "", th.OK
}

// A stripTab is a tab's place in the strip.
type stripTab struct {
	from, to int
	at       int
}

// drawStrip draws the tabs in a row: all of them with their names as far as there is room,
// else as many as there is around the one that is seen.
func (t *tabs) drawStrip() string {
	var b cell.Bar
	for _, s := range t.places() {
		b.Fill(' ', s.from, t.th.Text)
		t.drawTab(&b, s.at, s.to-s.from)
	}
	return b.Paint(t.w)
}

// places parts the strip among the tabs: no more of a name than leaves room for the others,
// and when that is too little the tabs around the one that is seen.
func (t *tabs) places() (list []stripTab) {
	const least = 12 // a number, a sign, and some of a name
	most := max(t.w/len(t.all), least)
	first, last := 0, len(t.all)
	if fit := max(t.w/least, 1); fit < last {
		first = max(min(t.at-fit/2, last-fit), 0)
		last = first + fit
	}
	x := 0
	for i := first; i < last; i++ {
		w := min(t.tabWidth(i), most)
		list = append(list, stripTab{x, min(x+w, t.w), i})
		x += w
	}
	return list
}

func (t *tabs) tabWidth(i int) int {
	_, word, _ := t.all[i].health(t.th)
	w := 5 + len(strconv.Itoa(i+1)) + cell.Width(cell.Clean(t.all[i].name()))
	if word != "" {
		w += 1 + cell.Width(word)
	}
	return w
}

// drawTab draws one: its number, how the board is, its name, and what is to be said of it.
func (t *tabs) drawTab(b *cell.Bar, i, w int) {
	sign, word, style := t.all[i].health(t.th)
	name, number := t.th.Text, t.th.Dim
	if i == t.at {
		name, number = t.th.Selected, t.th.Key
	}
	end := b.Len() + w
	b.Add(fmt.Sprintf(" %d ", i+1), number)
	b.Add(sign+" ", style)
	room := end - b.Len() - 1
	if word != "" && room > cell.Width(word)+min(cell.Width(cell.Clean(t.all[i].name())), 4) {
		room -= cell.Width(word) + 1
	} else {
		word = ""
	}
	b.Add(short(t.all[i].name(), room), name)
	if word != "" {
		b.Add(" "+word, style)
	}
	b.Fill(' ', end, t.th.Text)
}

// short is a name in no more than so many cells, its beginning and its end where there is
// room for both.
func short(name string, w int) string {
	if name = cell.Clean(name); w < 8 {
		return cell.CutEnd(name, max(w, 1))
	}
	return cell.CutMiddle(name, w)
}

// click goes to the tab under the mouse.
func (t *tabs) click(x int) tea.Cmd {
	for _, s := range t.places() {
		if x >= s.from && x < s.to {
			return t.turnTo(s.at + 1)
		}
	}
	return nil
}

// notice tells in the tab that is seen of a crash in another one.
func (t *tabs) notice(b *tab) {
	if b.app == nil || b == t.seen() {
		return
	}
	crashes, _, _ := b.app.book.Counts()
	if a := t.seen().app; a != nil && b.app.live() && crashes > max(b.looked, b.told) {
		r := b.app.book.Newest()
		words := fmt.Sprintf("%s: %s: %s", cell.Clean(b.name()), r.Name(), cell.Clean(r.Crash.Title))
		t.fresh = false
		a.warn(words + fmt.Sprintf(" · %s %d shows it", t.keys.Prefix, t.find(b)+1))
	}
	b.told = max(crashes, b.told)
}
