package parse

import (
	"time"

	"oopscope/parse/crash"
)

// A Line is one line of the console as it was received.
type Line struct {
	N           int            // 1-based number in the input
	First, Last int64          // byte range in the input, the line end included
	Came        time.Time      // host time of its first byte; zero when not known
	Raw         []byte         // the bytes without the line end; those of a record in fragments put together
	Text        int            // offset in Raw of the text behind printk time, caller and level
	Micro       int64          // printk time in microseconds, -1 when none was printed
	Level       int8           // syslog level 0…7 from a <N> prefix, -1 when none was printed
	Boot        int            // 1-based boot
	Crash       int            // id of the report it belongs to as far as known when it came; 0 none
	Mark        crash.Severity // non-zero on a line that opens a report or announces trouble
}

// A Batch is what one call of Feed or Idle brought. Lines and their bytes, and
// the slices themselves, are valid until the next call only; crashes and boots
// are immutable and may be kept.
type Batch struct {
	Lines   []Line
	Partial []byte         // the unfinished last line, a prompt for example
	Crashes []*crash.Crash // new or grown ones, oldest first; an id may come again, newer
	Boots   []crash.Boot   // boots that began or became known better
	Gaps    []Gap          // holes in the stream
	Heard   int            // of Close: the last line that the kernel stamped, when that is among the last few; else 0
	Traces  []Trace        // of the lines that [Options.Trace] asks for
}

// A Gap is a hole in the stream: the port was away.
type Gap struct {
	After  int           // number of the last line before it
	Length time.Duration // how long nothing could be received
	Reason string
}
