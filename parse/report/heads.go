package report

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"oopscope/parse/class"
	"oopscope/parse/crash"
	"oopscope/parse/grammar"
)

// The head of an oops is what stands in front of its die line. When several wait
// for the die lock, the die line says whose it is by its error code at best; the
// address that the registers show to have been accessed proves it afterwards.

// ofDie finds the report that waited for a die line, nil when none did.
func (t *Tracker) ofDie(c *context, die *class.Hit) *context {
	var head *context
	most := 0
	for _, lane := range c.lanes() {
		if lane.open != nil && lane.open.waits() {
			if f := lane.open.awaits(die); head == nil || f > most {
				head, most = lane, f
			}
		}
	}
	if head == nil {
		return nil
	}
	if known := c.waitedLonger(head); head.open.pending && known != nil {
		exchangeHeads(known.open, head.open, anyLine) // of whom was heard before is heard of first
		head = known
	}
	head.open.unsure = c.othersWait(head)
	head.open.walked = head.open.unsure && c.walkedFirst(head)
	head.open.resumed = t.seq
	return head
}

// walkedFirst gives the report the address whose page tables were printed already,
// when the others' were not, and tells that this tells whose it is: the kernel
// prints them right before it takes the lock (arm, arm64: show_pte()).
func (c *context) walkedFirst(head *context) bool {
	var done *context
	for _, lane := range c.lanes() {
		if r := lane.open; r != nil && (lane == head || r.waits()) && r.walkedItself() {
			if done != nil {
				return false
			}
			done = lane
		}
	}
	if done != nil && done != head {
		exchangeHeads(head.open, done.open, head.open.ofAddress())
	}
	return done != nil
}

// walkedItself tells that the page tables of the fault's address were printed.
func (r *Report) walkedItself() bool {
	return slices.ContainsFunc(r.body, func(l line) bool {
		at, ok := walked(l.Text)
		return ok && r.faultAt(at)
	})
}

// awaits tells how well a die line goes with the head of a report.
func (r *Report) awaits(die *class.Hit) (points int) {
	if known, same := r.codeIs(die); same {
		points = itself
	} else if known {
		points = backwards
	}
	for i := range r.Hits {
		if h := &r.Hits[i]; h.Role == class.Fault && h.Class == die.Class {
			return points + nextRow
		}
	}
	return points
}

// waitedLonger is a report that waits for its die line and is known already.
func (c *context) waitedLonger(head *context) *context {
	for _, lane := range c.lanes() {
		if lane != head && lane.open != nil && lane.open.waits() && !lane.open.pending {
			return lane
		}
	}
	return nil
}

// othersWait tells that another report waits for its die line, too.
func (c *context) othersWait(head *context) bool {
	return slices.ContainsFunc(c.lanes(), func(lane *context) bool { return lane != head && lane.open != nil && lane.open.waits() })
}

// codeIs compares the error code of a die line with the one in the head: arm has
// it in the fault line, arm64 in a row of its own.
//
//	Unhandled fault: page domain fault (0x81b) at 0x00000028
//	Internal error: : 81b [#1] SMP ARM
func (r *Report) codeIs(die *class.Hit) (known, same bool) {
	code, err := strconv.ParseUint(die.Groups["code"], 16, 64)
	if err != nil {
		return false, false
	}
	for i := range r.body {
		if v, ok := headCode(r.body[i].Text); ok {
			return true, v == code
		}
	}
	return false, false
}

// headCode is the error code in a line of the head.
func headCode(text string) (uint64, bool) {
	for _, mark := range [...]string{"ESR = 0x", "fault (0x", "exception (0x", "abort (0x"} {
		if _, rest, ok := strings.Cut(text, mark); ok {
			end := strings.IndexFunc(rest, func(r rune) bool { return !strings.ContainsRune("0123456789abcdef", r) })
			if end < 0 {
				end = len(rest)
			}
			v, err := strconv.ParseUint(rest[:end], 16, 64)
			return v, err == nil
		}
	}
	return 0, false
}

// verify compares the address of a report's fault line with what its registers
// show, and gives it another one's head when that is the right one.
func (t *Tracker) verify(c *context) {
	r, others := c.open, c.firstLane().lanes()
	r.unsure = false
	var addr uint64
	proved := false
	if t.Accessed != nil {
		addr, proved = t.Accessed(r.afterHead())
	}
	if proved && r.faultAt(addr) || !proved && r.walked {
		return
	}
	for _, lane := range others {
		if o := lane.open; o != nil && lane != c && o.headWaited(r) {
			if proved && o.faultAt(addr) {
				exchangeHeads(r, o, r.ofAddress())
				return
			}
			o.contestHead()
		}
	}
	r.contestHead()
}

// headWaited tells that the fault line of the report came before the other's die line.
func (r *Report) headWaited(o *Report) bool {
	die := o.dieLine()
	return len(r.Hits) > 0 && r.Hits[0].Role == class.Fault && die > 0 && r.Hits[0].At.N < die
}

