package serve

import (
	"time"

	"oopscope/console"
	"oopscope/console/protocol"
)

// A file that a peer sends or receives over the session's line.

// Of what the board says meanwhile, so much goes in a message; and how long a peer has to take
// its leave of the board when it is stopped.
const (
	carryMost  = 16 << 10
	leaveTime  = 3 * time.Second
	carryWords = 1000 // paths stand in what became of it
)

// carries tells a peer what the board says, until one of them ends that.
func carries(c *console.Carry, tell func(protocol.Message) error) {
	buf := make([]byte, carryMost)
	for {
		n, err := c.Next(buf)
		if err != nil {
			stops(c, tell)
			return
		}
		if tell(protocol.Message{Event: "transfer", Bytes: buf[:n], Damaged: c.Damaged()}) != nil {
			return
		}
	}
}

// stops tells a peer that its transfer was stopped. It tells the board so, and then that it is
// over; one that does not is not waited for.
func stops(c *console.Carry, tell func(protocol.Message) error) {
	const why = "the transfer was stopped at the session's own screen, by its line, or for who has the keyboard now"
	select {
	case <-c.Ended():
		return
	default:
	}
	if tell(protocol.Message{Event: "transfer", Error: why}) == nil {
		select {
		case <-c.Ended():
		case <-time.After(leaveTime):
		}
	}
	c.End("the transfer was stopped")
}
