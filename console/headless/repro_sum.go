package headless

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	"oopscope/console/out"
	"oopscope/console/repro"
	"oopscope/parse/odds"
)

// reproSum is the sum as JSON: one object.
type reproSum struct {
	*repro.State
	Between   *repro.Between `json:"rounds_between_crashes,omitempty"` // absent before the first round
	Clean     int            `json:"clean_rounds,omitempty"`
	StateFile string         `json:"state"`
}

// printSum prints what was counted.
func printSum(w io.Writer, s *repro.State, asJSON bool) error {
	if asJSON {
		sum := reproSum{State: s, Clean: cleanRounds(&s.Tally), StateFile: s.Path()}
		if s.Rounds > 0 {
			b := repro.BetweenOf(s.Crashed, s.Rounds)
			sum.Between = &b
		}
		if err := json.NewEncoder(w).Encode(sum); err != nil {
			return fmt.Errorf("%w: %w", errOutput, err)
		}
		return nil
	}
	var b strings.Builder
	out.Line(&b, "%s at %s", strings.Join(s.Do, "; "), s.Port)
	out.Line(&b, "%s in %s", reproLine(&s.Tally), (time.Duration(s.Seconds) * time.Second).String())
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
	if n := cleanRounds(&s.Tally); n > 0 {
		out.Line(&b, "With a change that helps, %s without a crash show it (95 %%).", count(n, "round", "rounds"))
	}
	if _, err := io.WriteString(w, b.String()); err != nil {
		return fmt.Errorf("%w: %w", errOutput, err)
	}
	return nil
}

// cleanRounds is how many rounds without a crash tell a kernel that is mended from one
// that was lucky: reckoned with the lowest rate that fits what was counted, since a bug
// that is rarer than it looked hides longer. 0 before the first crash.
func cleanRounds(t *repro.Tally) int {
	if t.Crashed == 0 {
		return 0
	}
	low, _ := odds.Interval(t.Crashed, t.Rounds, repro.Confidence)
	return odds.CleanRounds(low, repro.Confidence)
}

// reproLine is the sum in one line.
func reproLine(t *repro.Tally) string {
	words := count(t.Rounds, "round", "rounds")
	switch b := repro.BetweenOf(t.Crashed, t.Rounds); {
	case t.Rounds == 0:
		return words
	case t.Crashed == 0:
		return fmt.Sprintf("%s, no crash (less than 1 in %s)", words, few(b.Low))
	default:
		return fmt.Sprintf("%s, %d crashed: 1 in %s (%s to %s)", words, t.Crashed, few(b.Mean), few(b.Low), few(b.High))
	}
}

// few writes a number of rounds with as many places as it is worth.
func few(x float64) string {
	if x < 10 {
		return fmt.Sprintf("%.1f", x)
	}
	return fmt.Sprintf("%.0f", x)
}
