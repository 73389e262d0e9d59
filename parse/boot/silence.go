package boot

import (
	"bytes"
	"time"
)

// answerTime is how long a board may take to show anything at all after a line
// was typed to it. A shell echoes at once, a busy one within seconds.
const answerTime = 8 * time.Second

// Silence tells whether a board answers. The zero value is ready.
type Silence struct {
	typed  time.Time // when a line was typed that the board has not answered
	silent bool      // that it does not answer was told
}

// Typed notes that a person sent bytes to the board.
func (s *Silence) Typed(p []byte, now time.Time) {
	if s.typed.IsZero() && !s.silent && bytes.ContainsAny(p, "\r\n") {
		s.typed = now
	}
}

// Heard notes that the board is alive.
func (s *Silence) Heard() { *s = Silence{} }

// Stopped reports whether the board should have answered by now: once, until it
// is heard again.
func (s *Silence) Stopped(now time.Time) bool {
	if s.typed.IsZero() || now.Sub(s.typed) < answerTime {
		return false
	}
	s.typed, s.silent = time.Time{}, true
	return true
}
