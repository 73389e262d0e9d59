package trigger

import "bytes"

// A scan passes over stretches in which nothing begins. What it does must not
// depend on how the input is cut, so what a quiet line may contribute is fixed:
// the first line of every block of the input tells the time of the kernel.

const sampleBlock = 16 << 10

// A Skipper passes over quiet stretches of an input. The zero value is ready.
type Skipper struct {
	block int64  // one more than the block of the input in which the last line began
	own   Survey // of a piece that came without one
}

// A Clock hears the times that quiet lines show.
type Clock interface {
	// Hear takes the time of a line, in microseconds. It refuses one that must be
	// read.
	Hear(micro int64) bool
	// WantsEarly reports whether a stamp of a kernel's first seconds is news.
	WantsEarly() bool
}

// due tells that the line at this offset is the first to begin in its block.
func (q *Skipper) due(first int64) bool { return first/sampleBlock != q.block-1 }

// Read notes that the line at this offset is read, and reports whether it is the
// one that tells the time of its block.
func (q *Skipper) Read(first int64) bool {
	due := q.due(first)
	q.block = first/sampleBlock + 1
	return due
}

// A Piece is the stretch of input being fed.
type Piece struct {
	Bytes  []byte
	Offset int64   // in the input
	Lines  int     // in front of it
	Survey *Survey // nil when there is none yet
}

// Skip passes over the whole lines of the piece from at on in which nothing
// begins, and returns where the next line to be read begins and how many lines of
// the input are in front of it. When there is nothing to skip that is at itself,
// and the lines are not counted.
func (q *Skipper) Skip(x *Piece, at int, c Clock) (to, lines int) {
	if x.Survey == nil {
		if bytes.IndexByte(x.Bytes[at:], '\n') < 0 {
			return at, 0
		}
		q.own.Look(x.Bytes, x.Offset)
		x.Survey = &q.own
	}
	s := x.Survey
	for s.next < len(s.stops) && s.stops[s.next] < at {
		s.next++
	}
	to = s.end
	if s.next < len(s.stops) {
		to = s.stops[s.next]
	}
	if at >= to {
		return at, 0
	}
	if to = q.pass(x, at, to, c); at == to {
		return at, 0
	}
	if k := s.block(to); k == s.block(at) || k < len(s.blocks) && s.blocks[k].sample >= 0 && s.blocks[k].sample < to {
		q.block = (x.Offset+int64(to))/sampleBlock + 1
	}
	return to, x.Lines + s.count(x.Bytes, to)
}

// pass goes from at towards to, over lines without a trigger, and stops where
// the time that a line shows makes it, or one behind it, worth reading.
func (q *Skipper) pass(x *Piece, at, to int, c Clock) int {
	s := x.Survey
	last := s.block(to - 1)
	for k := s.block(at); k <= last; k++ {
		line, micro := q.sample(x, k, at)
		if line < 0 {
			continue // no line begins in it
		}
		if line >= to {
			break
		}
		if !c.Hear(micro) {
			return line
		}
		if !s.blocks[k].early && c.WantsEarly() {
			if i := s.earlyStamp(x.Bytes, k, line, to); i >= 0 {
				return i
			}
		}
	}
	return to
}

// sample returns the first line at or behind at that begins in block k, and its
// time when it is due.
func (q *Skipper) sample(x *Piece, k, at int) (line int, micro int64) {
	s := x.Survey
	b := &s.blocks[k]
	switch {
	case b.sample >= at && (b.sample > at || q.due(s.offset+int64(at))):
		return b.sample, b.micro
	case k > s.block(at):
		return b.sample, -1
	case q.due(s.offset + int64(at)):
		return at, microAt(x.Bytes, at)
	}
	return at, -1
}
