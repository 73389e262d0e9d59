package list

import (
	"slices"

	"oopscope/ui/book"
)

// leastLoop is how many boots with the same crashes, one after the other, are a crash loop.
const leastLoop = 3

// An item is a row that can be selected: a report, or one that stands for those of the
// same signature in each boot of a crash loop.
type item struct {
	report *book.Report // of a loop the latest
	of     []*book.Report
	boots  int // of the loop, 0 when it is none
	hidden int // trouble of those boots
	head   bool
}

// has tells whether the row stands for a report.
func (i *item) has(r *book.Report) bool { return i.report == r || slices.Contains(i.of, r) }

// items lists the rows: boot by boot, crash loops folded that nobody opened.
func (p *Pane) items() (list []item) {
	lives := livesOf(p.order())
	for i := 0; i < len(lives); {
		n := 1
		for i+n < len(lives) && sameCrashes(lives[i], lives[i+n]) {
			n++
		}
		if n < leastLoop || p.unfolded[lives[i][0].Life()] {
			for _, life := range lives[i : i+n] {
				for at, r := range life {
					list = append(list, item{report: r, head: at == 0})
				}
			}
		} else {
			list = append(list, folded(lives[i:i+n])...)
		}
		i += n
	}
	return list
}

// livesOf parts reports by their boots.
func livesOf(all []*book.Report) (lives [][]*book.Report) {
	for _, r := range all {
		if n := len(lives); n > 0 && lives[n-1][0].Life() == r.Life() {
			lives[n-1] = append(lives[n-1], r)
		} else {
			lives = append(lives, []*book.Report{r})
		}
	}
	return lives
}

// crashesOf are the crashes among the reports of a boot.
func crashesOf(life []*book.Report) []*book.Report {
	return slices.DeleteFunc(slices.Clone(life), func(r *book.Report) bool { return !r.IsCrash() })
}

// sameCrashes tells boots of one board that had the same crashes in the same order. What is
// too poor for a signature is the same as nothing.
func sameCrashes(a, b []*book.Report) bool {
	x, y := crashesOf(a), crashesOf(b)
	return len(x) > 0 && a[0].Crash.Sender == b[0].Crash.Sender && slices.EqualFunc(x, y, func(r, s *book.Report) bool {
		return r.Crash.Signature.Exact != "" && r.Crash.Signature.Exact == s.Crash.Signature.Exact
	})
}

// folded are the rows of a crash loop: one for each crash that its boots have.
func folded(lives [][]*book.Report) (list []item) {
	for at := range crashesOf(lives[0]) {
		i := item{boots: len(lives), head: at == 0}
		for _, life := range lives {
			i.hidden += len(life) - len(crashesOf(life))
			i.report = crashesOf(life)[at]
			i.of = append(i.of, i.report)
		}
		list = append(list, i)
	}
	return list
}

// fold opens a crash loop to the single crashes, or closes it again.
func (p *Pane) fold(list []item) {
	here := list[p.sel].report
	if i := list[p.sel]; i.boots > 0 {
		p.unfolded[i.of[0].Life()] = true
		here = i.of[0]
	} else {
		lives := livesOf(p.order())
		at := slices.IndexFunc(lives, func(l []*book.Report) bool { return l[0].Life() == here.Life() })
		for at > 0 && sameCrashes(lives[at-1], lives[at]) {
			at--
		}
		delete(p.unfolded, lives[at][0].Life())
	}
	p.sel = max(slices.IndexFunc(p.items(), func(i item) bool { return i.has(here) }), 0)
}
