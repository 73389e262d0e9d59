// Package picker asks which port to open: over a screen that is there, or as a program
// of its own while there is no console yet.
package picker

import (
	"context"
	"os"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"oopscope/keymap"
	"oopscope/ui/stage"
	"oopscope/ui/term"
	"oopscope/ui/theme"
)

// Pick asks which port to open, under what went wrong with the last choice. It
// lists the ports again and again: adapters come and go. It returns "" when the
// person left without choosing.
func Pick(ctx context.Context, out *os.File, list func() []Port, trouble string) (choice string, err error) {
	p := newPicker(list(), trouble)
	p.list = list
	p.th.SetDepth(theme.DepthOf(colorprofile.Detect(out, os.Environ())))
	in := term.NewTap(os.Stdin, nil, nil)
	on := stage.New(os.Stdin, out, term.Output{File: out})
	program := on.Program(p, in)
	in.Notify(func(m tea.Msg) { go program.Send(m) })
	err = on.Run(ctx)
	switch {
	case ctx.Err() != nil: // whatever was being chosen
		return "", err
	case err == nil && p.blind:
		return "", stage.ErrGone
	}
	return p.choice, err
}

// picker is the model of that program.
type picker struct {
	*Pane
	list   func() []Port
	w, h   int
	choice string
	blind  bool // the terminal is gone
}

func newPicker(ports []Port, trouble string) *picker {
	keys, _ := keymap.New("") // these are the same in all presets
	return &picker{Pane: New(theme.New(), keys, ports, trouble)}
}

// portsMsg is the list as it is now.
type portsMsg []Port

// ListEvery is how often ports are listed anew.
const ListEvery = time.Second

func (p *picker) look() tea.Cmd {
	if p.list == nil {
		return nil
	}
	return tea.Tick(ListEvery, func(time.Time) tea.Msg { return portsMsg(p.list()) })
}

// Init begins to look for ports.
func (p *picker) Init() tea.Cmd { return p.look() }

// Update moves and chooses.
func (p *picker) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		p.w, p.h = msg.Width, msg.Height
	case tea.BackgroundColorMsg:
		p.th.SetDark(msg.IsDark())
	case term.GoneMsg:
		p.blind = true
		return p, tea.Quit
	case portsMsg:
		p.Set(msg)
		return p, p.look()
	case tea.PasteMsg:
		p.Paste(msg.Content)
	case tea.KeyPressMsg:
		if choice, left := p.Key(msg); choice != "" || left {
			p.choice = choice
			return p, tea.Quit
		}
	}
	return p, nil
}

// View draws the pane on the whole screen.
func (p *picker) View() tea.View {
	v := tea.View{AltScreen: true, WindowTitle: "oopscope"}
	if p.w <= 0 || p.h <= 0 {
		return v
	}
	if p.w < theme.MinWidth || p.h < theme.MinHeight {
		v.Content = theme.TooSmall(p.w, p.h)
		return v
	}
	v.Content = strings.Join(p.Pane.View(p.w, p.h), "\n")
	if x, ok := p.Cursor(p.w); ok {
		v.Cursor = tea.NewCursor(min(x, p.w-1), p.h-1)
	}
	return v
}
