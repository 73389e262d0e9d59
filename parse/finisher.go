package parse

import (
	"oopscope/parse/blame"
	"oopscope/parse/crash"
	"oopscope/parse/decode"
	"oopscope/parse/story"
)

// A Report is one that is over, as it was collected: nothing of it is decoded yet.
type Report struct{ of decode.Report }

// Lines returns how many lines it has.
func (r *Report) Lines() int { return len(r.of.Lines) }

// A Finisher makes crashes of the reports of one input, which come to it in the
// order in which the decoder handed them out. It shares nothing with the decoder,
// so that both may be at work at a time. The zero value is ready.
type Finisher struct {
	reader decode.Reader
	links  story.Linker
}

// Crash decodes a report, and says whose it may be and what it follows from.
func (f *Finisher) Crash(r *Report) *crash.Crash {
	c := f.reader.Decode(&r.of)
	blame.Lay(c)
	c.Echo = f.links.Link(c)
	return c
}
