package ui

import (
	"oopscope/parse"
)

// mostGaps is how many gaps of a board the timeline knows, the newest.
const mostGaps = 256

// noteGaps keeps when the port was away, of what comes now.
func (a *app) noteGaps(gaps []parse.Gap) {
	for _, g := range gaps {
		a.holes = append(a.holes, hole{a.now().Add(-g.Length), g})
	}
	a.holes = a.holes[max(len(a.holes)-mostGaps, 0):]
}
