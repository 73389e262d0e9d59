package stage

import (
	"sync/atomic"

	tea "charm.land/bubbletea/v2"

	"oopscope/console/link"
)

// A Guard stands around the model. A panic in it, or in one of its commands,
// ends the program in order: Bubble Tea would print the stack over the screen.
type Guard struct {
	app   tea.Model
	fault *atomic.Pointer[link.Fault]
	end   func() // ends the program
}

// NewGuard returns a guard around a model, which ends the program by end.
func NewGuard(app tea.Model, end func()) Guard {
	return Guard{app, new(atomic.Pointer[link.Fault]), end}
}

// catch is deferred where a panic may be.
func (g Guard) catch(doing string) {
	if what := recover(); what != nil {
		g.fault.CompareAndSwap(nil, link.NewFault(doing, what))
		g.end()
	}
}

// Err is the fault that ended the program, nil when there was none.
func (g Guard) Err() error {
	if f := g.fault.Load(); f != nil {
		return f
	}
	return nil
}

// Init begins.
func (g Guard) Init() (cmd tea.Cmd) {
	defer g.catch("beginning")
	return g.guarded(g.app.Init())
}

// Update passes a message on.
func (g Guard) Update(msg tea.Msg) (same tea.Model, cmd tea.Cmd) {
	same = g
	defer g.catch("updating the screen")
	if g.fault.Load() != nil {
		return g, nil
	}
	_, cmd = g.app.Update(msg)
	return g, g.guarded(cmd)
}

// View draws, unless what it would draw is broken.
func (g Guard) View() (v tea.View) {
	defer g.catch("drawing the screen")
	if v.AltScreen = true; g.fault.Load() == nil {
		v = g.app.View()
	}
	return v
}

// guarded is a command, and those that it may bring.
func (g Guard) guarded(cmd tea.Cmd) tea.Cmd {
	if cmd == nil {
		return nil
	}
	return func() (msg tea.Msg) {
		defer g.catch("working for the screen")
		msg = cmd()
		if batch, ok := msg.(tea.BatchMsg); ok {
			for i := range batch {
				batch[i] = g.guarded(batch[i])
			}
		}
		return msg
	}
}
