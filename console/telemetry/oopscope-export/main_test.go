package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// TestMain lets the test binary be the program.
func TestMain(m *testing.M) {
	if os.Getenv("BE_EXPORT") != "" {
		os.Exit(run(os.Args[1:]))
	}
	os.Exit(m.Run())
}

const crash = `{"v":2,"id":1,"class":"null-deref","severity":"panic","title":"NULL pointer dereference in f [m]","signature":{"exact":"ad5966231cb2a261"}}` + "\n"

// A program runs until its input is closed, or it is told to end.
type program struct {
	*exec.Cmd
	t    *testing.T
	in   io.WriteCloser
	errs safe
}

// safe is a buffer that may be looked at while it is written.
type safe struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *safe) Write(p []byte) (int, error) { s.mu.Lock(); defer s.mu.Unlock(); return s.b.Write(p) }
func (s *safe) String() string              { s.mu.Lock(); defer s.mu.Unlock(); return s.b.String() }

func start(t *testing.T, env []string, args ...string) *program {
	t.Helper()
	p := &program{Cmd: exec.Command(os.Args[0], args...), t: t}
	p.Env = append([]string{"BE_EXPORT=1", "PATH=" + os.Getenv("PATH"), "HOME=" + t.TempDir(), "GORACE=" + os.Getenv("GORACE")}, env...)
	p.Stderr = &p.errs
	var err error
	if p.in, err = p.StdinPipe(); err == nil {
		err = p.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.Process.Kill() })
	return p
}

// ends closes the input, and returns the exit status.
func (p *program) ends() int {
	p.in.Close()
	_ = p.Wait()
	return p.ProcessState.ExitCode()
}

func (p *program) says(want string) {
	p.t.Helper()
	until(p.t, fmt.Sprintf("%q", want), func() bool { return strings.Contains(p.errs.String(), want) })
}

func until(t *testing.T, what string, is func() bool) {
	t.Helper()
	for end := time.Now().Add(30 * time.Second); !is(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("%s: not within 30 s", what)
		}
	}
}

func TestWrongUsage(t *testing.T) {
	t.Parallel()
	for args, want := range map[string]string{
		"": "--otlp URL", "--otlp ftp://x": "http://HOST:4318", "--otlp 127.0.0.1:4318": "http://HOST:4318", "--otlp env": "OTEL_EXPORTER_OTLP_ENDPOINT is not set",
		"--metrics 127.0.0.1:0 x": "standard input", "--nonsense": "nonsense", "--otlp http://me:hunter2@127.0.0.1:4318": "OTEL_EXPORTER_OTLP_HEADERS",
	} {
		p := start(t, nil, strings.Fields(args)...)
		if status := p.ends(); status != 2 || !strings.Contains(p.errs.String(), want) || strings.Contains(p.errs.String(), "hunter2") {
			t.Errorf("%q: status %d, %s", args, status, p.errs.String())
		}
	}
}

func TestTheVersion(t *testing.T) {
	t.Parallel()
	asked := exec.Command(os.Args[0], "--version")
	asked.Env = append(os.Environ(), "BE_EXPORT=1")
	if said, err := asked.Output(); err != nil || !strings.HasPrefix(string(said), "oopscope-export ") || strings.Count(string(said), "\n") != 1 {
		t.Errorf("%q, %v", said, err)
	}
}

// What waits when it is told to end is given a few seconds, and counted.
func TestItAlwaysEnds(t *testing.T) {
	t.Parallel()
	silent, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	p := start(t, []string{"OTEL_EXPORTER_OTLP_ENDPOINT=http://" + silent.Addr().String()}, "--otlp", "env", "--metrics", "127.0.0.1:0")
	io.WriteString(p.in, crash)
	p.says("/metrics")
	url := regexp.MustCompile(`http://127\.0\.0\.1:\d+/metrics`).FindString(p.errs.String())
	until(t, "the crash on the page", func() bool {
		page, err := http.Get(url)
		if err != nil {
			return false
		}
		defer page.Body.Close()
		text, _ := io.ReadAll(page.Body)
		return strings.Contains(string(text), "oopscope_crashes_total{")
	})
	p.Process.Signal(syscall.SIGTERM)
	began := time.Now()
	_ = p.Wait()
	if took := time.Since(began); took > 20*time.Second || p.ProcessState.ExitCode() != 1 {
		t.Errorf("status %d after %v", p.ProcessState.ExitCode(), took)
	}
	if s := p.errs.String(); !strings.Contains(s, "1 dropped") {
		t.Errorf("it said %s", s)
	}
}

