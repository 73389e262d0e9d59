package blame

import (
	"strings"

	"oopscope/parse/arch"
	"oopscope/parse/crash"
	"oopscope/parse/places"
)

// Where the lock in question was to be taken, as lockdep prints it.

// lockChains are the frames to look for the taker among, best first. Who waits for
// work stands in the stacks of the other locks only.
func lockChains(c *crash.Crash, at []arch.Frame) [][]arch.Frame {
	chains := [][]arch.Frame{c.Chain, at}
	if len(at) > 0 && ofWork(&at[0]) {
		for _, s := range c.Stacks {
			chains = append(chains, s.Frames)
		}
	}
	return chains
}

// ofWork tells a lock that is none: a workqueue has lockdep believe that work and its
// queue are locks, to find those who wait for each other.
func ofWork(f *arch.Frame) bool {
	return f.Module == "" && places.Within(crash.PlaceOf(f), "kernel/workqueue.c")
}

// takenAt reads where the lock in question was to be taken or given back, as
// lockdep has it: the caller of the lock's own functions. Behind it follow the
// places of the locks that were held.
func takenAt(c *crash.Crash) (all []arch.Frame) {
	wanted := false
	for i, l := range c.Body {
		wanted = wanted || tries(l.Text)
		_, at, here := strings.Cut(l.Text, "at: ")
		if whole := strings.TrimRight(l.Text, " "); strings.TrimSpace(at) == "" && strings.HasSuffix(whole, " at:") && i+1 < len(c.Body) {
			at, here = c.Body[i+1].Text, true // a mailer broke it; "… is trying to release lock (mrt_lock) at:"
		}
		if !here || !wanted {
			continue
		}
		if f := symbolIn(at); f.InFunction() {
			all = append(all, f)
		}
	}
	return all
}

// tries tells the line after which the lock in question is named.
func tries(text string) bool {
	return strings.Contains(text, "trying to acquire") || strings.Contains(text, "trying to release") || strings.Contains(text, "trying to lock") ||
		strings.Contains(text, "just changed the state of lock")
}
