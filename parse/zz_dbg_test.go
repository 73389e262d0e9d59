package parse_test

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

func TestDbg(t *testing.T) {
	name := os.Getenv("DBG")
	if name == "" {
		t.Skip()
	}
	b, _ := os.ReadFile(name)
	if strings.HasSuffix(name, ".txt") {
		b = readLabels("x", b).log
	}
	for _, k := range decode(b) {
		fmt.Printf("#%d %s %v %d-%d %q hdr %q arch %q cpu %d %v ctx %q die %d parent %d pc %s+%#x culprit %v after %s complete %v %v panic %q\n", k.ID, k.Class, k.Severity, k.First, k.Last, k.Title, k.Header, k.Arch, k.CPU, k.Task, k.Context, k.Dump.DieNumber, k.Parent, k.Dump.PC.Function, k.Dump.PC.Offset, k.Culprit, k.Aftermath, k.Quality.Complete, k.Quality.Problems, k.Panic)
		for _, f := range k.Chain {
			fmt.Printf("   %v %s+%#x [%s] %s %d\n", f.Reliable, f.Function, f.Offset, f.Module, f.Context, f.Line)
		}
		for _, s := range k.Stacks {
			fmt.Printf("  stack %s %q", s.Role, s.Title)
			for _, f := range s.Frames {
				fmt.Printf(" %s", f.Function)
			}
			fmt.Println()
		}
		if os.Getenv("BODY") != "" {
			for _, l := range k.Body {
				fmt.Printf("     %d %s\n", l.N, l.Text)
			}
		}
	}
}
