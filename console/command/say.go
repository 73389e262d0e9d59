package command

import (
	"oopscope/console/ending"
	"oopscope/console/headless"
	"oopscope/console/out"
)

// Usage tells of a command line or a configuration that makes no sense.
func Usage(err error) int {
	out.Complain(out.Stderr, err)
	out.Line(out.Stderr, "Try `oopscope -h`.")
	return headless.Usage
}

// Failed tells why something could not be done, and returns the exit status for it.
func Failed(err error) int {
	ending.Tell("%v", err)
	return headless.Failed
}
