package triage

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write testdata/table.golden anew")

// TestTable holds what stands in the table of rules to testdata/table.golden, so
// that an edit of it shows in a diff: how specific each rule is, what it claims,
// which classes it looks at, which findings it makes redundant, and the functions
// and words that it knows. -update writes it.
func TestTable(t *testing.T) {
	var b strings.Builder
	for i := range table {
		r := &table[i]
		fmt.Fprintf(&b, "%s: rank %d, %s at most", r.id, r.rank, r.confidence)
		if r.frames {
			b.WriteString(", says not why")
		}
		fmt.Fprintf(&b, "\n\t%s\n", r.says)
		list(&b, "looks at", r.classes)
		list(&b, "replaces", r.suppresses)
	}
	list(&b, "keepers", keepers)
	list(&b, "spinners", spinners)
	list(&b, "unloading", unloading)
	list(&b, "loading", loading)
	list(&b, "reports itself", reportsItself)
	list(&b, "prints a stack", printsStack)
	list(&b, "walkers", walkers)
	const golden = "testdata/table.golden"
	if *update {
		if err := os.WriteFile(golden, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	got, wants := strings.Split(b.String(), "\n"), strings.Split(string(want), "\n")
	for i := range max(len(got), len(wants)) {
		if i >= len(got) || i >= len(wants) || got[i] != wants[i] {
			t.Fatalf("%s:%d is not what the table says; `go test ./parse/triage -update` writes it:\n%s", golden, i+1, got[min(i, len(got)-1)])
		}
	}
}

func list(b *strings.Builder, what string, words []string) {
	if len(words) > 0 {
		fmt.Fprintf(b, "\t%s: %s\n", what, strings.Join(words, " "))
	}
}

// TestRanks: what names the bug stands before what only frames it.
func TestRanks(t *testing.T) {
	ranks := []int{rankFirst, rankCause, rankProof, rankState, rankPlace, rankBefore, rankSetting, rankAfter}
	for i := 1; i < len(ranks); i++ {
		if ranks[i] >= ranks[i-1] {
			t.Errorf("rank %d is not below %d", ranks[i], ranks[i-1])
		}
	}
}
