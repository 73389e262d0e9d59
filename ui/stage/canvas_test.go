package stage

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/vt"
)

const testW, testH = 60, 12

// pictured is what a terminal shows that was sent bytes, with the styles.
func pictured(e *vt.Emulator) string {
	var b strings.Builder
	for y := range testH {
		for x := range testW {
			if c := e.CellAt(x, y); c != nil && c.Content != "" && (c.Content != " " || !c.Style.IsZero()) {
				b.WriteString(c.Style.String() + c.Content)
			} else {
				b.WriteString("\x1b[m ")
			}
		}
		b.WriteByte('\n')
	}
	at := e.CursorPosition()
	return fmt.Sprint(b.String(), at.X, at.Y)
}

// randomRow is a row as ui/cell paints it: of letters that take one and two cells,
// with styles that each begin anew.
func randomRow(dice *rand.Rand, w int) string {
	var b strings.Builder
	for column := 0; column < w; {
		switch n := dice.IntN(12); {
		case n == 0:
			fmt.Fprintf(&b, "\x1b[0;%d;%dm", 30+dice.IntN(8), 40+dice.IntN(8))
		case n == 1 && column+2 <= w:
			b.WriteString("\u65e5")
			column += 2
		case n == 2:
			b.WriteString("\u2502")
			column++
		case n == 3:
			b.WriteString("\x1b[0m" + strings.Repeat(" ", w-column))
			return b.String()
		default:
			b.WriteByte("ab "[dice.IntN(3)])
			column++
		}
	}
	return b.String() + "\x1b[0m"
}

// nextRows changes a view the way views change: some rows, a line that grows, lines
// that scroll beside a pane that stands, or all.
func nextRows(dice *rand.Rand, rows []string) []string {
	rows = append([]string(nil), rows...)
	top := dice.IntN(4)
	n := 1 + dice.IntN(6)
	switch dice.IntN(5) {
	case 0:
		rows[dice.IntN(testH)] = randomRow(dice, testW)
	case 1:
		copy(rows[top:], rows[top+n:testH-2])
		for y := testH - 2 - n; y < testH-2; y++ {
			rows[y] = randomRow(dice, testW)
		}
	case 2:
		copy(rows[top+n:testH-2], rows[top:])
		for y := top; y < top+n; y++ {
			rows[y] = randomRow(dice, testW)
		}
	case 3:
		for y := range rows {
			rows[y] = randomRow(dice, 30) + "\x1b[0;7m\u2502\x1b[0m" + fmt.Sprintf("pane %-24d", y)
		}
	default:
		rows[top] = strings.Repeat("x", dice.IntN(testW)) + strings.Repeat(" ", testW)
		rows[top] = rows[top][:testW]
	}
	return rows
}

// TestACanvasDrawsWhatItIsGiven holds each of many frames, drawn upon the one
// before, to what the frame alone draws on an empty terminal.
func TestACanvasDrawsWhatItIsGiven(t *testing.T) {
	for seed := range uint64(3) {
		dice := rand.New(rand.NewPCG(seed, 3))
		e := vt.NewEmulator(testW, testH)
		c := canvas{w: e, colours: palette{profile: colorprofile.TrueColor}}
		c.begin()
		rows := make([]string, testH)
		for y := range rows {
			rows[y] = strings.Repeat(" ", testW)
		}
		for n := range 100 {
			rows = nextRows(dice, rows)
			f := frame{anew: n == 0 || dice.IntN(50) == 0, profile: colorprofile.TrueColor, synced: n%2 == 0}
			f.Content, f.Cursor = strings.Join(rows, "\n"), tea.NewCursor(dice.IntN(testW), dice.IntN(testH))
			c.draw(&f)
			alone := vt.NewEmulator(testW, testH)
			fmt.Fprintf(alone, "%s\x1b[%d;%dH", strings.ReplaceAll(f.Content, "\n", "\r\n"), f.Cursor.Y+1, f.Cursor.X+1)
			if got, want := pictured(e), pictured(alone); got != want {
				t.Fatalf("seed %d, frame %d:\n%s\x1b[m\nwant\n%s\x1b[m\n", seed, n, got, want)
			}
		}
	}
}

