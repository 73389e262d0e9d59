package logpane

import (
	"slices"
	"time"
)

// Lines that are not in memory are read, searched and filtered by tasks, which wait
// for the disk elsewhere than where the screen is drawn.

// A Task is some of that work. Whoever runs it gives what it returns to Done.
type Task func() any

// slice is how long a task takes, so that one sees how far it is and can stop it.
const slice = 40 * time.Millisecond

// Tasks returns what is to be begun now, the lines of the window first.
func (p *Pane) Tasks() (tasks []Task) {
	if p.ring.Source == nil {
		return nil
	}
	p.touch()
	for _, t := range []Task{p.fetch(), p.huntOn(), p.siftOn()} {
		if t != nil {
			tasks = append(tasks, t)
		}
	}
	return tasks
}

// Done takes in what a task returned.
func (p *Pane) Done(what any) {
	switch done := what.(type) {
	case fetched:
		p.fetching = false
		p.take(done)
	case hunted:
		p.hunted(done)
	case sifted:
		p.sifted(done)
	}
	p.clampView()
}

// Again has the lines tried again that could not be read.
func (p *Pane) Again() { clear(p.unread) }

// touch looks at the rows in the window and around it, so that those that are absent
// are fetched.
func (p *Pane) touch() {
	top := p.top.seq
	if p.follow {
		top = p.bottom().seq
	}
	if !p.filter.Active() && top-2*p.h >= p.ring.Newest() { // they are all in memory
		return
	}
	for _, dir := range []int{-1, 1} {
		for seq, n := top, 0; p.ring.Has(seq) && n < 2*p.h; n++ {
			p.ring.At(seq)
			next := p.step(seq, dir)
			if next == seq {
				break
			}
			seq = next
		}
	}
}

// fetchMost is how many pages one task reads.
const fetchMost = 32

// fetch returns the task that reads the pages that are wanted.
func (p *Pane) fetch() Task {
	if p.fetching {
		return nil
	}
	pages := slices.DeleteFunc(p.ring.Wanted(), func(n int) bool { return p.unread[n] })
	if len(pages) == 0 {
		return nil
	}
	pages = pages[:min(len(pages), fetchMost)]
	p.fetching = true
	source := p.ring.Source
	return func() any { return read(source, pages) }
}

func (p *Pane) take(f fetched) {
	for i, n := range f.pages {
		p.ring.Put(n, f.lines[i])
	}
	for _, n := range f.failed {
		if p.unread == nil {
			p.unread = map[int]bool{}
		}
		p.unread[n] = true
	}
}
