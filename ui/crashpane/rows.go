package crashpane

import (
	"strconv"
	"strings"

	"charm.land/lipgloss/v2"

	"oopscope/parse/letter"
	"oopscope/ui/cell"
	"oopscope/ui/theme"
)

// maxText is the most that is shown of one text. A garbled line can be as long
// as the capture; the stream beside has all of it.
const maxText = 4096

// A Span is a piece of text in one style. The style points into the theme, so
// that another theme needs no new rows.
type Span struct {
	Text  string
	Style *lipgloss.Style
}

// A row is one line of the pane before the window is cut out of it.
type row struct {
	spans []Span
	item  int // index into the items; -1 for a blank row, which nobody selects
}

// An item is what the selection stands on: one or more rows that say one thing.
type item struct {
	section     string // id of the section
	key         string // the same for the same thing in a newer snapshot
	target      int    // console line that proves it; 0 when none does
	first, last int    // rows
}

// rowBuilder lays items out as rows of a given width. Everything the board said
// passes through clean here, on its way in, and nowhere else.
type rowBuilder struct {
	th      *theme.Theme
	w       int
	rows    []row
	items   []item
	section string
	serial  int // items of this section so far, for keys
}

// enter begins a section.
func (b *rowBuilder) enter(id string) { b.section, b.serial = id, 0 }

// begin adds an item; an empty key is replaced by its place in the section.
func (b *rowBuilder) begin(key string, target int) {
	if key == "" {
		key = "#" + strconv.Itoa(b.serial)
	}
	b.serial++
	b.items = append(b.items, item{b.section, key, target, len(b.rows), len(b.rows)})
}

// push adds one row to the present item.
func (b *rowBuilder) push(spans []Span) {
	n := len(b.items) - 1
	b.items[n].last = len(b.rows)
	b.rows = append(b.rows, row{spans: spans, item: n})
}

// blank separates; it never comes first nor twice.
func (b *rowBuilder) blank() {
	if n := len(b.rows); n > 0 && b.rows[n-1].item >= 0 {
		b.rows = append(b.rows, row{item: -1})
	}
}

// line adds an item of exactly one row; what does not fit is cut with "…".
func (b *rowBuilder) line(key string, target int, spans ...Span) {
	b.begin(key, target)
	b.push(cutSpans(cleanSpans(spans), b.w))
}

// text adds an item that wraps on words. The lead stands before the first row
// as it is; the rows after it hang by the given indent.
func (b *rowBuilder) text(key string, target int, lead []Span, hang int, spans ...Span) {
	b.begin(key, target)
	lead = cleanSpans(lead)
	hang = clamp(hang, 0, b.w/2)
	for i, l := range wrapWords(cleanSpans(spans), b.w-widthOf(lead), b.w-hang) {
		if i == 0 {
			b.push(append(append([]Span{}, lead...), l...))
			continue
		}
		b.push(append([]Span{{strings.Repeat(" ", hang), &b.th.Text}}, l...))
	}
}

// word is what a line is never broken inside of, as long as it fits at all.
type word struct {
	parts []Span
	w     int
}

// wrapWords fills lines with words: the first line is first cells wide, the
// others rest. There is always at least one line.
func wrapWords(spans []Span, first, rest int) [][]Span {
	rest = max(rest, 1)
	var (
		lines = [][]Span{nil}
		used  int
		room  = first
	)
	next := func() { lines, used, room = append(lines, nil), 0, rest }
	for _, w := range words(spans) {
		if used > 0 && used+1+w.w > room || used == 0 && w.w > room && len(lines) == 1 && w.w <= rest {
			next()
		}
		for used == 0 && w.w > room && room > 0 {
			head, tail := w.cut(room)
			if head.w == 0 {
				break // not even one wide rune fits
			}
			lines[len(lines)-1] = head.parts
			w = tail
			next()
		}
		at := len(lines) - 1
		if used > 0 {
			lines[at] = append(lines[at], Span{" ", w.parts[0].Style})
			used++
		}
		lines[at] = append(lines[at], w.parts...)
		used += w.w
	}
	return lines
}

// words splits spans at spaces; parts of different style that touch are one word.
func words(spans []Span) []word {
	var out []word
	open := false
	for _, s := range spans {
		for i, f := range strings.Split(s.Text, " ") {
			if i > 0 {
				open = false
			}
			if f == "" {
				continue
			}
			if !open {
				out = append(out, word{})
				open = true
			}
			w := &out[len(out)-1]
			w.parts = append(w.parts, Span{f, s.Style})
			w.w += cell.Width(f)
		}
	}
	return out
}

// cut takes at most n cells off the front of a word that is too long for any
// line, behind a separator where one is near the end.
func (w word) cut(n int) (head, tail word) {
	var (
		cells, hardCell   int
		hardPart, hardAt  = -1, 0
		softPart, softAt  = -1, 0
		softCell, softMin = 0, n / 2
	)
scan:
	for pi, p := range w.parts {
		for at := 0; at < len(p.Text); {
			drawn, size, w := cell.Next(p.Text[at:])
			if cells+w > n {
				break scan
			}
			cells += w
			at += size
			hardPart, hardAt, hardCell = pi, at, cells
			if cells > softMin && strings.Contains("_/+.,:;-=|&", drawn) {
				softPart, softAt, softCell = hardPart, hardAt, cells
			}
		}
	}
	if softPart >= 0 {
		hardPart, hardAt, hardCell = softPart, softAt, softCell
	}
	if hardPart < 0 {
		return word{}, w
	}
	head = word{append([]Span{}, w.parts[:hardPart]...), hardCell}
	head.parts = append(head.parts, Span{w.parts[hardPart].Text[:hardAt], w.parts[hardPart].Style})
	if rest := w.parts[hardPart].Text[hardAt:]; rest != "" {
		tail.parts = append(tail.parts, Span{rest, w.parts[hardPart].Style})
	}
	tail.parts = append(tail.parts, w.parts[hardPart+1:]...)
	tail.w = widthOf(tail.parts)
	return head, tail
}

// cutSpans shortens a line to n cells, the loss marked with "…".
func cutSpans(spans []Span, n int) []Span {
	if widthOf(spans) <= n {
		return spans
	}
	var out []Span
	for _, s := range spans {
		if w := cell.Width(s.Text); w < n {
			out = append(out, s)
			n -= w
			continue
		}
		return append(out, Span{cell.CutEnd(s.Text+"…", n), s.Style})
	}
	return out
}

func widthOf(spans []Span) int {
	n := 0
	for _, s := range spans {
		n += cell.Width(s.Text)
	}
	return n
}

func cleanSpans(spans []Span) []Span {
	out := make([]Span, 0, len(spans))
	for _, s := range spans {
		if len(s.Text) > maxText {
			s.Text = letter.Clip(s.Text, maxText)
		}
		if t := cell.Clean(s.Text); t != "" {
			out = append(out, Span{t, s.Style})
		}
	}
	return out
}

func clamp(n, lo, hi int) int { return max(lo, min(n, hi)) }
