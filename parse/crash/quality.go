package crash

import "slices"

// Quality tells how far a report can be trusted.
type Quality struct {
	Complete bool // nothing is missing, and no more of it will come
	Problems []Problem
	Arch     string // what the architecture was told by: "registers, code"; "" when it was not
	Guessed  bool   // and that is no line of the report which one architecture alone prints
}

// A Problem is something that is wrong with a report.
type Problem struct {
	Kind ProblemKind
	Line int    // where it shows in the input; 0 when nowhere in particular
	Text string // for a person
}

// A ProblemKind says what is wrong. Whoever decides by problems goes by it;
// their texts are for people.
type ProblemKind string

// The kinds of problems.
const (
	Interleaved ProblemKind = "interleaved" // lines of another CPU's report stand between its own
	Contested   ProblemKind = "contested"   // lines of it could as well be of another CPU's report
	Interrupted ProblemKind = "interrupted" // another report cut into it
	Dropped     ProblemKind = "dropped"     // the kernel dropped messages: printk's buffer was full
	Lost        ProblemKind = "lost"        // the console was away
	Headless    ProblemKind = "headless"    // its first lines are missing
	Truncated   ProblemKind = "truncated"   // its last lines are missing
	Abridged    ProblemKind = "abridged"    // lines in its middle were too many to keep
	Wrapped     ProblemKind = "wrapped"     // lines of it were broken in two by a mailer or a terminal
	NoTrace     ProblemKind = "no-trace"    // there is no call trace
	Unreliable  ProblemKind = "unreliable"  // every frame of the call trace is a guess
	NoCause     ProblemKind = "no-cause"    // the report that led to this panic is missing
	Doubtful    ProblemKind = "doubtful"    // the symbols are another kernel's
	Unread      ProblemKind = "unread"      // a dump seems to stand there, in a form that was not understood
)

// Has reports whether the report has a problem of one of the kinds.
func (q Quality) Has(kinds ...ProblemKind) bool {
	return slices.ContainsFunc(q.Problems, func(p Problem) bool { return slices.Contains(kinds, p.Kind) })
}

// Contested reports whether one of the lines could as well be of another CPU's
// report: what they prove is not certain.
func (c *Crash) Contested(lines []int) bool {
	if !c.Quality.Has(Contested) {
		return false
	}
	return slices.ContainsFunc(lines, func(n int) bool {
		return slices.ContainsFunc(c.Quality.Problems, func(p Problem) bool { return p.Kind == Contested && p.Line == n }) ||
			slices.ContainsFunc(c.Body, func(b BodyLine) bool { return b.N == n && b.Contested })
	})
}
