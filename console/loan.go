package console

import (
	"errors"
	"fmt"
	"sync"
	"time"
)

// ErrLent means that the port is lent already.
var ErrLent = errors.New("the port is lent already")

// A Loan is a port in other hands.
type Loan struct {
	to      string
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

// words say what was lent, for how long, and how it ended.
func (l *Loan) words(now time.Time) string {
	length := now.Sub(l.since)
	if length > 10*time.Second {
		length = length.Round(time.Second)
	}
	return fmt.Sprintf("lent to %s for %s: %s", l.to, length.Round(10*time.Millisecond), l.outcome)
}

// A Hole is a gap in the stream, by its place in the record.
type Hole struct {
	At     int64 // offset of the first byte behind it
	Length time.Duration
	Reason string
}

// holesMost bounds what is kept of a line that comes and goes for months.
const holesMost = 1 << 16
