package book

import (
	"slices"
	"time"

	"oopscope/parse"
)

// Boot notes that a boot began. Reports of those before are told at once: the
// book is asked for few boots, and never for one it forgot.
func (b *Book) Boot(boot parse.Boot) {
	b.boots = append(slices.DeleteFunc(b.boots, func(x parse.Boot) bool { return x.N == boot.N && x.Sender == boot.Sender }), boot)
	if len(b.boots) > maxBoots {
		b.boots = slices.Delete(b.boots, 0, 1)
	}
}

// A Life is a boot of one of the boards that send here.
type Life struct {
	Sender string
	Boot   int
}

// Life returns the life that a report is of.
func (r *Report) Life() Life { return Life{r.Crash.Sender, r.Crash.Boot} }

// maxBoots is how many boots the book keeps for reports that are told late.
const maxBoots = 64

// bootAfter returns the first boot of the crash's board behind the crash's that
// is known.
func (b *Book) bootAfter(c *parse.Crash) (next parse.Boot, ok bool) {
	for _, x := range b.boots {
		if x.Sender == c.Sender && x.N > c.Boot && (!ok || x.N < next.N) {
			next, ok = x, true
		}
	}
	return next, ok
}

// Tell gives every report what was seen of the machine since, up to a line. now is
// what is known of a machine that was not restarted.
func (b *Book) Tell(now parse.Later, lines int) {
	died := map[Life]int{}   // the report that a boot ended with, by its first line
	again := map[death]int{} // the next report in which a task dies, by its first line
	for i := len(b.All) - 1; i >= 0; i-- {
		r := b.All[i]
		c := r.Crash
		l := now
		if l.Died = died[r.Life()]; r.IsCrash() && (c.Aftermath == parse.Halted || c.Aftermath == parse.Rebooting) {
			died[r.Life()] = c.First
		}
		last := lines
		if next, ok := b.bootAfter(c); ok && (r.later.Boot == 0 || next.N <= r.later.Boot) {
			l.Boot, l.Line, l.At, l.Hard, l.Quiet = next.N, next.First, next.Seen, next.Silent, time.Time{}
			last = next.First - 1
		} else if was := r.later; was.Boot > 0 { // the book forgot that boot
			l.Boot, l.Line, l.At, l.Hard, l.Quiet = was.Boot, was.Line, was.At, was.Hard, time.Time{}
			last = was.Line - 1
		}
		l.Spoke = last > c.Last
		if l.Spoke && r.later.Spoke && r.later.Boot == l.Boot {
			l.Heard = r.later.Heard // the first line that shows it is as good as the latest
		} else if l.Spoke {
			l.Heard = last
		}
		if c.Die > 0 && c.Task.Known && c.Task.PID > 0 {
			dies := death{r.Life(), c.Task}
			l.Again, again[dies] = again[dies], c.First
		}
		if r.later != l {
			b.stale(r)
		}
		r.tell(l)
	}
	b.tellStories()
}

// death is a task of one life of a board.
type death struct {
	life Life
	task parse.Task
}

// tell takes in what became of the machine. Findings speak of it, too: they are
// sought again when it was heard, died or was restarted.
func (r *Report) tell(l parse.Later) {
	if r.later == l {
		return
	}
	if r.later.Boot != l.Boot || r.later.Died != l.Died || r.later.Again != l.Again || r.later.Spoke != l.Spoke {
		r.judged = false
	}
	r.later = l
	r.Crash = r.told(r.Crash)
	r.Changed()
}

// told returns a crash with what became of the machine since, of its boot, and with what
// other boots tell of the lines before it.
func (r *Report) told(c *parse.Crash) *parse.Crash {
	if c.Later == r.later && c.Story == r.story && len(c.Before) == len(r.before) {
		return c
	}
	with := *c
	with.Later, with.Story, with.Before = r.later, r.story, r.before
	return &with
}
