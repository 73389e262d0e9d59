package telemetry

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	sdklog "go.opentelemetry.io/otel/sdk/log"
)

// Each severity has its number in OpenTelemetry's order.
func TestSeverities(t *testing.T) {
	r := receive(t)
	e, _ := exporting(t, r.URL, Options{})
	want := map[string]int32{"panic": 21, "oops": 20, "bug": 19, "stall": 18, "warning": 17, "error": 13, "of no kernel": 0}
	for said := range want {
		e.reads(t, fmt.Sprintf(`{"v":2,"file":"%s","class":"bad-access","severity":"%[1]s","title":"x"}`, said))
	}
	e.Close()
	for _, record := range r.records {
		if got := int32(record.SeverityNumber); got != want[record.SeverityText] {
			t.Errorf("%s is %d, want %d", record.SeverityText, got, want[record.SeverityText])
		}
	}
	if len(r.records) != len(want) {
		t.Errorf("%d records", len(r.records))
	}
}

// The counters have the names, units and words that dashboards are built on.
func TestCounters(t *testing.T) {
	e, _ := exporting(t, "", Options{Metrics: "127.0.0.1:0"})
	e.reads(t, `{"v":2,"class":"bad-access","severity":"oops","title":"x"}
{"v":2,"id":2,"class":"driver-error","severity":"error","title":"x: error -5"}
{"event":"boot","boot":{"n":1,"line":1}}
{"event":"gap","gap":{"at":-1,"seconds":2.5,"reason":"unplugged"}}
{"event":"missed","missed":{"lines":3}}
`)
	page := fetch(t, e.Page())
	for name, help := range map[string]string{
		"crashes": "Crashes of kernels", "boots": "Boots of boards", "gaps": "Holes in the stream", "trouble": "Trouble that is no crash",
	} {
		if !strings.Contains(page, "# HELP oopscope_"+name+"_total "+help) || !strings.Contains(page, "# TYPE oopscope_"+name+"_total counter") {
			t.Errorf("no counter of %s with words", name)
		}
	}
	if strings.Contains(page, "oopscope_dropped") {
		t.Error("without a collector nothing can be dropped")
	}
}

// What a board says goes no further than so many bytes, at each place.
func TestHowLongARecordMayBe(t *testing.T) {
	r := receive(t)
	e, _ := exporting(t, r.URL, Options{})
	long := strings.Repeat("x", 1<<16)
	frame := `{"function":"` + strings.Repeat("f", 99) + `","reliable":true}`
	e.reads(t, fmt.Sprintf(`{"v":2,"class":"bad-access","severity":"oops","title":"%s","kernel":"%[1]s","chain":[%s]}`, long, frame+strings.Repeat(","+frame, 999)))
	e.Close()
	got := attrs(r.records[0].Attributes)
	if body := len(r.records[0].Body.GetStringValue()); body != 1<<10 || len(got["os.version"]) != 200 || len(got["exception.stacktrace"]) != 16_300 {
		t.Errorf("body %d, a name %d, stack %d", body, len(got["os.version"]), len(got["exception.stacktrace"]))
	}
}

// What was counted is remembered for ten thousand reports at least, and not for ever.
func TestHowMuchIsRemembered(t *testing.T) {
	var r recent
	for n := range 30_000 {
		if r.raise(place{n: n}, 1) != 0 {
			t.Fatalf("report %d is known before it came", n)
		}
		if kept, want := len(r.young)+len(r.old), min(n+1, 10_000+n%10_000+1); kept != want {
			t.Fatalf("%d of %d reports are kept, want %d", kept, n+1, want)
		}
	}
	if r.raise(place{n: 20_000}, 1) != 1 || r.raise(place{n: 29_999}, 7) != 1 || r.raise(place{n: 29_999}, 2) != 7 {
		t.Error("the last ten thousand are forgotten")
	}
}

// An away is a collector that says when it was asked, and takes nothing.
type away struct {
	sdklog.Exporter
	tries []time.Duration
	began time.Time
	err   error
}

func (a *away) Export(context.Context, []sdklog.Record) error {
	a.tries = append(a.tries, time.Since(a.began))
	return a.err
}

func (a *away) Shutdown(context.Context) error { return nil }

// A collector that is away is asked soon, then more and more rarely, and never less often than
// twice a minute; it is asked once more at the end.
func TestHowOftenACollectorIsTried(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := &away{began: time.Now(), err: &url.Error{Op: "Post", URL: "http://x", Err: errors.New("no route to host")}}
		q := newQueue(a, "the collector", (&told{}).tell)
		if err := q.OnEmit(t.Context(), &sdklog.Record{}); err != nil {
			t.Fatal(err)
		}
		time.Sleep(125 * time.Second)
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		q.Shutdown(ctx)
		if got, want := fmt.Sprint(a.tries), "[0s 500ms 1.5s 3.5s 7.5s 15.5s 31.5s 1m1.5s 1m31.5s 2m1.5s 2m5s]"; got != want {
			t.Errorf("tried at %s, want %s", got, want)
		}
		if sent, waiting, dropped := q.totals(); sent != 0 || waiting != 0 || dropped != 1 {
			t.Errorf("%d sent, %d waiting, %d dropped", sent, waiting, dropped)
		}
	})
}

// A slow is a collector that takes a minute for everything.
type slow struct{ sdklog.Exporter }

func (slow) Export(context.Context, []sdklog.Record) error { time.Sleep(time.Minute); return nil }

func (slow) Shutdown(context.Context) error { return nil }

// Who brings a record waits for room as long as a person would, then it is dropped.
func TestHowLongARecordWaitsForRoom(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := newQueue(slow{}, "the collector", (&told{}).tell)
		q.OnEmit(t.Context(), &sdklog.Record{})
		synctest.Wait() // that one is being sent
		for range 1024 {
			q.OnEmit(t.Context(), &sdklog.Record{})
		}
		began := time.Now()
		q.OnEmit(t.Context(), &sdklog.Record{})
		if waited := time.Since(began).Round(100 * time.Millisecond); waited != 5*time.Second {
			t.Errorf("it was waited for %v", waited)
		}
		if _, waiting, dropped := q.totals(); waiting != 1025 || dropped != 1 {
			t.Errorf("%d wait, %d were dropped", waiting, dropped)
		}
		q.Shutdown(t.Context())
	})
}
