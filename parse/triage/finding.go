package triage

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
