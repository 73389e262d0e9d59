package parse

import "oopscope/parse/crash"

// A Rest is a place in an input behind which another decoder may go on: a line begins and
// no report is open there. What was said before it is known only as far as it says.
type Rest struct {
	Lines   int        // that came before it
	Bytes   int64      // of the input that came before it; the next line begins there
	Crashes int        // IDs that were given
	Boot    crash.Boot // that the input was in; one whose First is the next line begins there
}
