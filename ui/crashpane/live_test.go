package crashpane

import (
	"os"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"oopscope/parse"
	"oopscope/parse/triage"
	"oopscope/ui/theme"
	"oopscope/ui/uitest"
)

// The pane beside the real decoder, while the board is printing: every snapshot
// is drawn whole, and the last one says what the log says.
func TestCrashPaneLive(t *testing.T) {
	log, err := os.ReadFile(uitest.Data(t, "../arm/shepherd-panic.log"))
	if err != nil {
		t.Fatal(err)
	}
	d := parse.New(parse.Options{})
	p := New(theme.New(), unnamed)
	p.SetSize(70, 24)
	p.SetFocused(true)
	show := func(b parse.Batch) {
		for _, c := range b.Crashes {
			p.SetCrash(c, triage.Triage(c), "", true, "")
			checkCells(t, c.Last, p)
		}
	}
	for i, l := range strings.SplitAfter(string(log), "\n") {
		show(d.Feed([]byte(l), time.Unix(int64(i), 0)))
		p.Down()
		checkCells(t, i, p)
	}
	show(d.Close())
	p.folds["words"] = true
	p.SetSize(90, 560)
	view := ansi.Strip(p.View())
	for _, s := range []string{" PANIC  halted", "pru0_comm_receive_msg+0x28/0x94 [shepherd]", "called by coordinator_callback+0x9c/0x374 [shepherd]",
		"in an interrupt on CPU 0, on top of modprobe[1726]", "the kernel followed a NULL pointer", "read of 0x1c1 (NULL + 0x1c1): section translation fault",
		"r3 = 0x0 + r6 = 0x1c1 → 0x1c1 = fault address ✓", "Halted: needs a reset", "Chain  28 frames",
		"← r3 was loaded from [r4] = 0xbf1a0610, data of module shepherd", "← r6 is the constant 0x1c1",
		"sp d9535b10  00000006  small integer 6", "d9535b28  bf19ca58  return address in coordinator_callback+0x9c [shepherd], as lr",
		"d9535c70  c01af55c  return address in __handle_irq_event_percpu+0x6c", "── interrupted task: modprobe[1726] ──", "r3 00000000  NULL", "shepherd(O-) being unloaded"} {
		if !strings.Contains(view, s) {
			t.Errorf("the pane does not say %q", s)
		}
	}
	if t.Failed() {
		t.Log("\n" + view)
	}
}
