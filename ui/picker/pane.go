package picker

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"oopscope/keymap"
	"oopscope/ui/cell"
	"oopscope/ui/edit"
	"oopscope/ui/say"
	"oopscope/ui/theme"
)

// A Port is one of those to choose from.
type Port struct {
	Device      string // what is opened: "/dev/ttyUSB0"
	Name        string // what it is called in the list, "" for Device
	Driver      string // "ftdi_sio"
	Description string // "FTDI USB-Serial", as the device calls itself
	ID          string // stable name below /dev/serial/by-id
	Holder      string // who has it open, "" for nobody
	Left        bool   // no port of the machine: a profile, an address, a session that can be taken up again
	Past        bool   // shown only when what is typed fits: it was opened before
}

// Demo is the picker's choice for the simulated board.
const Demo = "demo"

// A Pane lists ports to choose from, and takes what a person types instead.
type Pane struct {
	th      *theme.Theme
	keys    *keymap.Map
	ports   []Port
	trouble string       // with the last choice
	line    *edit.Prompt // what is typed, nil while nothing is
	filled  bool         // it was filled with ports that are here
	moved   bool         // a row was chosen since it is typed
	sel     int          // among those that are shown
}

// New returns a pane with these ports and the demo, under what went wrong with the last
// choice.
func New(th *theme.Theme, keys *keymap.Map, ports []Port, trouble string) *Pane {
	p := &Pane{th: th, keys: keys, trouble: trouble}
	p.Set(ports)
	return p
}

// Set takes a list in and keeps the selection on its port.
func (p *Pane) Set(ports []Port) {
	demo := Port{Device: Demo, Description: "a simulated board that crashes when you ask it to"}
	var was Port
	if shown := p.shown(); p.filled && p.sel < len(shown) {
		was = shown[p.sel]
	}
	at := slices.IndexFunc(p.ports, func(x Port) bool { return x.Device == was.Device })
	p.ports = append(ports[:len(ports):len(ports)], demo)
	if at >= 0 && !was.Left && !slices.ContainsFunc(p.ports, func(x Port) bool { return x.Device == was.Device }) {
		p.ports = slices.Insert(p.ports, min(at, len(p.ports)-1), gone(was))
	}
	p.filled = p.filled || len(ports) > 0
	p.choose(was.Device)
}

// gone is a port that was unplugged while it was selected: it keeps its row until another is,
// so that Enter, pressed in the same moment, opens no other board.
func gone(p Port) Port {
	p.Driver, p.Holder, p.Description = "", "", "unplugged, to be waited for"
	return p
}

// choose selects a port by its name, if it is shown.
func (p *Pane) choose(device string) {
	shown := p.shown()
	p.sel = max(min(p.sel, len(shown)-1), 0)
	if i := slices.IndexFunc(shown, func(x Port) bool { return x.Device == device }); i >= 0 {
		p.sel = i
	}
}

// shown are the ports that what is typed fits, of all but those of the past while
// nothing is.
func (p *Pane) shown() (list []Port) {
	typed := strings.ToLower(p.typed())
	for _, x := range p.ports {
		fits := strings.Contains(strings.ToLower(x.Device+" "+x.Name+" "+x.Description), typed)
		if typed == "" && !x.Past || typed != "" && fits {
			list = append(list, x)
		}
	}
	return list
}

// typed is the text so far.
func (p *Pane) typed() string {
	if p.line == nil {
		return ""
	}
	return strings.TrimSpace(p.line.Text())
}

// Key moves, types and chooses. Choice is what is to be opened; left tells that the
// person wants none of it.
func (p *Pane) Key(k tea.KeyPressMsg) (choice string, left bool) {
	if p.line != nil {
		return p.write(k), false
	}
	switch name, keys := k.String(), &p.keys.Picker; {
	case keys.Down.Is(name):
		p.sel = min(p.sel+1, len(p.shown())-1)
	case keys.Up.Is(name):
		p.sel = max(p.sel-1, 0)
	case keys.Top.Is(name):
		p.sel = 0
	case keys.Last.Is(name):
		p.sel = len(p.shown()) - 1
	case keys.Open.Is(name):
		return p.shown()[p.sel].Device, false
	case keys.Demo.Is(name):
		return Demo, false
	case keys.Address.Is(name):
		p.line, p.moved, p.sel = edit.Ask("", edit.Prompt{Label: "port or address: "}), false, 0
	case keys.Quit.Is(name):
		return "", true
	}
	return "", false
}

// write is a key while an address is typed.
func (p *Pane) write(k tea.KeyPressMsg) (choice string) {
	shown := p.shown()
	switch name, keys := k.String(), &p.keys.Edit; {
	case p.keys.Picker.Complete.Is(name):
		p.complete(shown)
	case keys.Newer.Is(name) && len(shown) > 0:
		p.sel = min(p.sel+1, len(shown)-1)
		if !p.moved {
			p.sel, p.moved = 0, true
		}
	case keys.Older.Is(name) && len(shown) > 0:
		p.sel, p.moved = max(p.sel-1, 0), p.sel > 0 && p.moved
	case keys.Accept.Is(name) && p.moved && p.sel < len(shown):
		return shown[p.sel].Device
	case keys.Accept.Is(name):
		if choice = p.typed(); choice == "" {
			p.line = nil
		}
	default:
		if over, _ := p.line.Key(k, keys); over {
			p.line = nil
		}
		p.sel, p.moved = 0, false
	}
	return choice
}

