package ui

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"oopscope/parse"
)

// TestDebuggerThatWaits: its prompt says what waits and how gdb gets there, and no longer
// than it waits.
func TestDebuggerThatWaits(t *testing.T) {
	a, _ := testApp(t, 160, 24)
	say := func(line, partial string) string {
		b := parse.Batch{Partial: []byte(partial)}
		if line != "" {
			b.Lines = []parse.Line{{N: a.log.Lines() + 1, Raw: []byte(line)}}
		}
		a.Update(batchMsg{batch: b})
		return ansi.Strip(a.View().Content)
	}
	if s := say("Entering kdb (current=0xc1, pid 0) on processor 0 due to Keyboard Entry", "[0]kdb> "); !strings.Contains(s, "kdb waits") || !strings.Contains(s, "oopscope kgdb /dev/ttyUSB0") || !strings.Contains(s, "KDB") {
		t.Errorf("nothing is said of kdb:\n%s", s)
	}
	if s := say("KGDB: Waiting for connection from remote gdb...", ""); !strings.Contains(s, "kgdb waits for gdb") {
		t.Errorf("nothing is said of kgdb:\n%s", s)
	}
	if s := say("[    2.0] it goes on", ""); strings.Contains(strings.ToLower(s), "waits") || strings.Contains(s, "│ KGDB") {
		t.Errorf("it still waits:\n%s", s)
	}
}
