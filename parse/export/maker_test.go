package export

import (
	"bytes"
	"reflect"
	"sync"
	"testing"

	"oopscope/parse/crash"
	"oopscope/parse/triage"
)

// withoutFindings has nothing be concluded, which is not what is measured here.
func withoutFindings(t *testing.T) {
	was := judge
	judge = func(*crash.Crash) []triage.Finding { return nil }
	t.Cleanup(func() { judge = was })
}

func TestReportsAreMadeInOneRoom(t *testing.T) {
	withoutFindings(t)
	c := beagle()
	c.Chain = append(c.Chain, c.Chain...)
	anew := testing.AllocsPerRun(100, func() { Report(c, Options{NoRaw: true}) })
	m := new(maker)
	again := testing.AllocsPerRun(100, func() {
		m.report(c, Options{NoRaw: true})
		m.forget()
	})
	if again > 0.8*anew {
		t.Errorf("making a report where another stood takes %.0f allocations, and anew %.0f", again, anew)
	}
}

func TestARoomKeepsNothingOfTheReportBefore(t *testing.T) {
	withoutFindings(t)
	long, short := beagle(), beagle()
	long.Chain = append(long.Chain, long.Chain...)
	short.Chain, short.Dump.Registers, short.Dump.Code = short.Chain[:1], short.Dump.Registers[:1], nil
	want := string(AppendJSON(nil, short, Options{}))
	kept := Report(long, Options{})
	asItWas := AppendJSON(nil, long, Options{})
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 50 {
				AppendJSON(nil, long, Options{})
				if got := AppendJSON(nil, short, Options{}); string(got) != want {
					t.Errorf("got  %swant %s", got, want)
					return
				}
			}
		})
	}
	all.Wait()
	if got := append(writeReport()(nil, reflect.ValueOf(kept).Elem()), '\n'); !bytes.Equal(got, asItWas) {
		t.Errorf("a report that was handed out became\n%s", got)
	}
}
