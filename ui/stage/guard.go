package stage

import (
	"sync/atomic"
	"time"

	tea "charm.land/bubbletea/v2"

	"oopscope/console/link"
)

// A Guard stands around the model. A panic in it, or in one of its commands,
// ends the program in order: Bubble Tea would print the stack over the screen.
type Guard struct {
	app   tea.Model
	fault *atomic.Pointer[link.Fault]
	turn  chan struct{} // full while somebody is in the model
	left  *atomic.Bool  // nobody is let in any more
	end   func()        // ends the program
}

// NewGuard returns a guard around a model, which ends the program by end.
func NewGuard(app tea.Model, end func()) Guard {
	return Guard{app, new(atomic.Pointer[link.Fault]), make(chan struct{}, 1), new(atomic.Bool), end}
}

// enter reports whether the model may be entered, and then nobody else may
// until g.turn is taken back.
func (g Guard) enter() bool {
	g.turn <- struct{}{}
	if g.fault.Load() == nil && !g.left.Load() {
		return true
	}
	<-g.turn
	return false
}

// Leave waits until the program is out of the model and lets it in no more: one
// that hangs at its terminal is left behind, and its model is still to be read.
// A program that does not come out is not waited for longer than for its end.
func (g Guard) Leave() {
	g.left.Store(true)
	select {
	case g.turn <- struct{}{}:
		<-g.turn
	case <-time.After(patience):
	}
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
	if !g.enter() {
		return g, nil
	}
	defer func() { <-g.turn }()
	_, cmd = g.app.Update(msg)
	return g, g.guarded(cmd)
}

// View draws, unless what it would draw is broken.
func (g Guard) View() (v tea.View) {
	defer g.catch("drawing the screen")
	if v.AltScreen = true; !g.enter() {
		return v
	}
	defer func() { <-g.turn }()
	return g.app.View()
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
