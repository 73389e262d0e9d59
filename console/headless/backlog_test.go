package headless

import (
	"sync"
	"testing"
	"time"

	"oopscope/parse"
)

// restarts is a stretch with so many of them.
func restarts(n int) found { return found{boots: make([]parse.Boot, n)} }

// TestABacklogIsBounded: who reads waits for room and goes on when there is some, all
// comes out in its order, and whoever waits is let go when it is over.
func TestABacklogIsBounded(t *testing.T) {
	b := newBacklog(true)
	const each, rounds = 20, 50
	var most, came int
	var all sync.WaitGroup
	all.Go(func() {
		for part := b.take(); len(part) > 0; part = b.take() {
			n := 0
			for _, f := range part {
				came++
				if len(f.boots) != each+came%3 {
					t.Errorf("stretch %d has %d boots", came, len(f.boots))
				}
				n += f.size()
			}
			most = max(most, n)
		}
	})
	for i := range rounds {
		if !b.put(restarts(each + (i+1)%3)) {
			t.Fatal("not taken")
		}
	}
	b.end()
	all.Wait()
	if limit := mostWaiting + 8*(each+2); came != rounds || most < enough || most > limit {
		t.Errorf("%d of %d came, %d at once, of %d to %d", came, rounds, most, enough, limit)
	}
}

// TestABacklogIsTakenAtOnce where somebody waits for what is found: one stretch is enough.
func TestABacklogIsTakenAtOnce(t *testing.T) {
	b := newBacklog(false)
	for range 3 {
		b.put(restarts(1))
		if all := b.take(); len(all) != 1 {
			t.Fatalf("%d stretches", len(all))
		}
	}
	b.put(found{}) // nothing is nothing to wait for
	b.end()
	if all := b.take(); len(all) != 0 {
		t.Errorf("%d stretches", len(all))
	}
}

// TestABacklogThatNobodyTakes lets go of who waits for room.
func TestABacklogThatNobodyTakes(t *testing.T) {
	b := newBacklog(true)
	full := make(chan bool)
	go func() {
		for b.put(restarts(mostWaiting / 8)) {
		}
		full <- true
	}()
	select {
	case <-full:
		t.Fatal("there was room for everything")
	case <-time.After(20 * time.Millisecond):
	}
	b.stop()
	<-full
	if b.put(found{}) {
		t.Error("nothing is put in, but somebody is still told to go on")
	}
}
