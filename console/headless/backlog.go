package headless

import (
	"sync"

	"oopscope/parse"
)

// found is what one stretch of the input brought.
type found struct {
	reports []*parse.Report
	boots   []parse.Boot
	pause   bool // nothing more came for a while
}

// size is how many lines it is like to have in memory.
func (f *found) size() int {
	const boot = 8 // lines
	n := boot * len(f.boots)
	for _, r := range f.reports {
		n += r.Lines()
	}
	return n
}

// How many lines of reports may wait for the writer, and how many it waits for where
// nobody waits for it. With fewer of the ones, the cores that read would wait for a
// writer that has much to do at once when a boot is over; with fewer of the others it
// would begin each report with everything that it needs for that far away from its core.
const (
	mostWaiting = 1024
	enough      = 512
)

// A backlog is what waits for the writer, in the order of the input.
type backlog struct {
	enough  int // that the writer waits for
	mu      sync.Mutex
	moved   sync.Cond
	waiting []found
	size    int  // of what waits
	whole   bool // nothing more comes
	over    bool // nothing more is taken
}

// newBacklog makes one for a writer that nobody waits for, or somebody does.
func newBacklog(patient bool) *backlog {
	b := &backlog{}
	if b.moved.L = &b.mu; patient {
		b.enough = enough
	}
	return b
}

// put waits for room, and reports whether what is put in will be taken.
func (b *backlog) put(f found) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(f.reports)+len(f.boots) == 0 && !f.pause {
		return !b.over
	}
	for b.size >= mostWaiting && !b.over {
		b.moved.Wait()
	}
	b.waiting, b.size = append(b.waiting, f), b.size+f.size()
	if b.size >= b.enough || f.pause {
		b.moved.Broadcast()
	}
	return !b.over
}

// take waits for what is worth to begin with, and returns all of it; nothing when
// nothing more comes.
func (b *backlog) take() []found {
	b.mu.Lock()
	defer b.mu.Unlock()
	for (len(b.waiting) == 0 || b.size < b.enough) && !b.whole {
		b.moved.Wait()
	}
	all := b.waiting
	b.waiting, b.size = nil, 0
	b.moved.Broadcast()
	return all
}

// end says that nothing more comes.
func (b *backlog) end() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.whole = true
	b.moved.Broadcast()
}

// stop says that nothing more is taken.
func (b *backlog) stop() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.over = true
	b.moved.Broadcast()
}
