package link

import "testing"

// Only some ailments of a record mean that nothing is recorded any more.
func TestUnrecorded(t *testing.T) {
	for ailment, want := range map[string]bool{"refused": true, "stalled": true, "deleted": true, "unsafe": false, "moved": false, "holed": false, "unlined": false, "spool refused": false, "": false} {
		if l := (Link{Ailment: ailment}); l.Unrecorded() != want {
			t.Errorf("%q: %v", ailment, l.Unrecorded())
		}
	}
}
