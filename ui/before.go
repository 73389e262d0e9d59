package ui

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"oopscope/parse"
	"oopscope/parse/compare"
	"oopscope/ui/book"
	"oopscope/ui/scrollback"
)

// What is unusual of the lines before a crash, held against other boots of the session.

// How much of other boots is read for that.
const (
	bootsBeside   = 12   // the nearest ones
	linesOfOthers = 5000 // of each, from its beginning and from its end
)

// A stretch is the lines of a boot, end exclusive.
type stretch struct {
	first, end int
	alike      bool // it ended in the same crash
}

// besides are the boots beside one, up to the same crash where they have that. Lines is
// the number of the last line.
func besides(boots []parse.Boot, at, lines int, b *book.Book, c *parse.Crash) (list []stretch) {
	first := max(min(at-bootsBeside, len(boots)-1-bootsBeside), 0)
	for i := first; i < len(boots) && len(list) < bootsBeside; i++ {
		if i == at {
			continue
		}
		s := stretch{first: boots[i].First, end: lines + 1}
		if i+1 < len(boots) {
			s.end = boots[i+1].First
		}
		if r := b.AgainIn(boots[i].N, c); r != nil {
			s.end, s.alike = r.Crash.First, true
		}
		list = append(list, s)
	}
	return list
}

// lookBefore reads the lines and compares them.
func lookBefore(ctx context.Context, source Scroll, reports *book.Book, c *parse.Crash, own stretch, others []stretch) tea.Cmd {
	read := func(s stretch, each func(*compare.Line)) { // of a long boot its beginning and its end
		end := min(s.end, s.first+linesOfOthers)
		for _, part := range [][2]int{{s.first, end}, {max(end, s.end-linesOfOthers), s.end}} {
			lines, _, _ := scrollback.Between(ctx, source, part[0], part[1], linesOfOthers) // what cannot be read tells nothing
			for i := range lines {
				each(lineOf(&lines[i], reports))
			}
		}
	}
	return func() tea.Msg {
		var before []compare.Line
		read(own, func(l *compare.Line) { before = append(before, *l) })
		var digests []*compare.Digest
		for _, s := range others {
			d := &compare.Digest{Alike: s.alike}
			read(s, d.Add)
			digests = append(digests, d)
		}
		return beforeMsg{c, compare.Unusual(before, digests)}
	}
}

// lineOf is a line as boots are compared: those of reports are compared by the reports'
// first lines.
func lineOf(l *parse.Line, reports *book.Book) *compare.Line {
	r := reports.Covering(l.N)
	return &compare.Line{N: l.N, Micro: l.Micro, Text: l.Said(), OfReport: r != nil && r.IsCrash() && l.N != r.Crash.First}
}
