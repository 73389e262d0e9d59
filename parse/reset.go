package parse

import "oopscope/parse/crash"

// A restart without a word is a report of its own: what it has to say are the
// last lines before it.

// reboot closes every report because the machine started again at line n. When
// nothing explains the restart it becomes a report of its own, made of the last
// lines before it.
func (k *desk) reboot(n int, silent bool, last []crash.BodyLine) {
	explained := false
	for _, l := range k.lanes {
		if l.open != nil {
			explained = explained || l.open.id > 0
			if l.open.stage == settling && l.open.settledN >= n { // as soon as it was suspected
				l.open.closed = closedByReset
			}
			k.finishWindow(l, closedByReset)
		}
		l.lead = l.lead[:0]
	}
	if silent && !explained {
		k.lastWords(last, resetRule, closedByReset, k.d.boots.current)
	}
	k.died, k.stuck = false, nil
}
