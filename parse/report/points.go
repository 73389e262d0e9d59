package report

import "oopscope/parse/grammar"

// fit is a report that a line may belong to while others are open as well.
type fit struct {
	order   grammar.Order
	r       *Report
	l       *Line
	others  []*Report // that are open as well
	waiting bool      // one of the reports waits for its die line
}

// Points for what speaks for a report; they count only against each other.
const (
	never     = -100 // the line contradicts it
	itself    = 16   // the line names its CPU, its task, its address
	nextRow   = 6    // the line follows upon its last one
	soon      = 4    // it is a few lines further down
	later     = 2
	repeated  = -4 // it has such a line already
	backwards = -8 // it is past that place
)

// reach is how far back in a report a line like the present one is looked for.
const reach = 100

// summaryStarts is how far behind an end mark x86 begins to repeat the registers.
const summaryStarts = 3

// trailing is how far behind its end mark the last words of a report may stand
// while another one is printed: arm's "note: modprobe[1726] exited", x86's
// repeated registers.
const trailing = 40
