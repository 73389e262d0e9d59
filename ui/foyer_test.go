package ui

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"oopscope/keymap"
	"oopscope/ui/picker"
)

// doors is a screen with one tab in which a port is chosen, and what became of those that
// were opened.
type doors struct {
	*tabs
	opens  []string
	closed []string
	err    error // of the next one
}

func newDoors(t *testing.T) *doors {
	t.Helper()
	keys, _ := keymap.New("")
	d := &doors{}
	d.tabs = newTabs(t.Context(), Config{Boards: &Boards{
		Open: func(_ context.Context, name string) (Config, error) {
			d.opens = append(d.opens, name)
			b := &bench{link: liveLine}
			b.link.Name = name
			cfg := benchConfig(b)
			cfg.Close = func() []string { d.closed = append(d.closed, name); return nil }
			return cfg, d.err
		},
		Ports: func() []picker.Port { return nil },
	}}, keys)
	board := &bench{link: liveLine}
	d.seat(d.add(), benchConfig(board))
	d.show(0)
	d.Update(tea.WindowSizeMsg{Width: 80, Height: 24})
	d.open()
	return d
}

// chooses begins to open a port, and returns what has to be run for that.
func (d *doors) chooses(name string) tea.Cmd {
	b := d.all[1]
	return address(b.id, b.foyer.open(name))
}

// brings runs a command to its end, and what comes of it.
func (d *doors) brings(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	if msg := cmd(); msg != nil {
		_, then := d.Update(msg)
		if to, ok := msg.(tabMsg); ok {
			if _, ok := to.msg.(openedMsg); ok && then != nil && d.all[1].app == nil { // to give it back, or to list ports
				d.brings(then)
			}
		}
	}
}

// Somebody gives up waiting for a port in the moment in which it opens: it is given back.
func TestAPortThatOpensTooLate(t *testing.T) {
	d := newDoors(t)
	opening := d.chooses("slow")
	d.Update(keyNamed("esc"))
	d.brings(opening)
	if len(d.opens) != 1 || len(d.closed) != 1 || d.all[1].app != nil {
		t.Errorf("opened %q, closed %q, %s", d.opens, d.closed, d.text())
	}
	if !strings.Contains(d.text(), "which port?") {
		t.Errorf("it is not asked for another:\n%s", d.text())
	}
}

// The same port is tried again before the first try is over: what becomes of that one is
// nothing to the second.
func TestAPortThatIsTriedAgain(t *testing.T) {
	d := newDoors(t)
	first := d.chooses("slow")
	d.Update(keyNamed("esc"))
	second := d.chooses("slow")
	d.err = errors.New("given up")
	d.brings(first)
	if strings.Contains(d.text(), "given up") || d.all[1].foyer.pick != nil {
		t.Errorf("the first try ends the second:\n%s", d.text())
	}
	d.err = nil
	d.brings(second)
	if d.all[1].app == nil || len(d.closed) > 0 {
		t.Errorf("the second try is not taken in, closed %q:\n%s", d.closed, d.text())
	}
}

// However often a port does not open, the ports are listed once a second.
func TestPortsAreListedOnceAtATime(t *testing.T) {
	keys, _ := keymap.New("")
	f := newFoyer(t.Context(), newTabs(t.Context(), Config{}, keys).th, keys, &Boards{Ports: func() []picker.Port { return nil }})
	var under []tea.Msg // lists that are under way
	for range 5 {
		under = append(under, f.choose("it does not open")())
	}
	again := 0
	for _, list := range under {
		if _, next := f.Update(list); next != nil {
			again++
		}
	}
	if again != 1 {
		t.Errorf("after five tries %d lists are asked for at a time", again)
	}
	f.stop()
	over := make(chan tea.Msg, 1)
	go func() { over <- f.look(time.Hour)() }()
	if msg := <-over; msg != nil {
		t.Errorf("a foyer that is gone lists %v", msg)
	}
}
