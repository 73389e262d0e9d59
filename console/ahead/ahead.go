// Package ahead reads a capture to its end at the speed of memory: on all cores, and
// one chunk behind the other for whoever decodes it.
package ahead

import (
	"io"
	"os"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"oopscope/console/link"
	"oopscope/console/thrift"
	"oopscope/parse"
)

// Chunk fits the caches of one core: a chunk is read, surveyed and decoded while
// it is in them. Memory stays constant, whatever the size of the input.
const Chunk = 256 << 10

// Read reads r to its end in chunks, surveys them on all cores, and calls
// feed with each in order, from one goroutine at a time. The bytes are feed's
// until it returns.
func Read(r io.Reader, feed func([]byte, *parse.Survey) error) error {
	crew := max(1, min(runtime.GOMAXPROCS(0), 8))
	a := &reader{r: r, file: wholeFile(r), feed: feed, done: make(chan error, 1)}
	a.freed.L = &a.mu
	var room []byte
	room, a.giveBack = thrift.Room(2 * crew * Chunk)
	for chunk := range slices.Chunk(room, Chunk) {
		a.free = append(a.free, &piece{buf: chunk})
	}
	a.crew.Store(int32(crew))
	for range crew {
		go a.work()
	}
	err := <-a.done // a worker may sit in a read; it is not waited for
	if err == io.EOF {
		return nil
	}
	return err
}

// wholeFile returns a file that several workers can read at once: a regular
// one, not read from yet. Files of /proc have no size and want to be read in
// a row.
func wholeFile(r io.Reader) io.ReaderAt {
	f, ok := r.(*os.File)
	if !ok {
		return nil
	}
	if info, err := f.Stat(); err != nil || !info.Mode().IsRegular() || info.Size() == 0 {
		return nil
	}
	if at, err := f.Seek(0, io.SeekCurrent); err != nil || at != 0 {
		return nil
	}
	return f
}

// piece is one chunk on its way.
type piece struct {
	buf    []byte
	n      int
	at     int64 // in the input
	err    error // behind the bytes; io.EOF at the end
	survey parse.Survey
	ready  bool // surveyed
}

// reader is what the workers share. Whoever has surveyed the chunk that is next
// feeds it, and those behind it that are ready: nobody has to be woken for it.
type reader struct {
	r    io.Reader
	file io.ReaderAt // nil when the input must be read in a row
	feed func([]byte, *parse.Survey) error
	done chan error // how it ended

	crew     atomic.Int32 // workers that are still there
	giveBack func()       // the room of all pieces

	reading sync.Mutex // held by the worker that reads, unless there is a file

	mu      sync.Mutex
	free    []*piece // the latest used last: it is still in a cache
	freed   sync.Cond
	line    []*piece // in the order of the input
	next    int64    // offset of the piece behind them
	over    bool     // there is nothing more to read
	feeding bool
}

// work reads a chunk and surveys it while other workers do the same.
func (a *reader) work() {
	defer a.leave()
	for p := a.take(); p != nil && a.read(p); p = a.take() {
		link.Deepen()
		err := link.Safely("looking ahead", func() error { p.survey.Look(p.buf[:p.n], p.at); return nil })
		if err != nil {
			p.n, p.err = 0, err
			a.end()
		}
		a.handOn(p)
	}
}

// leave gives the room back when nobody has a piece of it any more.
func (a *reader) leave() {
	if a.crew.Add(-1) == 0 {
		a.giveBack()
	}
}

// take returns a piece to read into, nil when there is nothing more to read.
func (a *reader) take() *piece {
	a.mu.Lock()
	defer a.mu.Unlock()
	for len(a.free) == 0 && !a.over {
		a.freed.Wait()
	}
	if a.over {
		return nil
	}
	p := a.free[len(a.free)-1]
	a.free = a.free[:len(a.free)-1]
	return p
}

func (a *reader) read(p *piece) bool {
	if a.file != nil {
		if !a.queue(p, Chunk) {
			return false
		}
		p.n, p.err = a.file.ReadAt(p.buf, p.at)
	} else {
		a.reading.Lock()
		defer a.reading.Unlock()
		if a.isOver() {
			return false
		}
		// every read is handed on at once: a slow pipe must not wait for a full chunk
		p.n, p.err = a.r.Read(p.buf)
		a.queue(p, p.n)
	}
	if p.err != nil {
		a.end()
	}
	return true
}

// queue puts a piece behind the others; of a file, before it is read.
func (a *reader) queue(p *piece, size int) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.over {
		return false
	}
	p.ready, p.at = false, a.next
	a.next += int64(size)
	a.line = append(a.line, p)
	return true
}

func (a *reader) isOver() bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.over
}

func (a *reader) end() {
	a.mu.Lock()
	a.over = true
	a.freed.Broadcast()
	a.mu.Unlock()
}

// handOn feeds what is ready and next, unless another worker is at it: that one
// will find the piece. What lies behind the end is not fed: a file may grow
// while it is read.
func (a *reader) handOn(p *piece) {
	a.mu.Lock()
	p.ready = true
	for !a.feeding && len(a.line) > 0 && a.line[0].ready {
		q := a.line[0]
		a.line = a.line[:copy(a.line, a.line[1:])]
		a.feeding = true
		a.mu.Unlock()
		err := a.feed(q.buf[:q.n], &q.survey)
		if err == nil {
			err = q.err
		}
		a.mu.Lock()
		if err != nil { // nobody feeds any more
			a.over = true
			a.freed.Broadcast()
			a.done <- err
			break
		}
		a.feeding = false
		a.free = append(a.free, q)
		a.freed.Signal()
	}
	a.mu.Unlock()
}
