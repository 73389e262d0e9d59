package triage

import (
	"math/rand"
	"os"
	"path/filepath"
	"testing"

	"oopscope/parse"
	"oopscope/parse/crash"
)

// logs are the raw bytes of every log beside the tests.
func logs(t testing.TB) [][]byte {
	names, err := filepath.Glob(data + "triage/*.log")
	if err != nil || len(names) == 0 {
		t.Fatal("no logs", err)
	}
	var all [][]byte
	for _, n := range append(names, data+"arm/shepherd-panic.log", data+"arm/shepherd-cma.log") {
		raw, err := os.ReadFile(n)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, raw)
	}
	return all
}

// judge holds every crash's findings to the promises of the package.
func judge(t *testing.T, raw []byte) {
	for _, c := range decode(parse.New(parse.Options{}), raw) {
		for _, f := range Triage(c) {
			if ruleOf(f.Rule) == nil || f.Text == "" || sureness[f.Confidence] == 0 {
				t.Errorf("bad finding %+v", f)
			}
			for _, n := range f.Evidence {
				if n < c.First || n > c.Last {
					t.Errorf("%s: line %d of a report of lines %d-%d", f.Rule, n, c.First, c.Last)
				}
			}
		}
	}
}

// TestCutLogs feeds logs with parts torn out and others put in.
func TestCutLogs(t *testing.T) {
	rnd := rand.New(rand.NewSource(1))
	all := logs(t)
	for i := 0; i < 1500; i++ {
		raw := append([]byte(nil), all[rnd.Intn(len(all))]...)
		for n := rnd.Intn(4); n >= 0; n-- {
			a := rnd.Intn(len(raw) + 1)
			b := a + rnd.Intn(len(raw)-a+1)
			switch rnd.Intn(3) {
			case 0:
				raw = raw[:a]
			case 1:
				raw = append(raw[:a:a], raw[b:]...)
			default:
				other := all[rnd.Intn(len(all))]
				raw = append(raw[:a:a], other[rnd.Intn(len(other)):]...)
			}
		}
		judge(t, raw)
	}
}

func TestEmptyCrash(t *testing.T) {
	if f := Triage(nil); f != nil {
		t.Errorf("%v", f)
	}
	for _, class := range []string{"", "null-deref", "gpf", "kasan", "slab", "lockdep", "oom", "reset", "silence", "driver-error", "hung-task", "warning", "stack-overflow", "div-error"} {
		for s := crash.Severity(0); s <= crash.Panic; s++ {
			Triage(&crash.Crash{Class: class, Severity: s, Panic: "Attempted to kill init!"})
		}
	}
}

func FuzzTriage(f *testing.F) {
	for _, raw := range logs(f) {
		f.Add(raw)
	}
	f.Fuzz(func(t *testing.T, raw []byte) { judge(t, raw) })
}

func BenchmarkTriage(b *testing.B) {
	for _, name := range []string{"arm/shepherd-panic", "triage/use-after-free.fires", "triage/deadlock-chain.fires", "triage/out-of-memory.fires"} {
		b.Run(filepath.Base(name), func(b *testing.B) {
			c := crashesOf(b, name)[0]
			b.ReportAllocs()
			for i := 0; i < b.N; i++ {
				Triage(c)
			}
		})
	}
}
