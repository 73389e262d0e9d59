package parse

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// kernels are the ways of this machine to search, the portable one first.
func kernels() map[string]kernel {
	return machineKernels(map[string]kernel{"scalar": (*filter).findScalar})
}

// standings lists the literals that a kernel finds, place by place.
func standings(k kernel, f *filter, p []byte, from, to int) []string {
	g := *f
	g.kernel = k
	var s search
	var all []string
	s.begin(&g, p, from, to)
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
func literalsIn(f *filter, p []byte) []string {
	var all []string
	for _, c := range append(slices.Clone(f.chains), chain{marks: f.short}) {
		for _, m := range c.marks {
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
	table := triggerTable()
	for range r.IntN(9) {
		l := table[r.IntN(len(table))].literal
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

// TestKernelsAgree holds every kernel to what a search without any finds.
func TestKernelsAgree(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 3000 {
		agree(t, noise(r))
	}
	for n := range 200 { // every literal at every distance from the ends
		l := triggers().all.chains[1+n%(len(triggers().all.chains)-1)].marks[0].literal
		agree(t, []byte(strings.Repeat("x", n)+l))
		agree(t, []byte(l+strings.Repeat("\xff", n)))
	}
}

func agree(t *testing.T, p []byte) {
	t.Helper()
	f := triggers().all
	want := literalsIn(f, p)
	slices.Sort(want)
	for name, k := range kernels() {
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

// FuzzKernels feeds the kernels any bytes.
func FuzzKernels(f *testing.F) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 50 {
		f.Add(noise(r))
	}
	f.Fuzz(func(t *testing.T, p []byte) { agree(t, p) })
}

// TestEveryLiteralHasItsGram holds the filter to its tables.
func TestEveryLiteralHasItsGram(t *testing.T) {
	known := gramIndex()
	for _, x := range triggerTable() {
		gram, at, bucket := gramOf(x.literal, known)
		if x.literal[at:at+len(gram)] != gram || bucket >= buckets || bucket < -1 || len(gram) < min(gramLen, len(x.literal)) {
			t.Errorf("%q: gram %q at %d, bucket %d", x.literal, gram, at, bucket)
		}
	}
}
