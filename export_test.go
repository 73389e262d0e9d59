//go:build linux

package main

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"

	"oopscope/console/command"
)

// TestTheProgramStaysLight: the libraries of OpenTelemetry and Prometheus are another
// program's, since they would make this one half as large again, and begin later.
func TestTheProgramStaysLight(t *testing.T) {
	list, err := exec.Command("go", "list", "-deps", ".").Output()
	if err != nil {
		t.Fatal(err)
	}
	for _, heavy := range []string{"go.opentelemetry.io/", "github.com/prometheus/", "google.golang.org/", "github.com/apache/beam"} {
		if strings.Contains(string(list), heavy) {
			t.Errorf("oopscope is linked with %s", heavy)
		}
	}
}

// transcript keeps what a program says.
type transcript struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (c *transcript) Write(p []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.b.Write(p)
}

func (c *transcript) String() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.b.String()
}

// posted keeps what comes to a collector: strings stand in protobuf as they are.
type posted struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (p *posted) ServeHTTP(_ http.ResponseWriter, q *http.Request) {
	body := io.Reader(q.Body)
	if q.Header.Get("Content-Encoding") == "gzip" {
		body, _ = gzip.NewReader(body)
	}
	b, _ := io.ReadAll(body)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.text.WriteString(q.URL.Path + " ")
	p.text.Write(b)
}

func (p *posted) has(text string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return bytes.Contains(p.text.Bytes(), []byte(text))
}

// The whole way: an exporter waits for a session, which begins, crashes and ends, and another
// one; what they meet comes to a collector, and the port is the sessions' alone.
func TestExportOfASession(t *testing.T) {
	t.Parallel()
	bin, run := t.TempDir(), shortDir(t)
	if said, err := exec.Command("go", "build", "-o", bin, "./console/telemetry/"+command.Exporter).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, said)
	}
	got := &posted{}
	collector := httptest.NewServer(got)
	defer collector.Close()
	begin := func(args ...string) (*exec.Cmd, *transcript) {
		cmd, errs := exec.Command(os.Args[0], args...), &transcript{}
		cmd.Env = asOopscope("HOME="+t.TempDir(), "XDG_RUNTIME_DIR="+run, "PATH="+bin+string(filepath.ListSeparator)+os.Getenv("PATH"))
		cmd.Stderr = errs
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { cmd.Process.Kill() })
		return cmd, errs
	}
	export, said := begin("export", "--otlp", collector.URL, "--metrics", "127.0.0.1:0")
	waitFor(t, "it to wait", func() bool { return strings.Contains(said.String(), "waiting for one") })
	_, page, _ := strings.Cut(said.String(), "Prometheus reads ")
	page, _, _ = strings.Cut(page, "\n")
	for _, counted := range []string{"} 1\n", "} 2\n"} { // the second session begins anew with its ids
		serve, _ := begin("serve", "demo", "--speed", "0")
		waitFor(t, "the crash to be counted", func() bool {
			text := pageAt(page)
			_, line, _ := strings.Cut(text, "oopscope_crashes_total{oopscope_class=\"null-deref\",oopscope_severity=\"panic\"")
			line, _, _ = strings.Cut(line, "# ")
			return strings.Contains(line, counted)
		})
		serve.Process.Signal(syscall.SIGTERM)
		_ = serve.Wait()
	}
	waitFor(t, "the record", func() bool { return got.has("NULL pointer dereference in pru0_comm_receive_msg [shepherd]") })
	export.Process.Signal(syscall.SIGTERM)
	if _ = export.Wait(); export.ProcessState.ExitCode() != 0 || !strings.Contains(said.String(), "2 crashes, ") || !got.has("/v1/metrics") {
		t.Errorf("status %d, it said %s", export.ProcessState.ExitCode(), said)
	}
}

func pageAt(url string) string {
	answer, err := http.Get(url)
	if err != nil {
		return ""
	}
	defer answer.Body.Close()
	text, _ := io.ReadAll(answer.Body)
	return string(text)
}
