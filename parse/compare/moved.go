package compare

import (
	"cmp"
	"math"
	"slices"

	"oopscope/parse/schema"
)

// What is told of times, in seconds: less is the noise of any two boots.
const (
	leastStep = 0.1  // of a line, against the line before
	leastCall = 0.01 // of a call
	leastPart = 0.2  // of the longer time
)

// moved are the lines that come at another time since boot. A delay moves every line
// behind it, too, so what counts is by how much more than the line before, in A's
// order; and the boots of one side must all be later than those of the other.
func moved(a, b *Side) (list []schema.Moved) {
	type pair struct{ a, b *shape }
	var common []pair
	for key, s := range a.shapes {
		if t := b.shapes[key]; t != nil && !s.again && !t.again && len(s.micros) > 0 && len(t.micros) > 0 {
			common = append(common, pair{s, t})
		}
	}
	slices.SortFunc(common, func(x, y pair) int {
		return cmp.Or(cmp.Compare(median(x.a.micros), median(y.a.micros)), cmp.Compare(x.a.key, y.a.key))
	})
	shift := 0.0
	for _, p := range common {
		m := schema.Moved{
			Kind: "line", Text: p.a.title, A: median(p.a.micros), B: median(p.b.micros), AtA: p.a.at, AtB: p.b.at,
			BootA: len(p.a.micros), BootB: len(p.b.micros),
		}
		m.Step = m.B - m.A - shift
		shift = m.B - m.A
		if math.Abs(m.Step) >= leastStep && apart(p.a.micros, p.b.micros) {
			list = append(list, m)
		}
	}
	return list
}

// movedCalls are the initcalls and probes that take another time.
func movedCalls(a, b *Side) (list []schema.Moved) {
	for what, c := range a.calls {
		d := b.calls[what]
		if d == nil || !apart(c.micros, d.micros) {
			continue
		}
		m := schema.Moved{
			Kind: "call", Text: c.title, A: median(c.micros), B: median(d.micros), AtA: c.at, AtB: d.at,
			BootA: len(c.micros), BootB: len(d.micros),
		}
		if m.Step = m.B - m.A; math.Abs(m.Step) >= leastCall && math.Abs(m.Step) >= leastPart*max(m.A, m.B) {
			list = append(list, m)
		}
	}
	slices.SortFunc(list, func(x, y schema.Moved) int { return cmp.Compare(x.Text, y.Text) })
	return list
}

// apart tells that all times of one are above all of the other.
func apart(a, b []int64) bool {
	return slices.Min(a) > slices.Max(b) || slices.Min(b) > slices.Max(a)
}

// median is that of microseconds, in seconds.
func median(micros []int64) float64 {
	sorted := slices.Sorted(slices.Values(micros))
	n := len(sorted)
	return float64(sorted[(n-1)/2]+sorted[n/2]) / 2e6
}
