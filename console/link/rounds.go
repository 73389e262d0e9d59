package link

import "time"

// Rounds are how far it is to crash a board on purpose, again and again.
type Rounds struct {
	Do      []string      // the commands of a round
	Until   string        // when it ends, "" for when somebody stops it
	Running bool          // else it was stopped, or came to its end
	Counted string        // in words: "12 rounds, 3 crashed: 1 in 4.0 (1.9 to 9.8)"
	N       int           // rounds
	Crashed int           // of them
	Done    float64       // of what is to be done, 0 to 1; negative when nobody knows
	Doing   string        // what it is at
	Took    time.Duration // all runs that belong together
	Crashes []Repeated    // the most frequent first
	Clean   int           // rounds without a crash that would show that a change helps, 0 when not known
	Ended   string        // why it is over, "" when the person stopped it or it runs
	Against string        // what earlier runs say, once it is over
	Trouble string        // what could not be kept
}

// Repeated is a crash that came in so many rounds.
type Repeated struct {
	Title  string
	Rounds int
	Last   int // round
}
