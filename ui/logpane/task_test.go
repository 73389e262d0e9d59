package logpane

import (
	"errors"
	"fmt"
	"math/rand"
	"strings"
	"testing"

	"oopscope/parse"
	"oopscope/ui/book"
	"oopscope/ui/match"
	"oopscope/ui/scrollback"
	"oopscope/ui/theme"
	"oopscope/ui/uitest"
)

// A shelf is where lines are read back in a test, so many on a page.
type shelf struct {
	lines  []parse.Line
	broken bool
}

const perPage = 100

func (s *shelf) Page(line int) (page, first, end int) {
	page = max(line-1, 0) / perPage
	return page, page*perPage + 1, min((page+1)*perPage, len(s.lines)) + 1
}

func (s *shelf) At(offset int64) int { return min(int(offset/10), len(s.lines)-1) / perPage }

func (s *shelf) Read(page int) ([]parse.Line, error) {
	if s.broken {
		return nil, errors.New("the disk does not answer")
	}
	return s.lines[page*perPage : min((page+1)*perPage, len(s.lines))], nil
}

func (s *shelf) Raw(dst []byte, page int) ([]byte, bool) {
	lines, err := s.Read(page)
	for _, l := range lines {
		dst = append(append(dst, l.Raw...), "\r\n"...)
	}
	return dst, err == nil
}

// run does the tasks of a pane until there are none.
func run(t *testing.T, p *Pane) {
	t.Helper()
	for n := 0; ; n++ {
		tasks := p.Tasks()
		if len(tasks) == 0 {
			return
		}
		if n > 10_000 {
			t.Fatal("there is always something to do")
		}
		for _, task := range tasks {
			p.Done(task())
		}
	}
}

// kernelLines are lines of all kinds, from a number on.
func kernelLines(rnd *rand.Rand, from, n int) (lines []parse.Line) {
	for i := range n {
		l := parse.Line{N: from + i, First: int64(from+i-1) * 10, Last: int64(from+i) * 10, Micro: int64(from+i) * 1000, Level: -1, Boot: 1}
		text := fmt.Sprintf("usb 1-1: line %d", l.N)
		switch rnd.Intn(60) {
		case 0:
			text = "eth0: link \x1b[31merror\x1b[m " + text
		case 1:
			l.Level = int8(rnd.Intn(8))
		case 2:
			l.Mark = parse.Error
		case 3:
			text += " needle"
		case 4:
			text = "warning: " + text
		}
		l.Raw = []byte(text)
		lines = append(lines, l)
	}
	return lines
}

// A pane that reads lines back shows what one shows that has them all in memory,
// whatever a person does.
func TestWhatIsReadBackLooksAsInMemory(t *testing.T) {
	for seed := range int64(4) {
		rnd := rand.New(rand.NewSource(seed))
		var b book.Book
		s := &shelf{}
		all, back := New(theme.New(), &b, nil), New(theme.New(), &b, nil)
		all.Limit = 1 << 30
		back.ReadFrom(s)
		both := func(f func(p *Pane)) { f(all); f(back); run(t, back) }
		add := func(n int) {
			lines := kernelLines(rnd, len(s.lines)+1, n)
			s.lines = append(s.lines, lines...)
			all.Append(&parse.Batch{Lines: lines})
			back.Append(&parse.Batch{Lines: lines[rnd.Intn(n):]}) // the newest
			run(t, back)
		}
		for n := 1; n < 20; n++ {
			b.Upsert(&parse.Crash{ID: n, Severity: parse.Oops, First: n * 400, Last: n*400 + 20})
		}
		both(func(p *Pane) { p.SetSize(80, 5+int(seed)*4) })
		add(6000)
		said := ""
		for step := range uitest.Rounds(200) {
			k, words := rnd.Intn(13), ""
			n := rnd.Intn(2*all.h+2) - all.h
			line := 1 + rnd.Intn(len(s.lines))
			text, regexp := [...]string{"needle", "line 4", "ERROR", "l.nk", "absent"}[rnd.Intn(5)], rnd.Intn(3) == 0
			not, worst := rnd.Intn(4) == 0, [...]int8{0, 0, 3, 4}[rnd.Intn(4)]
			switch k {
			case 0:
				add(1 + rnd.Intn(800))
			case 1:
				both(func(p *Pane) { p.Show(line) })
			case 2:
				both(func(p *Pane) { p.Scroll(n) })
			case 3:
				both(func(p *Pane) { p.Move(n) })
			case 4:
				both((*Pane).Top)
			case 5:
				both((*Pane).Follow)
			case 6, 7:
				m, _ := match.New(text, regexp)
				both(func(p *Pane) {
					p.Search(m)
					row, dir := p.SearchStart()
					p.Find(row, dir, func(wrapped, ok bool) { words = fmt.Sprint(wrapped, ok) })
				})
			case 8:
				dir := 1 - 2*rnd.Intn(2)
				both(func(p *Pane) {
					p.NextTrouble(dir, func(r *book.Report, ok bool) { words = fmt.Sprint(r != nil, ok) })
				})
			case 9:
				both(func(p *Pane) { p.Wheel(n) })
			case 10:
				both((*Pane).TogglePause)
			default:
				var f Filter
				if rnd.Intn(3) > 0 {
					f.Worst = worst
					f.Match, _ = match.New(text, regexp)
					f.Not = not
				}
				both(func(p *Pane) { p.SetFilter(f) })
			}
			said += fmt.Sprintf("%d(%d,%d,%q,%v) %s\n", k, n, line, text, regexp, words)
			if a, b := all.View(), back.View(); a != b {
				t.Fatalf("seed %d, step %d:\n%s\nin memory:\n%s\nread back:\n%s", seed, step, said, a, b)
			}
		}
	}
}

