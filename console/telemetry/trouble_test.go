package telemetry

import (
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// quickly has the end not be waited for.
func quickly(t *testing.T) {
	before := lastMost
	lastMost = 300 * time.Millisecond
	t.Cleanup(func() { lastMost = before })
}

func crashes(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `{"v":2,"id":%d,"class":"null-deref","severity":"oops","title":"crash %[1]d"}`+"\n", i+1)
	}
	return b.String()
}

// Each kind of trouble says what happened, to what, and what to do; what could not be sent is
// counted.
func TestTroubleWithTheCollectorIsSaid(t *testing.T) {
	quickly(t)
	closed := httptest.NewServer(nil)
	closed.Close()
	secret := httptest.NewUnstartedServer(receive(t))
	secret.Config.ErrorLog = log.New(io.Discard, "", 0)
	secret.StartTLS()
	defer secret.Close()
	plain, lost := receive(t), receive(t)
	lost.refuse = http.StatusNotFound
	silent, err := net.Listen("tcp", "127.0.0.1:0") // takes connections, and says nothing
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	for to, want := range map[string]string{
		closed.URL:                   "nobody listens there; is the collector running",
		"http://nobody.invalid:4318": "nobody knows the name nobody.invalid",
		secret.URL:                   "OTEL_EXPORTER_OTLP_CERTIFICATE",
		strings.Replace(plain.URL, "http:", "https:", 1): "write http://",
		lost.URL:                           "refuses records: failed to send logs to",
		"http://" + silent.Addr().String(): "does not answer",
	} {
		if strings.Contains(to, silent.Addr().String()) {
			t.Setenv("OTEL_EXPORTER_OTLP_TIMEOUT", "100")
		}
		e, heard := exporting(t, to, Options{})
		e.reads(t, crashes(1))
		until(t, "a word on "+to, func() bool { return heard.all() != "" })
		e.Close()
		t.Setenv("OTEL_EXPORTER_OTLP_TIMEOUT", "")
		if said := heard.all(); !strings.Contains(said, want) || !strings.Contains(said, "the collector "+to) || strings.Contains(said, "\n") && strings.Count(said, want) > 1 {
			t.Errorf("%s: %q, want %q", to, said, want)
		}
		if got := e.Totals(); got.Dropped != 1 || got.Sent+got.Waiting != 0 {
			t.Errorf("%s: %+v", to, got)
		}
	}
}

// A collector that takes no records of the log, as many are set up, is told of once, and its
// counters' page as well, whatever it says: all that is lost is counted.
func TestWhatIsRefusedIsToldOnce(t *testing.T) {
	n := 0
	never := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		w.WriteHeader(http.StatusNotFound)
		if n++; strings.HasSuffix(q.URL.Path, "/logs") && n > 5 {
			fmt.Fprintf(w, "request %d", n)
		}
	}))
	defer never.Close()
	e, heard := exporting(t, never.URL, Options{})
	for i := range 40 * batchMost / 10 {
		e.reads(t, strings.ReplaceAll(crashes(10), `"v":2,`, fmt.Sprintf(`"v":2,"file":"f%d",`, i)))
	}
	e.Close()
	said := heard.all()
	if got := e.Totals(); got.Dropped != 40*batchMost || got.Sent != 0 {
		t.Errorf("%+v", got)
	}
	if lines := strings.Split(said, "\n"); len(lines) != 16 || strings.Count(said, "refuses the counters: failed to upload metrics") > 1 {
		t.Errorf("told %d times:\n%s", len(lines), said)
	}
	if strings.Count(said, "404 Not Found; its log") > 1 {
		t.Errorf("the same is told again:\n%s", said)
	}
}

// A collector that has too much to do gets it later; nothing is lost.
func TestWhatABusyCollectorRefusesIsSentAgain(t *testing.T) {
	r := receive(t)
	r.refuse = http.StatusServiceUnavailable
	e, heard := exporting(t, r.URL, Options{})
	e.reads(t, crashes(3))
	until(t, "a second try", func() bool { r.mu.Lock(); defer r.mu.Unlock(); return r.refused > 1 })
	r.mu.Lock()
	r.refuse = 0
	r.mu.Unlock()
	until(t, "all are sent", func() bool { return e.Totals().Sent == 3 })
	e.Close()
	if got := e.Totals(); got.Dropped != 0 || len(r.records) != 3 || !strings.Contains(heard.all(), "what comes waits") || !strings.Contains(heard.all(), "takes records again") {
		t.Errorf("%+v, %d records, told: %s", got, len(r.records), heard.all())
	}
}

// A collector that stands still holds nobody up: reading goes on, the first crashes wait, and
// what there is no room for is counted, told once, and on the page.
func TestAStalledCollectorHoldsNobodyUp(t *testing.T) {
	quickly(t)
	t.Setenv("OTEL_EXPORTER_OTLP_TIMEOUT", "100")
	over := make(chan struct{})
	stalled := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-over }))
	defer stalled.Close()
	defer close(over)
	e, heard := exporting(t, stalled.URL, Options{Metrics: "127.0.0.1:0"})
	e.reads(t, crashes(1))
	until(t, "the first is known not to be taken", func() bool { return heard.all() != "" })
	began := time.Now()
	e.reads(t, strings.ReplaceAll(crashes(9*waitingMost), `"v":2,`, `"v":2,"file":"another",`))
	if took := time.Since(began); took > time.Minute { // were each to wait 5 s it would be hours
		t.Errorf("it took %v", took)
	}
	got := e.Totals()
	if got.Crashes != 9*waitingMost+1 || got.Dropped < 7*waitingMost || got.Dropped+got.Waiting != got.Crashes {
		t.Errorf("%+v", got)
	}
	if page := fetch(t, e.Page()); !strings.Contains(page, fmt.Sprintf("oopscope_dropped_total %d", got.Dropped)) {
		t.Errorf("the page does not say that %d were dropped: %s", got.Dropped, page)
	}
	if n := strings.Count(heard.all(), "dropped, and counted"); n != 1 {
		t.Errorf("told %d times", n)
	}
	e.Close()
	if got := e.Totals(); got.Dropped != got.Crashes || got.Waiting != 0 {
		t.Errorf("at the end %+v", got)
	}
}

// A collector that is only slow gets all.
func TestASlowCollectorGetsAll(t *testing.T) {
	r := receive(t)
	slow := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		time.Sleep(10 * time.Millisecond)
		r.ServeHTTP(w, q)
	}))
	defer slow.Close()
	e, heard := exporting(t, slow.URL, Options{})
	e.reads(t, crashes(4*waitingMost))
	e.Close()
	if got := e.Totals(); got.Sent != 4*waitingMost || got.Dropped != 0 {
		t.Errorf("%+v, told: %s", got, heard.all())
	}
}
