package logpane

import (
	"maps"
	"slices"

	"oopscope/parse"
)

// Boots returns the boots that are known, in the order of their lines.
func (p *Pane) Boots() []parse.Boot {
	lines := slices.Sorted(maps.Keys(p.boots))
	list := make([]parse.Boot, len(lines))
	for i, n := range lines {
		boot := p.boots[n]
		list[i] = boot.Boot()
	}
	return list
}
