package record

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"sync"
	"syscall"
	"time"
)

// The bytes that a full disk keeps out of the file wait in memory up to
// backlogMax; retryEvery limits how often the file is tried again meanwhile.
const (
	backlogMax = 8 << 20
	retryEvery = time.Second
)

// sink is the part of a file that a Record writes to.
type sink interface {
	io.WriteCloser
	Sync() error
}

// A Record is one capture being written. Its methods may be called from
// several goroutines; Write never fails and never waits for anything but the
// file itself.
type Record struct {
	path string

	mu      sync.Mutex
	file    sink
	index   *index
	base    int64     // bytes that the file held before
	written int64     // bytes of ours that are in the file
	backlog []byte    // bytes that the file refused, oldest first
	missing int64     // bytes given up because the backlog was full
	failure error     // what the file said last, nil when all is well
	tried   time.Time // when it was last asked

	self    os.FileInfo // of the file; nil when it is a device or a pipe
	looked  time.Time   // when it was last looked for under its name
	strayed bool        // it is not there any more
}

// Path returns the name of the capture.
func (r *Record) Path() string { return r.path }

// Write takes bytes received at a time. It keeps what the file refuses, tries
// again later, and tells of it in Trouble.
func (r *Record) Write(p []byte, at time.Time) {
	if len(p) == 0 {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.failure == nil {
		// What comes during a failure is not indexed, the disk being full:
		// those bytes carry the time of the last entry before them.
		r.index.add(r.base+r.written, at)
		r.put(p, at)
		return
	}
	if room := backlogMax - len(r.backlog); len(p) > room {
		r.missing += int64(len(p) - room)
		p = p[:room]
	}
	r.backlog = append(r.backlog, p...)
	r.retry(at)
}

// put writes to the file; what does not go in becomes the backlog.
func (r *Record) put(p []byte, at time.Time) {
	r.tried = at
	n, err := r.file.Write(p)
	if n > 0 {
		r.written += int64(n)
	}
	if err != nil && n < len(p) {
		r.failure = err
		r.backlog = append([]byte(nil), p[max(n, 0):]...)
	}
}

// Retry writes what an earlier failure kept waiting, and looks whether the file
// is still where it was. It does nothing when the last time was a moment ago.
func (r *Record) Retry(now time.Time) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.retry(now)
	if r.self == nil || now.Sub(r.looked) < retryEvery {
		return
	}
	r.looked = now
	there, err := os.Stat(r.path)
	r.strayed = errors.Is(err, fs.ErrNotExist) || err == nil && !os.SameFile(there, r.self)
}

func (r *Record) retry(now time.Time) {
	if r.failure == nil || now.Sub(r.tried) < retryEvery {
		return
	}
	waiting := r.backlog
	r.backlog, r.failure = nil, nil
	r.put(waiting, now)
}

// Recorded returns the number of received bytes that are in the file.
func (r *Record) Recorded() int64 {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.written
}

// Trouble says in words what keeps the capture from being complete, "" when
// nothing does.
func (r *Record) Trouble() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	switch {
	case r.failure != nil && r.missing > 0:
		return fmt.Sprintf("not recording: %v; %d bytes wait, %d are lost%s", r.failure, len(r.backlog), r.missing, r.advice())
	case r.failure != nil:
		return fmt.Sprintf("not recording: %v; %d bytes wait in memory%s", r.failure, len(r.backlog), r.advice())
	case r.strayed:
		return r.path + " was moved or deleted: what comes still goes to the old file"
	case r.missing > 0:
		return fmt.Sprintf("%d bytes are missing from the record: it could not be written for a while", r.missing)
	}
	return r.index.trouble()
}

func (r *Record) advice() string {
	if errors.Is(r.failure, syscall.ENOSPC) {
		return "; free some space"
	}
	return ""
}

// Close makes a last try for what waits, and closes the capture and its index.
func (r *Record) Close() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.failure != nil {
		r.retry(r.tried.Add(retryEvery))
	}
	r.index.close()
	err := r.failure
	for _, e := range []error{r.file.Sync(), r.file.Close()} {
		// A pipe or /dev/null cannot be synced and loses nothing by it.
		if err == nil && e != nil && !unsyncable(e) {
			err = e
		}
	}
	if err != nil {
		return fmt.Errorf("the record %s is not complete: %w", r.path, err)
	}
	return nil
}

func unsyncable(err error) bool {
	pe, ok := err.(*os.PathError)
	return ok && pe.Op == "sync" && isInvalid(pe.Err)
}
