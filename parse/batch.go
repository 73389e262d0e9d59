package parse

import (
	"time"

	"oopscope/parse/crash"
)

// A Batch is what one call of Feed or Idle brought. Lines and their bytes, and
// the slices themselves, are valid until the next call only; crashes and boots
// are immutable and may be kept.
type Batch struct {
	Lines   []Line
	Partial []byte         // the unfinished last line, a prompt for example
	Crashes []*crash.Crash // new or grown ones, oldest first; an id may come again, newer
	Reports []*Report      // with [Options.Undecoded], instead of Crashes: those that are over, oldest first; they may be kept
	Boots   []crash.Boot   // boots that began or became known better
	Gaps    []Gap          // holes in the stream
	Marks   []LineMark     // lines that open a report or announce trouble, as far as that shows now
	Breaks  []int64        // offsets behind unfinished lines that will not go on: of Gap and Close
	Heard   int            // of Close: the last line that the kernel stamped, when that is among the last few; else 0
	Traces  []Trace        // of the lines that [Options.Trace] asks for
	Later   time.Duration  // how soon Idle has a snapshot of a report that grew too lately for one; 0 for none
}

// A LineMark tells of one line what [Line.Mark] does. It is known later than the line,
// when a prefix is being learnt, and also of lines that are not in the batches.
type LineMark struct {
	N    int
	Mark crash.Severity
}

// A Gap is a hole in the stream: the port was away.
type Gap struct {
	After  int           // number of the last line before it
	Length time.Duration // how long nothing could be received
	Reason string
}
