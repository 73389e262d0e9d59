package logpane

import (
	"math/rand"
	"testing"

	"oopscope/parse"
	"oopscope/ui/book"
	"oopscope/ui/match"
	"oopscope/ui/theme"
)

// seeking is a pane, at the end of many lines, that looks for what stands in one far up.
func seeking(t *testing.T) *Pane {
	t.Helper()
	s := &shelf{lines: kernelLines(rand.New(rand.NewSource(1)), 1, 20_000)}
	s.lines[499].Raw = []byte("the haystack's own")
	p := New(theme.New(), &book.Book{}, nil)
	p.ReadFrom(s)
	p.SetSize(80, 20)
	p.Append(&parse.Batch{Lines: s.lines[19_000:]})
	m, _ := match.New("haystack", false)
	p.Search(m)
	return p
}

// A search that is under way takes a person to its hit, unless they went elsewhere meanwhile:
// by whatever key. The next one begins where they are then.
func TestASearchLetsAPersonGo(t *testing.T) {
	for name, goes := range map[string]func(p *Pane){
		"stays": func(*Pane) {}, "down at the end": func(p *Pane) { p.Move(1) }, "pauses": (*Pane).TogglePause,
		"up": func(p *Pane) { p.Move(-1) }, "page": func(p *Pane) { p.Scroll(-20) }, "wheel": func(p *Pane) { p.Wheel(-3) },
		"top": (*Pane).Top, "end": func(p *Pane) { p.Top(); p.Follow() }, "line": func(p *Pane) { p.Show(19_500) },
		"goes to": func(p *Pane) { p.GoTo(19_400) }, "click": func(p *Pane) { p.Click(3) }, "back": func(p *Pane) { p.Return(p.Place()) },
	} {
		p := seeking(t)
		p.View()
		told := 0
		p.Find(19_999, -1, func(bool, bool) { told++ })
		tasks := p.Tasks() // one is on its way
		goes(p)
		here, following := p.cursor, p.Following()
		for _, task := range tasks {
			p.Done(task())
		}
		run(t, p)
		if name == "stays" || name == "down at the end" || name == "pauses" {
			if l, _ := p.Line(); l.N != 500 || told != 1 {
				t.Errorf("%s: it is at line %d, told %d times", name, l.N, told)
			}
			continue
		}
		if p.Following() != following || !following && p.cursor != here || told > 0 {
			t.Errorf("%s: it was taken from row %d to %d, told %d times", name, here, p.cursor, told)
		}
		if _, ok := p.Hunting(); ok {
			t.Errorf("%s: it goes on", name)
		}
		p.Find(p.SearchOn(-1), -1, func(bool, bool) { told++ })
		run(t, p)
		if l, _ := p.Line(); l.N != 500 || told != 1 {
			t.Errorf("%s: the next is at line %d, told %d times", name, l.N, told)
		}
	}
}
