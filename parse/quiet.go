package parse

import (
	"bytes"

	"oopscope/parse/report"
)

// A scan passes over stretches in which nothing begins. What it does must not
// depend on how the input is cut, so what a quiet line may contribute is fixed:
// the first line of every block of the input tells the time of the kernel, and
// the latest lines can be had when something asks for them.

const sampleBlock = 4096

// due tells that the line at this offset is the first to begin in its block.
func (d *Decoder) due(first int64) bool { return first/sampleBlock != d.block-1 }

// sampled is due, and remembers that the line was read.
func (d *Decoder) sampled(first int64) bool {
	due := d.due(first)
	d.block = first/sampleBlock + 1
	return due
}

// piece is the stretch of input being fed.
type piece struct {
	p      []byte
	lines  int // lines in front of it
	survey *Survey
}

// skipQuiet passes over the whole lines of the piece from at on in which
// nothing begins, and returns where the next line to be read begins.
func (d *Decoder) skipQuiet(x *piece, at int) int {
	if d.busy() || d.n < report.FirstLines {
		return at
	}
	if x.survey == nil {
		if bytes.IndexByte(x.p[at:], '\n') < 0 {
			return at
		}
		d.survey.Look(x.p, d.offset-int64(at))
		x.survey = &d.survey
	}
	s := x.survey
	for s.next < len(s.stops) && s.stops[s.next] < at {
		s.next++
	}
	to := s.end
	if s.next < len(s.stops) {
		to = s.stops[s.next]
	}
	if at < to {
		return d.pass(x, at, to)
	}
	return at
}

// pass goes from at towards to, over lines without a trigger, and stops where
// the time that a line shows makes it, or one behind it, worth reading.
func (d *Decoder) pass(x *piece, at, to int) int {
	s := x.survey
	last := s.block(to - 1)
	for k := s.block(at); k <= last; k++ {
		line, micro := d.sample(x, k, at)
		if line < 0 {
			continue // no line begins in it
		}
		if line >= to {
			break
		}
		if !d.boots.Hear(micro) {
			to = line
			break
		}
		if !s.blocks[k].early && d.boots.WantsEarly() {
			if i := s.earlyStamp(x.p, line, min(s.sampleBehind(k), to)); i >= 0 {
				to = i
				break
			}
		}
	}
	if at < to {
		d.leave(x, at, to)
	}
	return to
}

// sample returns the first line at or behind at that begins in block k, and its
// time when it is due.
func (d *Decoder) sample(x *piece, k, at int) (line int, micro int64) {
	s := x.survey
	b := &s.blocks[k]
	switch {
	case b.sample >= at && (b.sample > at || d.due(s.offset+int64(at))):
		return b.sample, b.micro
	case k > s.block(at):
		return b.sample, -1
	case d.due(s.offset + int64(at)):
		return at, microAt(x.p, at)
	}
	return at, -1
}

// leave has the lines from at to to behind the decoder.
func (d *Decoder) leave(x *piece, at, to int) {
	s := x.survey
	n := x.lines + s.count(x.p, to)
	d.recent.Skip(x.p[at:to], n-d.n, n, d.offset+int64(to-at))
	d.n = n
	d.offset += int64(to - at)
	if k := s.block(to); k == s.block(at) || k < len(s.blocks) && s.blocks[k].sample >= 0 && s.blocks[k].sample < to {
		d.block = d.offset/sampleBlock + 1
	}
}
