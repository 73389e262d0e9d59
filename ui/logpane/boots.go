package logpane

import (
	"cmp"
	"maps"
	"slices"

	"oopscope/parse"
)

// Boots returns the boots that are known, in the order of their lines.
func (p *Pane) Boots() []parse.Boot {
	return slices.SortedFunc(maps.Values(p.boots), func(a, b parse.Boot) int { return cmp.Compare(a.First, b.First) })
}
