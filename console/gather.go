package console

import "time"

// Of a slow stream, a line at 115200 baud or so, a read brings a few bytes, and waking for each
// costs more than all that is done with them. So the reader lets some gather before it
// reads on. What comes after quiet, and what a board answers, is read at once, and so is a
// stream that the system's buffers (4 KiB of a terminal, 64 KiB before it) would not hold
// for that time many times over. A line that cannot bring more than a third of that in a frame is
// read as often as it is shown.
const (
	gatherTime = 25 * time.Millisecond // half of a frame; a USB adapter keeps bytes nearly as long itself (FTDI's latency timer: 16 ms)
	gatherMost = 1024                  // bytes in a read of a slow stream
	gatherSlow = 230400                // baud, of a line that is read as often as it is shown
	answerTime = 200 * time.Millisecond
)

// A gatherer tells the reader how long to wait before it reads on.
type gatherer struct {
	off  bool
	last time.Time
}

// wait returns that after a read of so many bytes from a line of so much baud; sent is when
// something was sent last.
func (g *gatherer) wait(n, baud int, now, sent time.Time) time.Duration {
	stream := now.Sub(g.last) < 3*gatherTime
	g.last = now
	long, most := gatherTime, gatherMost
	if baud <= gatherSlow {
		long, most = frame+gatherTime/6, 2*gatherMost
	}
	if g.off || !stream || n >= most || now.Sub(sent) < answerTime {
		return 0
	}
	return long
}
