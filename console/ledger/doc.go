// Package ledger is the store of saved crashes: one folder a crash, with the
// exact bytes that the console printed, a report for people, one for programs,
// and the person's notes. It also knows how often a crash was met before.
package ledger

import (
	"io"
	"time"

	"oopscope/console/link"
	"oopscope/parse/export"
)

// The files of a saved crash.
const (
	rawFile    = "raw.log"     // the console's bytes from the crash's first line to its last
	reportFile = "report.md"   // for people
	jsonFile   = "report.json" // the object of `oopscope scan --json`
	notesFile  = "notes.md"    // what the person wrote
)

// An Entry is what is saved with a crash beside the crash itself.
type Entry struct {
	// Source is the input's name: the path of the record or of the capture. It
	// tells a crash saved again from one that merely looks the same.
	Source string
	// Raw gives the exact bytes of the input by the crash's offsets. It may be
	// nil or come up short; then the crash's own lines stand in.
	Raw   io.ReaderAt
	Notes string
	Marks []link.Mark

	seen   link.History // what is known of its signature
	before int64        // bytes that the source held when the session began
	board  string       // the port
	strip  bool         // the console's bytes are wanted as text, too
	folder string       // that the crash is known to have, "" for none
	known  []word       // what the journal holds of the capture
}

func (e *Entry) options() export.Options {
	opt := export.Options{File: e.Source, Notes: e.Notes, Seen: Seen(e.seen), Met: e.seen.Words(time.Now())}
	for _, m := range e.Marks {
		opt.Marks = append(opt.Marks, export.Mark{Line: m.Line, Text: m.Text, Raw: m.Raw})
	}
	return opt
}
