package story

import (
	"slices"

	"oopscope/parse/crash"
)

// told is how many reports a story names; more are counted.
const told = 12

// Tell makes the account of a boot out of its crashes, in the order of their IDs,
// of which each knows what it follows from and what was seen of the machine later.
// It is nil when there is none.
func Tell(crashes []*crash.Crash) *crash.Story {
	var silence *crash.Crash
	crashes = slices.DeleteFunc(slices.Clone(crashes), func(c *crash.Crash) bool {
		if c.Class == "silence" {
			silence = c
		}
		return c.Severity <= crash.Error
	})
	if len(crashes) == 0 {
		return nil
	}
	roots := rootsOf(crashes)
	cause := causeOf(crashes, roots)
	s := &crash.Story{Boot: crashes[0].Boot, End: ending(crashes, silence)}
	t := teller{story: s, at: map[int]*crash.Chapter{}}
	for _, c := range crashes {
		t.take(c, roots[c.ID] == cause)
	}
	return s
}

// rootsOf finds for every report the one that it follows from in the end.
func rootsOf(crashes []*crash.Crash) map[int]int {
	roots := map[int]int{}
	for _, c := range crashes {
		roots[c.ID] = c.ID
		if of, known := roots[c.Echo.Of]; known {
			roots[c.ID] = of
		}
	}
	return roots
}

// causeOf is the root of what was worst, the earliest of equals.
func causeOf(crashes []*crash.Crash, roots map[int]int) int {
	worst := crashes[0]
	for _, c := range crashes {
		if c.Severity > worst.Severity {
			worst = c
		}
	}
	return roots[worst.ID]
}

type teller struct {
	story *crash.Story
	at    map[int]*crash.Chapter // where a report's repetitions are counted
	n     int
}

// take puts a report into its place.
func (t *teller) take(c *crash.Crash, caused bool) {
	s := t.story
	if c.Echo.Kind == crash.Repeated || c.Echo.Kind == crash.Stuck {
		if ch := t.at[c.Echo.Of]; ch != nil && (c.Echo.Kind == crash.Repeated || ch.Title == c.Title) {
			ch.Again++
			ch.AgainLast = c.First
			t.at[c.ID] = ch
			return
		}
	}
	ch := &crash.Chapter{ID: c.ID, First: c.First, Severity: c.Severity, Title: c.Title, Echo: c.Echo}
	switch {
	case caused && s.Cause.ID == 0:
		s.Cause = *ch
		ch = &s.Cause
	case t.n >= told:
		s.Untold++
		return
	case caused:
		s.Led = append(s.Led, ch)
	default:
		s.Beside = append(s.Beside, ch)
	}
	t.at[c.ID] = ch
	t.n++
}

// ending tells how the boot ended by what was seen after its last report.
func ending(crashes []*crash.Crash, silence *crash.Crash) crash.Ending {
	last := crashes[len(crashes)-1]
	l := last.Later
	e := crash.Ending{Boot: l.Boot, Next: l.Line, At: l.At, Over: l.Over}
	restarts := false
	for _, c := range crashes {
		if c.Panic != "" && e.Panic == "" {
			e.Panic, e.Line = c.Panic, c.PanicLine
		}
		e.In = max(e.In, c.RebootIn)
		restarts = restarts || c.Aftermath == crash.Rebooting
	}
	switch {
	case l.Boot > 0 || e.Panic != "":
		e.Kind = died(l, e.Panic != "", restarts)
	case l.Left.Line > 0:
		e.Kind, e.Line, e.Left = crash.ToldTo, l.Left.Line, l.Left
	case silence != nil:
		e.Kind, e.Line = crash.FellMute, silence.Last
	case !l.Quiet.IsZero():
		e.Kind, e.Line, e.At = crash.FellMute, max(l.Heard, last.Last), l.Quiet
	case l.Spoke:
		e.Kind, e.Line = crash.StillUp, l.Heard
	case l.Over:
		e.Kind = crash.LogEnds
	}
	return e
}

// died tells how a boot ended that another followed, or that ended in a panic.
func died(l crash.Later, panicked, restarts bool) crash.EndKind {
	switch {
	case l.Boot > 0 && !panicked && l.Hard:
		return crash.ResetHard
	case l.Boot > 0:
		return crash.Restarted
	case restarts:
		return crash.Restarts
	}
	return crash.Panicked
}
