package repro

import (
	"fmt"
	"path/filepath"
	"slices"
	"time"

	"oopscope/parse/compare"
	"oopscope/parse/odds"
)

// Against is a run held against the earlier ones of the same commands at the same port.
type Against struct {
	Runs    int       `json:"runs"`
	Rounds  int       `json:"rounds"`
	Crashed int       `json:"crashed"`
	Last    time.Time `json:"last"`             // when the latest of them began
	Kernel  string    `json:"kernel,omitempty"` // that it ran
	P       float64   `json:"p"`                // of the two rates being one, by Fisher's exact test
	Verdict string    `json:"verdict"`          // as those of parse/compare

	now Tally
}

// mostRuns is how many earlier runs are held against one.
const mostRuns = 100

// Compare holds a run against the earlier ones; nil when there are none, or nothing was
// counted.
func Compare(s *State) *Against {
	a := &Against{now: s.Tally}
	for e, err := range states(filepath.Dir(s.path), s.Port) {
		if err != nil || e.path == s.path || e.Port != s.Port || !slices.Equal(e.Do, s.Do) || e.Rounds == 0 || !e.Began.Before(s.Began) {
			continue // what cannot be read tells nothing
		}
		if a.Runs == 0 {
			a.Last, a.Kernel = e.Began, e.Kernel
		}
		a.Runs, a.Rounds, a.Crashed = a.Runs+1, a.Rounds+e.Rounds, a.Crashed+e.Crashed
		if a.Runs == mostRuns {
			break
		}
	}
	if a.Runs == 0 || s.Rounds == 0 {
		return nil
	}
	a.judge()
	return a
}

// judge says what the counts show. What they cannot show is called too few.
func (a *Against) judge() {
	n := &a.now
	a.P = odds.Fisher(a.Crashed, a.Rounds, n.Crashed, n.Rounds)
	switch {
	case odds.FisherLeast(a.Rounds, n.Rounds, a.Crashed+n.Crashed) > odds.Alpha:
		a.Verdict = compare.TooFew
	case a.P > odds.Alpha:
		a.Verdict = compare.None
	case n.Crashed*a.Rounds > a.Crashed*n.Rounds:
		a.Verdict = compare.More
	default:
		a.Verdict = compare.Less
	}
}

// Words say it in a line.
func (a *Against) Words() string {
	runs := "an earlier run"
	if a.Runs > 1 {
		runs = fmt.Sprintf("%d earlier runs", a.Runs)
	}
	words := fmt.Sprintf("Against %s of these commands (the last on %s", runs, a.Last.Local().Format("2 Jan 2006 15:04"))
	if a.Kernel != "" && a.now.Kernel != "" {
		words += ", " + a.Kernel + "; now " + a.now.Kernel
	}
	words += fmt.Sprintf("): %d in %s then, %d in %d now: ", a.Crashed, rounds(a.Rounds), a.now.Crashed, a.now.Rounds)
	switch a.Verdict {
	case compare.TooFew:
		return words + "too few to show a difference."
	case compare.None:
		return words + fmt.Sprintf("no difference shown, p = %.2g.", a.P)
	}
	return words + fmt.Sprintf("%s now, p = %.2g.", a.Verdict, a.P)
}
