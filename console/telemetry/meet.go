package telemetry

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"oopscope/console/protocol"
	"oopscope/parse/schema"
)

// What a line says has happened.

// A meeting is what was met in the session, or the captures, that lines tell of now: reports
// come again, known better, and so do boots.
type meeting struct {
	reports, boots recent
	held           []heldCrash
	with           protocol.Hello
	over           bool // the session has ended, and that was told
}

// A place tells a report or a boot from the others of a session or of captures.
type place struct {
	file, sender string
	n            int
}

// recent remembers how often each of the last thousands was counted.
type recent struct{ young, old map[place]int }

// remembered bounds what a session without end makes us keep.
const remembered = 10_000

// raise has something counted that often, and returns how often it had been.
func (r *recent) raise(at place, count int) (before int) {
	before = max(r.young[at], r.old[at])
	if r.young == nil || len(r.young) >= remembered {
		r.young, r.old = map[place]int{}, r.young
	}
	r.young[at] = max(before, count)
	return before
}

func (e *Exporter) take(ctx context.Context, line []byte) {
	e.taking.Lock()
	defer e.taking.Unlock()
	if e.closed {
		return
	}
	var kind struct {
		Event string          `json:"event"`
		ID    json.RawMessage `json:"id"`
		Class string          `json:"class"`
	}
	if err := json.Unmarshal(line, &kind); err != nil {
		e.unread("what comes is no JSON of oopscope: %v; it reads what `oopscope scan --json` and `watch --json` write", err)
		return
	}
	if kind.Event == "" && kind.Class != "" {
		var r schema.Report
		if err := json.Unmarshal(line, &r); err != nil {
			e.unread("a report is not understood: %v", err)
			return
		}
		e.report(ctx, &r)
		return
	}
	var m protocol.Message
	if err := json.Unmarshal(line, &m); err != nil || kind.Event == "" && kind.ID == nil && m.Error == "" {
		e.unread("what comes is JSON, but none of oopscope; it reads what `oopscope scan --json` and `watch --json` write")
		return
	}
	e.message(ctx, &m)
}

func (e *Exporter) message(ctx context.Context, m *protocol.Message) {
	switch {
	case m.Hello != nil:
		e.attach(ctx, m.Hello)
	case m.Event == "over":
		e.release(ctx)
		if !e.met.over {
			e.opt.Tell("no session has the port; waiting for one")
		}
		e.met.over = true
	case m.Error != "":
		e.opt.Tell("the session refuses: " + m.Error)
	case m.Boot != nil:
		e.boot(ctx, m.Port, m.Boot)
	case m.Gap != nil:
		e.counts.gap(ctx, m.Gap.At < 0 && m.Gap.Seconds == 0)
	case m.Crash != nil:
		e.report(ctx, m.Crash)
	}
	for i := range m.Crashes {
		e.report(ctx, &m.Crashes[i])
	}
}

// attach begins with a session; one that is come back to is known already.
func (e *Exporter) attach(ctx context.Context, h *protocol.Hello) {
	if h.PID != e.met.with.PID || h.Port != e.met.with.Port {
		e.release(ctx)
		e.met = meeting{with: *h}
	}
	e.met.over = false
	e.opt.Tell(fmt.Sprintf("exporting what %s brings (pid %d)", h.Port, h.PID))
}

// report passes a report on, and counts what is new of it: trouble that goes on is one record,
// and counted as often as it came.
func (e *Exporter) report(ctx context.Context, r *schema.Report) {
	at, often := place{r.File, r.Sender, r.ID}, max(r.Count, 1)
	before := e.met.reports.raise(at, often)
	if isCrash(r) {
		if before == 0 || slices.ContainsFunc(e.met.held, func(h heldCrash) bool { return h.at == at }) {
			e.hold(ctx, at, r)
		}
		return
	}
	e.counts.trouble(ctx, r, int64(max(often-before, 0)))
	if before == 0 {
		e.emit(ctx, troubleRecord(r))
		e.count(func(t *Totals) { t.Trouble++ })
	}
}

func (e *Exporter) boot(ctx context.Context, port string, b *protocol.Boot) {
	if e.met.boots.raise(place{file: port, n: b.N}, 1) > 0 {
		return
	}
	e.counts.boot(ctx)
	e.emit(ctx, bootRecord(port, b))
	e.count(func(t *Totals) { t.Boots++ })
}

func (e *Exporter) count(what func(*Totals)) {
	e.mu.Lock()
	defer e.mu.Unlock()
	what(&e.totals)
}
