package parse

import (
	"oopscope/parse/crash"
	"oopscope/parse/trigger"
)

// What a decoder hands out is described by package crash. Its most used names
// stand here too, so that most importers need no other package.
type (
	Crash     = crash.Crash
	Boot      = crash.Boot
	BodyLine  = crash.BodyLine
	Culprit   = crash.Culprit
	Fact      = crash.Fact
	Later     = crash.Later
	Module    = crash.Module
	Quality   = crash.Quality
	Severity  = crash.Severity
	Signature = crash.Signature
	Stack     = crash.Stack
	Taint     = crash.Taint
	Task      = crash.Task
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
