package ui

import (
	"context"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"oopscope/keymap"
	"oopscope/ui/cell"
	"oopscope/ui/picker"
	"oopscope/ui/theme"
)

// A foyer is a tab before there is a session: a port is chosen, or waited for.
type foyer struct {
	th     *theme.Theme
	keys   *keymap.Map
	boards *Boards
	ctx    context.Context
	stop   context.CancelFunc // of all that is under way

	w, h   int
	name   string // of what is being opened, "" while one is chosen
	turn   int    // how often one was chosen or opened: what earlier turns bring is too late
	cancel context.CancelFunc
	pick   *picker.Pane // nil while one is opened
	prefix bool
	wish   wish
}

// openedMsg brings a session, or why there is none.
type openedMsg struct {
	turn int // of the foyer
	cfg  Config
	err  error
}

// giveBack closes a session that came when nobody waited for it any more.
func (m openedMsg) giveBack() tea.Cmd {
	if m.err != nil || m.cfg.Close == nil {
		return nil
	}
	return func() tea.Msg { m.cfg.Close(); return nil }
}

// portsMsg is the list of ports as it is now.
type portsMsg struct {
	turn int // of the foyer
	list []picker.Port
}

func newFoyer(ctx context.Context, th *theme.Theme, keys *keymap.Map, boards *Boards) *foyer {
	f := &foyer{th: th, keys: keys, boards: boards, cancel: func() {}}
	f.ctx, f.stop = context.WithCancel(ctx)
	return f
}

// choose begins to ask for a port, under what went wrong with the last one.
func (f *foyer) choose(trouble string) tea.Cmd {
	f.turn++
	f.name, f.pick = "", picker.New(f.th, f.keys, nil, trouble)
	return f.look(0)
}

// look lists the ports after a while.
func (f *foyer) look(after time.Duration) tea.Cmd {
	list, ctx, turn := f.boards.Ports, f.ctx, f.turn
	return func() tea.Msg {
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(after):
		}
		return portsMsg{turn, list()}
	}
}

// open begins to open a port.
func (f *foyer) open(name string) tea.Cmd {
	ctx, cancel := context.WithCancel(f.ctx)
	f.turn++
	f.name, f.cancel, f.pick = name, cancel, nil
	boards, turn := f.boards, f.turn
	return func() tea.Msg {
		cfg, err := boards.Open(ctx, name)
		return openedMsg{turn, cfg, err}
	}
}

// Init begins nothing: who made it did.
func (f *foyer) Init() tea.Cmd { return nil }

// Update takes keys.
func (f *foyer) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		f.w, f.h = msg.Width, msg.Height
	case tea.BackgroundColorMsg:
		f.th.SetDark(msg.IsDark())
	case portsMsg:
		if f.pick != nil && msg.turn == f.turn {
			f.pick.Set(msg.list)
			return f, f.look(picker.ListEvery)
		}
	case Lent:
		if f.pick != nil && msg.Err != nil {
			f.pick.Complain(msg.Err.Error())
		}
	case tea.PasteMsg:
		if f.pick != nil {
			f.pick.Paste(msg.Content)
		}
	case tea.KeyPressMsg:
		return f, f.key(msg)
	}
	return f, nil
}

// key is the pane's, but for the prefix and what follows it: that goes to other tabs.
func (f *foyer) key(k tea.KeyPressMsg) tea.Cmd {
	name := k.String()
	switch {
	case f.prefix:
		f.prefix = false
		f.behindPrefix(name)
	case name == f.keys.Prefix:
		f.prefix = true
	case f.pick != nil:
		choice, left := f.pick.Key(k)
		if choice != "" {
			return f.open(choice)
		}
		if left {
			f.wish = wish{do: wishAway}
		}
	case f.keys.Normal.Cancel.Is(name):
		f.cancel()
		return f.choose("")
	}
	return nil
}

// behindPrefix does what is for all tabs.
func (f *foyer) behindPrefix(name string) {
	c := &f.keys.Console
	switch {
	case c.Tab.Is(name):
		f.wish = toTab(name)
	case c.NextTab.Is(name):
		f.wish = wish{do: wishTurn, n: 1}
	case c.PrevTab.Is(name):
		f.wish = wish{do: wishTurn, n: -1}
	case c.NewTab.Is(name):
		f.wish = wish{do: wishAnother}
	case c.CloseTab.Is(name), c.Quit.Is(name):
		f.wish = wish{do: wishAway}
	}
}

// View draws the pane, or what is being opened.
func (f *foyer) View() tea.View {
	v := tea.View{AltScreen: true, WindowTitle: "oopscope"}
	switch {
	case f.w <= 0 || f.h <= 0:
	case f.w < theme.MinWidth || f.h < theme.MinHeight:
		v.Content = theme.TooSmall(f.w, f.h)
	case f.pick != nil:
		v.Content = strings.Join(f.pick.View(f.w, f.h), "\n")
		if x, ok := f.pick.Cursor(f.w); ok {
			v.Cursor = tea.NewCursor(min(x, f.w-1), f.h-1)
		}
	default:
		v.Content = strings.Join(f.waiting(), "\n")
	}
	return v
}

// waiting says what is being opened.
func (f *foyer) waiting() []string {
	name := cell.CutMiddle(cell.Clean(f.name), max(f.w-20, 8))
	var words, hints cell.Bar
	words.Add("   opening "+name+" …", f.th.Text)
	theme.AddHint(&hints, f.th, f.keys.Normal.Cancel.Hinted("gives it up"))
	rows := []string{theme.TitleRow(f.th, f.w, "oopscope · "+name, "", true, false), "", words.Paint(f.w)}
	return append(cell.Exactly(rows, f.w, f.h-1), hints.Paint(f.w))
}
