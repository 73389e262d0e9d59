package symbols

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	"oopscope/console/debuginfod"
)

// maxFetched bounds what is asked of servers in one session: a log may name any number
// of build ids.
const maxFetched = 64

// fetches are what is fetched by build id from debuginfod servers, one after the other,
// by a goroutine of its own. Nobody who asks waits for it.
type fetches struct {
	client *debuginfod.Client // nil when nobody allowed it

	mu       sync.Mutex
	sought   []string // all that were asked for
	waiting  []string
	running  bool
	progress string
	result   string        // of the last one that could not be had
	over     int           // how many are done with
	idle     chan struct{} // closed when nothing is running
	cancel   context.CancelFunc
}

// want has the debug information of a build id fetched, once.
func (f *fetches) want(id string) {
	if f.client == nil {
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	id = debuginfod.ID(id)
	if id == "" || slices.Contains(f.sought, id) || len(f.sought) >= maxFetched {
		return
	}
	f.sought, f.waiting = append(f.sought, id), append(f.waiting, id)
	if !f.running {
		f.running, f.idle, f.progress = true, make(chan struct{}), asking(id)
		ctx, cancel := context.WithCancel(context.Background())
		f.cancel = cancel
		go f.work(ctx)
	}
}

func (f *fetches) work(ctx context.Context) {
	for {
		f.mu.Lock()
		if ctx.Err() != nil {
			f.waiting = nil
		}
		if len(f.waiting) == 0 {
			f.running, f.progress = false, ""
			f.cancel()
			close(f.idle)
			f.mu.Unlock()
			return
		}
		id := f.waiting[0]
		f.waiting = f.waiting[1:]
		f.progress = asking(id)
		f.mu.Unlock()
		_, err := f.client.Fetch(ctx, id, func(server string, got, all int64) { f.tell(progressText(server, got, all)) })
		f.mu.Lock()
		f.over++
		switch {
		case errors.Is(err, context.Canceled):
			f.result = "debuginfod: stopped; choose the crash again in another session to fetch it"
		case err != nil:
			f.result = "debuginfod: " + err.Error() + " (build id " + id[:12] + ")"
		}
		f.mu.Unlock()
	}
}

func asking(id string) string { return "debuginfod: asking for " + id[:12] }

func progressText(server string, got, all int64) string {
	if all > 0 {
		return fmt.Sprintf("debuginfod: %d of %d MB from %s", got>>20, (all+1<<20-1)>>20, server)
	}
	return fmt.Sprintf("debuginfod: %d MB from %s", got>>20, server)
}

func (f *fetches) tell(progress string) {
	f.mu.Lock()
	f.progress = progress
	f.mu.Unlock()
}

// Fetching says in words what is being fetched from a server, "" when nothing is, and how
// many fetches, and searches in large files, are over: when there are more than before,
// more may be known of crashes.
func (s *Symbolizer) Fetching() (progress string, over int) {
	f := &s.fetches
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.progress, f.over + s.described.count()
}

// StopFetching gives up what is being fetched, and tells whether something was.
func (s *Symbolizer) StopFetching() bool {
	f := &s.fetches
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.running {
		f.cancel()
	}
	return f.running
}

// Fetched waits until nothing is being fetched or searched for, or ctx ends, and tells
// whether something was that crashes could be located by.
func (s *Symbolizer) Fetched(ctx context.Context) bool {
	searched := s.described.wait(ctx)
	f := &s.fetches
	f.mu.Lock()
	running, idle := f.running, f.idle
	f.mu.Unlock()
	if !running {
		return searched
	}
	select {
	case <-idle:
	case <-ctx.Done():
		s.StopFetching()
	}
	return true
}

// lately is what could not be had last, "" when all could.
func (f *fetches) lately() string {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.running {
		return f.progress
	}
	return f.result
}
