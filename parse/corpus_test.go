package parse_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"
	"time"

	"oopscope/parse"
)

// The captures of real kernels that the decoder is scored against, with the
// truth beside each.
const kernelCaptures = "../testdata/kernels"

// Least shares of right answers, in per cent. They only ever rise.
const (
	leastFound   = 100
	leastFields  = 98.5
	leastChains  = 97
	leastClasses = 99
	leastBlamed  = 99
	leastHeaders = 100
	mostExtra    = 0 // reports where there is nothing, in all captures together
)

// A capture is one log with its truth.
type capture struct {
	name     string
	log      []byte
	Kind     string
	Crashed  *bool
	Log      struct{ Case_line int }
	Headers  []mark
	Pc_lines []mark
	Source   struct{ Chain []string } // also what was not printed
	Expect   struct {
		Crash_function, Module, Offset, Size, Fault_address, Comm *string
		Pid, Cpu                                                  *int
		Process_context                                           *bool
		Chain                                                     []string
		Chain_modules                                             []*string
	}
}

// A mark is a line of the log: [152, "Unable to handle …"].
type mark struct {
	line int
	text string
}

func (m *mark) UnmarshalJSON(b []byte) error {
	return json.Unmarshal(b, &[]any{&m.line, &m.text})
}

func kernelCorpus(t testing.TB) []capture {
	t.Helper()
	names, _ := filepath.Glob(kernelCaptures + "/*/*.json")
	if len(names) == 0 {
		t.Fatal("no captures in " + kernelCaptures)
	}
	sort.Strings(names)
	var all []capture
	for _, name := range names {
		var c capture
		truth, err := os.ReadFile(name)
		if err == nil {
			err = json.Unmarshal(truth, &c)
		}
		if err == nil {
			c.log, err = os.ReadFile(strings.TrimSuffix(name, ".json") + ".log")
		}
		if err != nil {
			t.Fatal(err)
		}
		c.name = strings.TrimSuffix(strings.TrimPrefix(filepath.ToSlash(name), kernelCaptures+"/"), ".json")
		all = append(all, c)
	}
	return all
}

// some are all of them, and every eighth under the race detector.
func some[T any](all []T) []T {
	if !raceDetector {
		return all
	}
	var few []T
	for i := 0; i < len(all); i += 8 {
		few = append(few, all[i])
	}
	return few
}

// rounds is how often a random test tries what it would try n times.
func rounds(n int) int {
	if raceDetector {
		return max(n/8, 1)
	}
	return n
}

// decode reads a whole input and returns the last state of every crash.
func decode(input []byte) []*parse.Crash {
	return decodeCut(input, nil, len(input)+1)
}

// decodeCut feeds the input in pieces: next says how long each is, or size when
// it is nil.
func decodeCut(input []byte, next func() int, size int) []*parse.Crash {
	d := parse.New(parse.Options{})
	last := map[int]*parse.Crash{}
	take := func(b parse.Batch) {
		for _, c := range b.Crashes {
			last[c.ID] = c
		}
	}
	for len(input) > 0 {
		n := size
		if next != nil {
			n = next()
		}
		n = min(n, len(input))
		take(d.Feed(input[:n], time.Time{}))
		input = input[n:]
	}
	take(d.Close())
	var all []*parse.Crash
	for _, c := range last {
		all = append(all, c)
	}
	sort.Slice(all, func(i, j int) bool { return all[i].ID < all[j].ID })
	return all
}

// lines cuts an input behind every line end.
func lines(input []byte) [][]byte { return bytes.SplitAfter(input, []byte("\n")) }

// TestKernelCaptures scores the decoder on crashes of unmodified kernels of
// eleven flavours: what it finds, and what it reads of it.
func TestKernelCaptures(t *testing.T) {
	flavours := map[string]*score{}
	var total score
	for _, c := range kernelCorpus(t) {
		s := c.score(t, decode(c.log))
		flavour, _, _ := strings.Cut(c.name, "/")
		if flavours[flavour] == nil {
			flavours[flavour] = &score{}
		}
		flavours[flavour].plus(s)
		total.plus(s)
	}
	t.Logf("%-12s %-18s %-20s %-18s %-18s %-18s %-18s extra", "flavour", "found", "fields", "chain", "class", "culprit", "headers")
	names := []string{}
	for name := range flavours {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range append(names, "all") {
		s := flavours[name]
		if name == "all" {
			s = &total
		}
		t.Logf("%-12s %-18s %-20s %-18s %-18s %-18s %-18s %d", name, s.found, s.fields, s.chain, s.class, s.blamed, s.headers, s.extra)
	}
	least(t, "found", total.found, leastFound)
	least(t, "fields", total.fields, leastFields)
	least(t, "chains", total.chain, leastChains)
	least(t, "classes", total.class, leastClasses)
	least(t, "culprits", total.blamed, leastBlamed)
	least(t, "headers", total.headers, leastHeaders)
	if total.extra > mostExtra {
		t.Errorf("%d reports where there is nothing, at most %d were allowed", total.extra, mostExtra)
	}
}
