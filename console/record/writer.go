package record

import (
	"errors"
	"os"
	"path/filepath"
	"time"

	"oopscope/console/files"
)

// pieceMax is how much the file is given at once: what is in it is counted by
// the piece.
const pieceMax = 256 << 10

// spareMax is how much memory an emptied buffer may keep.
const spareMax = 512 << 10

// write is the writer: it alone touches the file, and a disk that does not
// answer keeps nobody else.
func (r *Record) write() {
	defer close(r.done)
	for {
		b, more := r.next()
		if !more || !r.store(&b) {
			return
		}
	}
}

// next waits for bytes to write; false means that there will be none.
func (r *Record) next() (batch, bool) {
	for {
		r.mu.Lock()
		b, closing := r.waiting, r.closing
		if len(b.bytes) > 0 {
			r.waiting, r.spare = batch{bytes: r.spare}, nil
		}
		r.mu.Unlock()
		switch {
		case len(b.bytes) > 0:
			return b, true
		case closing:
			return b, false
		}
		<-r.wake
	}
}

// store writes a batch, however often it takes; false means that the record
// was closed before the file took it.
func (r *Record) store(b *batch) bool {
	whole := b.bytes
	for last := false; len(b.bytes) > 0; {
		err := r.piece(b)
		r.failure.Store(reply{err})
		knock(r.wrote)
		if err == nil {
			continue
		}
		if last {
			return false
		}
		select {
		case <-time.After(retryEvery):
		case <-r.closed:
			last = true
		}
	}
	if cap(whole) <= spareMax {
		r.mu.Lock()
		r.spare = whole[:0]
		r.mu.Unlock()
	}
	return true
}

// piece writes the beginning of a batch, and takes off it what the file took.
func (r *Record) piece(b *batch) error {
	p := b.bytes[:min(len(b.bytes), pieceMax)]
	end := r.written.Load() + int64(len(p))
	r.asked.Store(time.Now().UnixNano())
	r.stamp(b, end)
	r.turn()
	n, err := r.file.Write(p)
	r.asked.Store(0)
	n = max(n, 0)
	b.bytes = b.bytes[n:]
	r.written.Add(int64(n))
	if n == len(p) {
		return nil
	}
	return err
}

// syncing asks the disk now and then to keep what it was given. It takes as long
// as it takes; the writing goes on meanwhile.
func (r *Record) syncing() {
	t := time.NewTicker(syncEvery)
	defer t.Stop()
	if r.fresh {
		files.SyncDir(filepath.Dir(r.path))
	}
	for kept := int64(0); ; {
		select {
		case <-r.closed:
			return
		case <-t.C:
		}
		if n := r.written.Load(); n != kept && r.sync() {
			kept = n
		}
	}
}

// sync asks the disk to keep what was written.
func (r *Record) sync() bool {
	r.syncs.Lock()
	defer r.syncs.Unlock()
	if r.shut {
		return true
	}
	left := r.keepLeft()
	err := errors.Join(left, keep(r.currentFile()))
	r.unsafe.Store(reply{err})
	return err == nil
}

// currentFile is the part that is written now.
func (r *Record) currentFile() sink {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.file
}

// keep asks the disk to keep a file. A pipe or /dev/null cannot, and loses nothing by it.
func keep(f sink) error {
	if err := f.Sync(); !unsyncable(err) {
		return err
	}
	return nil
}

func unsyncable(err error) bool {
	pe, ok := err.(*os.PathError)
	return ok && pe.Op == "sync" && isInvalid(pe.Err)
}
