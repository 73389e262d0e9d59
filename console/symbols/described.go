package symbols

import (
	"context"
	"sync"
	"time"

	"oopscope/parse/symbol"
	"oopscope/parse/symbol/ctype"
)

// described finds where the debugging information of a kernel describes its data. To read
// it all takes a moment, so that it is done by goroutines of their own, and who asks gets
// what is known by then: the crash is looked at again when a search is over.
type described struct {
	mu      sync.Mutex
	known   map[describedAt][]int64 // places in .debug_info, none while it is searched
	running int
	over    int
	idle    chan struct{} // closed when no search runs
	cancel  context.CancelFunc
	ctx     context.Context
}

// describedAt is a variable of one file as it is now.
type describedAt struct {
	path     string
	modified time.Time
	address  uint64
}

const (
	maxSought     = 16 // variables of one crash
	maxDescribed  = 64 // searches of one session
	maxSuchPlaces = 4  // where one variable's address may stand
)

// types returns the types of those objects that are known by now, by where they begin, and
// begins to look for the others whose members are asked for.
func (d *described) types(m *module, objects []symbol.Object, at []uint64) map[uint64]*ctype.Type {
	types := map[uint64]*ctype.Type{}
	var sought []uint64
	_, bits, _ := m.image.Machine()
	d.mu.Lock()
	defer d.mu.Unlock()
	for i, o := range objects {
		if o.Name == "" || at[i] == o.Address || o.Size <= uint64(bits/8) || types[o.Address] != nil || m.kept {
			continue
		}
		key := describedAt{m.path, m.modified, o.Address}
		places, known := d.known[key]
		if !known && len(sought) < maxSought {
			sought = append(sought, o.Address)
			d.note(key)
		}
		for _, p := range places {
			if t := m.image.VariableAt(p); t.Bytes() == int64(o.Size) {
				types[o.Address] = t
				break
			}
		}
	}
	if s, ok := m.image.Search(sought); ok && len(sought) > 0 && d.over+d.running < maxDescribed {
		d.start(m, s, sought)
	}
	return types
}

// note remembers that something is sought.
func (d *described) note(key describedAt) {
	if d.known == nil {
		d.known = map[describedAt][]int64{}
	}
	d.known[key] = nil
}

// start begins a search.
func (d *described) start(m *module, s symbol.Search, sought []uint64) {
	if d.running == 0 {
		d.idle = make(chan struct{})
		d.ctx, d.cancel = context.WithCancel(context.Background())
	}
	d.running++
	go d.search(d.ctx, m.path, m.modified, s, sought)
}

func (d *described) search(ctx context.Context, path string, when time.Time, s symbol.Search, sought []uint64) {
	found := make([][]int64, len(sought))
	if f, info, err := anywhere.regular(path); err == nil {
		if info.ModTime().Equal(when) {
			s.Run(f, func(i int, off int64) bool {
				if len(found[i]) < maxSuchPlaces {
					found[i] = append(found[i], off)
				}
				return ctx.Err() == nil
			})
		}
		f.Close()
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	for i, at := range sought {
		if len(found[i]) > 0 {
			d.known[describedAt{path, when, at}] = found[i]
		}
	}
	d.over++
	if d.running--; d.running == 0 {
		d.cancel()
		close(d.idle)
	}
}

// count is how many searches are over.
func (d *described) count() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.over
}

// wait waits for the searches that run, and tells whether there were any.
func (d *described) wait(ctx context.Context) bool {
	d.mu.Lock()
	running, idle := d.running > 0, d.idle
	d.mu.Unlock()
	if !running {
		return false
	}
	select {
	case <-idle:
	case <-ctx.Done():
	}
	return true
}

// stop ends the searches that run.
func (d *described) stop() {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.running > 0 {
		d.cancel()
	}
}
