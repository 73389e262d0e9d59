// Package triage draws conclusions from a decoded crash: a table of rules, each
// with its evidence and the next step.
package triage

import "oopscope/parse"

// Confidence in a finding.
const (
	Certain  = "certain"  // the report says so itself
	Likely   = "likely"   // several lines agree and nothing contradicts
	Possible = "possible" // worth checking
)

// A Finding is one conclusion about a crash.
type Finding struct {
	Rule       string // id of the rule, "module-unload-race"
	Confidence string
	Text       string // one or two sentences, naming functions, modules and values
	Evidence   []int  // line numbers of the input, the strongest first
	Next       string // what to do or look at next
}

// Triage runs every rule over the crash and returns what fired, the most
// specific first, contradictory ones suppressed.
func Triage(c *parse.Crash) []Finding {
	return nil
}
