package parse

import (
	"time"

	"oopscope/parse/blame"
	"oopscope/parse/crash"
	"oopscope/parse/decode"
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
	c := d.reader.Decode(w.view())
	blame.Lay(c)
	return c
}

// view is what decoding sees of the report.
func (w *window) view() *decode.Report {
	r := &decode.Report{
		ID: w.id, Parent: w.parent.id, ParentLine: w.parent.line, Boot: w.boot, Seen: w.seen, Open: w.stage == growing,
		Class: w.class(), Hits: w.hits, Lines: make([]crash.BodyLine, 0, len(w.body)+len(w.tail)), Dropped: w.dropped, Faults: w.faults, Headless: w.beheaded,
		Ended: w.ended, Restarted: w.closed == closedByReset, Unfinished: w.closed == closedByEnd, Problems: w.problems,
	}
	for _, list := range [2][]entry{w.body, w.tail} {
		for i := range list {
			r.Lines = append(r.Lines, list[i].BodyLine)
		}
	}
	if w.dropped > 0 {
		r.DroppedAfter = w.body[len(w.body)-1].N
	}
	if w.trouble != nil {
		r.Count, r.Latest = w.trouble.count, w.trouble.latest
	}
	return r
}
