package cellar

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// some are bytes that are told apart from those at any other place.
func some(n int) []byte {
	out := make([]byte, n)
	for i := range out {
		out[i] = byte(i*7 + i>>8*13 + i>>16)
	}
	return out
}

func from(data []byte) Source {
	return func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(data)), nil }
}

func never(t *testing.T) Source {
	return func() (io.ReadCloser, error) {
		t.Error("it is unpacked though it is kept")
		return nil, io.EOF
	}
}

func keep(t *testing.T, c *Cellar, name string, size, most int64, source Source) *Contents {
	t.Helper()
	out, err := c.Keep(name, size, most, source)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { out.Close() })
	return out
}

func names(t *testing.T, dir string) (all []string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		t.Fatal(err)
	}
	for _, e := range entries {
		all = append(all, e.Name())
	}
	return all
}

// reads reads the contents at places on both sides of every limit.
func reads(t *testing.T, c *Contents, want []byte) {
	t.Helper()
	for _, at := range []int{0, 1, sumBlock - 1, sumBlock, 4*sumBlock - 3, 4 * sumBlock, len(want) - 1} {
		for _, n := range []int{1, 16, sumBlock + 5} {
			if at < 0 || at >= len(want) {
				continue
			}
			buf := make([]byte, n)
			got, err := c.ReadAt(buf, int64(at))
			end := min(at+n, len(want))
			if got != end-at || !bytes.Equal(buf[:got], want[at:end]) || (err != nil) != (end-at < n) || err != nil && err != io.EOF {
				t.Fatalf("%d bytes at %d: %d, %v", n, at, got, err)
			}
		}
	}
	if n, err := c.ReadAt(make([]byte, 1), int64(len(want))); n != 0 || err != io.EOF {
		t.Errorf("behind the end: %d %v", n, err)
	}
	if n, err := c.ReadAt(make([]byte, 1), -1); n != 0 || err == nil {
		t.Errorf("before the beginning: %d %v", n, err)
	}
}

// TestKeep: contents are the same while they are made, afterwards, and when they
// are found the next time; then they are not made again.
func TestKeep(t *testing.T) {
	for _, n := range []int{0, 1, sumBlock - 1, sumBlock, sumBlock + 1, 4 * sumBlock, 9*sumBlock + 17} {
		dir := t.TempDir() + "/deep/er"
		data := some(n)
		first := keep(t, New(dir, 1<<30), "a-b_c.d", int64(n), 0, from(data))
		reads(t, first, data)
		if size, err := first.Wait(); size != int64(n) || err != nil {
			t.Fatalf("%d bytes, %v; want %d", size, err, n)
		}
		reads(t, first, data)
		second := keep(t, New(dir, 1<<30), "a-b_c.d", int64(n), 0, never(t))
		if size, err := second.Wait(); size != int64(n) || err != nil {
			t.Fatalf("the next time %d bytes, %v; want %d", size, err, n)
		}
		reads(t, second, data)
		if got := names(t, dir); len(got) != 1 || got[0] != "a-b_c.d" {
			t.Errorf("%q are in the directory", got)
		}
		if info, _ := os.Stat(dir); info.Mode().Perm() != 0o700 {
			t.Errorf("others may look in: %v", info.Mode())
		}
	}
}

// TestReadsWait: what is not there yet is waited for, what is there is not.
func TestReadsWait(t *testing.T) {
	r, w := io.Pipe()
	data := some(8 * sumBlock)
	c := keep(t, New(t.TempDir(), 1<<30), "x", int64(len(data)), 0, func() (io.ReadCloser, error) { return r, nil })
	w.Write(data[:4*sumBlock])
	buf := make([]byte, 100)
	if _, err := c.ReadAt(buf, 4*sumBlock-100); err != nil || !bytes.Equal(buf, data[4*sumBlock-100:4*sumBlock]) {
		t.Fatal("what was unpacked cannot be read", err)
	}
	go func() {
		w.Write(data[4*sumBlock:])
		w.Close()
	}()
	if _, err := c.ReadAt(buf, 8*sumBlock-100); err != nil || !bytes.Equal(buf, data[8*sumBlock-100:]) {
		t.Fatal("the rest cannot be read", err)
	}
}

