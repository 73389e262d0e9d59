// Package thrift keeps the memory of the program small.
package thrift

import (
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"sync/atomic"
)

// Bounds of the memory that Go takes; the program and its libraries are not in
// it. What a flood of noise leaves alive is below memoryMuch: the buffers' own
// bounds see to that. A long scrollback or a capture full of crashes is above,
// and to collect often there would cost more than the memory is worth.
const (
	memoryFew  = 42 << 20
	memoryMuch = 34 << 20
)

// LimitGarbage keeps garbage from piling up as high as what is alive, which is Go's
// rule, as long as little is alive.
func LimitGarbage() {
	if os.Getenv("GOMEMLIMIT") != "" { // the person knows better
		return
	}
	debug.SetMemoryLimit(memoryFew)
	eachCollection(func(int) {
		alive := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
		metrics.Read(alive)
		if alive[0].Value.Kind() == metrics.KindUint64 {
			live := int64(alive[0].Value.Uint64())
			debug.SetMemoryLimit(memoryFew + 3*max(0, live-memoryMuch))
		}
	})
}

// How high garbage of a scan piles up, in percent of what is alive (Go has 100): until
// it is collected for the first time, when a scan with few crashes is over, and then,
// when crash follows crash.
const (
	garbageAtFirst = 175
	garbageLater   = 110
)

// LimitScan is for a scan, in which little is alive unless crash follows crash: it lets
// garbage pile up, within bounds. Where it is collected nevertheless, the constants that
// were looked at since the last time are given back.
func LimitScan() (undo func()) {
	percent, limit := debug.SetGCPercent(garbageAtFirst), debug.SetMemoryLimit(36<<20)
	stop := eachCollection(func(n int) {
		if n == 1 {
			debug.SetGCPercent(garbageLater)
		}
		handBackConstants()
	})
	return func() {
		stop()
		debug.SetGCPercent(percent)
		debug.SetMemoryLimit(limit)
	}
}

// eachCollection calls f after each collection of garbage, and says which it is,
// counted from 1: something that nobody has is found by each.
func eachCollection(f func(n int)) (stop func()) {
	var over atomic.Bool
	var await func(n int)
	await = func(n int) {
		runtime.AddCleanup(new([64]byte), func(n int) {
			if !over.Load() {
				f(n)
				await(n + 1)
			}
		}, n)
	}
	await(1)
	return func() { over.Store(true) }
}
