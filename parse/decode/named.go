package decode

import (
	"oopscope/parse/arch"
	"oopscope/parse/ascii"
	"oopscope/parse/grammar"
)

// A traceLine is what a line is to a trace whose frames are names alone.
type traceLine int

const (
	noTrace traceLine = iota
	headsTrace
	namesFrame
)

// named takes a frame that is a name alone, see [grammar.NamedFrame]. The first one may be the
// place of death, which the report has already.
func (x *decoding) named(dump *arch.Dump, l arch.Line) bool {
	f, ok := arch.Frame{}, false
	if x.trace != noTrace {
		f, ok = grammar.NamedFrame(l.Text, x.trace == headsTrace)
	}
	switch {
	case ok && (len(dump.Chain) > 0 || f.Function != dump.PC.Function):
		f.Line = l.N
		dump.AddFrame(f)
		x.names = true
		fallthrough
	case ok:
		x.trace = namesFrame
	case heads(l.Text):
		x.trace = headsTrace
	case !grammar.IsMarker(l.Text): // <TASK>
		x.trace = noTrace
	}
	return ok
}

// heads tells the heading of a trace.
func heads(text string) bool {
	t := ascii.Unindented(text)
	return t != "" && grammar.Beginning(t) == grammar.Heading
}
