package stage

import (
	"runtime"
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

// counting is a model that may only be in one goroutine's hands.
type counting struct{ n int }

func (c *counting) Init() tea.Cmd { return nil }
func (c *counting) Update(tea.Msg) (tea.Model, tea.Cmd) {
	c.n++
	return c, nil
}
func (c *counting) View() tea.View {
	c.n++
	return tea.View{}
}

// A program that hangs at its terminal is left behind and may go on: not with the
// model, which is read then.
func TestLeftAloneTheModelStaysAsItIs(t *testing.T) {
	for range 50 {
		model := new(counting)
		g := NewGuard(model, func() {})
		begun, stop := make(chan bool), make(chan bool)
		go func() {
			g.Update(nil)
			close(begun)
			for {
				select {
				case <-stop:
					return
				default:
					g.Update(nil)
					g.View()
				}
			}
		}()
		<-begun
		g.Leave()
		was := model.n
		for range 100 {
			runtime.Gosched()
		}
		if model.n != was || was == 0 {
			t.Errorf("it came to %d, and then to %d", was, model.n)
		}
		close(stop)
	}
}

// One that never comes out is not waited for.
func TestAHungModelIsLeft(t *testing.T) {
	hung := make(chan bool)
	defer close(hung)
	entered := make(chan bool)
	g := NewGuard(hanging{entered, hung}, func() {})
	go g.Update(nil)
	<-entered
	g.Leave() // or the test never ends
}

type hanging struct{ entered, until chan bool }

func (h hanging) Init() tea.Cmd { return nil }
func (h hanging) Update(tea.Msg) (tea.Model, tea.Cmd) {
	close(h.entered)
	<-h.until
	return h, nil
}
func (h hanging) View() tea.View { return tea.View{} }
