package report

import (
	"strconv"
	"strings"

	"oopscope/parse/class"
	"oopscope/parse/grammar"
)

// waits tells that the report has its fault line and no die line yet: its CPU
// prints the details, or stands at the die lock.
func (r *Report) waits() bool {
	return r.stage == growing && r.has(class.Fault) && !r.has(class.Die) && !r.traced && !r.panicked
}

// stoodAtLock tells that a die line may come long after the head: the task stood
// at the die lock while others printed, and its lines are told from theirs.
func (r *Report) stoodAtLock(l *Line) bool { return l.Caller != 0 && r.waits() }

// another tells the fault line of another CPU from one that goes on with the
// report: both name an address, and the report waits for its die line.
func (r *Report) another(l *Line, hits []class.Hit) bool {
	h := &hits[0]
	if l.Caller != 0 || h.Role != class.Fault || h.Groups["addr"] == "" || !r.waits() || r.Hits[0].Announces {
		return false
	}
	other := false
	for i := range r.Hits {
		x := &r.Hits[i]
		if x.Role != class.Fault || x.Groups["addr"] == "" {
			continue
		}
		if x.Matcher != h.Matcher && sameAddress(x, h) {
			return false // powerpc names it twice, in two ways
		}
		other = true
	}
	return other
}

func sameAddress(a, b *class.Hit) bool {
	v, err := strconv.ParseUint(a.Groups["addr"], 16, 64)
	w, err2 := strconv.ParseUint(b.Groups["addr"], 16, 64)
	return err == nil && err2 == nil && v == w
}

// willEnd tells that the report is of the kinds that close with an end marker.
func (r *Report) willEnd() bool {
	for i := range r.Hits {
		if h := &r.Hits[i]; h.Role == class.Die || strings.HasPrefix(h.At.Text, "WARNING: ") {
			return true
		}
	}
	return false
}

// isWarn tells a WARN from an oops.
func (r *Report) isWarn() bool { return !r.has(class.Die) && !r.has(class.Fault) && r.willEnd() }

func isWarn(hits []class.Hit) bool { return strings.HasPrefix(hits[0].At.Text, "WARNING: ") }

// shared tells that another CPU may be printing between the lines of this
// report, which knows its own.
func (r *Report) shared(l *Line) bool {
	return l.Caller == 0 && r.stage == growing && !r.Ended && (r.cpu >= 0 && r.willEnd() || r.waits())
}

// announces tells a line between "cut here" and the header to come: the text of
// a WARN, while the report of another CPU is open.
func (c *context) announces(l *Line) bool {
	return len(c.preamble) > 0 && c.open != nil && c.open.shared(l) && l.kind == grammar.Other
}

// hitCPU is the CPU that a header names, -1 when none does.
func hitCPU(hits []class.Hit) int {
	for _, h := range hits {
		if cpu, err := strconv.Atoi(h.Groups["cpu"]); err == nil {
			return cpu
		}
	}
	return -1
}

// known is the order in which the lines of the reports come, as far as they show it.
func (c *context) known(l *Line) grammar.Order {
	if !c.order.Known() {
		c.order = grammar.OrderOf(append(c.texts(), l.Text))
	}
	return c.order
}

// reports are those that are open.
func (c *context) reports() (reports []*Report) {
	for _, lane := range c.lanes() {
		if lane.open != nil {
			reports = append(reports, lane.open)
		}
	}
	return reports
}

// texts are the first lines of all reports that are open.
func (c *context) texts() (texts []string) {
	for _, r := range c.reports() {
		for i := range r.body[:min(len(r.body), reach)] {
			texts = append(texts, r.body[i].Text)
		}
	}
	return texts
}
