package report

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"oopscope/parse/class"
	"oopscope/parse/crash"
	"oopscope/parse/grammar"
)

// manualLines is how long the dump of an OOM is that the operator asked for.
const manualLines = 400

// hits matches the candidate headers of a line, the most telling first.
func (t *Tracker) hits(l *Line, found []*class.Matcher) []class.Hit {
	if len(found) == 0 {
		return nil
	}
	var hits []class.Hit
	for _, m := range found {
		if m.Role == class.Trouble || l.Foreign && !m.Class.Firmware {
			continue
		}
		if m.Role == class.Panics && t.dead && l.kind == grammar.Ending {
			continue // the panic that it ends was seen; without one the mark alone proves it
		}
		if g := m.Match(l.Text); g != nil && !t.repeats(m, g) && !t.askedFor(m, g, l.N) {
			hits = append(hits, class.Hit{Matcher: m, Groups: g, At: l.BodyLine})
		}
	}
	if len(hits) > 1 {
		hits = slices.DeleteFunc(hits, func(h class.Hit) bool { return h.Role == class.Anything || h.Role == class.Inside })
	}
	slices.SortStableFunc(hits, func(a, b class.Hit) int { return cmp.Compare(a.Rank, b.Rank) })
	return hits
}

// repeats tells what the kernel repeats every ten seconds for as long as it waits:
//
//	unregister_netdevice: waiting for eth0 to become free. Usage count = 2
func (t *Tracker) repeats(m *class.Matcher, groups map[string]string) bool {
	if !m.Repeats {
		return false
	}
	what := groups["what"]
	if t.waiting[what] {
		return true
	}
	if t.waiting == nil || len(t.waiting) > 256 {
		t.waiting = map[string]bool{}
	}
	t.waiting[what] = true
	return false
}

// askedFor tells the work of the OOM killer that the operator ran (SysRq-f):
//
//	kworker/0:1 invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=-1, oom_score_adj=0
func (t *Tracker) askedFor(m *class.Matcher, groups map[string]string, n int) bool {
	if !m.Class.Manual {
		return false
	}
	if groups["order"] == "-1" {
		t.manual = n
	}
	return t.manual > 0 && n-t.manual < manualLines
}

// isAgain tells that the very same line opened or titled a report before: with its
// microsecond, and a replay of the log was asked for since, or without one, as
// "dmesg -t" and "dmesg -l" print what the console had with its time. An earlier
// boot's comes again from where the kernel kept it, in every boot from then on. Deaths are
// counted: the same one at the same microsecond was printed twice, as 5.10's PREEMPT_RT does
// when a dying kernel takes the console over from its thread.
func (t *Tracker) isAgain(l *Line) bool {
	if l.Micro == 0 || len(l.Text) > 512 {
		return false
	}
	if l.Micro < 0 {
		return t.replays[l.Text] > 0
	}
	key := l.Text + "\x00" + time.Duration(l.Micro).String()
	if boot := t.replays[key]; boot > 0 {
		return l.Replayed || l.Recalled && boot < l.Boot.N || boot == l.Boot.N && strings.Contains(l.Text, "[#")
	}
	if t.replays == nil || len(t.replays) > 4096 {
		t.replays = make(map[string]int)
	}
	t.replays[key], t.replays[l.Text] = l.Boot.N, l.Boot.N
	return false
}

// header handles a line that opens or names a report.
func (t *Tracker) header(c *context, l *Line, hits []class.Hit) {
	r := c.open
	if r != nil && r.joins(l, hits) {
		if !r.another(l, hits) || !t.besides(c, l, hits) {
			t.join(c, l, hits)
		}
		return
	}
	if onlyHints(hits) {
		t.judge(IsHintOnly, nil)
		if r != nil {
			t.body(c, l)
		}
		return
	}
	if t.besides(c, l, hits) {
		return
	}
	var parent Origin
	if r = c.notAGuess(l); r != nil {
		if r.stage == growing && !r.Ended && r.known {
			parent = r.origin()
			if !r.traced {
				r.problem(crash.Interrupted, l.N, "another report cut into it before its call trace")
			}
		}
		t.finish(c, ByReport)
	}
	t.open(c, l, hits, parent)
}

// notAGuess returns the report that is open. What seemed to be one without its header is
// dropped when it was but a line in front of this header: arc names the task before the fault.
func (c *context) notAGuess(header *Line) *Report {
	r := c.open
	if r == nil || !r.isGuess() || r.traced {
		return r
	}
	if r.preambled && header.Seq-r.body[0].seq <= preambleLines {
		c.preamble = r.body
	}
	c.open = nil
	return nil
}

// join takes a header into the report, and the cut mark in front of it.
func (t *Tracker) join(c *context, l *Line, hits []class.Hit) {
	r := c.open
	t.judge(Joins, r)
	r.stage = growing
	for _, p := range c.preamble {
		if p.N != l.N {
			r.add(p, l.Now)
		}
	}
	c.preamble = c.preamble[:0]
	if cpu := hitCPU(hits); cpu >= 0 && r.cpu < 0 {
		r.cpu = cpu
	}
	for _, h := range hits {
		r.hit(h, l)
		r.pending = r.pending && h.Role != class.Die
		r.Ended = r.Ended && h.Role != class.Opens && h.Role != class.Fault
		if h.Role == class.Panics {
			r.panicked, r.Ended = true, false
			t.emit(Died, nil)
		}
	}
	r.add(l.kept(), l.Now)
	t.confirm(r)
}

// open begins a report.
func (t *Tracker) open(c *context, l *Line, hits []class.Hit, parent Origin) {
	t.openAs(c, l, hits, parent, false)
}

func (t *Tracker) openAs(c *context, l *Line, hits []class.Hit, parent Origin, pending bool) {
	r := &Report{Boot: *l.Boot, Seen: l.Came, touched: l.Now, lastMicro: -1, Parent: parent, cpu: hitCPU(hits), pid: -1, pending: pending}
	for _, p := range c.preamble {
		switch {
		case p.N == l.N:
		case r.strange(p):
			t.openStranger(c.firstLane(), l, p)
			r.problem(crash.Interleaved, p.N, strangerBetween)
		default:
			r.push(p)
		}
	}
	c.preamble = c.preamble[:0]
	c.open = r
	t.judge(Opens, r)
	for _, h := range hits {
		r.hit(h, l)
	}
	if r.has(class.Panics) {
		r.panicked = true
		t.emit(Died, nil)
	}
	r.add(l.kept(), l.Now)
	t.confirm(r)
}
