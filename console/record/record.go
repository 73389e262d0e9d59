package record

import (
	"errors"
	"fmt"
	"io"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"oopscope/console/files"
)

// Bounds of what a disk may do to a session.
const (
	backlogMax = 8 << 20                // bytes that wait in memory for the file
	patience   = 100 * time.Millisecond // that Write waits for the file before it lets the session go on
	retryEvery = time.Second            // after the file refused something
	slow       = 500 * time.Millisecond // after which a write that has not returned is trouble
	syncEvery  = time.Second
	lookEvery  = 500 * time.Millisecond // whether the file is still where it was
	closeWait  = 700 * time.Millisecond // without a byte written, after which Close gives up
	closeMost  = 3 * time.Second        // after which it gives up in any case
)

// sink is the part of a file that a Record writes to.
type sink interface {
	io.WriteCloser
	Sync() error
}

// raw is what a record is read back from.
type raw interface {
	io.ReaderAt
	io.Closer
}

// A Record is one capture being written. A goroutine of its own does that, and
// others see to its safety (see the package's comment). Write is for one
// goroutine; all else may be called from any, and waits for no disk.
type Record struct {
	path  string
	file  sink
	lines *follower   // of the line index; nil when there is none
	clock *clock      // of the line index; nil when there is none
	base  int64       // where in the file the first byte of the session is
	held  int64       // bytes that the file held before
	self  os.FileInfo // of the file; nil when it is a device or a pipe
	raw   raw         // the file, for reading back; nil when that is not possible
	first *os.File    // of its parts; nil when it is none of ours
	part  int64       // where the part begins that is written; the writer's alone
	fresh bool        // made by us: an empty one is not kept
	spool bool        // nobody wants it when it is closed

	mu      sync.Mutex // around what follows; never held while anything waits
	waiting batch
	stamps  []stamp // for the line index, of what is written
	known   Known   // likewise
	skips   Skips   // all so far
	every   int64   // after so many bytes another part begins; 0 for never
	turned  func()  // is told of it
	forgets bool    // nothing more is known of the lines
	holes   []hole  // in what was taken in
	left    []sink  // parts that are full, which the disk is still to keep
	spare   []byte  // an emptied buffer
	closing bool

	taken   atomic.Int64 // bytes that Write took in
	written atomic.Int64 // of them, those that are in the file
	missing atomic.Int64 // bytes given up because too many waited
	asked   atomic.Int64 // when the write under way began, 0 when there is none
	failure atomic.Value // a reply: what the file said last
	unsafe  atomic.Value // a reply: of the last sync
	fate    atomic.Int32

	unlined   error        // why there is no line index
	unindexed atomic.Value // a reply: of the last block of it

	syncs sync.Mutex // around Sync: one at a time, and none after the end
	shut  bool

	behind bool        // Write's own: the file did not get along when it was last waited for
	timer  *time.Timer // Write's own
	armed  time.Time   // when it ends

	wake   chan struct{} // holds a token when there is work for the writer
	wrote  chan struct{} // holds a token when the writer got on
	closed chan struct{} // closed by Close
	done   chan struct{} // closed when the writer has ended
	once   sync.Once
	ended  error
}

// A batch is bytes on their way to the file, and when they came.
type batch struct {
	bytes  []byte
	stamps []stamp // offsets are those of what was taken in
}

// A reply is what the system said to a write or a sync.
type reply struct{ error }

func said(v *atomic.Value) error {
	r, _ := v.Load().(reply)
	return r.error
}

// start begins the writing.
func (r *Record) start() *Record {
	r.wake, r.wrote = make(chan struct{}, 1), make(chan struct{}, 1)
	r.closed, r.done = make(chan struct{}), make(chan struct{})
	r.timer = time.NewTimer(0)
	go r.write()
	if !r.spool {
		go r.syncing()
	}
	if r.self != nil {
		go r.looking()
	}
	if r.lines != nil {
		go r.following()
	}
	return r
}

// Before returns how many bytes the file held that are not the session's.
func (r *Record) Before() int64 { return r.base }

// Held returns how many bytes the file held when it was opened.
func (r *Record) Held() int64 { return r.held }

// Taken returns where the next byte will be that Write gets, counted as Section does.
func (r *Record) Taken() int64 { return r.taken.Load() + r.missing.Load() }

// Waits reports whether bytes are not in the file as yet.
func (r *Record) Waits() bool { return r.written.Load() < r.taken.Load() }

// Path returns the name of the capture.
func (r *Record) Path() string { return r.path }

// Recorded returns the number of received bytes that are in the file.
func (r *Record) Recorded() int64 { return r.base + r.written.Load() - r.held }

