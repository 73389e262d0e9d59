// Package headless is oopscope without a screen: scan reads captures, watch
// follows a live console for a CI job or a bench without a terminal, plain
// prints a console as it comes with every crash decoded below it.
package headless

import (
	"oopscope/parse"
	"oopscope/parse/crash"
)

// Exit statuses, as the contract fixes them.
const (
	Done    = 0 // or the expected pattern was seen
	Failed  = 1 // the tool itself failed: a file, a port
	Usage   = 2 // wrong command line
	Timeout = 3
	Matched = 4 // a --fail-on pattern was seen
	Crashed = 5 // a crash was seen under --fail-on-crash
)

// Resolve adds source locations to a crash; nil when there are no symbols.
type Resolve func(*parse.Crash) *parse.Crash

// isCrash tells a crash from trouble worth showing.
func isCrash(c *parse.Crash) bool { return c.Severity > parse.Error }

// isRiddle tells what may have been a crash and was not understood: no check may pass it.
func isRiddle(c *parse.Crash) bool { return c.Quality.Has(crash.Unread) }
