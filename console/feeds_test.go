package console

import (
	"testing"

	"oopscope/parse"
)

// What is found is told at once, before anybody takes it from the feed, and before a feed
// that begins then: between the two nothing is lost.
func TestWhatIsFoundIsToldAtOnce(t *testing.T) {
	s := &Session{mail: newMailbox(false)}
	var met []int
	f := s.Finds(func(c *parse.Crash) { met = append(met, c.ID) })
	defer f.Close()
	for id := 1; id <= 3; id++ {
		s.hand(parse.Batch{Crashes: []*parse.Crash{{ID: id}}}, nil)
		if len(met) != id || met[id-1] != id {
			t.Fatalf("after crash %d there are %v", id, met)
		}
	}
	late := s.Feed(false)
	defer late.Close()
	s.hand(parse.Batch{Crashes: []*parse.Crash{{ID: 4}}}, nil)
	if b, err := late.Next(t.Context()); err != nil || len(b.Crashes) != 1 || b.Crashes[0].ID != 4 || len(met) != 4 {
		t.Errorf("who comes late gets %+v, %v; told of %v", b.Crashes, err, met)
	}
}
