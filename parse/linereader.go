package parse

import "oopscope/parse/printk"

// A LineReader reads lines anew that a Decoder has read before, from anywhere in an
// input: it tells of each what can be told of it alone. It is not safe for
// concurrent use.
type LineReader struct {
	printk printk.Reader
	x      printk.Line
	learnt prefixes
}

// NewLineReader returns a reader of an input whose kernel's lines may have these
// prefixes.
func NewLineReader(learnt []*Prefix) *LineReader {
	r := &LineReader{}
	for _, p := range learnt {
		r.learnt.know(p)
	}
	return r
}

// Read returns a line, which has neither number nor place, boot, crash or mark. The
// bytes are those passed in, with their line end or without, but for a record in
// fragments, which is put together.
func (r *LineReader) Read(raw []byte) Line {
	r.printk.Read(&r.x, raw)
	if r.learnt.some() {
		r.learnt.apply(&r.x)
	}
	return Line{Raw: r.x.Raw, Text: r.x.Text, Micro: r.x.Prefix.Micro, Level: r.x.Prefix.Level}
}
