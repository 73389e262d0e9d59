package boot

import (
	"testing"
	"time"
)

var zero = time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC)

func at(d time.Duration) time.Time { return zero.Add(d) }

// TestAnswer: a line that was typed is to be answered within eight seconds, half a
// line is not.
func TestAnswer(t *testing.T) {
	for _, typed := range []string{"ls\r", "ls\n", "\r\n", "ls"} {
		var s Silence
		s.Heard(at(0))
		s.Typed([]byte(typed), at(time.Second))
		if why := s.Stopped(Nothing, true, at(9*time.Second-1)); why != Nothing {
			t.Errorf("%q: %d too early", typed, why)
		}
		want := Answer
		if typed == "ls" {
			want = Nothing
		}
		if why := s.Stopped(Nothing, true, at(9*time.Second)); why != want {
			t.Errorf("%q: %d, want %d", typed, why, want)
		}
		if why := s.Stopped(Nothing, true, at(time.Hour)); why != Nothing {
			t.Errorf("%q: it is said again", typed)
		}
	}
}

// TestPatience: what is to come has half a minute, what a quiet kernel owes a whole
// one; whoever paused before has four times as long, up to ten minutes.
func TestPatience(t *testing.T) {
	for _, c := range []struct {
		due      Reason
		paused   time.Duration // the longest gap that it came out of while a word was due
		asked    time.Duration // the person's own patience
		patience time.Duration
	}{
		{Return, 0, 0, 30 * time.Second}, {Boot, 0, 0, 30 * time.Second},
		{Start, 0, 0, time.Minute}, {InitUp, 0, 0, time.Minute},
		{Return, 7 * time.Second, 0, 30 * time.Second}, {Return, 10 * time.Second, 0, 40 * time.Second},
		{InitUp, 10 * time.Second, 0, 80 * time.Second},
		{Boot, 3 * time.Minute, 0, 10 * time.Minute}, {Start, time.Hour, 0, 20 * time.Minute},
		{Boot, time.Minute, 5 * time.Second, 5 * time.Second}, {Start, 0, 5 * time.Second, 5 * time.Second},
	} {
		s := Silence{Patience: c.asked}
		s.Heard(at(-c.paused - time.Second))
		if c.asked == 0 {
			s.Stopped(c.due, false, at(-c.paused)) // a word is due from here on
		}
		s.Heard(at(-time.Second))
		s.Heard(at(0))
		if why := s.Stopped(c.due, false, at(c.patience-1)); why != Nothing {
			t.Errorf("%+v: said %d too early", c, why)
		}
		if why := s.Stopped(c.due, false, at(c.patience)); why != c.due {
			t.Errorf("%+v: %d", c, why)
		}
	}
}

// TestNobodyOwes: a board at its prompt, one that is away or was never heard, and a
// person who does not want to know.
func TestNobodyOwes(t *testing.T) {
	var s Silence
	if why := s.Stopped(Boot, false, at(time.Hour)); why != Nothing {
		t.Errorf("never heard: %d", why)
	}
	s.Heard(at(0))
	if why := s.Stopped(Boot, true, at(time.Hour)); why != Nothing {
		t.Errorf("at a prompt: %d", why)
	}
	s.Away()
	if why := s.Stopped(Boot, false, at(time.Hour)); why != Nothing {
		t.Errorf("away: %d", why)
	}
	s.Heard(at(time.Hour))
	if why := s.Stopped(Boot, false, at(2*time.Hour)); why != Boot {
		t.Errorf("back again: %d", why)
	}
	never := Silence{Patience: -1}
	never.Heard(at(0))
	never.Typed([]byte("\r"), at(0))
	if why := never.Stopped(Boot, false, at(time.Hour)); why != Nothing {
		t.Errorf("told to be patient: %d", why)
	}
}

// TestStream: a stream ran when 120 pieces came in a minute without a gap of five
// seconds; twenty times its longest gap is a silence, half a minute at least.
func TestStream(t *testing.T) {
	for _, c := range []struct {
		pieces int
		every  time.Duration
		gap    time.Duration // one longer pause in the middle
		quiet  time.Duration // that is said, 0 never
	}{
		{121, 500 * time.Millisecond, 0, 30 * time.Second},
		{120, 510 * time.Millisecond, 0, 0}, // too few pieces
		{121, 499 * time.Millisecond, 0, 0}, // too short
		{100, time.Second, 0, 0},
		{200, time.Second, 0, 30 * time.Second},
		{200, time.Second, 4 * time.Second, 80 * time.Second},
		{230, time.Second, 5 * time.Second, 100 * time.Second},
		{230, time.Second, 5*time.Second + 1, 0}, // the run began anew in the middle
	} {
		var s Silence
		now := at(0)
		for i := range c.pieces {
			s.Heard(now)
			if now = now.Add(c.every); i == c.pieces/2 && c.gap > 0 {
				now = now.Add(c.gap - c.every)
			}
		}
		last := s.Since()
		quiet := c.quiet
		if quiet == 0 {
			quiet = time.Hour
		} else if why := s.Stopped(Nothing, false, last.Add(quiet-1)); why != Nothing {
			t.Errorf("%+v: too early", c)
		}
		if why := s.Stopped(Nothing, false, last.Add(quiet)); (why == Stream) != (c.quiet > 0) {
			t.Errorf("%+v: %d", c, why)
		}
	}
}