// Lines that scroll are moved, one more letter is one more letter, and what stands
// beside is left alone.
func TestACanvasWritesLittle(t *testing.T) {
	var out bytes.Buffer
	c := canvas{w: &out}
	rows := make([]string, testH)
	for y := range rows {
		rows[y] = fmt.Sprintf("[ %4d.000000] a line of the board, some words long %7d", y, y)
		rows[y] += strings.Repeat(" ", testW-len(rows[y])%testW)[:testW-len(rows[y])]
	}
	costs := func(what string, most int) {
		t.Helper()
		out.Reset()
		c.draw(&frame{View: tea.View{Content: strings.Join(rows, "\n")}, profile: colorprofile.TrueColor})
		if out.Len() > most {
			t.Errorf("%s takes %d bytes: %q", what, out.Len(), out.String())
		}
	}
	costs("the first frame", testH*(testW+12)+40)
	copy(rows[1:], rows[3:])
	rows[testH-2], rows[testH-1] = strings.Repeat("n", testW), strings.Repeat("m", testW)
	costs("a scroll by two lines", 2*testW+60)
	rows[3] = rows[3][:40] + "x" + rows[3][41:]
	costs("a letter", 30)
	for y := range rows {
		rows[y] = "log\x1b[0;7m|\x1b[0m" + strings.Repeat("-", testW-4)
	}
	costs("a pane that opens", testH*(testW+30)+40)
	rows[7] = "dog" + rows[7][3:]
	costs("a letter beside a pane", 30)
	costs("nothing", 0)
}

// A terminal of few colours gets those, of whatever number of styles.
func TestColoursThatTheTerminalKnows(t *testing.T) {
	p := palette{profile: colorprofile.ANSI}
	var out bytes.Buffer
	p.paint(&out, "a\x1b[0;38;2;255;0;0mred\x1b[0m \x1b[0;1;38;5;196mred\x1b[0mz")
	if got, want := out.String(), "a\x1b[;91mred\x1b[m \x1b[;1;91mred\x1b[mz"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	for n := range 3 * coloursKnown {
		p.style(fmt.Sprintf("\x1b[0;38;2;%d;%d;7m", n%256, n/256))
	}
	if len(p.known) > coloursKnown {
		t.Errorf("%d styles are kept", len(p.known))
	}
}

// What cells lead to is told by OSC 8, never by the number that stands for it, and it
// ends with the row at the latest.
func TestCellsThatLeadSomewhere(t *testing.T) {
	for _, profile := range []colorprofile.Profile{colorprofile.TrueColor, colorprofile.ANSI, colorprofile.Ascii} {
		var out bytes.Buffer
		c := canvas{w: &out, colours: palette{links: func(code int) (string, bool) { return "file://host/a.c", code == 60001 }}}
		blank := strings.Repeat(" ", testW)
		rows := slices.Repeat([]string{blank}, testH)
		draw := func() string {
			out.Reset()
			c.draw(&frame{View: tea.View{Content: strings.Join(rows, "\n")}, profile: profile})
			return out.String()
		}
		draw()
		rows[2] = "at \x1b[0;38;5;117;60001ma.c:3" + strings.Repeat(" ", testW-8) + "\x1b[0m"
		got := draw()
		open, end := strings.Index(got, "\x1b]8;id=60001;file://host/a.c"), strings.LastIndex(got, "\x1b]8;;")
		if open < 0 || end < open || strings.Contains(got, ";60001m") {
			t.Errorf("%v: the link is drawn as %q", profile, got)
		}
		rows[2] = "at \x1b[0;38;5;117;60001ma.c:4" + strings.Repeat(" ", testW-8) + "\x1b[0m" // in the middle of it
		if got = draw(); strings.Count(got, "\x1b]8;") != 2 {
			t.Errorf("%v: a letter of the link is drawn as %q", profile, got)
		}
		rows[2] = "at \x1b[0;60002mb.c\x1b[0m" + strings.Repeat(" ", testW-6)
		if got = draw(); strings.Contains(got, "60002") || strings.Contains(got, "file:") {
			t.Errorf("%v: what leads nowhere is drawn as %q", profile, got)
		}
	}
}
