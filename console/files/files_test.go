//go:build unix

package files

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

func put(t *testing.T, path, text string) string {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestReadIsBounded: a file of the limit is read, one of a byte more is an error
// that names the limit.
func TestReadIsBounded(t *testing.T) {
	path := put(t, filepath.Join(t.TempDir(), "notes"), strings.Repeat("x", 4096))
	if b, err := Read(path, 4096); err != nil || len(b) != 4096 {
		t.Errorf("%d bytes, %v", len(b), err)
	}
	b, err := Read(path, 4095)
	if err == nil || b != nil || !strings.Contains(err.Error(), "larger than the 3 kB") || !strings.Contains(err.Error(), path) {
		t.Errorf("%d bytes, %v", len(b), err)
	}
}

// TestWhatIsNoFile: a pipe nobody writes to, a folder, a socket, a device in the
// place of a file are said, and not waited for.
func TestWhatIsNoFile(t *testing.T) {
	dir := t.TempDir()
	pipe, socket := filepath.Join(dir, "pipe"), filepath.Join(dir, "s")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("unix", socket)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	for path, want := range map[string]string{pipe: "a pipe, not a file", dir: "a folder, not a file", "/dev/null": "a device, not a file"} {
		done := make(chan error, 1)
		go func() {
			_, err := Read(path, 100)
			done <- err
		}()
		select {
		case err := <-done:
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%s: %v, want %q", path, err, want)
			}
		case <-time.After(20 * time.Second):
			t.Fatalf("%s is waited for", path)
		}
	}
	if _, err := Read(socket, 100); err == nil {
		t.Error("a socket was read")
	}
	if kind(fs.ModeSocket) != "a socket" {
		t.Errorf("a socket is %s", kind(fs.ModeSocket))
	}
	if _, err := Read(filepath.Join(dir, "none"), 100); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a file that is not there: %v", err)
	}
	if _, err := Append(pipe); err == nil {
		t.Error("a pipe was opened for adding to it")
	}
}

// TestNothingIsFollowed: a link that somebody planted is neither written through
// nor replaced by Create, Append and Lock.
func TestNothingIsFollowed(t *testing.T) {
	dir := t.TempDir()
	victim := put(t, filepath.Join(dir, "victim"), "theirs")
	planted := filepath.Join(dir, "planted")
	if err := os.Symlink(victim, planted); err != nil {
		t.Fatal(err)
	}
	if f, err := Create(planted); err == nil {
		f.Close()
		t.Error("Create followed a link")
	}
	if f, err := Append(planted); err == nil {
		f.Close()
		t.Error("Append followed a link")
	}
	if held, unlock := Lock(planted, 0); held {
		unlock()
		t.Error("Lock followed a link")
	}
	if err := Write(planted, func(w io.Writer) error { return nil }); err == nil {
		t.Error("Write followed a link")
	}
	if b, _ := os.ReadFile(victim); string(b) != "theirs" {
		t.Errorf("their file has %q now", b)
	}
}

// TestAppend: a file is made for its owner alone and then only added to.
func TestAppend(t *testing.T) {
	path := filepath.Join(t.TempDir(), "marks.md")
	for _, text := range []string{"one\n", "two\n"} {
		f, err := Append(path)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.WriteString(text); err != nil {
			t.Fatal(err)
		}
		f.Close()
	}
	if b, _ := os.ReadFile(path); string(b) != "one\ntwo\n" {
		t.Errorf("%q", b)
	}
	if info, _ := os.Stat(path); info.Mode().Perm() != 0o600 {
		t.Errorf("others may look into it: %v", info.Mode())
	}
	if f, err := Create(path); err == nil {
		f.Close()
		t.Error("a file that was there was made anew")
	}
}

// TestWriteFails: after an error there is no file, and a file that was there is as
// it was.
func TestWriteFails(t *testing.T) {
	dir := t.TempDir()
	fresh, old := filepath.Join(dir, "fresh"), put(t, filepath.Join(dir, "old"), "as it was")
	broken := errors.New("disk full")
	half := func(w io.Writer) error { io.WriteString(w, "half"); return broken }
	if err := Write(fresh, half); !errors.Is(err, broken) {
		t.Errorf("%v", err)
	}
	if _, err := os.Lstat(fresh); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("half a file is there: %v", err)
	}
	seen := func(w io.Writer) error {
		io.WriteString(w, "half")
		if _, err := os.Lstat(fresh); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("half of a new file is there: %v", err)
		}
		return broken
	}
	if err := New(fresh, ".tmp", seen); !errors.Is(err, broken) {
		t.Errorf("%v", err)
	}
	if err := New(old, ".tmp", func(io.Writer) error { return nil }); !errors.Is(err, fs.ErrExist) {
		t.Errorf("a file that was there: %v", err)
	}
	if err := Replace(old, ".tmp", half); !errors.Is(err, broken) {
		t.Errorf("%v", err)
	}
	if b, _ := os.ReadFile(old); string(b) != "as it was" {
		t.Errorf("%q", b)
	}
	if err := Replace(old, ".tmp", func(w io.Writer) error { _, err := io.WriteString(w, "new"); return err }); err != nil {
		t.Error(err)
	}
	if b, _ := os.ReadFile(old); string(b) != "new" {
		t.Errorf("%q", b)
	}
	if left, _ := os.ReadDir(dir); len(left) != 1 {
		t.Errorf("something was left: %v", left)
	}
}

