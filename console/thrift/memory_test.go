package thrift

import (
	"runtime"
	"runtime/debug"
	"slices"
	"testing"
	"time"
)

// Each collection is told of, one after the other, until nobody wants to know any more.
func TestEachCollection(t *testing.T) {
	told := make(chan int, 100)
	stop := eachCollection(func(n int) { told <- n })
	var got []int
	for len(got) < 3 {
		got = append(got, collected(t, told))
	}
	if !slices.Equal(got, []int{1, 2, 3}) {
		t.Errorf("collections %v", got)
	}
	stop()
	for range 3 {
		runtime.GC()
	}
	time.Sleep(10 * time.Millisecond)
	if n := len(told); n > 1 { // one may have been on its way
		t.Errorf("told of %d collections after the end", n)
	}
}

// A scan's garbage piles up high at first, and less after a collection; then all is as
// it was.
func TestLimitScan(t *testing.T) {
	defer debug.SetGCPercent(debug.SetGCPercent(77))
	undo := LimitScan()
	if got := percent(); got != garbageAtFirst {
		t.Errorf("%d %% at first", got)
	}
	for deadline := time.Now().Add(time.Minute); percent() != garbageLater && time.Now().Before(deadline); {
		runtime.GC()
	}
	if got := percent(); got != garbageLater {
		t.Errorf("%d %% later", got)
	}
	if undo(); percent() != 77 {
		t.Errorf("%d %% in the end", percent())
	}
}

// percent reads the limit, which cannot be done without setting it.
func percent() int {
	p := debug.SetGCPercent(-1)
	debug.SetGCPercent(p)
	return p
}

// collected has garbage collected until that is told of.
func collected(t *testing.T, told <-chan int) int {
	t.Helper()
	for deadline := time.After(time.Minute); ; {
		runtime.GC()
		select {
		case n := <-told:
			return n
		case <-deadline:
			t.Fatal("no collection was told of")
		case <-time.After(time.Millisecond):
		}
	}
}
