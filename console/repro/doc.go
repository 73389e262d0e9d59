// Package repro makes a board crash on purpose, again and again: it types commands at the
// shell's prompt, waits for the prompt, counts the rounds, follows the board through the
// reboot after a crash, and says how often it crashes, and how sure that is.
//
// The board is hostile here as everywhere. What is taken from its words is what its prompt
// looks like, and what a script has it say into a variable: that is typed back to the board,
// one line without controls, and goes nowhere else.
package repro

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"oopscope/parse"
)

// A Console is where the board is. Next blocks until there is something new.
type Console interface {
	Next(ctx context.Context) (parse.Batch, error)
	Send(p []byte) error
}

// A Plan says what is done, and for how long.
type Plan struct {
	Do       []string // commands typed one after the other: a round
	Steps    []Step   // a round instead, out of a script
	Tools    Tools    // for these
	Until    []Until  // the first that comes true ends it; none is until somebody stops it
	Prompt   *regexp.Regexp
	Login    string        // the name to log in with, "" when the board asks for none
	Password string        // that belongs to it
	Command  time.Duration // that a command may take
	Reboot   time.Duration // that the board may take to come back to its prompt
	Busy     func() bool   // somebody else works on the board, and nothing is typed; nil for nobody
}

// How long things may take when nobody says.
const (
	CommandTime = time.Minute
	RebootTime  = 5 * time.Minute
)

// Commands says what is wrong with the commands of a round.
func Commands(do []string) error {
	if len(do) == 0 {
		return errors.New("a round needs a command")
	}
	for _, c := range do {
		if strings.ContainsFunc(c, func(r rune) bool { return r < ' ' || r == 0x7f }) {
			return fmt.Errorf("%q: a command is one line without control characters", c)
		}
	}
	return nil
}

// Until is an end: one field is set.
type Until struct {
	Crash  bool          // the first round that crashes
	Rounds int           // so many, those of earlier runs included
	For    time.Duration // of this run
}

// ParseUntil reads an end as it stands on a command line.
func ParseUntil(s string) (Until, error) {
	if s == "crash" {
		return Until{Crash: true}, nil
	}
	if n, err := strconv.Atoi(s); err == nil && n > 0 {
		return Until{Rounds: n}, nil
	}
	if d, err := time.ParseDuration(s); err == nil && d > 0 {
		return Until{For: d}, nil
	}
	return Until{}, fmt.Errorf("%q is no end: give crash, a number of rounds, or a time like 90s or 8h", s)
}

// What ends a run before its end, and is not the console's.
var (
	// ErrNoReturn means that the board did not come back to its prompt.
	ErrNoReturn = errors.New("the board did not come back to its prompt")
	// ErrNoLogin means that it wants to know who is there.
	ErrNoLogin = errors.New("the board asks for a login: give --login NAME, and --password-file FILE when it wants a password")
	// ErrRefused means that it does not like the answer.
	ErrRefused = errors.New("the board refuses the login: is --login right, and what is in --password-file?")
	// ErrLoader means that it waits in its boot loader, where commands mean other things.
	ErrLoader = errors.New("the board stands at its boot loader's prompt: boot it, then start again")
)
