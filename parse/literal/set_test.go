package literal

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// words make the literals of the tests, and the text that is searched.
var words = strings.Fields(`BUG: WARNING: Unable to handle kernel NULL pointer dereference Oops Internal error: page fault panic
	not syncing list_del corruption refcount_t: KASAN: use-after-free detected stall on CPU# blocked for more than seconds [#
	--- cut here failed with -12 ret: timed out Linux version U-Boot x/y.c: irq nobody cared <IRQ> 0x ===== ]`)

// literals are many, short ones and such that share their beginnings among them.
var literals = func() []string {
	all := []string{"\x1b", "[#", "ab", "[    0.", "[    1."}
	r := rand.New(rand.NewPCG(9, 9))
	for len(all) < 200 {
		n := 1 + r.IntN(3)
		var l []string
		for range n {
			l = append(l, words[r.IntN(len(words))])
		}
		if x := strings.Join(l, " "); len(x) >= gramLen && !slices.Contains(all, x) {
			all = append(all, x)
		}
	}
	return all
}()

// grams are those of some literals only, in some buckets only.
var grams = Grams{0: {"BUG:", "[#"}, 3: {"Oops", "\x1b", "orru"}, 7: {" ker", "kern"}, 15: {"CPU#", "    "}}

var testSet = New(literals, &grams)

// finders are the ways of this machine to search.
func finders() map[string]finder {
	return machineFinders(map[string]finder{"scalar": (*Set).findScalar})
}

// standings lists the literals that a finder finds, place by place.
func standings(find finder, f *Set, p []byte, from, to int) []string {
	g := *f
	g.find = find
	var s Search
	var all []string
	s.Begin(&g, p, from, to)
	for i := s.place(); i >= 0; i = s.place() {
		for _, marks := range [][]mark{g.at(p, i), g.short} {
			for j := range marks {
				if marks[j].stands(p, i) {
					all = append(all, fmt.Sprintf("%d %q", i-marks[j].at, marks[j].literal))
				}
			}
		}
	}
	return all
}

// literalsIn lists the same without any filter.
func literalsIn(f *Set, p []byte) []string {
	var all []string
	for _, marks := range append(slices.Clone(f.marks), f.short) {
		for _, m := range marks {
			for i := 0; i+len(m.literal) <= len(p); i++ {
				if string(p[i:i+len(m.literal)]) == m.literal {
					all = append(all, fmt.Sprintf("%d %q", i, m.literal))
				}
			}
		}
	}
	return all
}

// noise is text of all sizes with literals, halves of literals and any bytes.
func noise(r *rand.Rand) []byte {
	var p []byte
	for range r.IntN(9) {
		l := literals[r.IntN(len(literals))]
		switch r.IntN(4) {
		case 0:
			p = append(p, l...)
		case 1:
			p = append(p, l[r.IntN(len(l)):]...)
		case 2:
			p = append(p, l[:r.IntN(len(l)+1)]...)
		case 3:
			for range r.IntN(70) {
				p = append(p, byte(r.IntN(256)))
			}
		}
	}
	return p
}

// TestFindersAgree holds every finder to what a search without any finds.
func TestFindersAgree(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 3000 {
		agree(t, noise(r))
	}
	for n := range 200 { // every literal at every distance from the ends
		l := testSet.marks[1+n%(len(testSet.marks)-1)][0].literal
		agree(t, []byte(strings.Repeat("x", n)+l))
		agree(t, []byte(l+strings.Repeat("\xff", n)))
	}
}

func agree(t *testing.T, p []byte) {
	t.Helper()
	f := testSet
	want := literalsIn(f, p)
	slices.Sort(want)
	for name, k := range finders() {
		got := standings(k, f, p, 0, len(p))
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Errorf("%s finds %q in %q, there is %q", name, got, p, want)
		}
		cut := len(p) / 3
		parts := append(standings(k, f, p, 0, cut), standings(k, f, p, cut, len(p))...)
		if slices.Sort(parts); !slices.Equal(parts, want) {
			t.Errorf("%s finds %q in the parts of %q, there is %q", name, parts, p, want)
		}
	}
}

// FuzzFinders feeds the finders any bytes.
func FuzzFinders(f *testing.F) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 50 {
		f.Add(noise(r))
	}
	f.Fuzz(func(t *testing.T, p []byte) { agree(t, p) })
}

// TestEveryLiteralHasItsGram holds the set to its literals.
func TestEveryLiteralHasItsGram(t *testing.T) {
	known := grams.index()
	for _, l := range literals {
		gram, at, bucket := gramOf(l, known)
		if l[at:at+len(gram)] != gram || bucket >= buckets || bucket < -1 || len(gram) < min(gramLen, len(l)) {
			t.Errorf("%q: gram %q at %d, bucket %d", l, gram, at, bucket)
		}
	}
}

// TestHitsInOrder: literals come by their places, those of one place in the
// order of the set, and a search goes on where it was told to.
func TestHitsInOrder(t *testing.T) {
	set := New([]string{"page fault", "fault", "page", "t"}, &Grams{2: {"faul"}})
	p := []byte("a page fault, no page")
	var s Search
	want := []Hit{{0, 2}, {2, 2}, {1, 7}, {3, 11}, {2, 17}}
	if got := s.All(nil, set, p); !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	s.Begin(set, p, 0, len(p))
	if i := s.Next(12); i < 17 || i >= 21 {
		t.Errorf("behind 12 the next one is at %d", i)
	}
	if i := s.Next(21); i != -1 {
		t.Errorf("behind the end there is one at %d", i)
	}
	s.Done()
}
