package logpane

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"oopscope/parse"
	"oopscope/ui/book"
	"oopscope/ui/cell"
	"oopscope/ui/match"
	"oopscope/ui/theme"
	"oopscope/ui/uitest"
)

func logOf(w, h int, lines ...string) *Pane {
	p := New(theme.New(), &book.Book{}, nil)
	p.beside = true // with a gutter
	p.SetSize(w, h)
	var b parse.Batch
	for i, l := range lines {
		b.Lines = append(b.Lines, parse.Line{N: i + 1, Raw: []byte(l), Micro: -1, Level: -1})
	}
	p.Append(&b)
	return p
}

// viewed is what a view shows, without colours; every row of it has w cells.
func viewed(t *testing.T, view string, w int) []string {
	t.Helper()
	rows := strings.Split(view, "\n")
	for i, r := range rows {
		uitest.Harmless(t, r)
		if got := ansi.StringWidthWc(r); got != w {
			t.Errorf("row %d has %d cells, not %d: %q", i, got, w, r)
		}
		rows[i] = strings.TrimRight(strings.ReplaceAll(ansi.Strip(r), "\u200e", ""), " ")
	}
	return rows
}

func TestEveryScriptIsShown(t *testing.T) {
	p := logOf(60, len(uitest.Scripts), uitest.Scripts...)
	for i, r := range viewed(t, p.View(), 60) {
		got := strings.ReplaceAll(strings.TrimSpace(r), " ", "") // an emoji may have room behind it
		if want := strings.ReplaceAll(uitest.Scripts[i], " ", ""); got != want {
			t.Errorf("%q is shown as %q", uitest.Scripts[i], got)
		}
	}
}

// TestNoLetterIsTorn scrolls over every column at every width: a letter is
// there with all its parts, or not at all, and rows keep their width.
func TestNoLetterIsTorn(t *testing.T) {
	for _, line := range uitest.Scripts {
		parts := map[string]bool{" ": true, "›": true}
		for rest := line; rest != ""; {
			l := cell.First(rest)
			parts[l] = true
			rest = rest[len(l):]
		}
		for w := 3; w < 30; w++ {
			p := logOf(w, 40, line)
			for _, wrap := range []bool{true, false} {
				for p.wrap, p.left = wrap, 0; p.left < 60; p.left++ {
					for _, r := range viewed(t, p.View(), w) {
						for rest := r; rest != ""; {
							l := cell.First(rest)
							if !parts[l] {
								t.Fatalf("%d columns from column %d on, wrapped %v: %q shows %q", w, p.left, wrap, line, l)
							}
							rest = rest[len(l):]
						}
					}
					if wrap {
						break
					}
				}
			}
		}
	}
}

func TestWrappedLinesKeepAllLetters(t *testing.T) {
	for _, line := range uitest.Scripts {
		p := logOf(16, 20, line)
		p.wrap = true
		got := strings.ReplaceAll(strings.Join(viewed(t, p.View(), 16), ""), " ", "")
		if want := strings.ReplaceAll(line, " ", ""); got != want {
			t.Errorf("%q wraps to %q", line, got)
		}
	}
}

func TestAHitCoversWholeLetters(t *testing.T) {
	p := logOf(40, 1, "a 👨‍👩‍👧 b e\u0301x")
	for search, want := range map[string]string{"👩": "👨‍👩‍👧", "e": "e\u0301", "b e\u0301": "b e\u0301", "👨‍👩‍👧 b": "👨‍👩‍👧 b"} {
		m, err := match.New(search, false)
		if err != nil {
			t.Fatal(err)
		}
		p.search = m
		hit := cell.InkOf(p.th.Match)
		var b strings.Builder
		for _, g := range p.litCells(0) {
			if g.Ink == hit && g.Rune != 0 {
				b.WriteString(g.String())
			}
		}
		if b.String() != want {
			t.Errorf("a search for %q marks %q, want %q", search, b.String(), want)
		}
	}
}

func TestTheBoardsCursorStandsBehindItsLetters(t *testing.T) {
	for _, c := range []struct {
		partial string
		x, y    int
	}{
		{"", 0, 0}, {"# 串", 4, 0}, {"# 👨‍👩‍👧", 8, 0}, {"12345678串", 0, 1}, {"123456789串x", 3, 1}, {"1234567890", 0, 1}, {"# é", 3, 0}, {"# 串\b", 3, 0},
	} {
		p := logOf(gutterWidth+10, 5)
		p.typing, p.partial = true, c.partial
		viewed(t, p.View(), gutterWidth+10)
		if p.cursorX != gutterWidth+c.x || p.cursorY != c.y || !p.cursorSeen {
			t.Errorf("behind %q the cursor is at %d, %d, want %d, %d", c.partial, p.cursorX-gutterWidth, p.cursorY, c.x, c.y)
		}
	}
}
