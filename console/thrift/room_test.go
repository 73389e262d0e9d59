//go:build linux

package thrift

import (
	"bytes"
	"os"
	"runtime"
	"testing"
)

// What a room is made of is not on Go's heap, and gone from the process when it was
// given back.
func TestRoom(t *testing.T) {
	const size = 64 << 20
	before, mapped := allocated(), mappings(t)
	for range 100 {
		room, giveBack := Room(size)
		room[0], room[size-1] = 1, 1
		giveBack()
	}
	if got := allocated() - before; got > size {
		t.Errorf("100 rooms of %d bytes took %d bytes of Go's heap", size, got)
	}
	if got := mappings(t) - mapped; got > 50 {
		t.Errorf("%d mappings more than before", got)
	}
}

func allocated() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.TotalAlloc
}

func mappings(t *testing.T) int {
	t.Helper()
	maps, err := os.ReadFile("/proc/self/maps")
	if err != nil {
		t.Skip(err)
	}
	return bytes.Count(maps, []byte("\n"))
}
