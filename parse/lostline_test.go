package parse_test

import (
	"bytes"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"oopscope/parse"
	"oopscope/parse/triage"
)

// TestALostLine drops each line of a dump in turn, as a console does that is too slow:
// what is then held for certain and was not thought of with all lines stands in
// testdata/lostline.golden, so that each new such sentence is looked at. -update writes it.
func TestALostLine(t *testing.T) {
	if raceDetector {
		t.Skip("nothing here is shared")
	}
	var b strings.Builder
	tried := 0
	for _, c := range kernelCorpus(t) {
		with := decode(c.log)
		if len(bad(with)) != 1 {
			continue
		}
		known := map[string]bool{}
		for _, r := range with {
			for _, f := range triage.Triage(r) {
				known[f.Rule] = true
			}
		}
		ls, r := lines(c.log), bad(with)[0]
		for n := r.First; n <= r.Last; n++ {
			tried++
			for _, said := range sureOf(decode(bytes.Join(slices.Concat(ls[:n-1], ls[n:]), nil))) {
				if !known[said.Rule] {
					fmt.Fprintf(&b, "%s without %q: %s: %s\n", c.name, bytes.TrimSpace(ls[n-1]), said.Rule, said.Text)
				}
			}
		}
	}
	if tried < 2000 {
		t.Fatalf("only %d lines", tried)
	}
	const golden = "testdata/lostline.golden"
	if *update {
		if err := os.WriteFile(golden, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if b.String() != string(want) {
		t.Errorf("%s is not what is said now; `go test ./parse -run LostLine -update` writes it:\n%s", golden, b.String())
	}
}

// sureOf lists the findings that are held for certain.
func sureOf(crashes []*parse.Crash) (sure []triage.Finding) {
	for _, c := range crashes {
		for _, f := range triage.Triage(c) {
			if f.Confidence == triage.Certain {
				sure = append(sure, f)
			}
		}
	}
	return sure
}
