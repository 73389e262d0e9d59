// Package boot segments an input into the lives of the machine: by what boot
// loaders, firmware and the kernel print when they begin, and by the kernel's
// clock when that is all there is.
//
// A kernel log that begins again is a restart, unless somebody asked for it:
// dmesg was run, or SysRq-R. Then nobody knows for some lines, and the first
// header that was not seen before decides.
//
// The [Log] looks at the lines that say something about boots and calls nobody
// back. What it found comes out as events, in their order:
//
//	Suspected  the log may have begun again: the lines of open reports are over
//	Restarted  the machine did: nothing that is open goes on
//	Learnt     the boot is known better: its kernel said its name, or that it was told to end
package boot

import (
	"time"

	"oopscope/parse/crash"
	"oopscope/parse/printk"
)

// An Event is what the log of boots found.
type Event struct {
	Kind   EventKind
	Line   int              // where it begins
	Boot   crash.Boot       // as it is now
	Before crash.Boot       // Restarted: the one that ended
	Told   bool             // Restarted: it was told to ("reboot: Restarting system")
	Last   []crash.BodyLine // Restarted: the last lines before it
}

// An EventKind says what was found.
type EventKind int

// The kinds of events; see the package's comment.
const (
	Suspected EventKind = iota
	Restarted
	Learnt
)

// Events returns what was found since it was asked last. The slice is valid until
// the log is used again.
func (b *Log) Events() []Event {
	e := b.events
	b.events = b.events[:0]
	return e
}

// A Line is a line that the log looks at.
type Line struct {
	N      int
	Came   time.Time // host time; zero when not known
	Text   []byte    // behind the prefix
	Prefix printk.Prefix
	First  int64 // bytes of the input, Last exclusive
	Last   int64
	Recent *Recent // the lines before it
	Tells  Tells   // what stands in the text
	NMI    bool    // CPUs are just being asked for their backtraces
}

// Unread is the time of a line that was not read yet, for [Log.Hear].
const Unread = -2
