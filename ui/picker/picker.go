// Package picker asks which port to open. It is a program of its own: there is no
// console yet.
package picker

import (
	"context"
	"fmt"
	"os"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"oopscope/keymap"
	"oopscope/ui/cell"
	"oopscope/ui/say"
	"oopscope/ui/stage"
	"oopscope/ui/term"
	"oopscope/ui/theme"
)

// A Port is one of those to choose from.
type Port struct {
	Device      string // what is opened: "/dev/ttyUSB0"
	Driver      string // "ftdi_sio"
	Description string // "FTDI USB-Serial", as the device calls itself
	ID          string // stable name below /dev/serial/by-id
	Holder      string // who has it open, "" for nobody
	Left        bool   // no port: a session that can be taken up again
}

// Demo is the picker's choice for the simulated board.
const Demo = "demo"

// Pick asks which port to open, under what went wrong with the last choice. It
// lists the ports again and again: adapters come and go. It returns "" when the
// person left without choosing.
func Pick(ctx context.Context, out *os.File, list func() []Port, trouble string) (choice string, err error) {
	p := newPicker(list())
	p.list, p.trouble = list, trouble
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
	th      *theme.Theme
	keys    *keymap.Map
	ports   []Port
	list    func() []Port
	trouble string
	sel     int
	w, h    int
	choice  string
	blind   bool // the terminal is gone
}

func newPicker(ports []Port) *picker {
	p := &picker{th: theme.New()}
	p.keys, _ = keymap.New("") // these are the same in all presets
	p.set(ports)
	return p
}

// set takes a list in and keeps the selection on its port.
func (p *picker) set(ports []Port) {
	demo := Port{Device: Demo, Description: "a simulated board that crashes when you ask it to"}
	was := ""
	if p.sel < len(p.ports) {
		was = p.ports[p.sel].Device
	}
	p.ports = append(ports[:len(ports):len(ports)], demo)
	p.sel = min(p.sel, len(p.ports)-1)
	for i := range p.ports {
		if p.ports[i].Device == was {
			p.sel = i
		}
	}
}

// portsMsg is the list as it is now.
type portsMsg []Port

const listEvery = time.Second

func (p *picker) look() tea.Cmd {
	if p.list == nil {
		return nil
	}
	return tea.Tick(listEvery, func(time.Time) tea.Msg { return portsMsg(p.list()) })
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
		p.set(msg)
		return p, p.look()
	case tea.KeyPressMsg:
		return p, p.key(msg.String())
	}
	return p, nil
}

func (p *picker) key(name string) tea.Cmd {
	switch k := &p.keys.Picker; {
	case k.Down.Is(name):
		p.sel = min(p.sel+1, len(p.ports)-1)
	case k.Up.Is(name):
		p.sel = max(p.sel-1, 0)
	case k.Top.Is(name):
		p.sel = 0
	case k.Last.Is(name):
		p.sel = len(p.ports) - 1
	case k.Open.Is(name):
		p.choice = p.ports[p.sel].Device
		return tea.Quit
	case k.Demo.Is(name):
		p.choice = Demo
		return tea.Quit
	case k.Quit.Is(name):
		return tea.Quit
	}
	return nil
}

// View draws the ports, two rows each.
func (p *picker) View() tea.View {
	v := tea.View{AltScreen: true, WindowTitle: "oopscope"}
	if p.w <= 0 || p.h <= 0 {
		return v
	}
	if p.w < theme.MinWidth || p.h < theme.MinHeight {
		v.Content = theme.TooSmall(p.w, p.h)
		return v
	}
	rows := []string{theme.TitleRow(p.th, p.w, "oopscope · which port?", say.Count(p.count(), "port"), true, false)}
	rows = append(rows, p.said()...)
	space := p.h - 2 - len(rows)
	from := max(min(p.sel-space/4, len(p.ports)-space/2), 0)
	for i := from; i < len(p.ports) && len(rows)+2 <= p.h-1; i++ {
		rows = append(rows, p.entry(i)...)
	}
	if p.count() == 0 {
		var b cell.Bar
		b.Add("   no serial port so far: plug the adapter in, or name a device", p.th.Dim)
		rows = append(rows, b.Paint(p.w))
	}
	rows = cell.Exactly(rows, p.w, p.h-1)
	v.Content = strings.Join(append(rows, p.hints()), "\n")
	return v
}

// count returns how many ports of the machine there are.
func (p *picker) count() (n int) {
	for i := range p.ports {
		if !p.ports[i].Left {
			n++
		}
	}
	return n - 1 // without the demo
}

// said is what went wrong with the last choice, wrapped.
func (p *picker) said() (rows []string) {
	var b cell.Bar
	for word := range strings.FieldsSeq(cell.Clean(p.trouble)) {
		if b.Len()+1+cell.Width(word) >= p.w-1 && b.Len() > 0 {
			rows = append(rows, b.Paint(p.w))
			b = cell.Bar{}
		}
		b.Add(" "+word, p.th.Error.Bold(true))
	}
	if b.Len() > 0 {
		rows = append(rows, b.Paint(p.w), strings.Repeat(" ", p.w))
	}
	return rows[:min(len(rows), max(p.h/2-1, 0))]
}

func (p *picker) entry(i int) []string {
	port := p.ports[i]
	name, mark := p.th.Title, "  "
	if i == p.sel {
		name, mark = p.th.Selected, "▸ "
	}
	var first, second cell.Bar
	first.Add(mark, p.th.Key)
	first.Add(" "+cell.Clean(port.Device)+" ", name)
	if port.Description != "" {
		first.Add("  "+cell.Clean(port.Description), p.th.Text)
	}
	if port.Driver != "" {
		first.Add("  "+cell.Clean(port.Driver), p.th.Dim)
	}
	switch {
	case port.Holder != "":
		second.Add(fmt.Sprintf("     in use by %s", cell.Clean(port.Holder)), p.th.Warning)
	case port.ID != "":
		second.Add("     "+cell.CutMiddle(cell.Clean(port.ID), p.w-6), p.th.Dim)
	}
	return []string{first.Paint(p.w), second.Paint(p.w)}
}

func (p *picker) hints() string {
	var b cell.Bar
	k := &p.keys.Picker
	for _, h := range []keymap.Binding{k.Open, k.Down, k.Up, k.Demo, k.Quit} {
		if b.Len()+theme.HintWidth(h) <= p.w {
			theme.AddHint(&b, p.th, h)
		}
	}
	return b.Paint(p.w)
}
