package console

import (
	"testing"
	"time"

	"oopscope/console/port"
)

// TestGathering: of a slow stream some bytes gather before it is read on; what comes after
// quiet, much of it, and what answers is read at once.
func TestGathering(t *testing.T) {
	start := time.Unix(1000, 0)
	const fast, slow = 25 * time.Millisecond, frame + 25*time.Millisecond/6
	for _, c := range []struct {
		what              string
		n, baud           int
		since, sent, want time.Duration
	}{
		{"after quiet", 50, 460800, time.Second, time.Hour, 0},
		{"a slow stream", 50, 460800, 5 * time.Millisecond, time.Hour, fast},
		{"a slow line", 1500, 115200, 5 * time.Millisecond, time.Hour, slow},
		{"a slow line after a wait", 600, 115200, slow + 5*time.Millisecond, time.Hour, slow},
		{"a slow line after quiet", 50, 115200, 100 * time.Millisecond, time.Hour, 0},
		{"much", 1024, 460800, 5 * time.Millisecond, time.Hour, 0},
		{"much of what says it is slow", 2048, 115200, 5 * time.Millisecond, time.Hour, 0},
		{"an answer", 50, 115200, 5 * time.Millisecond, 100 * time.Millisecond, 0},
		{"long after a key", 50, 1500000, 5 * time.Millisecond, 300 * time.Millisecond, fast},
		{"a clock that was set back", 50, 1500000, -time.Hour, time.Hour, fast},
	} {
		g := gatherer{last: start}
		now := start.Add(c.since)
		if got := g.wait(c.n, c.baud, now, now.Add(-c.sent)); got != c.want {
			t.Errorf("%s: waits %v, want %v", c.what, got, c.want)
		}
	}
}

// A reader that lets bytes gather reads on as soon as something is sent: what comes next may
// answer it.
func TestAKeyEndsTheGathering(t *testing.T) {
	s := newSender()
	s.port = sink{}
	rested := make(chan bool)
	go func() { s.rest(time.Hour); close(rested) }()
	if err := s.queue([]byte("x"), true); err != nil || !s.one(nil) {
		t.Fatalf("not sent: %v", err)
	}
	<-rested
}

// sink is a port that takes everything.
type sink struct{ port.Port }

func (sink) Info() port.Info             { return port.Info{Writable: true} }
func (sink) Write(p []byte) (int, error) { return len(p), nil }
