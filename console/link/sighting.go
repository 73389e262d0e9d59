package link

import (
	"errors"
	"time"
)

// The kinds of a sighting.
const (
	ACrash   = "crash"
	ATrouble = "trouble" // what a driver says of something that went wrong, and is no crash
	ABoot    = "boot"    // a life of the board began
)

// A Sighting is one crash, one kind of trouble of a boot, or one boot, as the
// ledger remembers it: enough to count it, to place it, and to find it again in
// the capture.
type Sighting struct {
	Kind    string
	UID     uint64    // the same sighting whenever it is told again
	Content uint64    // the same in a copy of the capture; 0 when that is not known
	Source  string    // path of the capture or the record, or the input's name
	Base    int64     // bytes that it held when the session began
	Byte    int64     // where it begins in the source
	Line    int       // in its session, from 1
	At      time.Time // host time; zero when nothing tells
	About   bool      // At is that of the capture, not of the line
	Board   string    // the port, or who sent it
	Kernel  string    // release
	Build   string
	Machine string
	Boot    int     // of the session, from 1
	Uptime  float64 // seconds since boot
	Timed   bool    // whether Uptime was printed

	Key      string // the signature that it is counted by: see [Counted]
	Bug      string // the signature of the bug that may be behind it
	Class    string
	Severity string
	Title    string // of trouble: the message as it was printed first
	Errno    string // of trouble: the error's name
	Folder   string // the crash is saved in, its name alone
	Count    int    // of trouble: how often in that boot; else 0
}

// A Group is all sightings of one signature.
type Group struct {
	Kind     string
	Key, Bug string
	Class    string
	Severity string
	Title    string // as it was met last
	Errno    string
	Times    int
	Sessions int // captures and records that it stands in
	First    Sighting
	Last     Sighting
	Kernels  []string // in the order in which they were met
	Boards   []string // machines where they told their name, else ports
	New      bool     // of trouble: not in the last boot without a crash, nor before
	Verdict  Verdict
	Back     bool // it was called fixed, and was met again
}

// A Life is one boot of a board, with the crashes that it had.
type Life struct {
	Source  string
	Base    int64 // see [Sighting]
	Boot    int
	At      time.Time
	Board   string
	Kernel  string
	Crashes []Death
	Count   int // boots that it stands for, none of which crashed; 0 for one
}

// Boots is how many boots lives are.
func Boots(lives []Life) (n int) {
	for i := range lives {
		n += max(lives[i].Count, 1)
	}
	return n
}

// A Death is a crash of a life.
type Death struct {
	Key    string
	Uptime float64 // seconds since boot
	Timed  bool
	Line   int
}

// A Recollection is what is known of all sessions.
type Recollection struct {
	Crashes, Trouble []Group
	Lives            []Life
}

// What can be said of a signature.
const (
	SaidNote   = "note"
	SaidStatus = "status"
	SaidTags   = "tags" // they replace those that it had
)

// A Nonsense is what cannot be kept because it makes no sense, whatever the disk
// does.
type Nonsense struct{ error }

// NewNonsense says what is wrong.
func NewNonsense(text string) error { return Nonsense{errors.New(text)} }

// IsNonsense tells it from a disk that does not take something.
func IsNonsense(err error) bool { return errors.As(err, new(Nonsense)) }

// Status is what a person says of a signature.
type Status string

// What a signature can be.
const (
	New    Status = "new"    // nobody said anything
	Known  Status = "known"  // somebody knows of it
	Fixed  Status = "fixed"  // in a version, or from the day on that it was said
	Ignore Status = "ignore" // nobody wants to hear of it
)

// A Verdict is what people said of a signature.
type Verdict struct {
	Status Status
	Fixed  string    // the version, when they named one
	Since  time.Time // when the status was said
	Tags   []string
	Notes  []Note // oldest first
}

// A Note is what somebody wrote of a crash.
type Note struct {
	At   time.Time
	Text string
	From string // the capture that the crash was in, "" when it was said of all of them
	Byte int64  // where it begins there
}

// A History is what is known of a crash from before.
type History struct {
	Session int       // it is this one of its session, from 1; 0 when it is too poor to be recognised
	Times   int       // how often other sessions met it
	Since   string    // the kernel that it was met with first, "" when it did not say
	First   time.Time // the zero time when nothing tells
	Last    time.Time
	Verdict Verdict
	Back    bool // it was called fixed, and not for this kernel's successor
}
