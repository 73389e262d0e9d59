package triage

import "oopscope/parse/arch"

// A Claim is one thing that a sentence says, in a form that can be checked. The
// operands that a kind does not use are zero.
type Claim struct {
	kind *kind

	function, module string // whom it is about
	text             string // the kernel's own words, a role, a name
	value            uint64
	meaning          arch.Kind // what the value looks like
	line             int
}

// A kind is what claims say, with the one way to check it.
type kind struct {
	name string // as JSON has it: "irqs-off"
	says string // what is claimed, in a few words without a capital

	// check holds a claim to everything that was decoded. The lines are those
	// that prove or refute it.
	check func(x *exam, c *Claim) (verdict, []int)

	// alone says that one line proves it, whoever's lines stand around: a report
	// into which another CPU's lines were mixed proves nothing else.
	alone bool

	// access says that it is about the access that trapped: where the dump
	// disagrees with itself, nothing of that is sure.
	access bool
}

// A verdict is what became of a claim. The lower one counts where several meet.
type verdict int

const (
	refuted verdict = iota // something in the log says otherwise
	open                   // nothing says so, and nothing says otherwise
	proved                 // lines of the log say so
)

// check holds a claim to the report. Proof without a line of the log is none.
func (x *exam) check(c *Claim) (verdict, []int) {
	v, lines := c.kind.check(x, c)
	lines = x.within(lines)
	if v == proved && (len(lines) == 0 || x.mixed && !c.kind.alone) {
		v = open
	}
	return v, lines
}

// checkAll returns the lowest verdict on the claims, with the lines that prove
// them. No claims at all are open: whoever claims nothing proves nothing.
func (x *exam) checkAll(claims []Claim) (verdict, []int) {
	if len(claims) == 0 {
		return open, nil
	}
	sum, all := proved, []int(nil)
	for i := range claims {
		v, lines := x.check(&claims[i])
		sum, all = min(sum, v), append(all, lines...)
	}
	return sum, all
}

// proves tells that lines of the log prove every claim: a rule that has a weaker
// sentence asks before it says the stronger one.
func (x *exam) proves(claims ...Claim) bool {
	v, _ := x.checkAll(claims)
	return v == proved
}
