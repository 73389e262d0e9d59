package telemetry

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"go.opentelemetry.io/otel/exporters/otlp/otlplog/otlploghttp"
	"go.opentelemetry.io/otel/exporters/otlp/otlpmetric/otlpmetrichttp"
	bridge "go.opentelemetry.io/otel/exporters/prometheus"
	"go.opentelemetry.io/otel/log"
	sdklog "go.opentelemetry.io/otel/sdk/log"
	"go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/resource"
	semconv "go.opentelemetry.io/otel/semconv/v1.43.0"
)

// Options say where what is met goes.
type Options struct {
	OTLP    bool                 // to the collector that OTEL_EXPORTER_OTLP_ENDPOINT names, by HTTP and protobuf
	To      string               // that collector, for people
	Metrics string               // the address of the page for Prometheus, "" for none
	Public  bool                 // it may be an address that other machines reach
	Port    string               // the console that it all is of, as a person calls it; "" for several
	Version string               // ours
	Tell    func(message string) // what a person should know; the text is not cleaned
}

// An Exporter passes on what it is given. One goroutine reads; Totals and Close are for others, too.
type Exporter struct {
	opt    Options
	queue  *queue // nil without a collector
	logger log.Logger
	counts *counts
	page   *page // nil without one
	ends   []func(context.Context) error
	met    meeting

	taking sync.Mutex  // held while a line is taken
	closed bool        // no more are
	later  *time.Timer // of settle, nil before the first crash

	mu     sync.Mutex // around what follows
	totals Totals
}

// New begins to export. An error says what is wrong with the options or the environment.
func New(ctx context.Context, opt Options) (*Exporter, error) {
	e := &Exporter{opt: opt}
	res, err := e.resource(ctx)
	if err != nil {
		return nil, err
	}
	if err := e.begin(ctx, res); err != nil {
		e.Close()
		return nil, err
	}
	return e, nil
}

// resource is who speaks: OTEL_RESOURCE_ATTRIBUTES and OTEL_SERVICE_NAME win. The board's
// kernel is no part of it, since a console sees one kernel after the other.
func (e *Exporter) resource(ctx context.Context) (*resource.Resource, error) {
	who := []resource.Option{resource.WithAttributes(semconv.ServiceName("oopscope"), semconv.ServiceVersion(e.opt.Version)), resource.WithHost(), resource.WithTelemetrySDK()}
	if e.opt.Port != "" {
		port := text(e.opt.Port, nameMost)
		who = append(who, resource.WithAttributes(portKey.String(port), semconv.ServiceInstanceID(port)))
	}
	res, err := resource.New(ctx, append(who, resource.WithFromEnv())...)
	if err != nil {
		return nil, fmt.Errorf("OTEL_RESOURCE_ATTRIBUTES is not understood: %w; it is written key=value,key=value", err)
	}
	return res, nil
}

func (e *Exporter) begin(ctx context.Context, res *resource.Resource) error {
	readers := []metric.Option{metric.WithResource(res)}
	if e.opt.OTLP {
		if err := e.beginLogs(ctx, res); err != nil {
			return err
		}
		to, err := otlpmetrichttp.New(ctx, otlpmetrichttp.WithRetry(otlpmetrichttp.RetryConfig{}))
		if err != nil {
			return fmt.Errorf("%s cannot be sent to: %w", e.opt.To, err)
		}
		readers = append(readers, metric.WithReader(metric.NewPeriodicReader(&heeded{to, e.queue}, interval()...)))
	}
	if e.opt.Metrics != "" {
		registry := prometheus.NewRegistry()
		from, err := bridge.New(bridge.WithRegisterer(registry), bridge.WithoutScopeInfo())
		if err != nil {
			return err
		}
		readers = append(readers, metric.WithReader(from))
		if e.page, err = openPage(ctx, e.opt.Metrics, e.opt.Public, registry, e.opt.Tell); err != nil {
			return err
		}
	}
	meters := metric.NewMeterProvider(readers...)
	e.ends = append(e.ends, meters.Shutdown)
	var dropped func() int // what the queue had to drop, where there is one
	if e.queue != nil {
		dropped = func() int { return e.Totals().Dropped }
	}
	var err error
	e.counts, err = newCounts(meters.Meter(scope), dropped)
	return err
}

// scope is the name of what makes the records, in OpenTelemetry's sense.
const scope = "oopscope"

func (e *Exporter) beginLogs(ctx context.Context, res *resource.Resource) error {
	to, err := otlploghttp.New(ctx, otlploghttp.WithRetry(otlploghttp.RetryConfig{})) // the queue tries again, and says so
	if err != nil {
		return fmt.Errorf("%s cannot be sent to: %w", e.opt.To, err)
	}
	e.queue = newQueue(to, e.opt.To, e.opt.Tell)
	logs := sdklog.NewLoggerProvider(sdklog.WithResource(res), sdklog.WithProcessor(e.queue))
	e.ends = append(e.ends, logs.Shutdown)
	e.logger = logs.Logger(scope)
	return nil
}

// Page is the address of the page for Prometheus, "" when there is none.
func (e *Exporter) Page() string {
	if e.page == nil {
		return ""
	}
	return e.page.url()
}

// Read takes lines until in is over or ctx is. It waits for nothing but in, and for a
// collector that takes what comes, only slower.
func (e *Exporter) Read(ctx context.Context, in io.Reader) error {
	lines := newLines(in)
	for ctx.Err() == nil {
		line, err := lines.next()
		if line = bytes.TrimSpace(line); len(line) > 0 {
			e.take(ctx, line)
		}
		switch {
		case errors.Is(err, errTooLong):
			e.unread("a line of more than %d MiB is left out", lineMost>>20)
		case err != nil:
			e.inputEnds(ctx)
			return err
		}
	}
	return nil
}

// inputEnds tells that nothing more will be heard of any crash.
func (e *Exporter) inputEnds(ctx context.Context) {
	e.taking.Lock()
	defer e.taking.Unlock()
	if !e.closed {
		e.release(ctx)
	}
}

// unread counts a line that is none of ours, and tells of the first.
func (e *Exporter) unread(format string, args ...any) {
	e.mu.Lock()
	e.totals.Unread++
	first := e.totals.Unread == 1
	e.mu.Unlock()
	if first {
		e.opt.Tell(fmt.Sprintf(format, args...))
	}
}

// Totals are the numbers so far.
func (e *Exporter) Totals() Totals {
	e.mu.Lock()
	defer e.mu.Unlock()
	t := e.totals
	if e.queue != nil {
		t.OTLP = true
		t.Sent, t.Waiting, t.Dropped = e.queue.totals()
	}
	return t
}

// lastMost is how long the end may take: what is not sent then is counted as dropped.
var lastMost = 5 * time.Second

// Close sends what waits, for a few seconds at most, and ends everything. What it could not
// send is in Totals.
func (e *Exporter) Close() {
	e.inputEnds(context.Background())
	e.taking.Lock() // what is taken from here on would be counted and not sent
	e.closed = true
	e.taking.Unlock()
	ctx, cancel := context.WithTimeout(context.Background(), lastMost)
	defer cancel()
	var all sync.WaitGroup
	for _, end := range e.ends {
		all.Go(func() { _ = end(ctx) }) // trouble with the collector was told
	}
	all.Wait()
	if e.page != nil {
		e.page.close()
	}
}
