package parse

import (
	"time"

	"oopscope/parse/blame"
	"oopscope/parse/crash"
)

// publish puts into the batch what changed: every report that is over, in order
// of appearance, and with Lines also a snapshot of those that grow.
func (k *desk) publish() {
	for len(k.queue) > 0 && k.queue[0].stage == done {
		w := k.queue[0]
		k.queue = k.queue[1:]
		k.d.batch.Crashes = append(k.d.batch.Crashes, k.d.crash(w))
	}
	if !k.d.opt.Lines {
		return
	}
	for _, w := range k.queue {
		if w.dirty && k.due(w) {
			w.dirty, w.shown = false, k.d.now
			k.d.batch.Crashes = append(k.d.batch.Crashes, k.d.crash(w))
		}
	}
}

// due spaces the snapshots of a growing report by its size: decoding a long
// one for every few bytes would cost more than the bytes.
func (k *desk) due(w *window) bool {
	const perLine = 50 * time.Microsecond
	return w.stage != growing || k.d.now.Sub(w.shown) >= time.Duration(len(w.body))*perLine
}

// crash decodes a report and says whose it may be.
func (d *Decoder) crash(w *window) *crash.Crash {
	c := d.decode(w)
	blame.Lay(c)
	return c
}
