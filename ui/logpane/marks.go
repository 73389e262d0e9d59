package logpane

import (
	"maps"
	"slices"

	"oopscope/console/link"
)

// Marks stand on lines by their number, whether the lines are still here or not.

// Mark returns the mark on a line.
func (p *Pane) Mark(line int) (m link.Mark, ok bool) {
	m, ok = p.marks[line]
	return m, ok
}

// SetMark puts a mark on its line, or takes away one that is gone.
func (p *Pane) SetMark(m link.Mark) {
	if p.marks[m.Line] = m; m.Gone {
		delete(p.marks, m.Line)
	}
}

// Marks returns those from one line to another, in order.
func (p *Pane) Marks(first, last int) (marks []link.Mark) {
	for _, n := range slices.Sorted(maps.Keys(p.marks)) {
		if n >= first && n <= last {
			marks = append(marks, p.marks[n])
		}
	}
	return marks
}

// MarkHere returns the number of the marked line at the cursor, or the nearest above it.
func (p *Pane) MarkHere() int {
	line, ok := p.Line()
	if !ok {
		return 0
	}
	n, _ := p.markFor(line.N)
	return n
}

// NextMark returns the first marked line below the cursor, from the top again
// when there is none.
func (p *Pane) NextMark() (n int, ok bool) {
	line, ok := p.Line()
	if !ok || len(p.marks) == 0 {
		return 0, false
	}
	lines := slices.Sorted(maps.Keys(p.marks))
	i, found := slices.BinarySearch(lines, line.N)
	if found {
		i++
	}
	return lines[i%len(lines)], true
}