// complete writes as much as all names have that begin with what is typed; when that is
// nothing more, the first one that fits.
func (p *Pane) complete(shown []Port) {
	typed, whole := p.typed(), ""
	for _, x := range shown {
		if !strings.HasPrefix(x.Device, typed) {
			continue
		}
		if whole == "" {
			whole = x.Device
		}
		n := 0
		for n < min(len(whole), len(x.Device)) && whole[n] == x.Device[n] {
			n++
		}
		whole = whole[:n]
	}
	if len(whole) <= len(typed) && len(shown) > 0 && typed != "" {
		whole = shown[max(min(p.sel, len(shown)-1), 0)].Device
	}
	if len(whole) > 0 {
		p.line = edit.Ask(strings.ToValidUTF8(whole, ""), edit.Prompt{Label: p.line.Label})
	}
}

// Paste takes pasted text as what is typed.
func (p *Pane) Paste(text string) {
	if p.line == nil {
		p.line = edit.Ask("", edit.Prompt{Label: "port or address: "})
	}
	p.line.Insert(text)
	p.sel, p.moved = 0, false
}

// View draws the ports, two rows each, under a title, and the keys in the last row.
func (p *Pane) View(w, h int) []string {
	rows := []string{theme.TitleRow(p.th, w, "oopscope · which port?", say.Count(p.count(), "port"), true, false)}
	rows = append(rows, p.said(w, h)...)
	shown := p.shown()
	space := h - 2 - len(rows)
	from := max(min(p.sel-space/4, len(shown)-space/2), 0)
	for i := from; i < len(shown) && len(rows)+2 <= h-1; i++ {
		rows = append(rows, p.entry(shown[i], i == p.sel && (p.line == nil || p.moved), w)...)
	}
	var none cell.Bar
	switch {
	case p.line != nil && len(shown) == 0:
		none.Add("   nothing that is known fits: it is opened as it is written", p.th.Dim)
	case p.line == nil && p.count() == 0:
		none.Add("   no serial port so far: plug the adapter in, or name a device", p.th.Dim)
	}
	if none.Len() > 0 {
		rows = append(rows, none.Paint(w))
	}
	rows = cell.Exactly(rows, w, h-1)
	if p.line != nil {
		return append(rows, p.line.View(p.th, &p.keys.Edit, w))
	}
	return append(rows, p.hints(w))
}

// Cursor is the column where typing goes, in the last row; false while nothing is typed.
func (p *Pane) Cursor(w int) (x int, ok bool) {
	if p.line == nil {
		return 0, false
	}
	x, _ = p.line.Cursor(w)
	return x, true
}

// Complain says what else went wrong.
func (p *Pane) Complain(words string) { p.trouble = words }

// count returns how many ports of the machine there are.
func (p *Pane) count() (n int) {
	for i := range p.ports {
		if !p.ports[i].Left && !p.ports[i].Past {
			n++
		}
	}
	return n - 1 // without the demo
}

// said is what went wrong with the last choice, wrapped; while an address is typed, its forms.
func (p *Pane) said(w, h int) (rows []string) {
	words, style := p.trouble, p.th.Error.Bold(true)
	if p.line != nil {
		words, style = "host:port, telnet://host:port, rfc2217://host:port, unix:/path, udp://:6666, a device, a profile, new, latest, VID:PID, a capture; "+p.keys.Picker.Complete.Label()+" completes", p.th.Dim
	}
	var b cell.Bar
	for word := range strings.FieldsSeq(cell.Clean(words)) {
		if b.Len()+1+cell.Width(word) >= w-1 && b.Len() > 0 {
			rows = append(rows, b.Paint(w))
			b = cell.Bar{}
		}
		b.Add(" "+word, style)
	}
	if b.Len() > 0 {
		rows = append(rows, b.Paint(w), strings.Repeat(" ", w))
	}
	return rows[:min(len(rows), max(h/2-1, 0))]
}

func (p *Pane) entry(port Port, selected bool, w int) []string {
	name, mark := p.th.Title, "  "
	if selected {
		name, mark = p.th.Selected, "▸ "
	}
	var first, second cell.Bar
	first.Add(mark, p.th.Key)
	first.Add(" "+cell.Clean(cmp.Or(port.Name, port.Device))+" ", name)
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
		second.Add("     "+cell.CutMiddle(cell.Clean(port.ID), w-6), p.th.Dim)
	}
	return []string{first.Paint(w), second.Paint(w)}
}

func (p *Pane) hints(w int) string {
	var b cell.Bar
	k := &p.keys.Picker
	for _, h := range []keymap.Binding{k.Open, k.Down, k.Up, k.Address, k.Demo, k.Quit} {
		if b.Len()+theme.HintWidth(h) <= w {
			theme.AddHint(&b, p.th, h)
		}
	}
	return b.Paint(w)
}
