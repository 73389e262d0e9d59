//go:build !race

package container

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
)

// The race detector has every sync.Pool forget a part of what it holds (sync/pool.go), and
// what is looked for with expressions is held by some.

// Of the files of a folder none leaves behind what it was looked at in.
func TestAFolderMakesNoGarbage(t *testing.T) {
	const many = 200
	dir, long := t.TempDir(), strings.Repeat(log, headSize/len(log))
	for i := range many {
		write(t, dir, fmt.Sprint(i, ".log"), long)
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	n := 0
	if err := Visit(dir, 0, Visitor{Text: func(Text) error { n++; return nil }}); err != nil || n != many {
		t.Fatal(n, err)
	}
	runtime.ReadMemStats(&after)
	if got := (after.TotalAlloc - before.TotalAlloc) / many; got > headSize/2 {
		t.Errorf("%d bytes of garbage for each file of %d", got, len(long))
	}
}
