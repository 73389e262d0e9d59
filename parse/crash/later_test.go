package crash

import (
	"testing"
	"time"
)

func TestOutcome(t *testing.T) {
	seen := time.Date(2026, 3, 28, 11, 30, 0, 0, time.UTC)
	at := time.Date(2026, 3, 28, 11, 39, 20, 0, time.UTC)
	later := time.Date(2026, 3, 29, 0, 5, 0, 0, time.UTC)
	for _, c := range []struct {
		aftermath string
		later     Later
		want      string
		word      string
	}{
		{Halted, Later{}, "Halted: needs a reset or power cycle.", "halted"},
		{Halted, Later{Boot: 3, Line: 240, At: at}, "Halted; the board was restarted 11:39:20 (boot 3).", "restarted"},
		{Halted, Later{Boot: 3, Line: 240, At: later}, "Halted; the board was restarted 29 Mar 2026 00:05:00 (boot 3).", "restarted"},
		{Halted, Later{Boot: 2, Line: 240, Over: true}, "Halted; the board was restarted at line 240 (boot 2).", "restarted"},
		{Rebooting, Later{}, "Down: restarts by itself 5 s after the panic.", "rebooting"},
		{Rebooting, Later{Boot: 2, Line: 9}, "Went down; the board restarted at line 9 (boot 2).", "restarted"},
		{Continues, Later{}, "Not fatal by itself.", ""},
		{Continues, Later{Quiet: at}, "Not fatal by itself; nothing printed since 11:39:20.", "silent"},
		{Continues, Later{Over: true}, "Not fatal by itself; no line of the kernel follows.", ""},
		{Continues, Later{Spoke: true}, "Still running.", "running"},
		{Continues, Later{Spoke: true, Quiet: at}, "Went on; nothing printed since 11:39:20.", "silent"},
		{Continues, Later{Spoke: true, Over: true}, "Went on.", "went on"},
		{Continues, Later{Spoke: true, Died: 77}, "Went on; died of the report at line 77.", "died later"},
		{Continues, Later{Spoke: true, Boot: 2, Line: 90, At: at}, "Went on; the board was restarted 11:39:20 (boot 2).", "restarted"},
		{ContinuesDamaged, Later{Quiet: at}, "Not fatal by itself, but sh[7] was killed; locks and references it held are lost; nothing printed since 11:39:20.", "damaged"},
		{ContinuesDamaged, Later{Spoke: true}, "Still running, damaged: sh[7] was killed; locks and references it held are lost.", "damaged"},
		{"", Later{}, "State not known: nothing after the report tells.", ""},
	} {
		x := Crash{Severity: Oops, Aftermath: c.aftermath, Later: c.later, Seen: seen, Task: Task{Comm: "sh", PID: 7, Known: true}, Last: 50}
		if c.aftermath == Rebooting {
			x.RebootIn = 5
		}
		if got := x.Outcome(); got != c.want {
			t.Errorf("%s %+v:\n got %s\nwant %s", c.aftermath, c.later, got, c.want)
		}
		if got := x.OutcomeWord(); got != c.word {
			t.Errorf("%s %+v: got the word %q, want %q", c.aftermath, c.later, got, c.word)
		}
	}
}

// Where the last lines are missing a panic may be among them.
func TestOutcomeOfAReportThatIsCutOff(t *testing.T) {
	for _, c := range []struct {
		later      Later
		want, word string
	}{
		{Later{Over: true}, "Whether it was fatal is not known, as the report is cut off; if not, sh[7] was killed; locks and references it held are lost; no line of the kernel follows.", ""},
		{Later{Boot: 2, Line: 90}, "Whether it was fatal is not known, as the report is cut off; if not, sh[7] was killed; locks and references it held are lost; the board was restarted at line 90 (boot 2).", "restarted"},
		{Later{Spoke: true}, "Still running, damaged: sh[7] was killed; locks and references it held are lost.", "damaged"},
	} {
		x := Crash{Severity: Oops, Aftermath: ContinuesDamaged, Later: c.later, Task: Task{Comm: "sh", PID: 7, Known: true}, Last: 50}
		x.Quality.Problems = []Problem{{Kind: Truncated, Line: 50}}
		if got := x.Outcome(); got != c.want || x.OutcomeWord() != c.word {
			t.Errorf("got %s (%s)\nwant %s", got, x.OutcomeWord(), c.want)
		}
	}
}

// A board that fell silent is neither fatal nor the opposite: what is known is whether
// it was heard since.
func TestOutcomeOfASilence(t *testing.T) {
	for want, later := range map[string]Later{
		"Nothing was heard of the board since.":         {Over: true},
		"The board was heard again.":                    {Spoke: true},
		"The board was restarted at line 240 (boot 2).": {Boot: 2, Line: 240},
	} {
		x := Crash{Severity: Error, Later: later}
		if got := x.Outcome(); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}
