package record

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"syscall"
	"time"

	"oopscope/console/link"
)

// Kind tells the troubles of a record apart, whose words change with the numbers
// in them.
type Kind string

// The troubles, the worst first.
const (
	Refused  Kind = link.Refused
	Stalled  Kind = link.Stalled
	Deleted  Kind = link.Deleted
	Unsafe   Kind = "unsafe" // written, but the disk could not keep it
	Moved    Kind = "moved"
	Holed    Kind = "holed"   // bytes are missing, all is well again
	Unlined  Kind = "unlined" // without a line index, and so without times
	Complete Kind = ""        // no trouble
)

// What became of the file under its name.
const (
	present int32 = iota
	moved         // or another file is there
	deleted
	unused // nothing came, so it was taken away at the end
)

// Trouble says what keeps the capture from being complete, in words and by its
// kind. What stands before the first semicolon is enough for a line that is
// looked at in passing. It waits for nothing.
func (r *Record) Trouble() (Kind, string) {
	waiting, missing := r.taken.Load()-r.written.Load(), r.missing.Load()
	wait := fmt.Sprintf("%d bytes wait", waiting)
	if missing > 0 {
		wait += fmt.Sprintf(", %d are lost", missing)
	}
	bound := fmt.Sprintf("; %d MiB at most wait in memory", backlogMax>>20)
	failure, unsafe := said(&r.failure), said(&r.unsafe)
	switch {
	case failure != nil:
		return Refused, fmt.Sprintf("not recording: %s, %v%s%s", wait, failure, advice(failure), bound)
	case r.stalled():
		return Stalled, fmt.Sprintf("not recording: %s, %s%s", wait, r.silence(), bound)
	case r.fate.Load() == deleted:
		return Deleted, "not recording: the record was deleted; what comes is lost with it, nothing is left of " + r.path
	case unsafe != nil:
		return Unsafe, fmt.Sprintf("the disk could not keep the record; %v", unsafe)
	case r.fate.Load() == moved:
		return Moved, "the record was moved or replaced; what comes still goes to the old file, it is not in " + r.path
	case missing > 0:
		return Holed, fmt.Sprintf("%d bytes are missing from the record; it could not be written for a while", missing)
	}
	if err := cmp.Or(r.unlined, said(&r.unindexed)); err != nil {
		return Unlined, fmt.Sprintf("the record goes on without a line index; %v", err)
	}
	return Complete, ""
}

func advice(err error) string {
	if errors.Is(err, syscall.ENOSPC) {
		return "; free some space"
	}
	return ""
}

// stalled tells whether the write under way takes too long.
func (r *Record) stalled() bool {
	began := r.asked.Load()
	return began != 0 && time.Since(time.Unix(0, began)) > slow
}

// silence says since when the file does not answer.
func (r *Record) silence() string {
	who := "the disk does not answer"
	if r.self == nil && !r.spool { // a pipe or a device
		who = "what reads the record takes nothing"
	}
	if began := r.asked.Load(); began != 0 {
		who += " since " + time.Unix(0, began).Format(time.TimeOnly)
	}
	return who
}

// looking sees to it that a capture that is taken away is told of at once.
func (r *Record) looking() {
	t := time.NewTicker(lookEvery)
	defer t.Stop()
	for {
		select {
		case <-r.closed:
			return
		case <-t.C:
			r.look()
		}
	}
}

// look looks for the file under its name, and what became of it where that is
// another one's or nobody's.
func (r *Record) look() {
	if r.self == nil {
		return
	}
	there, err := os.Stat(r.path)
	fate := present
	switch {
	case err == nil && os.SameFile(there, r.self):
	case err == nil, errors.Is(err, fs.ErrNotExist):
		fate = moved
		if nameless(r.first) {
			fate = deleted
		}
	}
	r.fate.Store(fate)
}

// Outcome says what became of the capture, once it is closed.
func (r *Record) Outcome() string {
	switch r.fate.Load() {
	case unused:
		return "nothing came, so there is no record"
	case deleted:
		return fmt.Sprintf("the record %s was deleted while it was written: its %d bytes are lost", r.path, r.written.Load())
	case moved:
		return fmt.Sprintf("the record was moved away from %s, or replaced there, while it was written: its %d bytes are where that file is now", r.path, r.written.Load())
	}
	return "recorded to " + r.path
}
