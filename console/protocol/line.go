package protocol

import (
	"strings"

	"oopscope/parse"
)

// LineOf is a line of the console as it is told to peers.
func LineOf(l *parse.Line) Line {
	out := Line{N: l.N, First: l.First, Last: l.Last, Text: strings.ToValidUTF8(string(l.Raw), "\uFFFD")}
	if !l.Came.IsZero() {
		came := l.Came
		out.Came = &came
	}
	if l.Mark > 0 {
		out.Mark = l.Mark.String()
	}
	return out
}
