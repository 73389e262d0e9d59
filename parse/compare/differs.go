package compare

import (
	"cmp"
	"slices"

	"oopscope/parse/schema"
)

// kinds of what a boot says of itself, in the order in which they are told.
var kinds = []string{"kernel", "built by", "compiler", "build", "machine", "command line", "module", "configuration"}

// differences are what only one side says. Of a kind that a side says nothing of
// nothing is known: no crash, no list of modules.
func differences(a, b *Side) (list []schema.Difference) {
	says := func(s *Side, kind string) bool {
		for f := range s.facts {
			if f.kind == kind {
				return true
			}
		}
		return false
	}
	for _, kind := range kinds {
		if !says(a, kind) || !says(b, kind) {
			continue
		}
		list = append(list, onlyOf("a", kind, a, b)...)
		list = append(list, onlyOf("b", kind, b, a)...)
	}
	return list
}

func onlyOf(side, kind string, own, other *Side) (list []schema.Difference) {
	for f, s := range own.facts {
		if f.kind == kind && other.facts[f] == nil {
			list = append(list, schema.Difference{Kind: kind, Value: f.value, Side: side, Boots: s.boots, First: s.at})
		}
	}
	slices.SortFunc(list, func(x, y schema.Difference) int {
		return cmp.Or(cmp.Compare(y.Boots, x.Boots), cmp.Compare(x.Value, y.Value))
	})
	return list
}

// departure finds where a side begins to say what the other never says. Lines are the
// same when their shapes are; where they stand does not count, because CPUs and probes
// race in every boot. nil when it says nothing of its own.
func departure(own, other *Side) *schema.Departure {
	var first *shape
	kinds := 0
	for key, s := range own.shapes {
		if other.shapes[key] != nil {
			continue
		}
		kinds++
		if first == nil || s.order[1] < first.order[1] || s.order[1] == first.order[1] && s.order[0] < first.order[0] {
			first = s
		}
	}
	if first == nil || len(other.shapes) == 0 {
		return nil
	}
	d := &schema.Departure{Text: first.title, At: first.at, Boots: first.boots, Kinds: kinds}
	if p := first.before; p != nil { // it came earlier in the boot, so the other side has it
		d.After = p.title
		if theirs := other.shapes[p.key]; theirs != nil {
			d.TheyAt = &theirs.at
			d.OwnAt = &p.at
		}
	}
	return d
}
