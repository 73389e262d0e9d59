package report

import "oopscope/parse/printk"

// A Verdict is what became of a line, and why: for whoever asks why a report
// has it, or lacks it.
type Verdict struct {
	Reason   Reason
	Report   *Report // that took or refused it, nil when there was none
	Strays   int     // lines outside the grammar so far, this one included …
	Patience int     // … and how many of them in a row the report bears
}

// A Reason says why a report has a line or lacks it.
type Reason int

// The reasons.
const (
	NoReport      Reason = iota // no report is open in its context, and it opens none
	Opens                       // its header opens a report
	OpensBeside                 // its header opens one beside that of another CPU, which goes on
	OpensHeadless               // it opens one that began before the input
	Joins                       // its header goes on with the open report
	Takes                       // its shape is one of the report's lines
	IsPreamble                  // it is kept for the header to come: a cut mark, a rule
	Announces                   // it is kept for the header to come of another CPU
	Waits                       // it is outside the grammar: kept, and of the report when a line behind it is
	OutOfPatience               // it is outside the grammar, one more than the report bears: its lines are over
	IsForeign                   // it lacks the kernel's prefix, which the lines around it have
	IsReplayed                  // its header was there before, and a replay of the log was asked for
	IsHintOnly                  // its header only adds to a report, and none is open
	IsOver                      // the report's lines were over; only a panic or a trailer could still be added
	IsTooLate                   // the kernel was silent for longer than a report pauses
	TimeWentBack                // its time is before the report's end: the log is being printed again
	IsStranger                  // it begins the trace of another CPU, which is no report
	IsAskedFor                  // the operator asked for a dump with SysRq: what comes is no report
)

// judge notes what became of the line.
func (t *Tracker) judge(reason Reason, r *Report) { t.verdict = Verdict{Reason: reason, Report: r} }

// Verdict is what became of the line that was taken last.
func (t *Tracker) Verdict() Verdict { return t.verdict }

// Elsewhere returns the callers in whose contexts reports are open, other than
// that of the caller.
func (t *Tracker) Elsewhere(caller printk.Caller) (others map[printk.Caller]*Report) {
	for _, c := range t.contexts {
		if c.open != nil && c.caller != caller {
			if others == nil {
				others = map[printk.Caller]*Report{}
			}
			others[c.caller] = c.open
		}
	}
	return others
}
