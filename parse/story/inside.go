package story

import (
	"fmt"

	"oopscope/parse/crash"
)

// A kernel that is ill may fall over its own report.

// insideReport: the kernel fell over its own report.
func insideReport(a, e *entry) (string, []int) {
	f := e.in(dying)
	if !a.kills() || !e.kills() || !sameTask(a, e) && (a.c.Task.Known || e.c.Parent != a.c.ID) {
		return "", nil
	}
	return fmt.Sprintf("the kernel died again while it reported the death of %s: %s() is in the call chain.", at(a), bare(f.Function)), []int{a.c.First, f.Line}
}

// insideStall: what prints a stall runs in the timer interrupt, on the CPU that noticed.
func insideStall(a, e *entry) (string, []int) {
	f := e.in(stalling)
	if a.c.Severity != crash.Stall || e.c.Severity == crash.Stall || !near(a, e, 3) || len(a.chain) > 0 {
		return "", nil
	}
	return fmt.Sprintf("it comes out of the report of the stall of %s, which it cut short: %s() is in the call chain.", at(a), bare(f.Function)), []int{a.c.First, f.Line}
}

// cutReport: all there is is the beginning of a fault, behind an oops whose end mark
// never came. Whoever faults under the die lock waits for it for ever.
func cutReport(a, e *entry) (string, []int) {
	if !a.kills() || a.ended || a.down() || !near(a, e, 6) {
		return "", nil
	}
	return fmt.Sprintf("the kernel faulted again before the report of %s had come to its end, and this is the last of it.", at(a)), []int{a.c.Last, e.c.First}
}
