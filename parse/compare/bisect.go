package compare

import (
	"oopscope/parse/odds"
	"oopscope/parse/schema"
)

// What git bisect is told of B.
const (
	Good = "good"
	Bad  = "bad"
	Skip = "skip" // too few boots to call it good
)

// Bisect judges B, of which it is asked whether it crashes as the bad side does. Of
// the bad side's crashes those count that the good side, which may be nil, does not
// have. The rate is the share of boots that crash when it is bad; 0 takes the bad
// side's own. B is bad when it crashed once, and good when it ran so many boots without that
// one in twenty bad ones at most would have.
func Bisect(good, bad, b *Side, rate float64) (verdict string, why *schema.Bisect) {
	wanted := func(key string) bool {
		return bad.crashes[key] != nil && (good == nil || good.crashes[key] == nil)
	}
	if rate == 0 && len(bad.boots) > 0 {
		rate = float64(bad.crashedBy(wanted)) / float64(len(bad.boots))
	}
	hit := b.crashedBy(wanted)
	why = &schema.Bisect{Rate: rate, Rounds: odds.CleanRounds(rate, 0.95), Bad: hit, Clean: len(b.boots) - hit}
	switch {
	case hit > 0:
		verdict = Bad
	case why.Rounds > 0 && why.Clean >= why.Rounds:
		verdict = Good
	default:
		verdict = Skip
	}
	return verdict, why
}

// crashedBy counts the boots with a crash that is wanted.
func (s *Side) crashedBy(wanted func(key string) bool) (n int) {
	for i := range s.boots {
		for _, key := range s.boots[i].keys {
			if wanted(key) {
				n++
				break
			}
		}
	}
	return n
}
