package decode

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"oopscope/parse/arch"
	"oopscope/parse/ascii"
	"oopscope/parse/class"
	"oopscope/parse/crash"
	"oopscope/parse/grammar"
)

// leastJoined is how many lines must be broken before any is put together: one
// may be what a shell wrote in between, but for one that cannot end as it does.
const leastJoined = 2

// unwrap puts together the lines that a mailer or a terminal broke in two. The
// crash keeps them as they came; what is read are the whole ones. Where one line
// is longer than the width, nobody broke the others.
func (x *decoding) unwrap() {
	body := x.c.Body
	x.lines = body
	var lines []crash.BodyLine // from the first that was broken on: hardly ever
	first, joined, sure, rest := 0, 0, false, false
	fit := !slices.ContainsFunc(body, func(l crash.BodyLine) bool { return !l.Fits() && !x.isHeader(l.N) }) // a header came whole
	var last *crash.BodyLine
	for i := range body {
		l := unquoted(body, i)
		torn := i > 0 && l.Micro < 0 && l.N == body[i-1].N+1 && lacksEnd(last.Text, l.Text)
		rest = i > 0 && fit && l.Continues(&body[i-1], rest)
		if i == 0 || !torn && !rest && !(fit && goesOn(last.Text, &body[i-1], l)) {
			if last = l; lines != nil {
				lines = append(lines, *l)
				last = &lines[len(lines)-1]
			}
			continue
		}
		if joined++; first == 0 {
			first = l.N
		}
		if lines == nil {
			lines = whole(body, i)
			last = &lines[i-1]
		}
		sure = sure || torn
		last.Text = body[i-1].Rejoin(last.Text, l)
	}
	if joined < leastJoined && !sure {
		return
	}
	x.lines = lines
	x.rematch()
	words := fmt.Sprintf("%d lines were broken in two on their way here; they are put together", joined)
	x.problems = append(x.problems, crash.Problem{Kind: crash.Wrapped, Line: first, Text: words})
}

// whole is a copy of the first n lines, none of which is the rest of another one.
func whole(body []crash.BodyLine, n int) []crash.BodyLine {
	lines := make([]crash.BodyLine, n, len(body))
	for i := range lines {
		lines[i] = *unquoted(body, i)
	}
	return lines
}

// unquoted is a line without the marks of a quotation that the one before it begins with
// as well: of the prefix in front of a report's lines the rest of a broken one has no more.
func unquoted(body []crash.BodyLine, i int) *crash.BodyLine {
	l, before := &body[i], body[max(i, 1)-1].Raw
	marks := before[:len(before)-len(strings.TrimLeft(before, "> |"))]
	rest, ok := strings.CutPrefix(l.Text, marks)
	if marks == "" || !ok || l.Text != l.Raw {
		return l
	}
	plain := *l
	plain.Text = rest
	return &plain
}

// goesOn tells by what a text says that the next line is its rest, where no time
// tells the beginnings of lines: it is a list, or wants a place, and what follows
// would stand nowhere in a report by itself. A header may have any line behind it.
func goesOn(text string, before, l *crash.BodyLine) bool {
	if !l.MayFollow(before) {
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

// lacksEnd tells lines that cannot end as they do: a header without its place or its
// CPU, a frame without its function, or on arm its caller, a lock that nobody takes, the
// line of the CPU, or lockdep's, in the middle of what it says of the kernel.
//
//	WARNING: CPU: 0 PID: 1 at
//	kernel BUG at
//	[<8076e810>] (dump_stack+0x78/0x8c) from [<800346a0>]
//	ffffffff83487870 (cpu_hotplug_lock){++++}-{0:0}, at:
//	CPU: 0 PID: 111 Comm: pump Tainted: G    B
func lacksEnd(text, next string) bool {
	text, next = strings.TrimRight(text, " "), strings.TrimLeft(next, " ")
	if next == "" {
		return false
	}
	switch {
	case lacksPlace(text, next):
		return true
	case strings.HasSuffix(text, ">]"):
		_, _, named := arch.ParseSymbol(next)
		return strings.Contains(text, ") from [<") && next[0] == '(' || named && strings.LastIndexByte(text, '[') <= 1
	case strings.HasSuffix(text, "]") && !strings.Contains(text, "+0x") && grammar.KindOf(text) == grammar.Frame: // powerpc's
		_, _, named := arch.ParseSymbol(next)
		return named
	case strings.HasSuffix(text, "}, at:"):
		return grammar.KindOf(next) == grammar.Frame
	case next[0] == '(' && strings.HasSuffix(next, ")") && !strings.Contains(text, "("): // s390's place
		_, _, named := arch.ParseSymbol(next[1:])
		return named && grammar.KindOf(text) == grammar.Registers
	case strings.Contains(text, ": page allocation failure") && strings.HasSuffix(text, ","):
		return strings.HasPrefix(next, "mode:0x")
	case strings.HasSuffix(text, " Not"):
		return strings.HasPrefix(next, "tainted")
	}
	return lacksKernel(text, next)
}

// lacksPlace tells a header without what it is about.
func lacksPlace(text, next string) bool {
	switch {
	case strings.HasSuffix(text, "BUG at"), strings.HasPrefix(text, "WARNING: ") && strings.HasSuffix(text, " at"):
		return strings.Contains(next, ".c:") || strings.Contains(next, ".h:")
	case strings.HasSuffix(text, "BUG:"):
		return strings.HasPrefix(next, "soft lockup")
	}
	return false
}

// lacksKernel tells the CPU's line that ends in front of the kernel's release.
func lacksKernel(text, next string) bool {
	_, _, who := grammar.CPU(text)
	if !who || !strings.Contains(next, " #") {
		return false
	}
	flags := strings.HasSuffix(text, "Tainted:") || taintsOnly(text)
	if flags { // broken between two of the letters
		next = strings.TrimLeft(next, " \tABCDEFGHIJKLMNOPQRSTUVWXYZ")
	}
	return (flags || strings.HasSuffix(text, "ainted")) && next != "" && ascii.IsDigit(next[0])
}

// taintsOnly tells a line that ends with the letters of the taint flags.
func taintsOnly(text string) bool {
	_, flags, ok := strings.Cut(text, "Tainted: ")
	return ok && strings.Trim(flags, " ABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""
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
