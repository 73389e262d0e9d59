package link

import "runtime"

// room is as much of a stack as decoding a crash takes, and compiling what expressions
// it needs for that.
const room = 28 << 10

// Deepen makes the stack of a goroutine that will call deep as large as it will be, at
// once. Grown on the way down it would be moved several times, and for that Go looks up
// each function on it in tables that lie all over the program's file.
//
//go:noinline
func Deepen() {
	var r [room]byte
	runtime.KeepAlive(&r)
}
