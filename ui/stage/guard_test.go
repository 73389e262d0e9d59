package stage

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
)

// clumsy is a model that stumbles where it is told to.
type clumsy struct{ where string }

func (c clumsy) trip(where string) {
	if c.where == where {
		panic("stumbled")
	}
}
func (c clumsy) Init() tea.Cmd { return nil }
func (c clumsy) View() tea.View {
	c.trip("drawing")
	return tea.NewView("all well")
}
func (c clumsy) Update(tea.Msg) (tea.Model, tea.Cmd) {
	c.trip("updating")
	stumble := func() tea.Msg { c.trip("working"); return nil }
	return c, tea.Batch(stumble, stumble)
}

func TestAPanicEndsTheProgramWithAFault(t *testing.T) {
	for _, where := range []string{"updating", "drawing", "working", ""} {
		ended := false
		g := NewGuard(clumsy{where}, func() { ended = true })
		_, cmd := g.Update(nil)
		if cmd != nil {
			if batch, ok := cmd().(tea.BatchMsg); ok {
				for _, c := range batch {
					c()
				}
			}
		}
		g.View()
		err := g.Err()
		if (where == "") != (err == nil) || ended != (err != nil) {
			t.Errorf("%s: %v, ended %v", where, err, ended)
		}
		if err != nil && !strings.Contains(err.Error(), "a fault of oopscope itself while "+where) {
			t.Errorf("%s: %v", where, err)
		}
		if g.View(); g.Err() != err {
			t.Error("the first fault is the one to tell of")
		}
	}
}
