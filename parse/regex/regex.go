// Package regex has regular expressions that are compiled when they are asked for the
// first time. There are many in the program, and hardly any run of it needs one.
package regex

import (
	"regexp"
	"sync"
)

// A Lazy returns the compiled expression.
type Lazy func() *regexp.Regexp

// Of makes ready an expression, a constant. A wrong one panics when it is asked
// for; a test of the whole program compiles them all.
func Of(expression string) Lazy {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expression) })
}
