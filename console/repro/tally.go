package repro

import (
	"cmp"
	"slices"
	"time"

	"oopscope/parse"
	"oopscope/parse/odds"
)

// A Tally is what was counted, in all runs that belong together.
type Tally struct {
	Rounds   int     `json:"rounds"`
	Crashed  int     `json:"crashed"`            // rounds in which the kernel crashed
	Hung     int     `json:"hung,omitempty"`     // rounds in which no prompt came, and no crash
	Restarts int     `json:"restarts,omitempty"` // rounds in which the board restarted without a crash
	Seconds  float64 `json:"seconds"`            // that it took
	Kernel   string  `json:"kernel,omitempty"`   // release, as the board told it last
	Crashes  []Group `json:"crashes,omitempty"`  // by signature, the most frequent first
}

// A Group is the crashes of one signature.
type Group struct {
	Signature string `json:"signature,omitempty"` // "" for a crash too poor for any
	Class     string `json:"class"`
	Title     string `json:"title"`
	Rounds    int    `json:"rounds"` // in which it came
	Times     int    `json:"times"`
	First     int    `json:"first"` // round, from 1
	Last      int    `json:"last"`
}

// A Round is what one brought.
type Round struct {
	N       int
	Crashes []*parse.Crash
	Hung    bool
	Restart bool
	Took    time.Duration
}

// dead reports whether the machine was gone after the round.
func (r *Round) dead() bool {
	return slices.ContainsFunc(r.Crashes, func(c *parse.Crash) bool { return c.Severity == parse.Panic })
}

// Add counts a round.
func (t *Tally) Add(r *Round) {
	t.Rounds = r.N
	switch {
	case len(r.Crashes) > 0:
		t.Crashed++
	case r.Restart:
		t.Restarts++
	case r.Hung:
		t.Hung++
	}
	for _, c := range r.Crashes {
		t.group(c, r.N)
		t.Kernel = cmp.Or(c.Kernel, t.Kernel)
	}
	slices.SortStableFunc(t.Crashes, func(a, b Group) int { return cmp.Compare(b.Rounds, a.Rounds) })
}

func (t *Tally) group(c *parse.Crash, round int) {
	same := func(g Group) bool {
		return g.Signature == c.Signature.Exact && (g.Signature != "" || g.Title == c.Title)
	}
	i := slices.IndexFunc(t.Crashes, same)
	if i < 0 {
		i = len(t.Crashes)
		t.Crashes = append(t.Crashes, Group{Signature: c.Signature.Exact, First: round})
	}
	g := &t.Crashes[i]
	g.Class, g.Title = c.Class, c.Title
	g.Times++
	if g.Last != round {
		g.Rounds, g.Last = g.Rounds+1, round
	}
}

// Confidence is that of all intervals.
const Confidence = 0.95

// A Between is how many rounds there are from a crash to the next in the mean, and
// between what bounds that number lies. What is 0 is not known: nothing crashed.
type Between struct {
	Mean       float64 `json:"mean,omitempty"`
	Low        float64 `json:"low"`
	High       float64 `json:"high,omitempty"`
	Confidence float64 `json:"confidence"`
}

// BetweenOf is the mean of rounds, crashed of which crashed, with the interval of Clopper
// and Pearson: a round crashes or does not.
func BetweenOf(crashed, rounds int) Between {
	low, high := odds.Interval(crashed, rounds, Confidence)
	b := Between{Low: 1 / high, Confidence: Confidence}
	if crashed > 0 {
		b.Mean, b.High = float64(rounds)/float64(crashed), 1/low
	}
	return b
}
