package telemetry

import (
	"cmp"
	"context"
	"errors"
	"os"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"
	sdkmetric "go.opentelemetry.io/otel/sdk/metric"
	semconv "go.opentelemetry.io/otel/semconv/v1.43.0"

	"oopscope/parse/schema"
)

// Counters. Each name that a board can invent makes one, so there is a number of them for all;
// who comes later is counted as "other".
const (
	signaturesMost = 500
	shapesMost     = 200
	wordsMost      = 100 // classes and severities, of which there are fewer
)

// other stands for all names that came when there were too many.
const other = "other"

type counts struct {
	crashes, boots, troubles, gaps, missed metric.Int64Counter
	signatures, shapes, words              names
}

func newCounts(m metric.Meter, dropped func() int) (*counts, error) {
	c := &counts{signatures: names{most: signaturesMost}, shapes: names{most: shapesMost}, words: names{most: wordsMost}}
	var errs []error
	counter := func(name, unit, help string) metric.Int64Counter {
		i, err := m.Int64Counter(name, metric.WithUnit(unit), metric.WithDescription(help))
		errs = append(errs, err)
		return i
	}
	c.crashes = counter("oopscope.crashes", "{crash}", "Crashes of kernels, by class, severity and signature.")
	c.boots = counter("oopscope.boots", "{boot}", "Boots of boards.")
	c.troubles = counter("oopscope.trouble", "{message}", "Trouble that is no crash, by the shape of the message.")
	c.gaps = counter("oopscope.gaps", "{gap}", "Holes in the stream of a console: its port was away.")
	c.missed = counter("oopscope.missed", "{gap}", "Times that the session dropped what was not read quickly enough.")
	if dropped == nil {
		return c, errors.Join(errs...)
	}
	_, err := m.Int64ObservableCounter("oopscope.dropped", metric.WithUnit("{record}"), metric.WithDescription("Records that the collector did not take in time, or refused."),
		metric.WithInt64Callback(func(_ context.Context, o metric.Int64Observer) error {
			o.Observe(int64(dropped()))
			return nil
		}))
	return c, errors.Join(append(errs, err)...)
}

func (c *counts) crash(ctx context.Context, r *schema.Report) {
	c.crashes.Add(ctx, 1, metric.WithAttributes(
		classKey.String(c.words.known(cmp.Or(r.Class, other))), severityKey.String(c.words.known(cmp.Or(r.Severity, other))),
		signatureKey.String(c.signatures.known(signatureOf(r))),
	))
}

func (c *counts) boot(ctx context.Context) { c.boots.Add(ctx, 1) }

// gap counts a hole in the stream, or in what we were told of it.
func (c *counts) gap(ctx context.Context, ours bool) {
	if ours {
		c.missed.Add(ctx, 1)
		return
	}
	c.gaps.Add(ctx, 1)
}

// trouble counts messages.
func (c *counts) trouble(ctx context.Context, r *schema.Report, n int64) {
	attrs := []attribute.KeyValue{classKey.String(c.words.known(cmp.Or(r.Class, other))), shapeKey.String(c.shapes.known(shapeOf(r)))}
	if e := errnoOf(r); e != "" {
		attrs = append(attrs, semconv.ErrorTypeKey.String(e))
	}
	c.troubles.Add(ctx, n, metric.WithAttributes(attrs...))
}

// names are those that counters have.
type names struct {
	most int
	all  map[string]bool
}

// known returns the name, cleaned, or other when there are too many.
func (n *names) known(name string) string {
	name = text(name, nameMost)
	switch {
	case n.all[name]:
		return name
	case len(n.all) >= n.most:
		return other
	case n.all == nil:
		n.all = map[string]bool{}
	}
	n.all[name] = true
	return name
}

// every is how often counters go to the collector, unless OTEL_METRIC_EXPORT_INTERVAL
// says otherwise.
const every = 15 * time.Second

func interval() []sdkmetric.PeriodicReaderOption {
	if os.Getenv("OTEL_METRIC_EXPORT_INTERVAL") != "" {
		return nil // the SDK reads it
	}
	return []sdkmetric.PeriodicReaderOption{sdkmetric.WithInterval(every)}
}
