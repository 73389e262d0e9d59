package telemetry

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"sync"
	"syscall"

	"go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
)

// health is how it stands with the collector. A person is told when that changes, and of each
// kind of refusal once: what is dropped is counted.
type health struct {
	to   string
	tell func(string)

	mu       sync.Mutex
	what     string          // is wrong, as it was told; "" when nothing is
	refusals map[string]bool // that were told
}

// refusalsMost bounds how many kinds of refusal are told: the collector words them.
const refusalsMost = 16

func (h *health) ill() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.what != ""
}

// well is called when it took something.
func (h *health) well() {
	h.mu.Lock()
	was := h.what
	h.what = ""
	h.mu.Unlock()
	if was != "" {
		h.tell(h.to + " takes records again")
	}
}

// fell is called when it did not, and may do so later.
func (h *health) fell(err error) {
	what := words(h.to, err)
	h.mu.Lock()
	same := h.what == what
	h.what = what
	h.mu.Unlock()
	if !same {
		h.tell(what + "; what comes waits, and is sent when it is taken")
	}
}

// refused is called when it will never take something, which is dropped.
func (h *health) refused(what string, err error) {
	words := fmt.Sprintf("%s refuses %s: %s; its log says more", h.to, what, text(err.Error(), nameMost))
	h.mu.Lock()
	fresh := !h.refusals[words] && len(h.refusals) < refusalsMost
	if h.refusals == nil {
		h.refusals = map[string]bool{}
	}
	if fresh {
		h.refusals[words] = true
	}
	h.mu.Unlock()
	if fresh {
		h.tell(words)
	}
}

// passing tells trouble that another try may find gone. The network's comes as a *url.Error.
// Of what the collector answers, the exporter marks what may be tried again (429, 502, 503,
// 504) by an error with a method As, which it keeps for its own retries.
func passing(err error) bool {
	var again interface{ As(any) bool }
	return errors.As(err, new(*url.Error)) || errors.As(err, &again) || errors.Is(err, context.DeadlineExceeded)
}

// words say what keeps something from being sent, and what to do.
func words(to string, err error) string {
	var (
		name      *net.DNSError
		plain     tls.RecordHeaderError
		untrusted *tls.CertificateVerificationError
		network   net.Error
	)
	switch {
	case errors.As(err, &name):
		return fmt.Sprintf("%s is not found: nobody knows the name %s; look at --otlp", to, name.Name)
	case errors.Is(err, syscall.ECONNREFUSED):
		return fmt.Sprintf("%s: nobody listens there; is the collector running, with OTLP over HTTP at that port (4318 as a rule; 4317 is gRPC)?", to)
	case errors.As(err, &plain), errors.Is(err, http.ErrSchemeMismatch):
		return fmt.Sprintf("%s does not speak TLS; write http:// if that is meant", to)
	case errors.As(err, &untrusted):
		return fmt.Sprintf("%s is not trusted: %v; name the file of its authority in OTEL_EXPORTER_OTLP_CERTIFICATE", to, untrusted.Err)
	case errors.As(err, &network) && network.Timeout(), errors.Is(err, context.DeadlineExceeded):
		return fmt.Sprintf("%s does not answer; is it too busy, or is something else at that port?", to)
	}
	var where *url.Error
	if errors.As(err, &where) {
		err = where.Err
	}
	return fmt.Sprintf("%s does not take what is sent: %s", to, text(err.Error(), nameMost))
}

// heeded are the counters' way to the collector, which is told of as that of the records is.
type heeded struct {
	metric.Exporter
	queue *queue
}

func (h *heeded) Export(ctx context.Context, m *metricdata.ResourceMetrics) error {
	err := h.Exporter.Export(ctx, m)
	switch {
	case err == nil:
	case passing(err):
		h.queue.health.fell(err)
	default:
		h.queue.health.refused("the counters", err)
	}
	return nil // it was told; the next ones hold all that these did
}