// contestHead marks the fault line.
func (r *Report) contestHead() {
	for i := range r.body {
		if slices.ContainsFunc(r.Hits, func(h class.Hit) bool { return h.Role == class.Fault && h.At.N == r.body[i].N }) {
			r.body[i].Contested = true
		}
	}
}

// dieLine is the number of the die line, 0 without one.
func (r *Report) dieLine() int {
	for i := range r.Hits {
		if r.Hits[i].Role == class.Die {
			return r.Hits[i].At.N
		}
	}
	return 0
}

// afterHead returns the lines from the die line on.
func (r *Report) afterHead() []crash.BodyLine {
	var lines []crash.BodyLine
	die := r.dieLine()
	for i := range r.body {
		if l := &r.body[i]; l.N >= die && l.kind != grammar.Fault {
			lines = append(lines, l.BodyLine)
		}
	}
	return lines
}

func anyLine(*line) bool { return true }

// ofAddress returns which lines of the head go with the address: all, but where
// the error code has a row of its own, which the die line has proved already.
func (r *Report) ofAddress() func(*line) bool {
	for i := range r.body {
		if l := &r.body[i]; l.kind == grammar.Fault {
			if _, ok := headCode(l.Text); ok {
				return func(l *line) bool {
					_, ok := walked(l.Text)
					return ok || l.kind != grammar.Fault
				}
			}
		}
	}
	return anyLine
}

// exchangeHeads gives each of two reports the lines of the other's head that are
// wanted.
func exchangeHeads(a, b *Report, wanted func(*line) bool) {
	ah, ab := a.split(wanted)
	bh, bb := b.split(wanted)
	a.body, b.body = joined(bh, ab), joined(ah, bb)
	isFault := func(h class.Hit) bool { return h.Role == class.Fault }
	af, bf := only(a.Hits, isFault), only(b.Hits, isFault)
	a.Hits, b.Hits = slices.Concat(bf, slices.DeleteFunc(a.Hits, isFault)), slices.Concat(af, slices.DeleteFunc(b.Hits, isFault))
	a.Faults, b.Faults = b.Faults, a.Faults
	a.Seen, b.Seen = b.Seen, a.Seen
	for _, r := range [...]*Report{a, b} {
		last := r.body[len(r.body)-1]
		r.lastN, r.lastSeq = last.N, last.seq
	}
}

// split parts the wanted lines of the head from the rest.
func (r *Report) split(wanted func(*line) bool) (head, rest []line) {
	die := r.dieLine()
	for i := range r.body {
		if l := &r.body[i]; (die == 0 || l.N < die || l.kind == grammar.Fault) && wanted(l) {
			head = append(head, *l)
		} else {
			rest = append(rest, *l)
		}
	}
	return head, rest
}

func joined(a, b []line) []line {
	lines := slices.Concat(a, b)
	slices.SortStableFunc(lines, func(a, b line) int { return cmp.Compare(a.N, b.N) })
	return lines
}

func only(hits []class.Hit, want func(class.Hit) bool) (kept []class.Hit) {
	for _, h := range hits {
		if want(h) {
			kept = append(kept, h)
		}
	}
	return kept
}

// fold gives the lines of reports that never got a die line to the one in which
// they began: the handler faulted again, and there was no other CPU.
func (t *Tracker) fold(c *context) {
	for _, lane := range c.firstLane().lanes() {
		o := lane.open
		if o == nil || !o.pending || lane != c && o.rival != c.open {
			continue
		}
		if in := o.rival; in != nil && in.stage != done && in != o {
			in.body = joined(in.body, o.body)
			in.Hits = slices.Concat(in.Hits, o.Hits)
			slices.SortStableFunc(in.Hits, func(a, b class.Hit) int { return cmp.Compare(a.At.N, b.At.N) })
			in.Faults += o.Faults
			lane.open = nil
			continue
		}
		o.pending = false
		t.confirm(o)
	}
}

// part does what is left to do between a report that closes and those that
// stand beside it.
func (t *Tracker) part(c *context, why End) {
	if c.open.unsure {
		t.verify(c)
	}
	if r := c.open; r.pending || !r.Ended || why == ByInput || why == ByRestart || t.seq-r.endSeq > trailing {
		t.fold(c) // who stands at the die lock goes on as soon as it is free
	}
	if c.open != nil {
		c.open.contested()
	}
}

// contested notes that lines of the report could be another one's, or that one's
// its own.
func (r *Report) contested() {
	first := 0
	for _, n := range r.lacking {
		if first == 0 || n < first {
			first = n
		}
	}
	for i := range r.body {
		if l := &r.body[i]; l.Contested && (first == 0 || l.N < first) {
			first = l.N
		}
	}
	if first > 0 {
		r.problem(crash.Contested, first, "another CPU printed at the same time: whose this line is, and others perhaps, cannot be told")
	}
}

// lack notes a line that another report got.
func (r *Report) lack(l *Line) {
	if r.lacking == nil {
		r.lacking = map[string]int{}
	}
	if len(r.lacking) < reach {
		r.lacking[l.Text] = l.N
	}
}
