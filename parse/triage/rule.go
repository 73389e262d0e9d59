package triage

// A rule is one row of THE TABLE: evidence it looks for, what it suggests, what
// to do next. A new rule is one literal in the file of its theme, a log that
// fires it and one that does not.
type rule struct {
	id         string
	says       string   // what it finds, in a few words without a capital
	rank       int      // how specific it is: the higher, the earlier it is listed
	confidence string   // the most it claims; fire may claim less
	classes    []string // the classes of crash it looks at; nil is every one
	suppresses []string // rules whose findings it makes redundant or wrong
	frames     bool     // it does not say why: it says whose code it is, what came before or after, what to beware of

	// fire looks at the crash and fills Text, Evidence and Next, and states what
	// they claim; [exam.pass] decides what of it is said.
	fire func(x *exam, f *draft) bool
}

// Ranks, from what names the bug to what only frames it.
const (
	rankFirst   = 110 // nothing went wrong in what this report names
	rankCause   = 100 // a bug pattern with its culprit
	rankProof   = 80  // a checker named the misuse
	rankState   = 60  // what the values say
	rankPlace   = 40  // what kind of access it was
	rankBefore  = 25  // what came before this report
	rankSetting = 20  // circumstances worth knowing
	rankAfter   = 0   // what became of the machine
)

// Classes of the contract that several rules share.
var (
	// faults are accesses that trapped.
	faults = []string{"null-deref", "bad-access", "user-access", "exec-fault", "gpf", "bus-error", "alignment", "stack-overflow", "double-fault", "trap"}
	// deaths are the ends of a task in the kernel.
	deaths = append([]string{"undef-instruction", "div-error", "kernel-bug", "cfi", "fortify", "usercopy", "machine-check"}, faults...)
)
