package boot

import (
	"bytes"
	"time"
)

// A silence means something only where a word was to come: a line was typed and a
// shell echoes at once; a boot or a call is under way; a stream that ran for long
// broke off. A shell at its prompt owes nobody a word.

// How long a board may be quiet.
const (
	answerTime = 8 * time.Second  // after a line was typed: a shell echoes at once, a busy one within seconds
	leastQuiet = 30 * time.Second // where a boot or a call is under way, whatever its gaps were so far
	mostQuiet  = 10 * time.Minute
	gapFactor  = 4 // as long as this many of the longest gaps that the stream came out of

	// A stream is steady when it ran so long and had so many pieces; it broke off
	// when it was quiet for so many times its longest gap.
	steadyTime   = 60 * time.Second
	steadyPieces = 120
	steadyFactor = 20
	steadyGap    = 5 * time.Second // a gap of this length ends a run
)

// A Reason says what was to come.
type Reason int

// The reasons to expect a word.
const (
	Nothing Reason = iota
	Answer         // to a line that was typed
	Return         // of a call that began
	Start          // of the kernel, which the boot loader or the decompressor left for
	Boot           // the kernel was booting
	InitUp         // init was started
	Stream         // a steady stream ran
)

// Silence tells whether a board owes a word. The zero value is ready.
type Silence struct {
	Patience time.Duration // how long it may be quiet; 0 learns it from the stream, below 0 it may be for ever

	typed  time.Time // when a line was typed that the board has not answered
	told   bool      // that it is silent
	away   bool      // nothing can come
	heard  time.Time // when something came last
	owed   bool      // a word was to come since
	gap    time.Duration
	run    time.Time // when the stream began that has no long gap
	pieces int       // of it
	most   time.Duration
}

// Typed notes that a person sent bytes to the board.
func (s *Silence) Typed(p []byte, now time.Time) {
	if s.typed.IsZero() && !s.told && bytes.ContainsAny(p, "\r\n") {
		s.typed = now
	}
}

// Away notes that nothing can come until something does.
func (s *Silence) Away() { s.typed, s.away = time.Time{}, true }

// Heard notes that the board is alive, and learns how long it pauses.
func (s *Silence) Heard(now time.Time) {
	gap := now.Sub(s.heard)
	switch {
	case s.heard.IsZero() || s.away || gap > steadyGap:
		s.run, s.pieces, s.most = now, 0, 0
	default:
		s.pieces++
		s.most = max(s.most, gap)
	}
	if s.owed && !s.away && !s.heard.IsZero() {
		s.gap = max(s.gap, min(gap, mostQuiet))
	}
	s.heard, s.typed, s.told, s.away, s.owed = now, time.Time{}, false, false, false
}

// Since is when something came last.
func (s *Silence) Since() time.Time { return s.heard }

// Stopped returns for what word that is missing the board should be called silent
// by now, once until it is heard again. Due is what the log of the boot expects;
// idle tells that a prompt may be on the screen.
func (s *Silence) Stopped(due Reason, idle bool, now time.Time) Reason {
	s.owed = s.owed || due != Nothing
	if s.told || s.away || s.Patience < 0 {
		return Nothing
	}
	why := Nothing
	quiet := now.Sub(s.heard)
	switch {
	case !s.typed.IsZero() && now.Sub(s.typed) >= answerTime:
		why = Answer
	case s.heard.IsZero() || idle:
	case due != Nothing && quiet >= s.patience(due):
		why = due
	case due == Nothing && s.steady() && quiet >= max(s.patience(Stream), steadyFactor*s.most):
		why = Stream
	}
	if why != Nothing {
		s.typed, s.told = time.Time{}, true
	}
	return why
}

// steady tells that a stream ran up to now.
func (s *Silence) steady() bool {
	return s.pieces >= steadyPieces && s.heard.Sub(s.run) >= steadyTime
}

// patience is how long the board may be quiet: a kernel that is told to say little
// comes up without a word, and init may have nothing to say for long.
func (s *Silence) patience(due Reason) time.Duration {
	if s.Patience > 0 {
		return s.Patience
	}
	p := min(max(leastQuiet, gapFactor*s.gap), mostQuiet)
	if due == Start || due == InitUp {
		p *= 2
	}
	return p
}
