// Package link holds the few words that the console, the ledger and the screen
// share: the state of a line, and a person's words on what it brought. They are
// declared here once; nobody translates.
package link

import (
	"errors"
	"fmt"
	"time"
)

// ErrAway means that the port is unplugged: nothing was sent.
var ErrAway = errors.New("the port is away")

// ErrBusy means that a transfer has the line.
var ErrBusy = errors.New("a file is on its way over this line")

// State is the state of a link.
type State string

// The states a link can be in.
const (
	Up     State = "up"     // receiving
	Away   State = "away"   // unplugged or refused; being retried
	Over   State = "over"   // a file that was read to its end
	Closed State = "closed" // given up by the person
)

// A View is how a person looks at a session: what is to be so again when it is taken up.
type View struct {
	Line   int   `json:"line,omitempty"` // under the cursor; 0 when the end is followed
	Crash  int64 `json:"crash"`          // offset of the first byte of the crash that is read, -1 for none
	Open   bool  `json:"open"`           // its pane
	OnPane bool  `json:"on_pane"`        // keys go there
	Zoom   bool  `json:"zoom"`
	Share  int   `json:"share,omitempty"` // percent of the screen that the crash pane has

	Search Sought `json:"search"`
	Filter Sought `json:"filter"`
	Not    bool   `json:"not"`             // the lines without the filter's text
	Worst  int8   `json:"worst,omitempty"` // syslog level that is shown, and those worse; 0 for all
	Times  int    `json:"times,omitempty"` // which times stand before the lines
	Wrap   bool   `json:"wrap"`
	Raw    bool   `json:"raw"`

	Filters    []Rule `json:"filters,omitempty"`
	Highlights []Rule `json:"highlights,omitempty"`
}

// Sought is a text that is searched or filtered for.
type Sought struct {
	Text   string `json:"text,omitempty"`
	Regexp bool   `json:"regexp,omitempty"`
}

// Link tells of a session's port and record.
type Link struct {
	Name     string // "/dev/ttyUSB0", "demo", "capture.log"
	Settings string // "115200 8N1", "" where there is none
	State    State
	Detail   string    // why it is away, in words for a person
	Since    time.Time // of the present state
	Writable bool      // whether typing can reach anything
	Typist   string    // who types instead, "" when nobody else has the keyboard
	Shared   int       // process that owns the port, when that is another; else 0
	Received int64     // bytes
	Sent     int64     // bytes that left for the board, from here
	Lost     int64     // framing, parity and overrun errors the driver counted
	Record   string    // path of the raw capture, "" when recording is off
	Recorded int64     // bytes safely in it
	Trouble  string    // a problem with the record, in words for a person
	Ailment  string    // the same in one word, which stays while the numbers in the words change
	Unfiled  string    // why the ledger does not count what comes, "" while it does
	Warning  string    // a problem with the port: somebody else reads from it, too
	Noise    string    // that it is read at a wrong speed, as it seems, in words for a person
	Transfer *Progress // of a file, nil when none is on its way
	Busy     string    // what is being done with the line beside the session, and how far that is
}

// The ailments of a record that keep all that comes from being recorded.
const (
	Refused = "refused" // the file takes nothing: a full disk
	Stalled = "stalled" // a write does not return
	Deleted = "deleted"
)

// Unrecorded reports whether nothing that comes is recorded now.
func (l *Link) Unrecorded() bool {
	return l.Ailment == Refused || l.Ailment == Stalled || l.Ailment == Deleted
}

// Counts are the numbers of a line in words, with where they are recorded.
func (l *Link) Counts() string {
	words := fmt.Sprintf("bytes: %d came, %d went, %d lost, %d recorded", l.Received, l.Sent, l.Lost, l.Recorded)
	if l.Record != "" {
		words += " in " + l.Record
	}
	return words
}

// Uncounted says that the ledger is away, and why.
func Uncounted(why string) string { return "the ledger does not count what comes: " + why }

// Mark is a person's remark on one line of the console.
type Mark struct {
	Line int       // number in the input
	Byte int64     // where the line begins in the input, -1 when that is not known
	Text string    // the remark; a mark may be without
	Raw  string    // the line it stands on
	At   time.Time // when it was made
	Gone bool      // the person took it away
}

// Words are what was kept of an input when it was open before.
type Words struct {
	Marks   []Mark
	Crashes []CrashWords
	Lost    int    // words whose line is not in the input any more
	Path    string // a file that they are in
}

// CrashWords are a person's note on a crash, and the folder it was saved in.
// They belong to the crash with the signature that begins where they say.
type CrashWords struct {
	Byte      int64
	Line      int
	Signature string // exact one, "" for a crash too poor for any
	Note      string
	Folder    string
}
