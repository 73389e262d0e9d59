package record

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

var noon = time.Date(2006, 11, 20, 15, 4, 5, 0, time.UTC)

func TestCreateNamesAndProtectsTheCapture(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "state", "oopscope")
	a, err := Create(dir, "/dev/ttyUSB0", noon)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	b, err := Create(dir, "/dev/ttyUSB0", noon)
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	if got := filepath.Base(a.Path()); got != "oopscope-ttyUSB0-20061120T150405Z.log" {
		t.Errorf("name %q", got)
	}
	if a.Path() == b.Path() {
		t.Errorf("two captures share %s", a.Path())
	}
	for _, path := range []string{a.Path(), a.Path() + ".idx"} {
		st, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		if st.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %v", path, st.Mode())
		}
	}
}

func TestCreateNeverFollowsAPlantedLink(t *testing.T) {
	dir := t.TempDir()
	victim := filepath.Join(dir, "victim")
	os.WriteFile(victim, []byte("mine"), 0o600)
	if err := os.Symlink(victim, filepath.Join(dir, "oopscope-x-20061120T150405Z.log")); err != nil {
		t.Skip(err)
	}
	r, err := Create(dir, "x", noon)
	if err != nil {
		t.Fatal(err)
	}
	r.Write([]byte("board"), noon)
	r.Close()
	if got, _ := os.ReadFile(victim); string(got) != "mine" {
		t.Errorf("victim now holds %q", got)
	}
}

func TestAppendKeepsWhatWasThere(t *testing.T) {
	path := filepath.Join(t.TempDir(), "my.log")
	for _, part := range []string{"one\r\n", "two\x00\xff", "three"} {
		r, err := Append(path)
		if err != nil {
			t.Fatal(err)
		}
		r.Write([]byte(part), noon)
		if got := r.Recorded(); got != int64(len(part)) {
			t.Errorf("Recorded %d after %d bytes", got, len(part))
		}
		if err := r.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if got, _ := os.ReadFile(path); string(got) != "one\r\ntwo\x00\xffthree" {
		t.Errorf("the capture holds %q", got)
	}
}

func TestTimesComeBack(t *testing.T) {
	path := filepath.Join(t.TempDir(), "my.log")
	w, err := Append(path)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 5 {
		w.Write([]byte("0123456789"), noon.Add(time.Duration(i)*time.Second))
	}
	w.Close()
	// A power cut in the middle of an entry must not shift those after it.
	idx, _ := os.OpenFile(path+".idx", os.O_WRONLY|os.O_APPEND, 0)
	idx.Write([]byte("torn"))
	idx.Close()
	w, err = Append(path)
	if err != nil {
		t.Fatal(err)
	}
	w.Write([]byte("later"), noon.Add(time.Hour))
	w.Close()

	for _, c := range []struct {
		offset int64
		after  time.Duration
	}{{0, 0}, {9, 0}, {10, time.Second}, {49, 4 * time.Second}, {50, time.Hour}, {54, time.Hour}} {
		if got, want := timeOf(t, path, c.offset), noon.Add(c.after); !got.Equal(want) {
			t.Errorf("byte %d came at %v, want %v", c.offset, got, want)
		}
	}
}

// timeOf looks up in the index when a byte of the capture came.
func timeOf(t *testing.T, path string, offset int64) time.Time {
	t.Helper()
	times, err := OpenTimes(path)
	if err != nil {
		t.Fatal(err)
	}
	defer times.Close()
	return times.At(offset)
}

// An index that is none of ours, or that claims more bytes than the capture has,
// tells no times; one that is torn tells those it has.
func TestTimesOfStrangeIndexes(t *testing.T) {
	path := filepath.Join(t.TempDir(), "my.log")
	os.WriteFile(path, []byte("0123456789"), 0o600)
	if _, err := OpenTimes(path); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("without an index: %v", err)
	}
	entry := func(offset, at uint64) string {
		return string(binary.LittleEndian.AppendUint64(binary.LittleEndian.AppendUint64(nil, offset), at))
	}
	for name, text := range map[string]string{
		"another file": "hello, this is a text of somebody",
		"short":        indexMagic[:5],
		"too large":    indexMagic + strings.Repeat(entry(0, 1), 12),
	} {
		os.WriteFile(path+indexEnd, []byte(text), 0o600)
		if times, err := OpenTimes(path); err == nil {
			times.Close()
			t.Errorf("%s: taken for an index", name)
		}
	}
	os.WriteFile(path+indexEnd, []byte(indexMagic+entry(2, 1e9)+entry(5, 2e9)+entry(4, 3e9)+"torn"), 0o600)
	times, err := OpenTimes(path)
	if err != nil {
		t.Fatal(err)
	}
	defer times.Close()
	for _, c := range []struct {
		offset int64
		want   time.Time
	}{{1, time.Time{}}, {2, time.Unix(1, 0)}, {4, time.Unix(1, 0)}, {5, time.Unix(3, 0)}, {9, time.Unix(3, 0)}} {
		if at := times.At(c.offset); !at.Equal(c.want) {
			t.Errorf("byte %d came at %v, want %v", c.offset, at, c.want)
		}
	}
}

