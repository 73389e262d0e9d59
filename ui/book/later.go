package book

import (
	"cmp"
	"sort"
	"time"

	"oopscope/parse"
	"oopscope/parse/crash"
)

// A Life is a boot of one of the boards that send here.
type Life struct {
	Sender string
	Boot   int
}

// Life returns the life that a report is of.
func (r *Report) Life() Life { return Life{r.Crash.Sender, r.Crash.Boot} }

// Tell gives every report what was seen of the machine since, up to a line. now is
// what is known of a machine that was not restarted. Reports in brief are many, so they are
// told no more than a list shows: that the machine spoke, and its next boot.
func (b *Book) Tell(now parse.Later, lines int) {
	if b.told == (telling{now, b.Version}) { // and every report was heard of since
		return
	}
	died := map[Life]int{}   // the report that a boot ended with, by its first line
	again := map[death]int{} // the next report in which a task dies, by its first line
	spoke := true
	for i := len(b.All) - 1; i >= b.settled; i-- {
		r := b.All[i]
		c := r.Crash
		if c.Brief && r.later.Boot > 0 { // nothing more will be seen of that machine
			continue
		}
		l := b.since(r, now, lines)
		if l.Died = cmp.Or(died[r.Life()], r.later.Died); r.IsCrash() && (c.Aftermath == parse.Halted || c.Aftermath == parse.Rebooting) {
			died[r.Life()] = c.First
		}
		if c.Die > 0 && c.Task.Known && c.Task.PID > 0 {
			dies := death{r.Life(), c.Task}
			l.Again, again[dies] = cmp.Or(again[dies], r.later.Again), c.First
		}
		if b.isSettled(r) {
			continue
		}
		if r.later != l {
			b.stale(r)
		}
		r.tell(l)
		spoke = spoke && (l.Spoke || l.Boot > 0)
	}
	for b.settled < len(b.All) && b.isSettled(b.All[b.settled]) {
		b.settled++
	}
	b.tellStories()
	b.now, b.lines = now, lines
	if b.told = (telling{}); spoke {
		b.told = telling{now, b.Version}
	}
}

// since is what was seen of a report's machine up to a line: its next boot, and whether it spoke.
func (b *Book) since(r *Report, now parse.Later, lines int) parse.Later {
	l, last := now, lines
	if next, ok := b.bootAfter(r.Crash); ok && (r.later.Boot == 0 || next.N <= r.later.Boot) {
		l.Boot, l.Line, l.At, l.Hard, l.Quiet = next.N, next.First, next.Seen, next.Silent, time.Time{}
		last = next.First - 1
	} else if was := r.later; was.Boot > 0 { // the book forgot that boot
		l.Boot, l.Line, l.At, l.Hard, l.Quiet = was.Boot, was.Line, was.At, was.Hard, time.Time{}
		last = was.Line - 1
	}
	l.Spoke = last > r.Crash.Last
	l.Left = b.BootOf(r.Crash).Left.After(r.Crash.Last)
	if l.Spoke && r.later.Spoke && r.later.Boot == l.Boot {
		l.Heard = r.later.Heard // the first line that shows it is as good as the latest
	} else if l.Spoke {
		l.Heard = last
	}
	return l
}

// telling is what a book was told last, and which version of it was.
type telling struct {
	now     parse.Later
	version int
}

// isSettled tells of a report in brief that it is told nothing more until there is another boot.
func (b *Book) isSettled(r *Report) bool {
	switch {
	case !r.Crash.Brief:
		return false
	case r.later.Boot > 0:
		return true
	}
	return r.later.Spoke && !b.restarted(r.Crash.Sender, r.Crash.Boot)
}

// unsettle has the reports from a line on told again.
func (b *Book) unsettle(line int) {
	b.settled = min(b.settled, sort.Search(len(b.All), func(i int) bool { return b.All[i].Crash.First >= line }))
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
	if r.Crash = r.told(r.Crash); r.Crash.Brief {
		r.printed = r.Crash // nothing else is asked of it, and there are many
	}
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

// BootOf returns the boot of a crash; of one that is not known what the crash tells.
func (b *Book) BootOf(c *parse.Crash) parse.Boot {
	list := b.boots[c.Sender]
	if at := firstBoot(list, c.Boot); at < len(list) && list[at].N == c.Boot {
		return list[at].Boot()
	}
	return parse.Boot{N: c.Boot, Sender: c.Sender, First: 1, Kernel: c.Kernel}
}

// bootAfter returns the first boot of the crash's board behind the crash's that
// is known.
func (b *Book) bootAfter(c *parse.Crash) (next parse.Boot, ok bool) {
	list := b.boots[c.Sender]
	if at := firstBoot(list, c.Boot+1); at < len(list) {
		return list[at].Boot(), true
	}
	return next, false
}

// restarted tells whether a boot of a board was followed by another one.
func (b *Book) restarted(sender string, n int) bool {
	list := b.boots[sender]
	return len(list) > 0 && list[len(list)-1].N > n
}

// firstBoot is the place of the first boot from a number on.
func firstBoot(list []crash.PackedBoot, n int) int {
	return sort.Search(len(list), func(i int) bool { return list[i].N >= n })
}
