package telemetry

import (
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	collogs "go.opentelemetry.io/proto/otlp/collector/logs/v1"
	colmetrics "go.opentelemetry.io/proto/otlp/collector/metrics/v1"
	otlp "go.opentelemetry.io/proto/otlp/common/v1"
	logs "go.opentelemetry.io/proto/otlp/logs/v1"
	metrics "go.opentelemetry.io/proto/otlp/metrics/v1"
	"google.golang.org/protobuf/proto"
)

// A receiver is an end of OTLP over HTTP that keeps what comes.
type receiver struct {
	*httptest.Server
	t *testing.T

	mu       sync.Mutex
	resource map[string]string
	records  []*logs.LogRecord
	metrics  map[string]*metrics.Metric // the newest of each name
	refuse   int                        // status of answers, 0 to take what comes
	refused  int
}

func receive(t *testing.T) *receiver {
	r := &receiver{t: t, metrics: map[string]*metrics.Metric{}}
	r.Server = httptest.NewServer(r)
	t.Cleanup(r.Close)
	return r
}

func (r *receiver) ServeHTTP(w http.ResponseWriter, q *http.Request) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.refuse > 0 {
		r.refused++
		w.WriteHeader(r.refuse)
		return
	}
	body := io.Reader(q.Body)
	if q.Header.Get("Content-Encoding") == "gzip" {
		body, _ = gzip.NewReader(body)
	}
	b, err := io.ReadAll(body)
	if err != nil {
		return // it was given up
	}
	switch q.URL.Path {
	case "/v1/logs":
		var m collogs.ExportLogsServiceRequest
		if err := proto.Unmarshal(b, &m); err != nil {
			r.t.Error(err)
		}
		for _, l := range m.ResourceLogs {
			r.resource = attrs(l.Resource.Attributes)
			for _, s := range l.ScopeLogs {
				r.records = append(r.records, s.LogRecords...)
			}
		}
	case "/v1/metrics":
		var m colmetrics.ExportMetricsServiceRequest
		if err := proto.Unmarshal(b, &m); err != nil {
			r.t.Error(err)
		}
		for _, l := range m.ResourceMetrics {
			for _, s := range l.ScopeMetrics {
				for _, one := range s.Metrics {
					r.metrics[one.Name] = one
				}
			}
		}
	default:
		w.WriteHeader(http.StatusNotFound)
	}
}

// sum adds up a counter's points that have an attribute; "" for all.
func (r *receiver) sum(name, key, value string) (n int64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.metrics[name] == nil {
		return 0
	}
	for _, p := range r.metrics[name].GetSum().DataPoints {
		if key == "" || attrs(p.Attributes)[key] == value {
			n += p.GetAsInt()
		}
	}
	return n
}

func attrs(list []*otlp.KeyValue) map[string]string {
	m := map[string]string{}
	for _, kv := range list {
		switch v := kv.Value.Value.(type) {
		case *otlp.AnyValue_StringValue:
			m[kv.Key] = v.StringValue
		case *otlp.AnyValue_IntValue:
			m[kv.Key] = fmt.Sprint(v.IntValue)
		default: // its text is not the same in each build
			m[kv.Key] = fmt.Sprint(kv.Value.GetDoubleValue())
		}
	}
	return m
}

// told keeps what a person is told.
type told struct {
	mu    sync.Mutex
	words []string
}

func (s *told) tell(message string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.words = append(s.words, message)
}

func (s *told) all() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return strings.Join(s.words, "\n")
}

// exporting has lines exported to an address, "" for none.
func exporting(t *testing.T, to string, opt Options) (*Exporter, *told) {
	t.Helper()
	if to != "" {
		opt.OTLP, opt.To = true, "the collector "+to
		t.Setenv("OTEL_EXPORTER_OTLP_ENDPOINT", to)
	}
	heard := &told{}
	opt.Tell = heard.tell
	e, err := New(context.Background(), opt)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(e.Close)
	return e, heard
}

func (e *Exporter) reads(t *testing.T, text string) {
	t.Helper()
	if err := e.Read(context.Background(), strings.NewReader(text)); err != io.EOF {
		t.Fatal(err)
	}
}

// until waits for something that is to come.
func until(t *testing.T, what string, is func() bool) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); !is(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("%s: not within 20 s", what)
		}
	}
}
