package ui

import (
	"time"

	"oopscope/parse"
	"oopscope/parse/class"
	"oopscope/ui/book"
)

// What a report says of the machine grows old: the board prints on, dies of
// another report, falls silent, is restarted. The screen has all of that; here
// every report is told, and whatever shows or writes it down says it the same way.

// silentAfter is how long a board may print nothing before it is no longer called
// running. A shell at its prompt is as quiet as a dead one: nobody can tell.
const silentAfter = 10 * time.Second

// tellReports brings what the reports know of the machine up to date.
func (a *app) tellReports() {
	now := parse.Later{Over: a.link.State == Over || a.link.State == Closed}
	if !now.Over && !a.heard.IsZero() && a.now().Sub(a.heard) > silentAfter {
		now.Quiet = a.heard
	}
	a.book.Tell(now, a.lastHeard())
	if r := a.book.Selected; r != nil {
		a.showReport(r)
	}
}

// mute returns the report that the board is silent, nil when it was heard since, or
// when nobody listens to it any more.
func (a *app) mute() *book.Report {
	all := a.book.All
	if a.over || a.link.State != Up || len(all) == 0 {
		return nil
	}
	r := all[len(all)-1]
	if r.Crash.Class != class.Silent.Name || r.Crash.Last < a.log.Lines() {
		return nil
	}
	return r
}

// live tells a line from a capture.
func (a *app) live() bool { return a.link.Writable || a.link.State == Away || a.link.Settings != "" }

// lastHeard is the last line that shows a machine alive. Everything that comes over
// a live line does; what follows a report in a capture may be a bug tracker's words,
// so there it is the last line that a kernel stamped.
func (a *app) lastHeard() int {
	if a.live() {
		return a.log.Lines()
	}
	return a.log.Stamped()
}

// dead tells whether the board died of its last crash, and was not restarted since.
func (a *app) dead() bool {
	r := a.book.Newest()
	return r != nil && r.Crash.Severity == parse.Panic && !r.Crash.Past() && a.link.State == Up
}
