package parse

import "bytes"

// A scan passes over stretches in which nothing begins. What it does must not
// depend on how the input is cut, so what a quiet line may contribute is fixed:
// the first line of every block of the input tells the time of the kernel, and
// the lines in front of one that says something are read for its sake.

const (
	sampleBlock = 4096
	margin      = len(recentLines{}.ring)
)

// due tells that the line at this offset is the first to begin in its block.
func (d *Decoder) due(first int64) bool { return first/sampleBlock != d.block-1 }

// sampled is due, and remembers that the line was read.
func (d *Decoder) sampled(first int64) bool {
	due := d.due(first)
	d.block = first/sampleBlock + 1
	return due
}

// skipQuiet passes over the whole lines at the beginning of p in which nothing
// begins and returns the rest.
func (d *Decoder) skipQuiet(p []byte) []byte {
	if d.desk.busy() || d.burst.busy() {
		return p
	}
	if d.known > d.offset { // searched before: nothing in front of this
		return p
	}
	end := bytes.LastIndexByte(p, '\n') + 1
	if t := findTrigger(p, 0); t >= 0 && t < end {
		d.known = d.offset + int64(bytes.IndexByte(p[t:], '\n')+t+1)
		end = bytes.LastIndexByte(p[:t], '\n') + 1
	} else {
		d.known = d.offset + int64(end)
	}
	quiet := p[:backLines(p[:end], margin)]
	d.pass(quiet)
	return p[len(quiet):]
}

// backLines returns where the last n lines of p begin; p ends with a line end.
func backLines(p []byte, n int) int {
	at := len(p)
	for ; n > 0 && at > 0; n-- {
		at = bytes.LastIndexByte(p[:at-1], '\n') + 1
	}
	return at
}

// pass counts the lines of a quiet stretch and reads the one of each block that
// is due.
func (d *Decoder) pass(p []byte) {
	for len(p) > 0 {
		next := (d.offset/sampleBlock+1)*sampleBlock - d.offset // where the next block begins
		if d.due(d.offset) {
			end := bytes.IndexByte(p, '\n') + 1
			d.takeLine(p[:end])
			p = p[end:]
			continue
		}
		if next > int64(len(p)) {
			next = int64(len(p))
		}
		stretch := p[:next]
		if end := bytes.IndexByte(p[next-1:], '\n'); end >= 0 {
			stretch = p[:int(next)+end]
		}
		d.n += bytes.Count(stretch, []byte{'\n'})
		d.offset += int64(len(stretch))
		p = p[len(stretch):]
	}
}