// Write takes bytes received at a time. It returns as soon as they are in the
// file; of one that does not answer within a moment it tells in Trouble, and
// they wait in memory.
func (r *Record) Write(p []byte, at time.Time) {
	if len(p) == 0 {
		return
	}
	if r.written.Load() == r.taken.Load() {
		r.behind = false
	}
	r.take(p, at)
	if r.behind {
		return
	}
	r.arm(time.Now())
	for r.written.Load() < r.taken.Load() && said(&r.failure) == nil {
		select {
		case <-r.wrote:
		case <-r.timer.C:
			r.behind = true
			return
		}
	}
}

// arm has the timer end patience, soon enough. Each setting of a timer may wake a thread, so
// it is not set anew as long as at least half of the patience is left.
func (r *Record) arm(now time.Time) {
	if r.armed.Sub(now) < patience/2 || r.armed.Sub(now) > patience {
		r.timer.Reset(patience)
		r.armed = now.Add(patience)
	}
}

// take puts bytes behind those that wait, as many as there is room for.
func (r *Record) take(p []byte, at time.Time) {
	r.mu.Lock()
	defer r.mu.Unlock()
	offset := r.taken.Load()
	room := backlogMax - (offset - r.written.Load())
	if r.closing {
		room = 0
	}
	if over := int64(len(p)) - room; over > 0 {
		p = p[:room]
		r.lose(offset+r.missing.Load()+room, over)
		r.missing.Add(over)
	}
	if len(p) == 0 {
		return
	}
	w := &r.waiting
	if n := len(w.stamps); n == 0 || at.Sub(w.stamps[n-1].at) >= stampsEvery {
		w.stamps = append(w.stamps, stamp{offset, at})
	}
	w.bytes = append(w.bytes, p...)
	r.taken.Add(int64(len(p)))
	knock(r.wake)
}

func knock(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

// Close waits for what is still to be written, as long as the file gets on, and
// closes the capture and its index. The error says what is not in the file.
func (r *Record) Close() error {
	r.once.Do(func() {
		r.mu.Lock()
		r.closing = true
		r.mu.Unlock()
		close(r.closed)
		knock(r.wake)
		r.drain()
		r.ended = r.incomplete()
		bye := make(chan struct{})
		go func() {
			defer close(bye)
			r.finish()
		}()
		select {
		case <-bye:
		case <-time.After(closeWait):
		}
		if r.ended == nil {
			r.ended = said(&r.unsafe)
		}
	})
	if r.ended != nil {
		return fmt.Errorf("the record %s is not complete: %w", r.path, r.ended)
	}
	return nil
}

// drain waits for the writer, unless the file takes nothing more.
func (r *Record) drain() {
	began, before := time.Now(), r.written.Load()
	for {
		select {
		case <-r.done:
			return
		case <-time.After(closeWait):
		}
		now := r.written.Load()
		if now == before || time.Since(began) > closeMost {
			return
		}
		before = now
	}
}

// finish writes what the index lacks, gives the record to whoever goes on with it, and asks
// the disk to keep both only then: a disk may take seconds for that, and Close does not wait
// so long. What was written is the system's by now, and a sync that ends later is not in vain.
func (r *Record) finish() {
	r.look()
	r.endLines()
	if r.written.Load() > 0 && !r.spool {
		if r.self != nil && isClosed(r.done) {
			release(r.first)
		}
		r.sync()
	}
	r.closeLines()
	if r.raw != nil && !r.spool {
		r.raw.Close()
	}
	r.syncs.Lock()
	r.shut = true
	r.syncs.Unlock()
	file := r.currentFile()
	if err := file.Close(); err != nil && said(&r.unsafe) == nil {
		r.unsafe.Store(reply{err})
	}
	if r.first != nil && file != r.first {
		r.first.Close()
	}
	if r.fresh && r.taken.Load()+r.missing.Load() == 0 && r.fate.CompareAndSwap(present, unused) {
		files.RemoveAll(r.path)
		for _, end := range companions {
			os.Remove(r.path + end)
		}
	}
}

// incomplete says which bytes are not in the file, and why.
func (r *Record) incomplete() error {
	waiting, missing := r.taken.Load()-r.written.Load(), r.missing.Load()
	if waiting+missing == 0 {
		return nil
	}
	why := said(&r.failure)
	switch {
	case why == nil && waiting > 0:
		why = errors.New(r.silence())
	case why == nil:
		why = errors.New("it could not be written for a while")
	}
	return fmt.Errorf("%w; %d bytes were not written", why, waiting+missing)
}