// TestReplaceIsOneStep: whoever reads meanwhile finds the old content or the new
// one, whole.
func TestReplaceIsOneStep(t *testing.T) {
	path := put(t, filepath.Join(t.TempDir(), "ledger"), strings.Repeat("a", 1<<16))
	over := make(chan struct{})
	go func() {
		defer close(over)
		for i := range 16 {
			c := byte('a' + i%2)
			if err := Replace(path, ".tmp", func(w io.Writer) error { _, err := w.Write(bytes.Repeat([]byte{c}, 1<<16)); return err }); err != nil {
				t.Error(err)
			}
		}
	}()
	for {
		b, err := os.ReadFile(path)
		if err != nil || len(b) != 1<<16 || len(bytes.Trim(b, string(b[0]))) != 0 {
			t.Fatalf("%d bytes, of more than one version: %v", len(b), err)
		}
		select {
		case <-over:
			return
		default:
		}
	}
}

// TestLock: one holds it at a time, the other waits as long as its patience, and
// gets it when it is given back.
func TestLock(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lock")
	held, unlock := Lock(path, 0)
	if !held {
		t.Fatal("a lock that nobody holds was not got")
	}
	began := time.Now()
	if again, _ := Lock(path, 50*time.Millisecond); again {
		t.Error("two hold it")
	}
	if waited := time.Since(began); waited < 50*time.Millisecond {
		t.Errorf("given up after %v", waited)
	}
	got := make(chan bool)
	go func() {
		held, unlock := Lock(path, time.Minute)
		unlock()
		got <- held
	}()
	unlock()
	if !<-got {
		t.Error("it was given back, and not got")
	}
	if held, _ := Lock(filepath.Join(path, "below", "a", "file"), 0); held {
		t.Error("a lock that cannot be is held")
	}
}

// TestPrivate: a folder of ours that nobody else can look into.
func TestPrivate(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "d")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	for mode, want := range map[fs.FileMode]bool{0o700: true, 0o500: true, 0o750: false, 0o701: false, 0o702: false, 0o777: false} {
		if err := os.Chmod(dir, mode); err != nil {
			t.Fatal(err)
		}
		if got := Private(dir) == nil; got != want {
			t.Errorf("a folder of mode %o is private: %v", mode, got)
		}
	}
	os.Chmod(dir, 0o700)
	link := dir + ".link"
	if err := os.Symlink(dir, link); err != nil {
		t.Fatal(err)
	}
	if err := Private(link); err == nil || !strings.Contains(err.Error(), "is not a folder") {
		t.Errorf("a link to a private folder: %v", err)
	}
	if err := Private(dir + ".none"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no folder: %v", err)
	}
	if os.Getuid() != 0 {
		if err := Private("/"); err == nil || !strings.Contains(err.Error(), "somebody else") {
			t.Errorf("the root: %v", err)
		}
	}
}

// A file that goes on in others is read as one, whatever the offsets are, also while it grows by more.
func TestAFileInParts(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.log")
	if _, err := OpenJoined(path); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("one that is not there: %v", err)
	}
	write := func(path, text string) {
		t.Helper()
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(path, "a")
	j, err := OpenJoined(path)
	if err != nil {
		t.Fatal(err)
	}
	defer j.Close()
	reads := func(want string) {
		t.Helper()
		got, err := io.ReadAll(j.Reader())
		if size, e := j.Size(); string(got) != want || err != nil || e != nil || size != int64(len(want)) {
			t.Errorf("read %q of %d bytes, %v, %v; want %q", got, size, err, e, want)
		}
	}
	if reads("a"); !j.Alone() {
		t.Error("it has parts")
	}
	write(PartName(path, 1), "bc")
	if reads("abc"); j.Alone() {
		t.Error("it has no parts")
	}
	write(PartName(path, 3), "defg")
	for _, other := range []string{path + ".x", path + ".03", path + ".-4", path + ".0", path + ".9.gz", filepath.Join(filepath.Dir(path), "b.log.3")} {
		write(other, "another")
		if IsPart(other) {
			t.Errorf("%s is a part", other)
		}
	}
	os.Mkdir(PartName(path, 7), 0o700)
	reads("abcdefg")
	if !IsPart(PartName(path, 3)) {
		t.Error("a part is none")
	}
	os.Remove(PartName(path, 1))
	fresh, err := OpenJoined(path)
	if err != nil {
		t.Fatal(err)
	}
	defer fresh.Close()
	b := make([]byte, 3)
	if n, err := fresh.ReadAt(b, 0); n != 1 || !IsAway(err) || !strings.Contains(err.Error(), "bytes 1 to 2") {
		t.Errorf("over a part that is away: %d, %v", n, err)
	}
	if n, err := fresh.ReadAt(b, 4); n != 3 || err != nil || string(b) != "efg" {
		t.Errorf("behind it: %q, %d, %v", b, n, err)
	}
	if err := RemoveAll(path); err != nil || len(Parts(path)) > 0 {
		t.Errorf("left: %v, %v", Parts(path), err)
	}
}
