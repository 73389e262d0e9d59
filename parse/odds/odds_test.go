package odds

import (
	"math"
	"testing"
)

// The expected numbers were computed with exact fractions, by the definition: the sum
// of all tables that are no more likely than the one seen.

func near(got, want float64) bool { return math.Abs(got-want) <= 1e-8*max(1e-3, math.Abs(want)) }

func TestFisher(t *testing.T) {
	for _, c := range []struct {
		a, n, b, m int
		p          float64
	}{
		{7, 40, 1, 60, 0.00642448177243}, {1, 60, 7, 40, 0.00642448177243}, {3, 3, 0, 3, 0.1}, {5, 5, 0, 5, 0.00793650793651},
		{0, 10, 0, 12, 1}, {8, 10, 1, 6, 0.034965034965}, {1, 1, 0, 1, 1}, {12, 500, 31, 480, 0.00263998550241}, {4, 20, 4, 20, 1},
	} {
		if got := Fisher(c.a, c.n, c.b, c.m); !near(got, c.p) {
			t.Errorf("%d in %d against %d in %d: p = %.12g, want %.12g", c.a, c.n, c.b, c.m, got, c.p)
		}
	}
}

func TestRates(t *testing.T) {
	for _, c := range []struct {
		a    int
		s    float64
		b    int
		t, p float64
	}{
		{7, 3, 1, 5, 0.00560528039932}, {0, 1, 5, 1, 0.0625}, {11, 800, 6, 1083, 0.0845369158986}, {3, 10, 3, 10, 1}, {60, 100, 31, 100, 0.00311268984839},
	} {
		if got := Rates(c.a, c.s, c.b, c.t); !near(got, c.p) {
			t.Errorf("%d in %g against %d in %g: p = %.12g, want %.12g", c.a, c.s, c.b, c.t, got, c.p)
		}
	}
}

func TestInterval(t *testing.T) {
	for _, c := range []struct {
		k, n   int
		lo, hi float64
	}{
		{7, 40, 0.07338272935, 0.3277901334}, {1, 60, 0.0004218744523, 0.08939905006}, {0, 16, 0, 0.2059072142}, {5, 5, 0.4781762499, 1}, {50, 1000, 0.0373353976, 0.06539048792}, {0, 0, 0, 1},
	} {
		if lo, hi := Interval(c.k, c.n, 0.95); !near(lo, c.lo) || !near(hi, c.hi) {
			t.Errorf("%d of %d: %.10g to %.10g, want %.10g to %.10g", c.k, c.n, lo, hi, c.lo, c.hi)
		}
	}
	if lo, hi := RatioInterval(0, 2, 0, 3, 0.95); lo != 0 || !math.IsInf(hi, 1) {
		t.Errorf("nothing against nothing: %g to %g", lo, hi)
	}
	if lo, hi := RatioInterval(5, 10, 0, 10, 0.95); lo != 0 || hi >= 1.1 || hi < 1 { // 0.0625 is not shown
		t.Errorf("none against five: %g to %g", lo, hi)
	}
}

// TestLeast: what counts can show at best is what the best division of them shows.
func TestLeast(t *testing.T) {
	if got := FisherLeast(3, 3, 3); !near(got, 0.1) {
		t.Errorf("3 in 3 and 3 rounds show %g at best", got)
	}
	if got := RatesLeast(5, 1, 1); !near(got, 0.0625) {
		t.Errorf("5 in equal times show %g at best", got)
	}
	for n := 1; n < 12; n++ {
		for k := range 2*n + 1 {
			least := 1.0
			for a := max(0, k-n); a <= min(k, n); a++ {
				least = min(least, Fisher(a, n, k-a, n))
			}
			if got := FisherLeast(n, n, k); !near(got, least) {
				t.Errorf("%d in %d and %d: %g, but a division gives %g", k, n, n, got, least)
			}
		}
	}
}

func TestCleanRounds(t *testing.T) {
	for _, c := range []struct {
		rate float64
		want int
	}{{0.175, 16}, {0.5, 5}, {0.01, 299}, {1, 1}, {0, 0}, {math.NaN(), 0}} {
		if got := CleanRounds(c.rate, 0.95); got != c.want {
			t.Errorf("at %g: %d, want %d", c.rate, got, c.want)
		}
	}
	if math.Pow(1-0.175, 16) > 0.05 || math.Pow(1-0.175, 15) < 0.05 {
		t.Error("16 is not the number")
	}
}

// TestHolm: values of R's p.adjust(c(0.01, 0.04, 0.03, 0.005), "holm").
func TestHolm(t *testing.T) {
	for i, got := range Holm([]float64{0.01, 0.04, 0.03, 0.005}) {
		if want := []float64{0.03, 0.06, 0.06, 0.02}[i]; !near(got, want) {
			t.Errorf("%d: %g, want %g", i, got, want)
		}
	}
}

// TestLargeCounts: exact also where probabilities of single tables underflow.
func TestLargeCounts(t *testing.T) {
	if p := Fisher(500_000, 1_000_000, 500_000, 1_000_000); !(p > 0.99 && p <= 1) {
		t.Errorf("p = %g of what is the same", p)
	}
	if p := Fisher(0, 100_000, 100_000, 100_000); p != 0 {
		t.Errorf("p = %g of what cannot be chance", p)
	}
	if lo, hi := Interval(500_000, 1_000_000, 0.95); !(lo > 0.498 && lo < 0.5 && hi > 0.5 && hi < 0.502) {
		t.Errorf("%g to %g", lo, hi)
	}
}
