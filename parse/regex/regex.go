// Package regex has regular expressions that are compiled when they are asked for the
// first time. There are many in the program, and hardly any run of it needs one.
package regex

import (
	"regexp"
	"sync"
)

// A Lazy is an expression that is not compiled yet.
type Lazy struct {
	expression string
	once       sync.Once
	compiled   *regexp.Regexp
}

// Of makes ready an expression, a constant. A wrong one panics when it is asked
// for; a test of the whole program compiles them all. It is so short that the compiler
// lays a variable that is set by it down in the program: nothing is left to do when
// that starts.
func Of(expression string) *Lazy { return &Lazy{expression: expression} }

// Get returns the compiled expression.
func (l *Lazy) Get() *regexp.Regexp {
	l.once.Do(func() { l.compiled = regexp.MustCompile(l.expression) })
	return l.compiled
}
