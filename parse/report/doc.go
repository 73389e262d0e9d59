// Package report collects the lines of reports: which line opens one, which goes
// on with it, which ends it. What a report says is none of its business.
//
// A [Tracker] holds the reports that lie open, by printk context: one for each
// task or CPU where CONFIG_PRINTK_CALLER tells them apart, one for everything
// where it does not. A line goes down through it once, in two steps. [Tracker.Read]
// finds what the line is: its shape, the headers that match it, its context.
// [Tracker.Take] gives it to a report, which it opens, extends or closes. Between
// the two the caller may act on what was read: a header that is news settles
// whether the log began again, and if it did, what lay open has to be closed
// before the header opens something.
//
// A tracker calls nobody back. What happened comes out as events, in their order:
//
//	Opened  it is known to be a report now: give it an ID
//	Grew    lines, a problem or an end mark were added, or its lines are over
//	Closed  nothing will be added any more: decode it
//	Unread  it was not closed, and may have been one: its header is not in the input
//	Died    the machine panicked: a restart is no surprise
//
// A report that never becomes known (a driver's "BUG:" without a trace) has no
// events at all. A report may go on after its end: a panic that follows within a
// minute belongs to it, so it settles first and is closed later.
//
// The files: line and report are the data, state is the tracker's, take is the
// way of a line; headers, joins, preamble and headless open reports, body extends
// them, closing ends them. Where several CPUs report at once and nothing in
// the lines names them, beside keeps their reports apart, deal finds whose a line
// is, by the points of fit, names and rows, and heads sees to it that each oops
// has the fault line that is its own. printed tells what is left of a report
// whose header is missing.
package report
