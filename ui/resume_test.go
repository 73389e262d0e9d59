package ui

import (
	"testing"

	"oopscope/console/link"
	"oopscope/ui/uitest"
)

// A session that was left before anything had crashed shows what crashed since, also when all
// of that comes at once; one that was left with its pane closed keeps it closed.
func TestWhatCrashedSinceIsShownWhenTakenUp(t *testing.T) {
	for _, left := range []struct {
		view link.View
		open bool
	}{
		{link.View{Crash: -1}, true},
		{link.View{Crash: 0}, false},
		{link.View{Crash: 0, Open: true}, true},
	} {
		a, _ := testApp(t, 120, 30)
		a.takeUp(left.view)
		b := lines(1, "one", "two")
		b.Lines[1].Last = 20 // the crash began before that
		b.Crashes = append(b.Crashes, uitest.SeedCrash(t))
		a.Update(batchMsg{batch: *b})
		if a.goal != nil || a.open != left.open {
			t.Errorf("left as %+v: the pane is open: %v; there yet: %v", left.view, a.open, a.goal == nil)
		}
	}
}
