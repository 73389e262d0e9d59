package parse

import (
	"oopscope/parse/crash"
	"oopscope/parse/trigger"
)

// What a decoder hands out is described by package crash. Its most used names stand
// here too, so that most importers need no other package.
type (
	// A Crash is one report of the kernel about itself; see [crash.Crash].
	Crash = crash.Crash
	// A Boot is one life of the machine within the input; see [crash.Boot].
	Boot = crash.Boot
	// A BodyLine is a line of a report; see [crash.BodyLine].
	BodyLine = crash.BodyLine
	// A Culprit is the function to look at; see [crash.Culprit].
	Culprit = crash.Culprit
	// A Fact is one field of a report with the line that proves it; see [crash.Fact].
	Fact = crash.Fact
	// A Later is what was seen of the machine after a report; see [crash.Later].
	Later = crash.Later
	// A Module is one of the modules that a report lists; see [crash.Module].
	Module = crash.Module
	// A Quality tells how far a report can be trusted; see [crash.Quality].
	Quality = crash.Quality
	// A Severity orders what a report means for the machine; see [crash.Severity].
	Severity = crash.Severity
	// A Signature identifies a bug across boots and builds; see [crash.Signature].
	Signature = crash.Signature
	// A Stack is a second call chain that a report carries; see [crash.Stack].
	Stack = crash.Stack
	// A Taint is one taint flag, explained; see [crash.Taint].
	Taint = crash.Taint
	// A Task is the process or thread that a CPU was running; see [crash.Task].
	Task = crash.Task
)

// A Survey is what a piece of input shows when it is looked at by itself, on
// another core perhaps, ahead of the decoder.
type Survey = trigger.Survey

// The severities, in rising order.
const (
	Error   = crash.Error
	Warning = crash.Warning
	Stall   = crash.Stall
	Bug     = crash.Bug
	Oops    = crash.Oops
	Panic   = crash.Panic
)

// What the machine did after a report.
const (
	Halted           = crash.Halted
	Rebooting        = crash.Rebooting
	ContinuesDamaged = crash.ContinuesDamaged
	Continues        = crash.Continues
)
