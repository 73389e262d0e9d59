package main

import (
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
)

// Bounds of the memory that Go takes; the program and its libraries are not in
// it. What a flood of noise leaves alive is below memoryMuch: the buffers' own
// bounds see to that. A long scrollback or a capture full of crashes is above,
// and to collect often there would cost more than the memory is worth.
const (
	memoryFew  = 42 << 20
	memoryMuch = 34 << 20
)

// thrift keeps garbage from piling up as high as what is alive, which is Go's
// rule, as long as little is alive.
func thrift() {
	if os.Getenv("GOMEMLIMIT") != "" { // the person knows better
		return
	}
	debug.SetMemoryLimit(memoryFew)
	lookAfterCollection()
}

// lookAfterCollection sets the limit by what is alive whenever that is known anew:
// something that nobody has is found by each collection.
func lookAfterCollection() {
	runtime.AddCleanup(new([64]byte), func(struct{}) {
		alive := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
		metrics.Read(alive)
		if alive[0].Value.Kind() == metrics.KindUint64 {
			live := int64(alive[0].Value.Uint64())
			debug.SetMemoryLimit(memoryFew + 3*max(0, live-memoryMuch))
		}
		lookAfterCollection()
	}, struct{}{})
}
