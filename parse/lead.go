package parse

import (
	"strings"

	"oopscope/parse/grammar"
)

// leadLiterals stand in front of a header: cut marks (kernel/panic.c, arm's
// traps.c), the operator's SysRq-c, the rule above a checker's report.
var leadLiterals = []string{"[ cut here ]", "8<--- cut here ---", "Trigger a crash", "===================="}

// isLead tells a line that stands in front of a header.
func isLead(e entry) bool {
	if e.kind == grammar.Ruled {
		return e.Text[0] == '='
	}
	for _, l := range leadLiterals[:3] {
		if strings.Contains(e.Text, l) {
			return true
		}
	}
	return false
}

// lead keeps a cut mark for the header to come, and ends what it ends.
func (k *desk) lead(lane *lane, e entry) {
	w := lane.open
	if w != nil && e.kind == grammar.Ruled {
		if w.stage == growing && !w.ruleEnds() {
			k.add(w, e) // lockdep and SLUB draw rules inside
			return
		}
		if w.stage == growing && !w.ended { // the closing rule of KASAN and its kin
			k.add(w, e)
			w.ended = true
			return
		}
	}
	if w != nil && w.stage == growing && (w.traced || w.ended) && !w.shared(e) {
		k.settle(w, closedByGrammar)
	}
	lane.lead = append(lane.lead[:0], e)
}

// ruleEnds tells that the report is one that a rule of = closes.
func (w *window) ruleEnds() bool {
	for _, h := range w.hits {
		if h.Class.Ruled {
			return len(w.body) > 4
		}
	}
	return w.ended
}

func (k *desk) ageLead(lane *lane, e entry) {
	if n := len(lane.lead); n > 0 && e.N-lane.lead[0].N > leadLines {
		lane.lead = lane.lead[:0]
	} else if n > 0 && n < 8 && lane.lead[n-1].N != e.N && (lane.open == nil || lane.open.stage != growing || lane.announces(e)) {
		lane.lead = append(lane.lead, e) // the message of a WARN stands before its header
	}
}
