package stage

import (
	"bytes"
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// noMargins has the whole screen scroll again, however high it is by then.
const noMargins = "\x1b[r"

// A shift is rows that moved: those from top to bottom went up by so many rows,
// or down where it is below zero.
type shift struct{ top, bottom, by int }

// gained is how many rows a shift has to save to be worth its while.
const gained = 2

// scrolled finds what a view has from the one before at other places.
func scrolled(was, is []string) (best shift) {
	saved := gained
	if changed(was, is) <= gained {
		return best
	}
	for by := 1 - len(is); by < len(is); by++ {
		if by == 0 {
			continue
		}
		for y, n, from := max(0, -by), 0, -1; y <= len(is); y++ {
			if y < len(is) && y+by < len(is) && y+by >= 0 && is[y] == was[y+by] {
				if from < 0 {
					from, n = y, 0
				}
				if is[y] != was[y] && strings.TrimRight(is[y], " ") != "" {
					n++
				}
				continue
			}
			if from >= 0 && n > saved {
				saved, best = n, shift{min(from, from+by), max(y, y+by) - 1, by}
			}
			from = -1
		}
	}
	return best
}

func changed(was, is []string) (n int) {
	for y := range is {
		if is[y] != was[y] {
			n++
		}
	}
	return n
}

// write makes a terminal do it: what is at an edge of the margins moves them all.
func (s shift) write(out *bytes.Buffer) {
	out.WriteString(ansi.SetTopBottomMargins(s.top+1, s.bottom+1))
	if s.by > 0 {
		out.WriteString(ansi.CursorPosition(1, s.bottom+1) + strings.Repeat("\n", s.by))
	} else {
		out.WriteString(ansi.CursorPosition(1, s.top+1) + strings.Repeat(ansi.ReverseIndex, -s.by))
	}
	out.WriteString(noMargins)
}

// move does it to the rows.
func (s shift) move(rows []string) {
	part := rows[s.top : s.bottom+1]
	if s.by > 0 {
		clear(part[copy(part, part[s.by:]):])
		return
	}
	copy(part[-s.by:], part)
	clear(part[:-s.by])
}