// The real collector takes what is sent.
func TestTheCollectorTakesIt(t *testing.T) {
	t.Parallel()
	otelcol, err := exec.LookPath("otelcol")
	if err != nil {
		t.Skip("the OpenTelemetry Collector is not installed: `go -C testdata/collector build -o DIR .`, with DIR in $PATH, makes it")
	}
	address := free(t)
	config := filepath.Join(t.TempDir(), "collector.yaml")
	os.WriteFile(config, fmt.Appendf(nil, `
receivers: {otlp: {protocols: {http: {endpoint: %q}}}}
exporters: {debug: {verbosity: detailed}}
service:
  telemetry: {metrics: {level: none}}
  pipelines:
    logs: {receivers: [otlp], exporters: [debug]}
    metrics: {receivers: [otlp], exporters: [debug]}
`, address), 0o600)
	var printed safe
	collector := exec.Command(otelcol, "--config", config)
	collector.Stdout, collector.Stderr = &printed, &printed
	if err := collector.Start(); err != nil {
		t.Fatal(err)
	}
	defer collector.Wait()
	defer collector.Process.Kill()
	p := start(t, nil, "--otlp", "http://"+address, "--port", "ttyUSB0")
	io.WriteString(p.in, crash) // perhaps before the collector listens
	until(t, "the collector begins", func() bool { return strings.Contains(printed.String(), "Everything is ready") })
	until(t, "the record", func() bool { return strings.Contains(printed.String(), "NULL pointer dereference in f [m]") })
	if status := p.ends(); status != done || !strings.Contains(p.errs.String(), "1 record sent") {
		t.Errorf("status %d, it said %s", status, p.errs.String())
	}
	for _, want := range []string{"service.name: Str(oopscope)", "oopscope.port: Str(ttyUSB0)", "SeverityNumber: Fatal(21)", "exception.type: Str(null-deref)", "Name: oopscope.crashes", "oopscope.signature: Str(ad5966231cb2a261)"} {
		until(t, want, func() bool { return strings.Contains(printed.String(), want) })
	}
}

// The real Prometheus reads the page.
func TestPrometheusReadsIt(t *testing.T) {
	t.Parallel()
	prometheus, err := exec.LookPath("prometheus")
	if err != nil {
		t.Skip("Prometheus is not installed (Debian: prometheus)")
	}
	p := start(t, nil, "--metrics", "127.0.0.1:0")
	p.says("Prometheus reads http://")
	io.WriteString(p.in, crash)
	_, page, _ := strings.Cut(p.errs.String(), "Prometheus reads http://")
	page, _, _ = strings.Cut(page, "/")
	dir, address := t.TempDir(), free(t)
	config := filepath.Join(dir, "prometheus.yml")
	os.WriteFile(config, fmt.Appendf(nil, "global: {scrape_interval: 1s}\nscrape_configs: [{job_name: bench, static_configs: [{targets: [%q]}]}]\n", page), 0o600)
	var printed safe
	server := exec.Command(prometheus, "--config.file="+config, "--storage.tsdb.path="+filepath.Join(dir, "data"), "--web.listen-address="+address)
	server.Stdout, server.Stderr = &printed, &printed
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	defer server.Wait()
	defer server.Process.Kill()
	var answer struct {
		Data struct {
			Result []struct {
				Metric map[string]string
				Value  []any
			}
		}
	}
	until(t, "Prometheus knows of the crash", func() bool {
		got, err := http.Get("http://" + address + "/api/v1/query?query=oopscope_crashes_total")
		if err != nil {
			return false
		}
		defer got.Body.Close()
		return json.NewDecoder(got.Body).Decode(&answer) == nil && len(answer.Data.Result) == 1
	})
	if r := answer.Data.Result[0]; r.Metric["oopscope_class"] != "null-deref" || r.Metric["job"] != "bench" || r.Value[1] != "1" {
		t.Errorf("it knows %v", r)
	}
	if status := p.ends(); status != done {
		t.Errorf("status %d, it said %s", status, p.errs.String())
	}
}

// free is an address that nobody has.
func free(t *testing.T) string {
	s := httptest.NewServer(nil)
	defer s.Close()
	return s.Listener.Addr().String()
}
