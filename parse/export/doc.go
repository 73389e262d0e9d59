// Package export writes a crash down: as JSON for programs, as plain text for a
// terminal or a mail, as Markdown for a report, and as the few lines that go
// onto a clipboard. It only encodes; what a crash means is decided elsewhere.
//
// What a board prints is hostile. Nothing in this package lets a control byte,
// a terminal escape, a C1 or bidirectional control, invalid UTF-8 or live
// Markdown out.
package export

import (
	"oopscope/parse/schema"
	"oopscope/parse/triage"
)

// judge draws the conclusions; tests of the encoders bring their own.
var judge = triage.Triage

// Options choose what goes into a written crash.
type Options struct {
	File  string       // the input's name as the person gave it, "-" for standard input
	NoRaw bool         // leave the crash's own lines out
	Notes string       // the person's notes on the crash
	Seen  *schema.Seen // what the ledger knows of its signature, for JSON; nil when it was not asked
	Met   string       // the same in words, "" when it was not met before
	Marks []Mark       // the person's remarks on lines

	Sections []string            // those of [Sections] that are written, nil for all
	Fold     bool                // [Markdown] folds the crash's own lines, as trackers can
	Redact   func(string) string // takes out of a line what tells who and where; nil to keep it
}

// A Mark is a person's remark on one line of the console.
type Mark struct {
	Line int    // number in the input
	Text string // the remark
	Raw  string // the line it stands on
}