// fullDisk takes what fits into room and refuses the rest, as a disk does.
type fullDisk struct {
	mu   sync.Mutex
	held []byte
	room int
}

var errFull = errors.New("no space left on device")

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

func (d *fullDisk) Sync() error  { return nil }
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

func TestARecordThatGoesIsTold(t *testing.T) {
	for name, c := range map[string]struct {
		do      func(path string)
		kind    Kind
		outcome string
	}{
		"deleted":  {func(path string) { os.Remove(path) }, Deleted, "was deleted while it was written: its 5 bytes are lost"},
		"moved":    {func(path string) { os.Rename(path, path+".1") }, Moved, "was moved away"},
		"replaced": {func(path string) { os.Rename(path, path+".1"); os.WriteFile(path, nil, 0o600) }, Moved, "replaced"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "board.log")
			r, err := Append(path)
			if err != nil {
				t.Fatal(err)
			}
			r.Write([]byte("words"), noon)
			if got := words(r); got != "" {
				t.Errorf("Trouble %q", got)
			}
			c.do(path)
			for end := time.Now().Add(30 * time.Second); words(r) == "" && time.Now().Before(end); {
				time.Sleep(time.Millisecond)
			}
			if kind, got := r.Trouble(); kind != c.kind || !strings.Contains(got, path) {
				t.Errorf("%s: %q", kind, got)
			}
			if err := r.Close(); err != nil {
				t.Error(err)
			}
			if got := r.Outcome(); !strings.Contains(got, c.outcome) {
				t.Errorf("outcome %q", got)
			}
		})
	}
}

func TestAnEmptyRecordIsNotKept(t *testing.T) {
	dir := t.TempDir()
	r, err := Create(dir, "x", noon)
	if err != nil {
		t.Fatal(err)
	}
	r.Close()
	if left, _ := os.ReadDir(dir); len(left) > 0 || !strings.Contains(r.Outcome(), "nothing came") {
		t.Errorf("%d files are left; %s", len(left), r.Outcome())
	}
	named := filepath.Join(dir, "named.log")
	if r, err = Append(named); err != nil {
		t.Fatal(err)
	}
	r.Close()
	if _, err := os.Stat(named); err != nil || !strings.Contains(r.Outcome(), named) {
		t.Errorf("a file that the person named: %v; %s", err, r.Outcome())
	}
}

func TestOneSessionAFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "board.log")
	r, err := Append(path)
	if err != nil {
		t.Fatal(err)
	}
	if other, err := Append(path); err == nil {
		other.Close()
		t.Error("two sessions record to one file")
	} else if !strings.Contains(err.Error(), "another session") || !strings.Contains(err.Error(), "--record") {
		t.Errorf("error %v", err)
	}
	r.Close()
	again, err := Append(path)
	if err != nil {
		t.Fatal(err)
	}
	again.Close()
}

func TestAppendTakesADevice(t *testing.T) {
	r, err := Append(os.DevNull)
	if err != nil {
		t.Skip(err)
	}
	r.Write([]byte("x"), noon)
	if err := r.Close(); err != nil {
		t.Error(err)
	}
}

func TestCreateSaysWhatToDo(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	os.WriteFile(file, nil, 0o600)
	_, err := Create(filepath.Join(file, "below"), "x", noon)
	if err == nil || !strings.Contains(err.Error(), "--record") {
		t.Errorf("error %v", err)
	}
}

func TestSanitize(t *testing.T) {
	fit := regexp.MustCompile(`^[A-Za-z0-9_][A-Za-z0-9._-]*$`)
	for in, want := range map[string]string{
		"/dev/ttyUSB0":           "ttyUSB0",
		"tcp://bench:2001":       "tcp-bench-2001",
		"../../etc/passwd":       "etc-passwd",
		"":                       "port",
		"..":                     "port",
		"a\x1b]52;c;x\x07b\nc":   "a-52-c-x-b-c",
		strings.Repeat("x", 200): strings.Repeat("x", nameMax),
	} {
		if got := Sanitize(in); got != want || !fit.MatchString(got) {
			t.Errorf("Sanitize(%q) = %q, want %q", in, got, want)
		}
	}
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
