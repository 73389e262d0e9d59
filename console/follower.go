package console

import (
	"oopscope/console/link"
	"oopscope/console/port"
	"oopscope/console/record"
)

// A session can be about a line that another process owns: it reads that one's record as
// it grows. What is there already is shown at once, as the other says where its lines
// begin, and decoded beside that.

// A Follower is a port that brings what another process records.
type Follower interface {
	port.Port
	// Past is what was recorded when the port was opened. Read brings what comes behind it.
	Past() *Past
	// Line tells of the port as the other knows it.
	Line() link.Link
	// Carry takes the line for a file: what the board says goes to the cargo as it comes, and
	// to the lines as the other parts it. Carried ends that, with what became of the file.
	Carry(t link.Transfer, to Cargo) error
	Carried(words string)
	// Pour sends bytes, and returns when they left for the board.
	Pour(p []byte) error
	// TakeKeyboard asks for the right to type; forced takes it from whoever has it.
	TakeKeyboard(forced bool) error
}

// A Cargo is who sends or receives a file over another process's line.
type Cargo interface {
	// Came takes what the board said, and how many pieces of it were damaged so far.
	Came(p []byte, damaged int)
	// Ended tells that the other ended it, and why.
	Ended(why error)
}

// Past is what a record held.
type Past struct {
	Record *record.Followed
	Scroll *record.Scroll
	End    int64
	Holes  []Hole
}

// A Missed is the error of a Follower's Read where the stream has a hole. It can be read
// on.
type Missed struct{ Hole }

// Error is the reason.
func (m Missed) Error() string { return m.Reason }
