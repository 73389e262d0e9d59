package report

import (
	"slices"
	"strings"

	"oopscope/parse/crash"
	"oopscope/parse/grammar"
)

// preambleLines is how far a header may stand behind its preamble.
const preambleLines = 4

// Preambles stand in front of a header: cut marks (kernel/panic.c, arm's
// traps.c), arc's first line of a thread of the kernel (troubleshoot.c), the operator's SysRq-c, what the slab allocator found overwritten, which
// of newer kernels (in 6.12.107, too) comes before the rule (check_bytes_and_report(), mm/slub.c), what
// skb_panic() of net/core/skbuff.c says of the packet before its BUG(), what drivers and file systems say that
// assert for themselves (fs/btrfs/messages.h, fs/jbd2/transaction.c), and the rule above a checker's report.
var Preambles = []string{"[ cut here ]", "8<--- cut here ---", "Trigger a crash", overwritten, noPath, packetOver, packetUnder, crash.Asserted, "===================="}

const (
	overwritten = " overwritten] 0x"
	noPath      = "Path: (null)"
	packetOver  = "skb_over_panic: text:"
	packetUnder = "skb_under_panic: text:"
)

// beforeMark tells a preamble that stands before the mark or the rule itself.
func beforeMark(text string) bool {
	return strings.Contains(text, overwritten) || strings.Contains(text, packetOver) || strings.Contains(text, packetUnder) || strings.Contains(text, crash.Asserted)
}

// isPreamble tells a line that stands in front of a header.
func isPreamble(l *Line) bool {
	if l.kind == grammar.Ruled {
		return l.Text[0] == '='
	}
	return l.Marked && slices.ContainsFunc(Preambles[:len(Preambles)-1], func(p string) bool { return strings.Contains(l.Text, p) })
}

// preamble keeps a cut mark for the header to come, and ends what it ends.
func (t *Tracker) preamble(c *context, l *Line) {
	r := c.open
	if r != nil && l.kind == grammar.Ruled && r.stage == growing {
		closing := r.ruleEnds()
		if !closing || !r.Ended {
			r.add(l.kept(), l.Now) // lockdep and SLUB draw rules inside, KASAN and its kin a closing one
			r.Ended = r.Ended || closing
			t.judge(Takes, r)
			t.emit(Grew, r)
			return
		}
	}
	if r != nil && r.stage == growing && (r.traced || r.Ended) && !r.shared(l) {
		t.settle(r, ByGrammar, l.N)
	}
	if n := len(c.preamble); n == 0 || !beforeMark(c.preamble[0].Text) || c.preamble[n-1].N == l.N {
		c.preamble = c.preamble[:0]
	}
	c.preamble = append(c.preamble, l.kept())
	t.judge(IsPreamble, nil)
}

// ruleEnds tells that the report is one that a rule of = closes.
func (r *Report) ruleEnds() bool {
	for _, h := range r.Hits {
		if h.Class.Ruled {
			return len(r.body) > 4
		}
	}
	return r.Ended
}

// agePreamble drops a preamble that no header followed, and keeps what stands
// behind it until one does: the message of a WARN comes before its header.
func (c *context) agePreamble(l *Line) {
	n := len(c.preamble)
	switch {
	case n == 0:
	case l.Seq-c.preamble[0].seq >= preambleLines:
		c.preamble = c.preamble[:0]
	case c.preamble[n-1].N != l.N && (c.open == nil || c.open.stage != growing || c.open.isGuess() || c.announces(l)):
		c.preamble = append(c.preamble, l.kept())
	}
}
