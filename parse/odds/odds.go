// Package odds says what counts can show and what they cannot: exact tests of two
// rates and exact intervals, for the small numbers that crashes come in. Nothing
// here is an approximation by a normal distribution.
package odds

import (
	"math"
	"slices"
)

// Alpha is how often a difference may be called shown where there is none.
const Alpha = 0.05

// equal is how far two probabilities may lie apart by rounding alone.
const equal = 1 + 1e-7

// Fisher returns the two-sided p of Fisher's exact test: how often a of n against
// b of m, or anything less likely, would come if both had the same chance.
func Fisher(a, n, b, m int) float64 {
	d := hypergeometric{n, m, a + b}
	lo, hi := d.support()
	return twoSided(lo, hi, a, d.at)
}

// FisherLeast returns the smallest p that k in n and m rounds together can give,
// however they are divided. Above [Alpha] no division of them shows a difference.
func FisherLeast(n, m, k int) float64 {
	lo, hi := hypergeometric{n, m, k}.support()
	return min(Fisher(lo, n, k-lo, m), Fisher(hi, n, k-hi, m))
}

// Rates returns the two-sided p of the conditional binomial test: how often a events
// in a time s against b in a time t, or anything less likely, would come if both had
// the same rate and no event brought another. The times have any unit, and are above 0.
func Rates(a int, s float64, b int, t float64) float64 {
	share := s / (s + t)
	return twoSided(0, a+b, a, func(x int) float64 { return binomial(x, a+b, share) })
}

// RatesLeast returns the smallest p that k events in both times can give.
func RatesLeast(k int, s, t float64) float64 {
	return min(Rates(0, s, k, t), Rates(k, s, 0, t))
}

// RatioInterval returns between what bounds the rate of b in t lies, as a multiple of
// that of a in s, with the confidence. The upper one may be infinite.
func RatioInterval(a int, s float64, b int, t, confidence float64) (lo, hi float64) {
	if a+b == 0 {
		return 0, math.Inf(1)
	}
	lo, hi = Interval(b, a+b, confidence)
	ratio := func(share float64) float64 { return share / (1 - share) * s / t }
	return ratio(lo), ratio(hi)
}

// Interval returns between what bounds the chance lies of which k of n rounds were
// seen, with the confidence: that of Clopper and Pearson, which never claims too much.
func Interval(k, n int, confidence float64) (lo, hi float64) {
	lo, hi = 0, 1
	if n == 0 {
		return lo, hi
	}
	tail, seen := (1-confidence)/2, float64(k)/float64(n)
	if k > 0 {
		lo = root(0, seen, func(p float64) bool { return fade(k, n, 1, p) < tail })
	}
	if k < n {
		hi = root(seen, 1, func(p float64) bool { return fade(k, n, -1, p) >= tail })
	}
	return lo, hi
}

// CleanRounds returns how many rounds without a crash are needed until one that comes
// at the rate would have been seen with the confidence; 0 when no number suffices.
func CleanRounds(rate, confidence float64) int {
	switch {
	case !(rate > 0):
		return 0
	case rate >= 1:
		return 1
	}
	return int(math.Ceil(math.Log1p(-confidence) / math.Log1p(-rate)))
}

// Holm returns the p values as they count when all of them were looked at together:
// in a hundred tests some are below 0.05 by chance.
func Holm(p []float64) []float64 {
	order := make([]int, len(p))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int {
		switch {
		case p[i] < p[j]:
			return -1
		case p[i] > p[j]:
			return 1
		}
		return 0
	})
	held, least := make([]float64, len(p)), 0.0
	for rank, i := range order {
		least = max(least, min(1, p[i]*float64(len(p)-rank)))
		held[i] = least
	}
	return held
}

// twoSided adds up what is no more likely than what was seen.
func twoSided(lo, hi, seen int, at func(int) float64) float64 {
	most, sum := at(seen)*equal, 0.0
	for x := lo; x <= hi; x++ {
		if p := at(x); p <= most {
			sum += p
		}
	}
	return min(sum, 1)
}

// hypergeometric is how k crashes fall on n and m rounds.
type hypergeometric struct{ n, m, k int }

func (d hypergeometric) support() (lo, hi int) { return max(0, d.k-d.m), min(d.k, d.n) }

func (d hypergeometric) at(x int) float64 {
	return math.Exp(choose(d.n, x) + choose(d.m, d.k-x) - choose(d.n+d.m, d.k))
}

// binomial is the chance of x in n rounds.
func binomial(x, n int, p float64) float64 {
	switch {
	case p <= 0:
		return float64(1 - min(x, 1))
	case p >= 1:
		return float64(1 - min(n-x, 1))
	}
	return math.Exp(choose(n, x) + float64(x)*math.Log(p) + float64(n-x)*math.Log1p(-p))
}

// fade is the chance of k or more (step 1), or fewer (-1), for a p on whose side of
// k the terms only become smaller.
func fade(k, n, step int, p float64) float64 {
	sum := 0.0
	for x := k; x >= 0 && x <= n; x += step {
		term := binomial(x, n, p)
		sum += term
		if term < sum*1e-17 {
			break
		}
	}
	return sum
}

// root finds where below no longer holds.
func root(lo, hi float64, below func(float64) bool) float64 {
	for range 60 {
		if mid := (lo + hi) / 2; below(mid) {
			lo = mid
		} else {
			hi = mid
		}
	}
	return (lo + hi) / 2
}

// choose is the logarithm of how many ways there are to choose k of n.
func choose(n, k int) float64 {
	lg := func(x int) float64 { v, _ := math.Lgamma(float64(x + 1)); return v }
	return lg(n) - lg(k) - lg(n-k)
}
