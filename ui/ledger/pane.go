// Package ledger shows what all sessions met: crashes by signature, trouble that
// is no crash, boots. It lies over the rest of the screen until it is done.
package ledger

import (
	"slices"
	"strconv"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"oopscope/console/link"
	"oopscope/console/link/recall"
	"oopscope/keymap"
	"oopscope/ui/theme"
)

// Acts are what the person may do that the pane cannot do itself.
type Acts struct {
	Open   func(kind, key string) tea.Cmd        // looks up where a signature was met
	Beside func(before, since link.Life) tea.Cmd // shows two boots side by side
	Ask    func(what, key, text string)          // asks for a note, a status or tags
	Filter func(text string, set func(string))   // asks for words to filter by
	Tell   func(text string)                     // says that something cannot be done
}

// A Pane is the ledger on the screen.
type Pane struct {
	th   *theme.Theme
	keys *keymap.Ledger
	now  time.Time
	acts Acts

	come   bool // the ledger was read
	failed string
	all    link.Recollection
	words  string // of the filter
	filter recall.Filter
	view   view
	shown  []link.Group // of the view, as filtered
	left   int          // out, because nobody wants to hear of them
	sel    string       // key of the selected one
	top, h int
	counts map[string][]int // crashes by boot

	detail *detail // of one, nil for the list

	lives []link.Life  // of the view of boots, as filtered
	rows  []recall.Row // they are drawn as
	life  int          // row under the cursor
	moved bool         // else that is the newest
	held  *link.Life   // to be shown beside another, nil for none
}

// A view is one of the lists.
type view int

const (
	crashes view = iota
	trouble
	boots
	views
)

// detail is one signature, opened.
type detail struct {
	group link.Group
	list  []link.Sighting
	come  bool
	top   int
}

// New returns a pane that waits for what is to be shown, with a signature under the
// cursor.
func New(th *theme.Theme, keys *keymap.Ledger, now time.Time, key string, acts Acts) *Pane {
	return &Pane{th: th, keys: keys, now: now, acts: acts, sel: key}
}

// Take shows what the ledger knows; failed says why that is not all.
func (p *Pane) Take(all link.Recollection, failed string) {
	p.come, p.all, p.failed = true, all, failed
	p.counts = recall.ByBoot(all.Lives, mostBoots)
	p.arrange()
	if d := p.detail; d != nil { // its status may be another
		for _, g := range slices.Concat(all.Crashes, all.Trouble) {
			if g.Key == d.group.Key && g.Kind == d.group.Kind {
				d.group = g
			}
		}
	}
}

// TakeSightings shows where a signature was met.
func (p *Pane) TakeSightings(key string, list []link.Sighting) {
	if p.detail != nil && p.detail.group.Key == key {
		p.detail.list, p.detail.come = list, true
	}
}

// arrange filters the list of the view.
func (p *Pane) arrange() {
	groups := p.all.Crashes
	if p.view == trouble {
		groups = p.all.Trouble
	}
	p.shown, p.left = p.filter.Of(groups)
	if p.at() < 0 && len(p.shown) > 0 {
		p.sel = p.shown[0].Key
	}
}

// at is the place of the selected signature, -1 when it is not shown.
func (p *Pane) at() int {
	return slices.IndexFunc(p.shown, func(g link.Group) bool { return g.Key == p.sel })
}

// Mode names the pane.
func (p *Pane) Mode() string { return "LEDGER" }

// Title says what is shown.
func (p *Pane) Title() string {
	name := []string{"crashes of all sessions", "trouble of all sessions", "boots of all sessions"}[p.view]
	if p.detail != nil {
		name = "ledger · " + p.detail.group.Key
	} else if p.view != boots {
		name += " · " + strconv.Itoa(len(p.shown))
	}
	if p.words != "" {
		name += " · only " + p.words
	}
	if p.left > 0 && p.detail == nil && p.view != boots {
		name += " · " + strconv.Itoa(p.left) + " ignored (status:ignore)"
	}
	return name
}

// Hints are the keys that work here.
func (p *Pane) Hints() []keymap.Binding {
	k := p.keys
	next := k.Next.Hinted([]string{"trouble", "boots", "crashes"}[p.view])
	switch {
	case p.detail != nil:
		return []keymap.Binding{k.Note, k.Status, k.Tags, k.Close.Hinted("back")}
	case p.view == boots:
		return []keymap.Binding{k.Open.Hinted("compare"), k.Hold, next, k.Filter, k.Close}
	}
	return []keymap.Binding{k.Open, next, k.Filter, k.Note, k.Status, k.Tags, k.Close}
}

// Key moves, opens, filters, and asks for what is to be said of a signature.
func (p *Pane) Key(msg tea.KeyPressMsg) (done bool, cmd tea.Cmd) {
	k, name := p.keys, msg.String()
	switch {
	case k.Close.Is(name) && p.detail != nil:
		p.detail = nil
	case k.Close.Is(name):
		return true, nil
	case k.Down.Is(name):
		p.move(1)
	case k.Up.Is(name):
		p.move(-1)
	case k.PageDown.Is(name):
		p.move(max(p.h-1, 1))
	case k.PageUp.Is(name):
		p.move(-max(p.h-1, 1))
	case k.Next.Is(name) && p.detail == nil:
		p.view, p.top = (p.view+1)%views, 0
		p.arrange()
	case k.Filter.Is(name) && p.detail == nil:
		p.acts.Filter(p.words, p.SetFilter)
	case k.Open.Is(name) && p.view == boots:
		return false, p.beside()
	case k.Hold.Is(name) && p.view == boots:
		p.hold()
	case k.Open.Is(name):
		return false, p.open()
	default:
		p.ask(name)
	}
	return false, nil
}

// SetFilter shows only what words fit, as far as they make sense.
func (p *Pane) SetFilter(words string) {
	f, err := recall.ParseFilter(strings.Fields(words), p.now)
	if err != nil {
		p.acts.Tell(err.Error())
		return
	}
	p.words, p.filter, p.top, p.moved = words, f, 0, false
	p.arrange()
}

func (p *Pane) move(rows int) {
	switch {
	case p.detail != nil:
		p.detail.top += rows
	case p.view == boots:
		p.life, p.moved = max(min(p.life+rows, len(p.rows)-1), 0), true
	case len(p.shown) > 0:
		p.sel = p.shown[max(min(max(p.at(), 0)+rows, len(p.shown)-1), 0)].Key
	}
}

// open shows all that is known of the selected signature.
func (p *Pane) open() tea.Cmd {
	at := p.at()
	if p.detail != nil || p.view == boots || at < 0 {
		return nil
	}
	g := p.shown[at]
	p.detail = &detail{group: g}
	return p.acts.Open(g.Kind, g.Key)
}

// ask asks for what a person wants to say of the signature.
func (p *Pane) ask(name string) {
	at := p.at()
	if p.view == boots || at < 0 && p.detail == nil {
		return
	}
	g := &link.Group{}
	if p.detail != nil {
		g = &p.detail.group
	} else {
		g = &p.shown[at]
	}
	switch k := p.keys; {
	case k.Note.Is(name):
		p.acts.Ask(link.SaidNote, g.Key, "")
	case k.Status.Is(name):
		p.acts.Ask(link.SaidStatus, g.Key, g.Verdict.Words())
	case k.Tags.Is(name):
		p.acts.Ask(link.SaidTags, g.Key, strings.Join(g.Verdict.Tags, " "))
	}
}
