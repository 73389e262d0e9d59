package triage

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"oopscope/parse"
	"oopscope/parse/crash"
)

const data = "../../testdata/"

// crashesOf decodes a log as scan does. A file is named without ".log",
// relative to testdata. The log of a silence is played as a live line: the
// board does not answer what is typed.
func crashesOf(t testing.TB, name string) []*crash.Crash {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(data, name+".log"))
	if err != nil {
		t.Fatal(err)
	}
	d := parse.New(parse.Options{})
	if !strings.Contains(name, "silent-hang") {
		return decode(d, raw)
	}
	start := time.Date(2024, 1, 1, 12, 0, 0, 0, time.UTC)
	d.Feed(raw, start)
	d.Typed([]byte("\r"), start.Add(time.Second))
	return d.Idle(start.Add(time.Minute)).Crashes
}

// decode feeds everything and returns the crashes as they were at last.
func decode(d *parse.Decoder, raw []byte) []*crash.Crash {
	var order []int
	last := map[int]*crash.Crash{}
	take := func(b parse.Batch) {
		for _, c := range b.Crashes {
			if last[c.ID] == nil {
				order = append(order, c.ID)
			}
			last[c.ID] = c
		}
	}
	take(d.Feed(raw, time.Time{}))
	take(d.Close())
	var all []*crash.Crash
	for _, id := range order {
		all = append(all, last[id])
	}
	return all
}

// found returns the finding of a rule among those of the crash.
func found(c *crash.Crash, rule string) *Finding {
	for _, f := range Triage(c) {
		if f.Rule == rule {
			return &f
		}
	}
	return nil
}

// The first finding says why as soon as one does. Whether an earlier report should
// be read first, and what became of the machine, are said behind and never left out.
func TestWhyComesFirst(t *testing.T) {
	logs, _ := filepath.Glob(filepath.Join(data, "*", "*.log"))
	framed := 0
	for _, path := range logs {
		name, _ := filepath.Rel(data, path)
		for _, c := range crashesOf(t, strings.TrimSuffix(name, ".log")) {
			findings := Triage(c)
			telling, ok := Telling(findings)
			if ok && telling.Text != findings[0].Text && (c.Echo.Of == 0 || !onlyFollows(c)) {
				t.Errorf("%s: %s comes before %s", name, findings[0].Rule, telling.Rule)
			}
			if !ok && len(findings) > 0 && !ruleOf(findings[0].Rule).frames {
				t.Errorf("%s: %s tells nothing", name, findings[0].Rule)
			}
			if f := found(c, notTheFirst); f != nil && ok {
				framed++
			}
		}
	}
	if framed == 0 {
		t.Error("no log has a reason and an earlier report")
	}
	var many []Finding
	for _, rule := range []string{"a", "b", "c", "d", "e", notTheFirst, "out-of-tree", afterwards} {
		many = append(many, Finding{Rule: rule})
	}
	var kept []string
	for _, f := range atMost(many) {
		kept = append(kept, f.Rule)
	}
	if got, want := strings.Join(kept, " "), "a b "+notTheFirst+" "+afterwards; got != want {
		t.Errorf("kept %s, want %s", got, want)
	}
}
