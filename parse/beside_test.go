package parse_test

import (
	"sync"
	"testing"
)

// TestDecodersBesideOneAnother decodes an oops of each architecture in several
// goroutines at once, as whoever has several boards does. What decoders share
// shows under the race detector.
func TestDecodersBesideOneAnother(t *testing.T) {
	logs := wrapped(t)
	alone := map[string]string{}
	for name, log := range logs {
		alone[name] = dump(t, decode(log))
	}
	var all sync.WaitGroup
	for name, log := range logs {
		for range 8 {
			all.Go(func() {
				if got := dump(t, decode(log)); got != alone[name] {
					t.Errorf("%s: beside others, the crashes differ: %s", name, firstDifference(got, alone[name]))
				}
			})
		}
		all.Wait()
	}
}
