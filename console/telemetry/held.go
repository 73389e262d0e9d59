package telemetry

import (
	"context"
	"slices"
	"time"

	"go.opentelemetry.io/otel/log"

	"oopscope/parse/schema"
)

// What is counted cannot be taken back, and a session tells of a crash again when more of it
// came: an oops becomes a panic, with another signature. So a crash is held until nothing new
// was heard of it for a while.

// How long a crash is held behind the last that was heard of it, and behind the first.
var (
	settled  = 3 * time.Second
	heldMost = 30 * time.Second
)

// maxHeld bounds what a flood of crashes makes us keep.
const maxHeld = 64

// A heldCrash is known as well as it is by now.
type heldCrash struct {
	at           place
	report       schema.Report
	first, since time.Time
}

// hold keeps a crash, or what is now known of it.
func (e *Exporter) hold(ctx context.Context, at place, r *schema.Report) {
	now := time.Now()
	i := slices.IndexFunc(e.met.held, func(h heldCrash) bool { return h.at == at })
	if i >= 0 {
		e.met.held[i].report, e.met.held[i].since = *r, now
	} else {
		e.met.held = append(e.met.held, heldCrash{at, *r, now, now})
	}
	if len(e.met.held) > maxHeld {
		e.pass(ctx, &e.met.held[0].report)
		e.met.held = slices.Delete(e.met.held, 0, 1)
	}
	if e.later == nil {
		e.later = time.AfterFunc(settled, func() { e.settle(ctx) })
		return
	}
	e.later.Reset(settled)
}

// settle passes on what nothing new was heard of, and looks again later for the others.
func (e *Exporter) settle(ctx context.Context) {
	e.taking.Lock()
	defer e.taking.Unlock()
	if e.closed {
		return
	}
	now := time.Now()
	e.met.held = slices.DeleteFunc(e.met.held, func(h heldCrash) bool {
		over := now.Sub(h.since) >= settled || now.Sub(h.first) >= heldMost
		if over {
			e.pass(ctx, &h.report)
		}
		return over
	})
	if len(e.met.held) > 0 {
		e.later.Reset(settled)
	}
}

// release passes on all that is held: nothing more will be heard of it.
func (e *Exporter) release(ctx context.Context) {
	for i := range e.met.held {
		e.pass(ctx, &e.met.held[i].report)
	}
	e.met.held = nil
}

// pass counts a crash and makes a record of it.
func (e *Exporter) pass(ctx context.Context, r *schema.Report) {
	e.counts.crash(ctx, r)
	e.emit(ctx, crashRecord(r))
	e.count(func(t *Totals) { t.Crashes++ })
}

func (e *Exporter) emit(ctx context.Context, r log.Record) {
	if e.logger == nil {
		return
	}
	r.SetObservedTimestamp(time.Now())
	e.logger.Emit(ctx, r)
}
