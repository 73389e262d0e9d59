package parse

import (
	"time"

	"oopscope/parse/decode"
	"oopscope/parse/report"
)

// outbox holds the reports that were not handed out for good, in the order of
// their IDs, which it gives.
type outbox struct {
	queue []*parcel
	of    map[*report.Report]*parcel
	ids   int
}

// parcel is a report on its way out.
type parcel struct {
	*report.Report
	changed bool // since its latest snapshot
	done    bool
	shown   time.Time // when that was handed out
}

// take notes what happened to a report.
func (o *outbox) take(e report.Event) {
	if e.Kind == report.Opened {
		if o.of == nil {
			o.of = map[*report.Report]*parcel{}
		}
		o.ids++
		e.Report.ID = o.ids
		p := &parcel{Report: e.Report}
		o.queue, o.of[e.Report] = append(o.queue, p), p
	}
	if p := o.of[e.Report]; p != nil {
		p.changed, p.done = true, p.done || e.Kind == report.Closed
	}
}

// publish puts into the batch what changed: every report that is over, in order
// of appearance, and with Lines also a snapshot of those that grow.
func (d *Decoder) publish() {
	o := &d.out
	for len(o.queue) > 0 && o.queue[0].done {
		p := o.queue[0]
		o.queue = o.queue[1:]
		delete(o.of, p.Report)
		d.hand(p)
	}
	if !d.opt.Lines || d.opt.Undecoded {
		return
	}
	for _, p := range o.queue {
		switch wait := p.wait(d.now); {
		case !p.changed:
		case wait <= 0:
			p.changed, p.shown = false, d.now
			d.hand(p)
		case d.batch.Later == 0 || wait < d.batch.Later:
			d.batch.Later = wait
		}
	}
}

// hand puts a report into the batch, as it is now.
func (d *Decoder) hand(p *parcel) {
	r := &Report{collected(p.Report)}
	if d.opt.Undecoded {
		d.batch.Reports = append(d.batch.Reports, r)
	} else {
		d.batch.Crashes = append(d.batch.Crashes, d.crashes.Crash(r))
	}
}

// wait is how long a growing report is yet to wait for its next snapshot. They are
// spaced by its size: decoding a long one for every few bytes would cost more than
// the bytes.
func (p *parcel) wait(now time.Time) time.Duration {
	const perLine = 50 * time.Microsecond
	if !p.Growing() {
		return 0
	}
	return time.Duration(p.Size())*perLine - now.Sub(p.shown)
}

// collected is a report as decoding sees it, which takes no part in what becomes
// of the report later.
func collected(r *report.Report) decode.Report {
	dropped, after := r.Dropped()
	return decode.Report{
		ID: r.ID, Parent: r.Parent.ID, ParentLine: r.Parent.Line, Boot: r.Boot, Seen: r.Seen, Open: r.Growing(), Prefix: r.Prefix,
		Class: r.Class(), Hits: r.Hits, Lines: r.Lines(), Dropped: dropped, DroppedAfter: after,
		Faults: r.Faults, Headless: r.Headless, Died: r.Died, Ended: r.Ended,
		Restarted: r.End() == report.ByRestart && !r.Left, Unfinished: r.End() == report.ByInput,
		Problems: r.Problems, Count: r.Count, Latest: r.Latest,
	}
}
