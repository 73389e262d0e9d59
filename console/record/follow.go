package record

import (
	"fmt"
	"os"
	"slices"
	"time"
)

// How the line index follows the record. What came is in a block after a few
// seconds at the latest: so much is not proven after a kill.
const (
	followEvery = time.Second
	blockAfter  = 10 * time.Second       // a block is closed that is not full
	catchUpMost = 300 * time.Millisecond // for what is left at the end
	notesWait   = 1 << 16                // notes that wait for their block
)

// A follower keeps the line index of a record up to date. It has a goroutine of
// its own: neither the bytes nor the screen wait for it.
type follower struct {
	lines *lineIndex
	over  chan struct{} // closed when nothing more will be written
	done  chan struct{} // closed when the index is closed
}

// followLines begins the index of a record; words say why there is none.
func (r *Record) followLines(path string) (words error) {
	raw, err := os.Open(path)
	if err != nil {
		return err
	}
	if there, err := raw.Stat(); err != nil || !os.SameFile(there, r.self) {
		raw.Close()
		return fmt.Errorf("%s was replaced", path)
	}
	r.raw = raw
	lines, err := openLines(path, raw, r.held, r.index.at)
	if err != nil {
		return err
	}
	r.lines = &follower{lines: lines, over: make(chan struct{}), done: make(chan struct{})}
	return nil
}

// Note keeps what a line is of interest for in the line index. The offset is one
// of the bytes that Write took in.
func (r *Record) Note(n Note) {
	if r.lines == nil {
		return
	}
	n.At = r.place(n.At)
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.notes) < notesWait {
		r.notes = append(r.notes, n)
	}
}

// takeNotes returns the notes that wait, in the order of their lines.
func (r *Record) takeNotes() []Note {
	r.mu.Lock()
	defer r.mu.Unlock()
	notes := r.notes
	r.notes = nil
	slices.SortStableFunc(notes, func(a, b Note) int { return int(min(max(a.At-b.At, -1), 1)) })
	return notes
}

func (r *Record) putBack(notes []Note) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.notes = append(notes, r.notes...)
}

// following adds blocks as the record grows. What the disk refuses is tried
// again at the next turn: the index is made of what is in the record.
func (r *Record) following() {
	f := r.lines
	defer close(f.done)
	defer f.lines.close()
	t := time.NewTicker(followEvery)
	defer t.Stop()
	for since := time.Now(); ; {
		select {
		case <-f.over:
			for until := time.Now().Add(catchUpMost); time.Now().Before(until) && r.addBlock(1); {
			}
			return
		case <-t.C:
		}
		for r.addBlock(blockBytes) && !isClosed(f.over) {
			since = time.Now()
		}
		if time.Since(since) >= blockAfter {
			r.addBlock(1)
			since = time.Now()
		}
	}
}

// addBlock adds one block where there are so many bytes for it, and tells whether
// it did.
func (r *Record) addBlock(least int64) bool {
	x, end := r.lines.lines, r.base+r.written.Load()
	if end-x.end() < least {
		return false
	}
	left, err := x.add(end, r.takeNotes())
	r.putBack(left)
	r.unindexed.Store(reply{err})
	return err == nil
}

func isClosed(c chan struct{}) bool {
	select {
	case <-c:
		return true
	default:
		return false
	}
}

// endLines ends the index behind what was written.
func (r *Record) endLines() {
	if r.lines != nil {
		close(r.lines.over)
		<-r.lines.done
	}
}
