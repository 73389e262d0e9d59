package symbols

import (
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"oopscope/console/debuginfod"
	"oopscope/parse"
	"oopscope/parse/crash"
	"oopscope/parse/symbol"
)

// printedID is a crash of a kernel that prints its build id.
func printedID(t *testing.T, image string) (c *parse.Crash, data []byte) {
	t.Helper()
	f, err := os.Open(testdata + image)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	im, err := symbol.Open(f, nil)
	if err != nil {
		t.Fatal(err)
	}
	c = trace("worker+0x20/0x40")
	c.Body = append(c.Body, crash.BodyLine{Text: "CPU: 0 PID: 1 Comm: x Not tainted 6.1.0-toy #1 " + im.BuildID()})
	data, _ = os.ReadFile(testdata + image)
	return c, data
}

// TestFetching: what nobody has here is fetched from a server meanwhile, and there when
// it came; who did not allow it has nobody asked.
func TestFetching(t *testing.T) {
	c, data := printedID(t, "vmlinux-amd64-zstd")
	var asked atomic.Int32
	slow := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		w.Write(data[:1000])
		w.(http.Flusher).Flush()
		select {
		case <-slow:
		case <-r.Context().Done():
			return
		}
		w.Write(data[1000:])
	}))
	defer server.Close()
	s := newTest(t, Sources{Debuginfod: t.TempDir()})
	s.Resolve(c)
	if s.Fetched(t.Context()) || asked.Load() != 0 {
		t.Error("nobody allowed to ask")
	}
	cache := t.TempDir()
	src := Sources{Debuginfod: cache, Servers: &debuginfod.Client{URLs: []string{server.URL}, Cache: cache}}
	stopped := newTest(t, src)
	stopped.Resolve(c)
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(time.Millisecond) {
		if text, _ := stopped.State(c); strings.Contains(text, "MB from 127.0.0.1") {
			break
		}
	}
	wantState(t, stopped, c, true, "debuginfod: 0 MB from 127.0.0.1")
	if !stopped.StopFetching() || !stopped.Fetched(t.Context()) || stopped.StopFetching() {
		t.Error("it cannot be stopped")
	}
	wantState(t, stopped, c, true, "debuginfod: stopped")
	close(slow)
	s = newTest(t, src)
	if got := s.Resolve(c).Chain[0]; got.File != "" {
		t.Fatalf("%+v before it came", got)
	}
	s.Fetched(t.Context())
	if got := s.Resolve(c).Chain[0]; got.File == "" {
		text, _ := s.State(c)
		t.Errorf("%+v is not located: %s", got, text)
	}
	if _, over := s.Fetching(); over != 1 || asked.Load() != 2 {
		t.Errorf("%d fetches are over, asked %d times", over, asked.Load())
	}
}
