package telemetry

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// A page is what Prometheus reads.
type page struct {
	at     net.Addr
	server *http.Server
}

// openPage listens. Other machines can only read it when that was asked for.
func openPage(ctx context.Context, address string, public bool, from *prometheus.Registry, tell func(string)) (*page, error) {
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", address)
	if err != nil {
		return nil, fmt.Errorf("no page for Prometheus at --metrics %s: %w; give a free one, as 127.0.0.1:9464", address, err)
	}
	if a, ok := l.Addr().(*net.TCPAddr); !ok || !a.IP.IsLoopback() && !public {
		l.Close()
		return nil, fmt.Errorf("--metrics %s can be read from other machines; give 127.0.0.1:PORT, or say --metrics-public as well", address)
	}
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(from, promhttp.HandlerOpts{MaxRequestsInFlight: 8, Timeout: 10 * time.Second}))
	p := &page{at: l.Addr(), server: &http.Server{Handler: mux, ReadTimeout: 10 * time.Second, WriteTimeout: 20 * time.Second, IdleTimeout: time.Minute, MaxHeaderBytes: 16 << 10}}
	go func() {
		if err := p.server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			tell(fmt.Sprintf("the page for Prometheus is gone: %v", err))
		}
	}()
	return p, nil
}

func (p *page) url() string { return "http://" + p.at.String() + "/metrics" }

func (p *page) close() { p.server.Close() }
