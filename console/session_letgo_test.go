//go:build unix

package console

import (
	"testing"
	"time"
)

// A board owes nobody a word when the program that typed last is done with the line.
func TestALineThatIsLetGoOwesNothing(t *testing.T) {
	for _, letGo := range []bool{false, true} {
		w := newWire(t)
		s := openSession(t, Options{Spec: w.link})
		s.decoding.Lock()
		now := time.Now()
		s.streams[0].decoder.Feed([]byte("ready\n"), now)
		s.streams[0].decoder.Typed([]byte{'\r'}, now)
		s.decoding.Unlock()
		if letGo {
			s.LetGo()
		}
		s.decoding.Lock()
		silent := len(s.streams[0].decoder.Idle(now.Add(time.Minute)).Crashes) > 0
		s.decoding.Unlock()
		if silent == letGo {
			t.Errorf("let go: %v, and the board is called silent: %v", letGo, silent)
		}
	}
}
