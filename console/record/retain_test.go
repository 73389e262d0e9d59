package record

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"
)

// Of the records those go that were written longest ago, with what stands beside them;
// none that has remarks, that a session writes, or that a person named.
func TestRetain(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "sta[te]*")
	os.Mkdir(dir, 0o700)
	put := func(name string, age int) string {
		path := filepath.Join(dir, name)
		os.WriteFile(path, make([]byte, 1000), 0o600)
		at := time.Now().Add(-time.Duration(age) * time.Hour)
		os.Chtimes(path, at, at)
		return path
	}
	for age := range 8 {
		path := put(fmt.Sprintf("oopscope-x-%d.log", age), age)
		for _, end := range []string{".idx", ".lines"} {
			os.WriteFile(path+end, nil, 0o600)
		}
		os.WriteFile(path+".session", make([]byte, 200), 0o600)
	}
	put("mine.log", 100)
	os.WriteFile(filepath.Join(dir, "oopscope-x-6.log.marks.md"), nil, 0o600)
	busy, err := Append(filepath.Join(dir, "oopscope-x-5.log"))
	if err != nil {
		t.Fatal(err)
	}
	defer busy.Close()
	os.Chtimes(busy.Path(), time.Time{}, time.Now().Add(-5*time.Hour))
	os.Symlink(filepath.Join(dir, "mine.log"), filepath.Join(dir, "oopscope-x-9.log"))

	if gone, bytes, err := Retain(dir, 12_000); gone != 0 || bytes != 0 || err != nil {
		t.Errorf("%d went, %d bytes, %v, though all may stay", gone, bytes, err)
	}
	if gone, bytes, err := Retain(dir, 7000); gone != 3 || bytes != 3600 || err != nil {
		t.Errorf("%d went, %d bytes, %v", gone, bytes, err)
	}
	left, _ := filepath.Glob(filepath.Join(escaped(dir), "*"))
	for i := range left {
		left[i] = filepath.Base(left[i])
	}
	for _, name := range []string{"mine.log", "oopscope-x-0.log", "oopscope-x-2.log", "oopscope-x-2.log.idx", "oopscope-x-5.log", "oopscope-x-6.log", "oopscope-x-6.log.marks.md", "oopscope-x-9.log"} {
		if !slices.Contains(left, name) {
			t.Errorf("%s is gone", name)
		}
	}
	for _, name := range []string{"oopscope-x-7.log", "oopscope-x-7.log.lines", "oopscope-x-4.log", "oopscope-x-3.log", "oopscope-x-3.log.session"} {
		if slices.Contains(left, name) {
			t.Errorf("%s is left", name)
		}
	}
}

// Several sessions that begin at the same time take no more away than one would.
func TestRetainBesideOthers(t *testing.T) {
	for range 20 {
		dir := t.TempDir()
		for n := range 20 {
			path := filepath.Join(dir, fmt.Sprintf("oopscope-%02d.log", n))
			if err := os.WriteFile(path, make([]byte, 1000), 0o600); err != nil {
				t.Fatal(err)
			}
			os.Chtimes(path, time.Time{}, noon.Add(time.Duration(n)*time.Minute))
		}
		var all sync.WaitGroup
		for range 8 {
			all.Go(func() {
				if _, _, err := Retain(dir, 10_000); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if left, _ := filepath.Glob(filepath.Join(dir, "*.log")); len(left) != 10 {
			t.Fatalf("%d records of ten are left", len(left))
		}
	}
}
