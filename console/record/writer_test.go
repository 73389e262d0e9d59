package record

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// fullDisk takes what fits into room and refuses the rest, as a disk does.
type fullDisk struct {
	mu   sync.Mutex
	held []byte
	room int
}

func (d *fullDisk) Write(p []byte) (int, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	n := min(d.room, len(p))
	d.held = append(d.held, p[:n]...)
	d.room -= n
	if n < len(p) {
		return n, errFull
	}
	return n, nil
}

func (d *fullDisk) frees(room int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.room = room
}

func (d *fullDisk) String() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return string(d.held)
}

func (d *fullDisk) Sync() error { return nil }

func (d *fullDisk) Close() error { return nil }

// words are what Trouble says.
func words(r *Record) string { _, w := r.Trouble(); return w }

func TestAFullDiskLosesNothingThatFitsInMemory(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		disk := &fullDisk{room: 7}
		r := (&Record{file: disk}).start()
		r.Write([]byte("0123456789"), noon)
		synctest.Wait()
		if kind, got := r.Trouble(); kind != Refused || !strings.Contains(got, "no space left") || !strings.Contains(got, "3 bytes wait") {
			t.Errorf("Trouble %q", got)
		}
		r.Write([]byte("abc"), noon)
		disk.frees(100)
		time.Sleep(retryEvery / 2)
		if got := disk.String(); got != "0123456" {
			t.Errorf("asked again too soon: %q", got)
		}
		time.Sleep(retryEvery)
		synctest.Wait()
		if got := disk.String(); got != "0123456789abc" || words(r) != "" || r.Recorded() != 13 {
			t.Errorf("after space came: %q, trouble %q, recorded %d", got, words(r), r.Recorded())
		}
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	})
}

func TestALongFailureIsCounted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := (&Record{file: &fullDisk{}}).start()
		r.Write(make([]byte, 10), noon)
		r.Write(make([]byte, backlogMax), noon)
		if got := words(r); !strings.Contains(got, "10 are lost") {
			t.Errorf("Trouble %q", got)
		}
		if err := r.Close(); err == nil || !strings.Contains(err.Error(), "8388618 bytes were not written") {
			t.Errorf("an incomplete record closed with %v", err)
		}
	})
}

// stuckDisk takes nothing, and gives no answer either, until it is released.
type stuckDisk struct {
	fullDisk
	stuck chan struct{}
}

func (d *stuckDisk) Write(p []byte) (int, error) {
	<-d.stuck
	return d.fullDisk.Write(p)
}

// A disk that does not answer keeps Write for a moment once, and nothing else at
// all; what waited is written in order when it answers again.
func TestAStuckDiskKeepsNobody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		disk := &stuckDisk{fullDisk: fullDisk{room: 1 << 30}, stuck: make(chan struct{})}
		r := (&Record{file: disk, path: "pipe"}).start()
		var sent []byte
		began := time.Now()
		for i := range 1000 {
			p := []byte(fmt.Sprintln("line", i))
			r.Write(p, time.Now())
			sent = append(sent, p...)
		}
		if took := time.Since(began); took != patience {
			t.Errorf("Write was kept for %v", took)
		}
		time.Sleep(2 * slow)
		kind, got := r.Trouble()
		if kind != Stalled || !strings.Contains(got, "takes nothing since "+began.Format(time.TimeOnly)) || !strings.Contains(got, fmt.Sprint(len(sent), " bytes wait")) || r.Recorded() != 0 {
			t.Errorf("%s: %s; recorded %d", kind, got, r.Recorded())
		}
		close(disk.stuck)
		synctest.Wait()
		if disk.String() != string(sent) || words(r) != "" {
			t.Errorf("then it holds %d of %d bytes, or others; trouble %q", len(disk.String()), len(sent), words(r))
		}
		r.Write([]byte("more"), time.Now())
		if r.Recorded() != int64(len(sent)+4) {
			t.Error("Write does not wait for a disk that answers again")
		}
		r.Close()
	})
}

func TestClosingAStuckRecordSaysWhatIsMissing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		disk := &stuckDisk{fullDisk: fullDisk{room: 1 << 30}, stuck: make(chan struct{})}
		r := (&Record{file: disk, path: "pipe"}).start()
		r.Write([]byte("0123456789"), time.Now())
		began := time.Now()
		err := r.Close()
		if err == nil || !strings.Contains(err.Error(), "takes nothing since") || !strings.Contains(err.Error(), "10 bytes were not written") {
			t.Errorf("closed with %v", err)
		}
		if took := time.Since(began); took > time.Second {
			t.Errorf("Close took %v", took)
		}
		close(disk.stuck)
	})
}

// countedDisk counts its syncs.
type countedDisk struct {
	fullDisk
	syncs atomic.Int32
}

func (d *countedDisk) Sync() error { d.syncs.Add(1); return nil }

func TestTheDiskIsAskedToKeepEverySecondsBytes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		disk := &countedDisk{fullDisk: fullDisk{room: 1 << 20}}
		r := (&Record{file: disk}).start()
		for second, writes := range []int{1, 0, 7, 0} {
			for range writes {
				r.Write([]byte("x"), time.Now())
			}
			before := disk.syncs.Load()
			time.Sleep(syncEvery)
			synctest.Wait()
			if n := disk.syncs.Load() - before; n != int32(min(writes, 1)) {
				t.Errorf("second %d: %d syncs after %d writes", second, n, writes)
			}
		}
		r.Close()
	})
}

// idleDisk takes what it is given, and does not answer when it is asked to keep it.
type idleDisk struct {
	sink
	until chan struct{}
}

func (d idleDisk) Sync() error { <-d.until; return nil }

// onIdleDisk appends to a record on such a disk.
func onIdleDisk(t *testing.T, path string) (*Record, idleDisk) {
	t.Helper()
	r, err := Append(path)
	if err != nil {
		t.Fatal(err)
	}
	disk := idleDisk{sink: r.file, until: make(chan struct{})}
	r.mu.Lock()
	r.file = disk
	r.mu.Unlock()
	return r, disk
}

// A disk that takes long to keep what it was given is waited for a moment, and nothing is amiss
// then: the index is whole, and another session goes on with the record.
func TestClosingWaitsForTheDiskLast(t *testing.T) {
	path := filepath.Join(t.TempDir(), "board.log")
	r, disk := onIdleDisk(t, path)
	r.Write([]byte(log(3<<20)), noon)
	if err := r.Close(); err != nil {
		t.Error(err)
	}
	if p := proof(t, path); !p.IsWhole() || len(p.Stretches) != 1 {
		t.Errorf("%+v", p)
	}
	next, err := Resume(path)
	if err != nil {
		t.Fatal(err)
	}
	close(disk.until)
	next.Close()
}

// What it costs the reader that another goroutine writes.
func BenchmarkWrite(b *testing.B) {
	r, err := Append(filepath.Join(b.TempDir(), "board.log"))
	if err != nil {
		b.Fatal(err)
	}
	defer r.Close()
	p := []byte(strings.Repeat("x", 79) + "\n")
	for b.Loop() {
		r.Write(p, noon)
	}
}

var errFull = errors.New("no space left on device")
