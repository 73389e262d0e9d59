//go:build linux

package ledger

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"oopscope/console/link"
	"oopscope/parse"
)

var many = flag.Int("many", 2000, "how many crashes the ledger of TestManyCrashes holds")

// folders makes so many folders as another session would leave them, with nothing
// in the index of them.
func folders(t *testing.T, l *Ledger, n int) {
	t.Helper()
	for i := range n {
		dir := filepath.Join(l.crashes(), fmt.Sprintf("20260101T000000Z-gpf-f-%08x", i))
		if err := os.MkdirAll(dir, 0o700); err != nil {
			t.Fatal(err)
		}
		report := fmt.Sprintf(`{"v":2,"file":"/x/%d.log","class":"gpf","severity":"oops","title":"general protection fault in f%d","boot":1,"time":%d.5,"bytes":{"first":%d,"last":%d},"signature":{"exact":"%016x","bug":"b"},"raw":["[ %d.5] x"]}`,
			i, i%500, i, i, i+10, i%500, i)
		if err := os.WriteFile(filepath.Join(dir, jsonFile), []byte(report), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// TestManyCrashes: what a person waits for does not grow with the number of
// crashes that were ever saved. It is held to the least work of some saves: other programs
// run, too, and disks answer late. Run it with -many 20000 -v for the figures.
func TestManyCrashes(t *testing.T) {
	l, _ := open(t)
	text := strings.Repeat("x", 100)
	saving := func(times int) time.Duration {
		t.Helper()
		least := time.Hour
		for i := range times {
			c := crash()
			c.FirstByte, c.First = int64(i)*7+int64(times)<<20, i
			c.Body[0].Raw = fmt.Sprintf("[%d] Oops", i)
			began := cpu()
			save(t, l, c, Entry{Source: "a.log", Notes: text})
			least = min(least, cpu()-began)
		}
		return least
	}
	few := saving(9)
	folders(t, l, *many)
	began := time.Now()
	if err := catchUp(l.index, l.crashes()); err != nil {
		t.Fatal(err)
	}
	entered := time.Since(began)
	full := saving(11)
	t.Logf("a save takes %v of work among a few folders, %v among %d; entering those took %v", few, full, *many, entered)
	if full > 4*few+20*time.Millisecond {
		t.Errorf("a save takes %v among %d folders, and %v among a few", full, *many, few)
	}
	if groups, err := l.index.Groups(link.ACrash); err != nil || len(groups) != min(*many, 500)+1 {
		t.Errorf("%d signatures, %v", len(groups), err)
	}
}

// fill writes an index of so many crashes in as many boots.
func fill(t testing.TB, l *Ledger, n int) {
	t.Helper()
	start := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	var list []link.Sighting
	for i := range n {
		c := crash()
		c.FirstByte, c.Boot, c.Seen = int64(i)*10_000, i+1, start.Add(time.Duration(i)*time.Minute)
		c.Time, c.HasTime, c.Kernel, c.Machine = 100+float64(i%1000), true, fmt.Sprintf("5.10.%d", i/1000), "Generic AM33XX (Flattened Device Tree)"
		c.Body[0].Raw = fmt.Sprintf("[%d] Oops", i)
		c.Signature = parse.Signature{Exact: fmt.Sprintf("%016x", i%700), Bug: fmt.Sprintf("%016x", i%70)}
		list = append(list, sightingOf(c, fmt.Sprintf("/home/me/.local/state/oopscope/oopscope-ttyUSB0-%d.log", i/100), 0))
	}
	if err := l.index.Add(false, list...); err != nil {
		t.Fatal(err)
	}
}

// TestAskingTenThousand: among 10,000 crashes the list, a filter's worth of groups and
// one signature are there at once. It is held to work done, not to a clock: other
// programs run, too. BenchmarkList has the figures.
func TestAskingTenThousand(t *testing.T) {
	l, _ := open(t)
	fill(t, l, 10_000)
	began := cpu()
	all, err := Open(l.dir).Recall()
	listed := cpu() - began
	if err != nil || len(all.Crashes) != 700 || len(all.Lives) != 10_000 {
		t.Fatalf("%d signatures, %d boots, %v", len(all.Crashes), len(all.Lives), err)
	}
	began = cpu()
	for i := range 100 {
		if list, err := l.Of(link.ACrash, all.Crashes[i].Key); err != nil || len(list) < 14 {
			t.Fatalf("%d sightings, %v", len(list), err)
		}
	}
	opened := (cpu() - began) / 100
	t.Logf("the list takes %v of work, one signature %v", listed, opened)
	if listed > 400*time.Millisecond || opened > 10*time.Millisecond {
		t.Errorf("the list takes %v of work, one signature %v", listed, opened)
	}
}

// cpu is the time that this process has worked so far: what is measured by it
// stands on a busy machine, too.
func cpu() time.Duration {
	var r syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_SELF, &r)
	return time.Duration(r.Utime.Nano() + r.Stime.Nano())
}

// BenchmarkList is `oopscope ledger`: from nothing to the list of all signatures.
func BenchmarkList(b *testing.B) {
	for _, n := range []int{10_000, 50_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			l := Open(b.TempDir())
			fill(b, l, n)
			began := cpu()
			for b.Loop() {
				again := Open(l.dir)
				if all, err := again.Recall(); err != nil || len(all.Crashes) != 700 {
					b.Fatal(len(all.Crashes), err)
				}
			}
			b.ReportMetric(float64((cpu()-began).Microseconds())/1e3/float64(b.N), "cpu-ms/op")
		})
	}
}

// BenchmarkAgain is what a running session does with a further crash.
func BenchmarkAgain(b *testing.B) {
	for _, n := range []int{10_000, 50_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			l := Open(b.TempDir())
			fill(b, l, n)
			p := l.Capture("ttyUSB0", filepath.Join(l.dir, "now.log"), 0)
			i := 0
			for b.Loop() {
				c := crash()
				i++
				c.ID, c.FirstByte = i, int64(i)*1000
				c.Signature.Exact = fmt.Sprintf("%016x", i%700)
				if h, err := saw(p, []*parse.Crash{c}, nil); err != nil || h[0].Times == 0 {
					b.Fatal(h, err)
				}
			}
		})
	}
}
