package trigger

import (
	"bytes"

	"oopscope/parse/ascii"
	"oopscope/parse/boot"
	"oopscope/parse/literal"
	"oopscope/parse/printk"
)

// A Survey is what a stretch of input shows when it is looked at by itself:
// where something begins, and what the quiet lines between say about the time.
// Surveys depend on nothing but the bytes and where they stand in the input, so
// stretches may be surveyed on several cores ahead of the decoder.
type Survey struct {
	offset int64 // of the stretch in the input
	size   int
	end    int // its last whole line ends here
	blocks []quietBlock
	stops  []int // where lines with a trigger begin, ascending
	next   int   // the first stop that was not passed
	search literal.Search
	early  struct { // stamps, of which the survey did not look for
		block int // that was searched last
		at    int // where the next one stands, -1 nowhere
	}
}

// quietBlock is about one block of the input as far as it lies in the stretch.
type quietBlock struct {
	lines  int   // line ends in the stretch in front of the block
	sample int   // where the first line to begin in the block does, -1 nowhere
	micro  int64 // its time; -1 none, boot.Unread when it must be read in full
	early  bool  // stamps of a kernel's first seconds are among the stops
}

// IsOf reports whether it was made of so many bytes at that offset.
func (s *Survey) IsOf(size int, offset int64) bool { return s.offset == offset && s.size == size }

// Look surveys p, which stands at that offset of the input. It replaces what
// the survey held before. p must not change until it is fed. It goes block by block, as a
// block stays in the nearest cache while it is sampled, counted and searched; early stamps are
// searched for with the triggers where they can matter.
func (s *Survey) Look(p []byte, offset int64) {
	s.offset, s.size = offset, len(p)
	s.end, s.next = bytes.LastIndexByte(p, '\n')+1, 0
	s.blocks, s.stops, s.early.block = s.blocks[:0], s.stops[:0], -1
	p = p[:s.end]
	from, lines, late := 0, 0, true // from where it was not searched yet, and how
	for at, to := 0, 0; at < s.end; at = to {
		to = min(s.start(len(s.blocks)+1), s.end)
		b := sampleOf(p, at, to, lines)
		if b.sample >= 0 {
			s.stop(p, from, b.sample, late)
			if from = b.sample; b.micro != -1 {
				late = b.micro < 0 || b.micro >= boot.EarlyTime
			}
			b.early = late
		}
		s.blocks = append(s.blocks, b)
		lines += bytes.Count(p[at:to], newline)
	}
	s.stop(p, from, s.end, late)
	s.search.Done()
}

var newline = []byte{'\n'}

// sampleOf finds the line that is read for the sake of the block p[from:to]. The
// first byte of a stretch counts as the beginning of a line; the decoder knows
// better.
func sampleOf(p []byte, from, to, lines int) quietBlock {
	b := quietBlock{lines: lines, sample: from, micro: -1}
	if from > 0 {
		b.sample = from + bytes.IndexByte(p[from-1:], '\n')
	}
	if b.sample >= to {
		b.sample = -1
		return b
	}
	b.micro = microAt(p, b.sample)
	return b
}

// microAt is the printk time of the line at place i, boot.Unread when it holds more
// than printable text.
func microAt(p []byte, i int) int64 {
	raw := printk.Trim(p[i : i+bytes.IndexByte(p[i:], '\n')])
	if !ascii.IsPlain(raw) {
		return boot.Unread
	}
	return printk.TimeOf(raw)
}

// start returns where block k begins in the stretch.
func (s *Survey) start(k int) int {
	return max(0, int((s.offset/sampleBlock+int64(k))*sampleBlock-s.offset))
}

// block returns the block in which place i of the stretch lies.
func (s *Survey) block(i int) int {
	return int((s.offset+int64(i))/sampleBlock - s.offset/sampleBlock)
}

// sampleBehind returns where the lines that begin in block k end.
func (s *Survey) sampleBehind(k int) int {
	for k++; k < len(s.blocks); k++ {
		if s.blocks[k].sample >= 0 {
			return s.blocks[k].sample
		}
	}
	return s.end
}

// count returns the number of line ends in front of place i.
func (s *Survey) count(p []byte, i int) int {
	k := min(s.block(i), len(s.blocks)-1)
	return s.blocks[k].lines + bytes.Count(p[s.start(k):i], newline)
}

// stop notes the lines with a trigger in p[from:to].
func (s *Survey) stop(p []byte, from, to int, early bool) {
	set := theTriggers().late
	if early {
		set = theTriggers().all
	}
	s.search.Begin(set, p, from, to)
	for i := s.search.Next(from); i >= 0; i = s.search.Next(from) {
		s.stops = append(s.stops, bytes.LastIndexByte(p[:i], '\n')+1)
		from = i + bytes.IndexByte(p[i:], '\n') + 1 // one is enough for a line
	}
}

// earlyStamp returns where the first line at or behind from with a stamp of a
// kernel's first seconds begins in p[:to], -1 when none does. The lines at from
// are in block k, which is searched once: in a boot each of them has such a stamp.
func (s *Survey) earlyStamp(p []byte, k, from, to int) int {
	if s.early.block != k {
		s.search.Begin(theTriggers().all, p, from, s.sampleBehind(k))
		s.early.block, s.early.at = k, s.search.Next(from)
	}
	if s.early.at >= 0 && s.early.at < from {
		s.early.at = s.search.Next(from)
	}
	if s.early.at < 0 || s.early.at >= to {
		return -1
	}
	return bytes.LastIndexByte(p[:s.early.at], '\n') + 1
}
