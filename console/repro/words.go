package repro

import (
	"fmt"

	"oopscope/parse/odds"
)

// CleanRounds is how many rounds without a crash tell a kernel that is mended from one
// that was lucky: reckoned with the lowest rate that fits what was counted, since a bug
// that is rarer than it looked hides longer. 0 before the first crash.
func CleanRounds(t *Tally) int {
	if t.Crashed == 0 {
		return 0
	}
	low, _ := odds.Interval(t.Crashed, t.Rounds, Confidence)
	return odds.CleanRounds(low, Confidence)
}

// Words are the sum in one line.
func (t *Tally) Words() string {
	words := rounds(t.Rounds)
	switch b := BetweenOf(t.Crashed, t.Rounds); {
	case t.Rounds == 0:
		return words
	case t.Crashed == 0:
		return fmt.Sprintf("%s, no crash (less than 1 in %s)", words, few(b.Low))
	default:
		return fmt.Sprintf("%s, %d crashed: 1 in %s (%s to %s)", words, t.Crashed, few(b.Mean), few(b.Low), few(b.High))
	}
}

func rounds(n int) string {
	if n == 1 {
		return "1 round"
	}
	return fmt.Sprintf("%d rounds", n)
}

// few writes a number of rounds with as many places as it is worth.
func few(x float64) string {
	if x < 10 {
		return fmt.Sprintf("%.1f", x)
	}
	return fmt.Sprintf("%.0f", x)
}
