package scrollback

import (
	"math/rand"
	"slices"
	"sort"
	"testing"
)

// A set knows its rows by their place, whatever the order they came in.
func TestSet(t *testing.T) {
	rnd := rand.New(rand.NewSource(4))
	for range 20 {
		var s Set
		has := map[int]bool{}
		for range 3000 {
			n := rnd.Intn(1 << uint(4+rnd.Intn(18)))
			s.Add(n)
			has[n] = true
		}
		var all []int
		for n := range has {
			all = append(all, n)
		}
		slices.Sort(all)
		if from := rnd.Intn(5000); rnd.Intn(2) == 0 {
			s.Drop(from)
			all = all[sort.SearchInts(all, from):]
		}
		if s.Len() != len(all) {
			t.Fatalf("%d rows, want %d", s.Len(), len(all))
		}
		for i, n := range all {
			if s.At(i) != n || s.Rank(n) != i || s.Rank(n+1) != i+1 {
				t.Fatalf("row %d is %d, want %d; rank %d", i, s.At(i), n, s.Rank(n))
			}
		}
		if s.Rank(1<<30) != len(all) || s.Rank(-1) != 0 {
			t.Error("the rank of what is beyond")
		}
	}
}