// TestDamageIsMadeAnew: any byte of a kept file that is another is noticed before
// what it is in is read, and the next time the contents are made anew.
func TestDamageIsMadeAnew(t *testing.T) {
	data := some(3*sumBlock + 100)
	dir := t.TempDir()
	c := New(dir, 1<<30)
	whole := func() {
		first, err := c.Keep("x", int64(len(data)), 0, from(data))
		if err == nil {
			_, err = first.Wait()
			first.Close()
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	damage := map[string]func(b []byte) []byte{"cut": func(b []byte) []byte { return b[:len(b)/2] }, "empty": func([]byte) []byte { return nil },
		"longer": func(b []byte) []byte { return append(b, 0) }, "foreign": func([]byte) []byte { return []byte(strings.Repeat("no", 1000)) }}
	for name, at := range map[string]int{"first": 0, "second block": sumBlock + 7, "last": len(data) - 1, "sums": len(data) + 2, "mark": len(data) + 17, "size": len(data) + 4*4 + len(mark)} {
		damage[name] = func(b []byte) []byte { b[at] ^= 1; return b }
	}
	for name, f := range damage {
		whole()
		path := filepath.Join(dir, "x")
		b, _ := os.ReadFile(path)
		os.WriteFile(path, f(b), 0o600)
		for range 2 { // what is damaged within is noticed when it is read
			again, err := c.Keep("x", int64(len(data)), 0, from(data))
			if err != nil {
				t.Fatal(name, err)
			}
			got, err := io.ReadAll(io.NewSectionReader(again, 0, int64(len(data))))
			again.Close()
			if err == nil && !bytes.Equal(got, data) {
				t.Fatalf("%s: damage is read", name)
			}
			if err == nil {
				break
			}
		}
		again, _ := c.Keep("x", int64(len(data)), 0, from(data))
		if got, err := io.ReadAll(io.NewSectionReader(again, 0, int64(len(data)))); err != nil || !bytes.Equal(got, data) {
			t.Errorf("%s: it is not made anew: %v", name, err)
		}
		again.Close()
	}
	os.Remove(dir + "/x")
	os.Symlink("/etc/passwd", dir+"/x")
	reads(t, keep(t, c, "x", int64(len(data)), 0, from(data)), data)
}

// TestTheLimitHolds: what was not used for longest goes, at most the limit is kept,
// and what is larger than that is refused, as is what lies about its size.
func TestTheLimitHolds(t *testing.T) {
	dir := t.TempDir()
	c := New(dir, 4<<20)
	for i, name := range []string{"a", "b", "c"} {
		keep(t, c, name, 1<<20, 0, from(some(1<<20))).Wait()
		when := time.Now().Add(time.Duration(i-10) * time.Minute)
		os.Chtimes(dir+"/"+name, when, when)
	}
	keep(t, c, "a", 1<<20, 0, never(t)) // is used
	keep(t, c, "d", 3<<19, 0, from(some(3<<19))).Wait()
	if got := strings.Join(names(t, dir), " "); got != "a c d" {
		t.Errorf("%s are kept, want a c d", got)
	}
	if _, err := c.Keep("e", 4<<20+1, 0, never(t)); !errors.Is(err, ErrLarge) {
		t.Errorf("what is larger than all: %v", err)
	}
	for _, f := range []struct {
		size, most int64
		want       error
	}{{1 << 10, 0, errShort}, {99, 0, ErrSwollen}, {-1, 99, ErrSwollen}} {
		lies := keep(t, c, "lies", f.size, f.most, from(some(100)))
		if _, err := lies.Wait(); !errors.Is(err, f.want) {
			t.Errorf("100 bytes said to be %d, at most %d: %v, want %v", f.size, f.most, err, f.want)
		}
	}
	damaged := errors.New("damaged")
	fails := keep(t, c, "lies", 5, 0, func() (io.ReadCloser, error) { return nil, damaged })
	if _, err := fails.ReadAt(make([]byte, 1), 0); !errors.Is(err, damaged) {
		t.Errorf("the error of the source is lost: %v", err)
	}
	old := time.Now().Add(-oldest - time.Hour)
	os.Chtimes(dir+"/a", old, old)
	os.WriteFile(dir+"/z.0.part", some(10), 0o600)
	os.Chtimes(dir+"/z.0.part", old, old)
	keep(t, c, "f", 1, 0, from(some(1))).Wait()
	if got := strings.Join(names(t, dir), " "); got != "c d f" {
		t.Errorf("%s are kept, want c d f: neither what is a month old nor what nobody finished", got)
	}
}

// TestNames: no name leads out of the directory, or to a hidden file.
func TestNames(t *testing.T) {
	c := New(t.TempDir(), 1<<20)
	for _, name := range []string{"", ".", "..", "../x", "a/b", ".x", "a\x00b", "a b", "ü", strings.Repeat("a", 181)} {
		if _, err := c.Keep(name, 1, 0, never(t)); err == nil {
			t.Errorf("%q is a name", name)
		}
	}
}

// TestGivenUp: contents that are closed while they are made leave nothing behind.
func TestGivenUp(t *testing.T) {
	dir := t.TempDir()
	r, w := io.Pipe()
	c, err := New(dir, 1<<30).Keep("x", 8*sumBlock, 0, func() (io.ReadCloser, error) { return r, nil })
	if err != nil {
		t.Fatal(err)
	}
	w.Write(some(4 * sumBlock))
	c.Close()
	if got := names(t, dir); len(got) != 0 {
		t.Errorf("%q are left", got)
	}
	w.Write(some(4 * sumBlock)) // whoever unpacks notices
	w.Close()
	<-c.made
	if got := names(t, dir); len(got) != 0 {
		t.Errorf("%q are left in the end", got)
	}
}

// TestMany: several who want the same at once all get it.
func TestMany(t *testing.T) {
	dir := t.TempDir()
	data := some(5*sumBlock + 1)
	var wrong atomic.Int32
	var all sync.WaitGroup
	for range 16 {
		all.Go(func() {
			c, err := New(dir, 1<<30).Keep("x", int64(len(data)), 0, from(data))
			if err != nil {
				wrong.Add(1)
				return
			}
			defer c.Close()
			got, err := io.ReadAll(io.NewSectionReader(c, 0, int64(len(data))))
			if err != nil || !bytes.Equal(got, data) {
				wrong.Add(1)
			}
			c.Wait()
		})
	}
	all.Wait()
	if got := names(t, dir); wrong.Load() != 0 || len(got) != 1 {
		t.Errorf("%d got another thing; %q are in the directory", wrong.Load(), got)
	}
}
