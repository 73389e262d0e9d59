package report

import (
	"time"

	"oopscope/parse/crash"
	"oopscope/parse/grammar"
	"oopscope/parse/printk"
)

// A Line is one piece of text on its way to a report, with what is known of it.
type Line struct {
	crash.BodyLine
	Caller   printk.Caller
	Kernel   bool        // the kernel's own prefix was there
	Foreign  bool        // it was not, although the lines before have it: the shell, or a program, wrote in between
	Broken   bool        // it is the end of the line before it, see [crash.BodyLine.Continues]
	Marked   bool        // one of [Preambles] may stand in it
	Replayed bool        // a replay of the log was asked for
	Recalled bool        // lines of an earlier boot may be printed in this one
	Came     time.Time   // host time of its first byte; zero when not known
	Now      time.Time   // when it was complete
	Boot     *crash.Boot // as far as it is known
	Seq      int         // which record of its own input it is: what distances are counted in

	kind     grammar.Kind
	preamble bool // it stands in front of a header
}

// line is what is kept of a line.
type line struct {
	crash.BodyLine
	kind grammar.Kind
	seq  int
}

func (l *Line) kept() line { return line{l.BodyLine, l.kind, l.Seq} }
