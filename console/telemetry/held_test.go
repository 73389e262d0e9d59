package telemetry

import (
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"oopscope/parse/schema"
)

const (
	asOops  = `{"v":2,"id":1,"class":"null-deref","severity":"oops","title":"it died","signature":{"exact":"a","bug":"b"}}`
	asPanic = `{"v":2,"id":1,"class":"null-deref","severity":"panic","title":"it died","signature":{"exact":"c","bug":"b"}}`
)

// A crash that is told again, because more of it came, is counted as what it became.
func TestACrashIsCountedAsWhatItBecame(t *testing.T) {
	r := receive(t)
	e, _ := exporting(t, r.URL, Options{})
	e.reads(t, `{"event":"hello","hello":{"v":1,"program":"x","pid":7,"port":"a"}}
{"event":"crash","crash":`+asOops+`}
{"event":"crash","crash":`+asPanic+`}
{"event":"over"}
{"event":"hello","hello":{"v":1,"program":"x","pid":8,"port":"a"}}
{"event":"crash","crash":`+asOops+`}`)
	e.Close()
	if got := e.Totals().Crashes; got != 2 || len(r.records) != 2 {
		t.Fatalf("%d crashes, %d records", got, len(r.records))
	}
	for i, want := range []string{"panic", "oops"} {
		if got := attrs(r.records[i].Attributes)["oopscope.severity"]; got != want {
			t.Errorf("record %d: %s, want %s", i+1, got, want)
		}
		if n := r.sum("oopscope.crashes", "oopscope.severity", want); n != 1 {
			t.Errorf("%d are counted as %s", n, want)
		}
	}
}

// Nothing more needs to come: it is counted when nothing new was heard of it for a while,
// and not again when something is; of a flood the first need not wait.
func TestACrashIsHeldForAWhile(t *testing.T) {
	defer func(long, most time.Duration) { settled, heldMost = long, most }(settled, heldMost)
	settled, heldMost = 20*time.Millisecond, time.Hour
	r := receive(t)
	e, _ := exporting(t, r.URL, Options{})
	in, out := io.Pipe()
	over := make(chan error)
	go func() { over <- e.Read(t.Context(), in) }()
	counted := func(n int) {
		t.Helper()
		until(t, fmt.Sprintf("%d crashes counted", n), func() bool { return e.Totals().Crashes == n })
	}
	fmt.Fprintln(out, asOops)
	counted(1)
	fmt.Fprintln(out, asPanic) // too late
	settled = time.Hour
	for n := range maxHeld + 3 {
		fmt.Fprintln(out, strings.Replace(asOops, `"id":1`, fmt.Sprintf(`"id":%d`, n+2), 1))
	}
	counted(1 + 3)
	out.Close()
	<-over
	counted(1 + 3 + maxHeld)
	e.Close()
}

// What changes all the time is counted all the same.
func TestACrashIsNotHeldForEver(t *testing.T) {
	defer func(long, most time.Duration) { settled, heldMost = long, most }(settled, heldMost)
	settled, heldMost = time.Hour, 0
	r := receive(t)
	e, _ := exporting(t, r.URL, Options{})
	e.taking.Lock()
	e.hold(t.Context(), place{n: 1}, &schema.Report{ID: 1, Class: "null-deref", Severity: "oops"})
	e.taking.Unlock()
	e.settle(t.Context())
	if got := e.Totals().Crashes; got != 1 {
		t.Errorf("%d are counted", got)
	}
	e.Close()
}
