package link

import (
	"fmt"
	"runtime/debug"
)

// A Fault is a mistake of oopscope's own: the panic that ended a goroutine.
// Nothing that was received is touched by it.
type Fault struct {
	Doing string // what the goroutine did: "decoding the console"
	What  any    // that it panicked with
	Stack []byte
}

// NewFault returns the fault of the goroutine that calls it, which has
// recovered from a panic.
func NewFault(doing string, what any) *Fault {
	return &Fault{Doing: doing, What: what, Stack: debug.Stack()}
}

// Error says what happened in one line.
func (f *Fault) Error() string {
	return fmt.Sprintf("a fault of oopscope itself while %s: %v", f.Doing, f.What)
}

// Safely makes an error of a panic: what is wrong with one thing must not keep
// others from being done.
func Safely(doing string, f func() error) (err error) {
	defer func() {
		if what := recover(); what != nil {
			err = NewFault(doing, what)
		}
	}()
	return f()
}
