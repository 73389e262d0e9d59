package class

import (
	"slices"
	"strings"
)

// echoes are panic messages that only repeat what a report before them said.
var echoes = []string{
	"Fatal exception", "Fatal machine check", "panic_on_warn", "panic_on_taint", "hung_task: blocked tasks", "softlockup: hung tasks",
	"Hard LOCKUP", "Watchdog detected hard LOCKUP", "RCU Stall", "Aiee, killing interrupt handler", "stack guard hit",
	"kernel stack overflow", "Kernel stack overflow", "Asynchronous SError Interrupt", "Unhandled exception", "bad mode", "Machine halted",
	"Out of memory", "System is deadlocked on memory", "Attempted to kill the idle task", "Oopsed too often",
	"system warned too often", "panic set", "low stack detected", "Oops", "workqueue: ", "Memory manager not clean", "compulsory panic_on_oom",
	"Kernel mode fault", "Unrecoverable", "BUG!", "data abort", "undefined instruction", "Fatal hardware error", "Can't handle the cache error",
	"Bad kernel stack", "TLB conflict", "CFI", "double fault", "PANIC",
}

// IsEcho reports whether a panic's message repeats what a report before it said.
func IsEcho(message string) bool {
	return slices.ContainsFunc(echoes, func(x string) bool { return strings.Contains(message, x) })
}

// BeginsAsEcho reports whether the message is nothing but such a repetition: a
// panic with it alone lacks the report that led to it.
func BeginsAsEcho(message string) bool {
	return slices.ContainsFunc(echoes, func(x string) bool { return strings.HasPrefix(message, x) })
}