// A person reads on while a search and a filter are on their way, and can stop them.
func TestASearchIsStopped(t *testing.T) {
	s := &shelf{lines: kernelLines(rand.New(rand.NewSource(1)), 1, 20_000)}
	p := New(theme.New(), &book.Book{}, nil)
	p.ReadFrom(s)
	p.SetSize(80, 20)
	p.Append(&parse.Batch{Lines: s.lines[19_000:]})
	m, _ := match.New("nowhere", false)
	p.Search(m)
	told := 0
	p.Find(19_999, -1, func(_, ok bool) { told++ })
	if percent, ok := p.Hunting(); !ok || percent != 5 || told > 0 {
		t.Errorf("%d %%, %v, told %d times", percent, ok, told)
	}
	task := p.Tasks()
	if !p.Stop() || p.Stop() {
		t.Error("it is not stopped once")
	}
	for _, task := range task {
		p.Done(task())
	}
	if _, ok := p.Hunting(); ok || told > 0 {
		t.Error("it goes on")
	}
	p.SetFilter(Filter{Match: m})
	if _, ok := p.Sifting(); !ok || !strings.Contains(p.View(), "looking for lines that pass") {
		t.Errorf("it is not said that a filter is on its way:\n%s", p.View())
	}
	p.SetFilter(Filter{})
	if _, ok := p.Sifting(); ok {
		t.Error("no filter is on its way")
	}
	run(t, p)
}

// Lines that cannot be read leave rows empty and are tried again.
func TestADiskThatDoesNotAnswer(t *testing.T) {
	s := &shelf{lines: kernelLines(rand.New(rand.NewSource(1)), 1, 5000), broken: true}
	p := New(theme.New(), &book.Book{}, nil)
	p.ReadFrom(s)
	p.SetSize(80, 20)
	p.Append(&parse.Batch{Lines: s.lines[4000:]})
	p.Top()
	run(t, p)
	if l, ok := p.Line(); !ok || !l.Absent || l.N != 1 || strings.Contains(p.View(), "line 1") {
		t.Errorf("line %+v\n%s", l, p.View())
	}
	if n, known := p.Holding(55); !known || n != 0 {
		t.Errorf("a byte that cannot be read is in line %d, known %v", n, known)
	}
	s.broken = false
	run(t, p)
	if strings.Contains(p.View(), "line 1") {
		t.Error("it is tried all the time")
	}
	p.Again()
	run(t, p)
	if l, _ := p.Line(); l.Absent || !strings.Contains(p.View(), "line 1") {
		t.Errorf("it is not tried again:\n%s", p.View())
	}
	if n, known := p.Holding(55); !known || n != 6 {
		t.Errorf("the byte is in line %d, known %v", n, known)
	}
}

var _ scrollback.Source = (*shelf)(nil)
