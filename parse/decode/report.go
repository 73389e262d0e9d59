package decode

import (
	"time"

	"oopscope/parse/arch"
	"oopscope/parse/class"
	"oopscope/parse/crash"
)

// A Report is what was collected of one report, to be read only.
type Report struct {
	ID, Parent int // of the crash it becomes, and of the one it happened in
	ParentLine int // the first line of that one
	Boot       crash.Boot
	Seen       time.Time
	Open       bool   // more lines may come
	Prefix     string // that was learnt of its lines

	Class *class.Class // nil when its headers give none
	Hits  []class.Hit  // its headers, in the order of the input
	Lines []crash.BodyLine

	Dropped      int // lines in its middle that were not kept,
	DroppedAfter int // and the one before them
	Faults       int // how often a fault was announced
	Headless     bool
	Died         bool // a line that die() alone has printed says that it did
	Ended        bool // its end marker came
	Restarted    bool // the machine started again inside of it
	Unfinished   bool // the input ended inside of it
	Problems     []crash.Problem

	Count  int            // of folded trouble: how often it came
	Latest crash.BodyLine // and the last line of the latest time
}

// decoding is the work on one report: the crash it becomes and where in the
// report the reader is.
type decoding struct {
	c     *crash.Crash
	r     *Report
	class *class.Class
	arch  *arch.Arch

	part       *part            // the stack section being read; nil in the report's main part
	parts      []*part          // all of them
	headings   int              // trace headings seen in the main part
	lines      []crash.BodyLine // of the report, whole; the crash's own as long as none was broken
	diedAt     arch.Inline      // the source of the place of death, where a symbolizer put it there
	inlined    []arch.Inline    // inlined functions printed before the frame they belong to
	placed     bool             // the main part's CPU line was read
	warned     bool             // a WARN() came behind the report's own trace
	modules    int              // number of the module list's last line, 0 outside of it
	problems   []crash.Problem  // that only the decoding shows
	broken     string           // the CPU's line, when it lacks its end,
	brokenAt   int              // and its number
	crossed    bool             // see crossing
	stalledCPU int              // that a list of the report names; -1 none
	trace      traceLine        // what the line before was
	names      bool             // frames of the chain are names alone
}

// part is a stack within the report that is not the main one.
type part struct {
	crash.Stack
	dump arch.Dump
	kept bool

	workqueue string
	headed    bool // its line with the CPU was seen
	ranOn     int  // the CPU of that line, -1 when none was seen
}
