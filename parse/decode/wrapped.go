package decode

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"oopscope/parse/class"
	"oopscope/parse/crash"
	"oopscope/parse/grammar"
)

// leastJoined is how many lines must be broken before any is put together: one
// may be what a shell wrote in between.
const leastJoined = 2

// unwrap puts together the lines that a mailer or a terminal broke in two. The
// crash keeps them as they came; what is read are the whole ones. Where one line
// is longer than the width, nobody broke the others.
func (x *decoding) unwrap() {
	body := x.c.Body
	x.lines = body
	var lines []crash.BodyLine
	first, joined, rest := 0, 0, false
	for i := range body {
		l := &body[i]
		if !l.Fits() && !x.isHeader(l.N) { // a header came whole
			return
		}
		if rest = i > 0 && l.Continues(&body[i-1], rest); !rest && (i == 0 || !goesOn(lines[len(lines)-1].Text, &body[i-1], l)) {
			lines = append(lines, *l)
			continue
		}
		if joined++; first == 0 {
			first = l.N
		}
		last := &lines[len(lines)-1]
		last.Text = body[i-1].Rejoin(last.Text, l)
	}
	if joined < leastJoined {
		return
	}
	x.lines = lines
	x.rematch()
	words := fmt.Sprintf("%d lines were broken in two on their way here; they are put together", joined)
	x.problems = append(x.problems, crash.Problem{Kind: crash.Wrapped, Line: first, Text: words})
}

// goesOn tells by what a text says that the next line is its rest, where no time
// tells the beginnings of lines: it is a list, or wants a place, and what follows
// would stand nowhere in a report by itself. A header may have any line behind it.
func goesOn(text string, before, l *crash.BodyLine) bool {
	switch {
	case lacksEnd(text, l.Text) && before.Micro < 0 && l.Micro < 0 && l.N == before.N+1:
		return true
	case !l.MayFollow(before):
		return false
	}
	kind := grammar.KindOf(l.Text)
	switch grammar.Beginning(text) {
	case grammar.System:
		return kind == grammar.Other
	case grammar.Code:
		return kind == grammar.Hex && !strings.Contains(l.Text, ":")
	case grammar.Registers:
		return kind == grammar.Frame && (strings.HasSuffix(text, ">]") || strings.HasSuffix(text, ":"))
	}
	return false
}

// lacksEnd tells lines that cannot end as they do: a WARNING without its place, a frame
// of arm without its caller.
//
//	WARNING: CPU: 0 PID: 1 at
//	[<8076e810>] (dump_stack+0x78/0x8c) from [<800346a0>]
func lacksEnd(text, next string) bool {
	return strings.HasPrefix(text, "WARNING: ") && strings.HasSuffix(text, " at") && strings.Contains(next, ".c:") ||
		strings.HasSuffix(text, ">]") && strings.Contains(text, ") from [<") && strings.HasPrefix(next, "(")
}

func (x *decoding) isHeader(n int) bool {
	return slices.ContainsFunc(x.r.Hits, func(h class.Hit) bool { return h.At.N == n })
}

// rematch asks the headers once more, of the whole lines: what they say may have
// stood in the second half.
func (x *decoding) rematch() {
	r := *x.r
	r.Hits = slices.Clone(r.Hits)
	x.r = &r
	for i := range r.Hits {
		h := &r.Hits[i]
		at := slices.IndexFunc(x.lines, func(l crash.BodyLine) bool { return l.N == h.At.N })
		if at < 0 || x.lines[at].Text == h.At.Text || h.Header == nil {
			continue
		}
		text := x.lines[at].Text
		if g := h.Match(text); len(g) >= len(h.Groups) {
			h.Groups, h.At.Text = g, text
		}
		for _, m := range class.Matchers() { // a half may be another, plainer header
			if g := m.Match(text); m.Rank < h.Rank && m.Role == h.Role && strings.Contains(text, m.Literal) && g != nil {
				h.Matcher, h.Groups, h.At.Text = m, g, text
			}
		}
	}
	x.class = cmp.Or(class.Best(r.Hits), x.class)
}
