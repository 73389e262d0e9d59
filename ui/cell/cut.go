package cell

// Width returns how many cells text takes.
func Width(s string) int {
	n := 0
	for s != "" {
		_, size, cells := Next(s)
		n += cells
		s = s[size:]
	}
	return n
}

// Split cuts text where w cells are full.
func Split(s string, w int) (head, tail string) {
	used := 0
	for i := 0; i < len(s); {
		_, n, cells := Next(s[i:])
		if used += cells; used > w {
			return s[:i], s[i:]
		}
		i += n
	}
	return s, ""
}

// CutEnd shortens text to w cells, and shows that it did.
func CutEnd(s string, w int) string {
	if w < 1 {
		return ""
	}
	if _, tail := Split(s, w); tail == "" {
		return s
	}
	head, _ := Split(s, w-1)
	return head + "…"
}

// CutMiddle shortens text to w cells, keeping its beginning and its end: of a
// path both tell more than the middle.
func CutMiddle(s string, w int) string {
	all := Width(s)
	if all <= w || w < 8 {
		return s
	}
	head, tail := Split(s, w/3)
	for Width(tail) > w-1-Width(head) {
		_, n, _ := Next(tail)
		tail = tail[n:]
	}
	return head + "…" + tail
}

// LineEnd returns how many cells of a row stand on a line of at most w. No
// letter is torn but one that is wider than a line.
func LineEnd(row []Glyph, w int) int {
	w = max(w, 1)
	if len(row) <= w {
		return len(row)
	}
	for n := w; n > 0; n-- {
		if row[n].Rune != 0 {
			return n
		}
	}
	return w
}

// Wrap cuts a row into lines. There is always one.
func Wrap(row []Glyph, w int) (lines [][]Glyph) {
	for n := LineEnd(row, w); n < len(row); n = LineEnd(row, w) {
		lines = append(lines, row[:n])
		row = row[n:]
	}
	return append(lines, row)
}
