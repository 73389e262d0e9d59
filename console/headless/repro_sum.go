package headless

import (
	"encoding/json"
	"io"
	"strings"
	"time"

	"oopscope/console/out"
	"oopscope/console/repro"
)

// reproSum is the sum as JSON: one object.
type reproSum struct {
	*repro.State
	Between   *repro.Between `json:"rounds_between_crashes,omitempty"` // absent before the first round
	Clean     int            `json:"clean_rounds,omitempty"`
	Earlier   *repro.Against `json:"earlier,omitempty"` // absent when nobody ran these commands there before
	StateFile string         `json:"state"`
}

// printSum prints what was counted.
func printSum(w io.Writer, s *repro.State, asJSON bool) error {
	if asJSON {
		sum := reproSum{State: s, Clean: repro.CleanRounds(&s.Tally), StateFile: s.Path(), Earlier: repro.Compare(s)}
		if s.Rounds > 0 {
			b := repro.BetweenOf(s.Crashed, s.Rounds)
			sum.Between = &b
		}
		if err := json.NewEncoder(w).Encode(sum); err != nil {
			return unwritten(err)
		}
		return nil
	}
	var b strings.Builder
	out.Line(&b, "%s at %s", strings.Join(s.Do, "; "), s.Port)
	out.Line(&b, "%s in %s", s.Tally.Words(), (time.Duration(s.Seconds) * time.Second).String())
	for _, g := range s.Crashes {
		out.Line(&b, "%6d  %-14s %s", g.Rounds, g.Class, g.Title)
		out.Line(&b, "        signature %s; round %d to %d", g.Signature, g.First, g.Last)
	}
	if s.Hung > 0 {
		out.Line(&b, "%6d  without a prompt and without a crash", s.Hung)
	}
	if s.Restarts > 0 {
		out.Line(&b, "%6d  restarted without a word", s.Restarts)
	}
	if n := repro.CleanRounds(&s.Tally); n > 0 {
		out.Line(&b, "With a change that helps, %s without a crash show it (95 %%).", count(n, "round", "rounds"))
	}
	if a := repro.Compare(s); a != nil {
		out.Line(&b, "%s", a.Words())
	}
	if _, err := io.WriteString(w, b.String()); err != nil {
		return unwritten(err)
	}
	return nil
}
