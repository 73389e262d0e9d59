package console

import (
	"errors"
	"fmt"
	"sync"
	"time"
)

// ErrLent means that the port is lent already.
var ErrLent = errors.New("the port is lent already")

// ByHand is who has a port that was lent without a word: by a key, or by a signal.
const ByHand = "another program, by hand"

// A Loan is a port in other hands.
type Loan struct {
	to      string
	hand    int // the process that takes it back at SIGUSR1, 0 for none
	since   time.Time
	given   chan struct{} // closed when the reader has let the port go
	over    chan struct{} // closed by Return
	once    sync.Once
	outcome string
}

// Return ends the loan; outcome is what became of it: "exit status 0". The session opens
// the port again as soon as it can.
func (l *Loan) Return(outcome string) {
	l.once.Do(func() {
		l.outcome = outcome
		close(l.over)
	})
}

// refusal is what who wants the port meanwhile is told.
func (l *Loan) refusal() error {
	select {
	case <-l.over:
		return fmt.Errorf("the port is %s", l.missing())
	default:
	}
	if l.hand > 0 {
		return fmt.Errorf("%w, by hand: kill -USR1 %d takes it back, or the key that lent it", ErrLent, l.hand)
	}
	return fmt.Errorf("%w, to %s: it comes back when that ends", ErrLent, l.to)
}

// state says who has the port, and how it comes back where nothing ends that would bring it.
func (l *Loan) state() string {
	if l.hand > 0 {
		return fmt.Sprintf("lent to %s; kill -USR1 %d takes it back", l.to, l.hand)
	}
	return "lent to " + l.to
}

// missing says that a port was given back, but is not there.
func (l *Loan) missing() string { return "not there since it was lent to " + l.to }

// words say to whom it was lent and how that ended. For how long is the gap's own length,
// which stands beside these words wherever they are shown.
func (l *Loan) words() string { return fmt.Sprintf("lent to %s: %s", l.to, l.outcome) }

// A Hole is a gap in the stream, by its place in the record.
type Hole struct {
	At     int64 // offset of the first byte behind it
	Length time.Duration
	Reason string
	Skip   int64 // bytes before that which are in no line: nothing is missing
}

// holesMost bounds what is kept of a line that comes and goes for months.
const holesMost = 1 << 16
