package telemetry

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	sdklog "go.opentelemetry.io/otel/sdk/log"
)

// A queue holds records until the collector took them. It is bounded: when it is full and the
// collector takes nothing, what comes is dropped and counted; what waits in it stays, since the
// first crash tells more than those that follow. While the collector takes records, only not
// as fast as they come, whoever brings them waits a little: no console is behind that.
type queue struct {
	to      sdklog.Exporter
	waiting chan sdklog.Record
	health  health

	life context.Context
	stop context.CancelFunc // of tries and pauses
	last chan struct{}      // closed when no more come
	once sync.Once
	over chan struct{} // closed when the sender ended

	held, sent, dropped atomic.Int64
}

const (
	waitingMost = 1024
	batchMost   = 64
	patience    = 5 * time.Second // for room, while the collector takes records
	look        = 10 * time.Millisecond
	pauseFirst  = 500 * time.Millisecond
	pauseMost   = 30 * time.Second
)

func newQueue(to sdklog.Exporter, name string, tell func(string)) *queue {
	q := &queue{to: to, waiting: make(chan sdklog.Record, waitingMost), health: health{to: name, tell: tell}, last: make(chan struct{}), over: make(chan struct{})}
	q.life, q.stop = context.WithCancel(context.Background())
	go q.send()
	return q
}

// OnEmit takes a record in.
func (q *queue) OnEmit(_ context.Context, r *sdklog.Record) error {
	q.held.Add(1)
	until := time.Now().Add(patience)
	for {
		select {
		case q.waiting <- r.Clone():
			return nil
		default:
		}
		if q.health.ill() || time.Now().After(until) {
			q.held.Add(-1)
			if q.dropped.Add(1) == 1 {
				q.health.tell(q.health.to + " takes too little: what comes now is dropped, and counted")
			}
			return nil
		}
		time.Sleep(look)
	}
}

// Enabled has every record made.
func (q *queue) Enabled(context.Context, sdklog.EnabledParameters) bool { return true }

func (q *queue) totals() (sent, waiting, dropped int) {
	return int(q.sent.Load()), int(q.held.Load()), int(q.dropped.Load())
}

// send sends until no more come.
func (q *queue) send() {
	defer close(q.over)
	for {
		batch := q.batch()
		if batch == nil {
			return
		}
		q.deliver(batch)
	}
}

// batch waits for records and returns what there is, nil when there will be no more.
func (q *queue) batch() (batch []sdklog.Record) {
	select {
	case r := <-q.waiting:
		batch = append(batch, r)
	case <-q.last:
	}
	for len(batch) < batchMost {
		select {
		case r := <-q.waiting:
			batch = append(batch, r)
		default:
			return batch
		}
	}
	return batch
}

// deliver tries until the collector took the records, or refused them.
func (q *queue) deliver(batch []sdklog.Record) {
	n := int64(len(batch))
	defer q.held.Add(-n)
	for pause := pauseFirst; ; pause = min(2*pause, pauseMost) {
		err := q.to.Export(q.life, batch)
		switch {
		case err == nil:
			q.health.well()
			q.sent.Add(n)
			return
		case q.life.Err() != nil: // there is no time left
			q.dropped.Add(n)
			return
		case !passing(err):
			q.health.refused("records", err)
			q.dropped.Add(n)
			return
		}
		q.health.fell(err)
		select {
		case <-time.After(pause):
		case <-q.life.Done():
		}
	}
}

// ForceFlush does nothing: what waits is sent as soon as that can be.
func (q *queue) ForceFlush(context.Context) error { return nil }

// Shutdown sends what waits, until ctx ends; what is left then counts as dropped.
func (q *queue) Shutdown(ctx context.Context) error {
	q.once.Do(func() { close(q.last) })
	select {
	case <-q.over:
	case <-ctx.Done():
		q.stop()
		<-q.over
	}
	q.stop()
	return q.to.Shutdown(context.WithoutCancel(ctx))
}
