package parse

import (
	"time"

	"oopscope/parse/crash"
)

// How reports end: by grammar, by another report, by silence, by a restart.

// settle says that the report's lines are over.
func (k *desk) settle(w *window, why string) {
	if w.stage != growing {
		return
	}
	w.stage, w.closed, w.settledN, w.dirty = settling, why, k.d.n, true
	w.waiting, w.strays = w.waiting[:0], 0
}

func (k *desk) settleAll(why string) {
	for _, l := range k.lanes {
		if l.open != nil {
			k.settle(l.open, why)
		}
	}
}

// finishWindow closes a lane's report for good.
func (k *desk) finishWindow(lane *lane, why string) {
	w := lane.open
	if w == nil {
		return
	}
	k.settle(w, why)
	w.stage, w.dirty = done, true
	lane.open = nil
}

// expire closes what the line shows to be over: a report that settled long
// ago, or that got no line for long while others went by.
func (k *desk) expire(e entry) {
	for _, l := range k.lanes {
		w := l.open
		if w == nil {
			continue
		}
		late := w.lastMicro >= 0 && e.Micro-w.lastMicro > settleTime
		if w.stage == settling && (k.d.n-w.settledN > settleLines || late) || k.d.n-w.lastN > idleLines {
			k.finishWindow(l, closedByGrammar)
		}
	}
}

// silence closes by time what a live line no longer adds to.
func (k *desk) silence(now time.Time) {
	const settleAfter, finishAfter = 2 * time.Second, 4 * time.Second
	for _, l := range k.lanes {
		if w := l.open; w != nil {
			if quiet := now.Sub(w.touched); quiet > finishAfter {
				k.finishWindow(l, closedBySilence)
			} else if quiet > settleAfter {
				k.settle(w, closedBySilence)
			}
		}
	}
}

// nmi tells that CPUs are just being asked for their backtraces.
func (k *desk) nmi() bool {
	for _, l := range k.lanes {
		if l.open != nil && l.open.everyCPU && l.open.stage == growing {
			return true
		}
	}
	return false
}

// gap marks the open reports: input was lost inside them.
func (k *desk) gap(length time.Duration) {
	for _, l := range k.lanes {
		if w := l.open; w != nil && w.stage == growing {
			w.problem(crash.Lost, w.lastN, "the console was away for "+length.Round(time.Millisecond).String()+" inside it")
			w.dirty = true
		}
	}
}

// closeAll closes every report.
func (k *desk) closeAll(why string) {
	for _, l := range k.lanes {
		k.finishWindow(l, why)
	}
}

// isReplay tells that the very same line, microsecond included, opened or
// titled a report before, and that a replay of the log was asked for since.
func (k *desk) isReplay(e entry) bool {
	if e.Micro <= 0 || len(e.Text) > 512 {
		return false
	}
	key := e.Text + "\x00" + time.Duration(e.Micro).String()
	if k.replays[key] {
		return k.d.boots.replay.cued()
	}
	if k.replays == nil || len(k.replays) > 4096 {
		k.replays = make(map[string]bool)
	}
	k.replays[key] = true
	return false
}
