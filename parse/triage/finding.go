package triage

// Confidence in a finding.
const (
	Certain  = "certain"  // lines of the log prove every claim of it
	Likely   = "likely"   // nothing contradicts it, and not everything is proved
	Possible = "possible" // worth checking
)

// A Finding is one conclusion about a crash.
type Finding struct {
	Rule       string // id of the rule, "module-unload-race"
	Confidence string
	Text       string   // one or two sentences, naming functions, modules and values
	Evidence   []int    // line numbers of the input, the strongest first
	Next       string   // what to do or look at next
	Claims     []string // what was checked before it was said: "irqs-off"
}
