package ui

import (
	"fmt"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"oopscope/parse"
	"oopscope/ui/cell"
)

// Eighty columns of the board are eighty columns on a terminal of that width,
// in every mode, and what the board is told is what is there.
func TestNothingIsClippedAt80(t *testing.T) {
	full := strings.Repeat("0123456789", 8)
	for _, c := range []struct{ w, cols int }{{80, 80}, {81, 81}, {82, 80}, {83, 81}, {60, 58}, {200, 198}} {
		for _, typing := range []bool{true, false} {
			a, b := typingApp(t, "", liveLine)
			a.Update(tea.WindowSizeMsg{Width: c.w, Height: 24})
			if !typing {
				a.press("ctrl+t", "esc")
			}
			a.receive(lines(1, full, "short"))
			a.receive(&parse.Batch{Partial: []byte(full[:79])})
			a.Update(tickMsg{})
			exact(t, a)
			if n := strings.Count(a.text(), full); c.w >= 80 && n != 1 {
				t.Errorf("%d columns, typing %v: 80 are not seen:\n%s", c.w, typing, a.text())
			}
			a.press("ctrl+t", "W", "y")
			if got, want := string(b.sent), fmt.Sprintf("stty rows 21 cols %d\r", c.cols); got != want {
				t.Errorf("%d columns: the board was told %q, want %q", c.w, got, want)
			}
			if cols, _ := a.term.Size(); cols != c.cols || !a.term.Fits() {
				t.Errorf("%d columns: the full screen has %d of them, all seen: %v", c.w, cols, a.term.Fits())
			}
		}
	}
}

// sizedBench is a line that tells the board its size by itself.
type sizedBench struct {
	*bench
	told []string
}

func (b *sizedBench) Resize(cols, rows int) {
	if s := fmt.Sprintf("%dx%d", cols, rows); len(b.told) == 0 || b.told[len(b.told)-1] != s {
		b.told = append(b.told, s)
	}
}

func TestTheSizeToldFollowsTheLayout(t *testing.T) {
	a, b := typingApp(t, "", liveLine)
	sized := &sizedBench{bench: b}
	a.cfg.Console = sized
	a.Update(tickMsg{})
	a.carry(a.receive(capture(t)))
	a.Update(tickMsg{})
	a.Update(tea.WindowSizeMsg{Width: 120, Height: 40})
	a.press("ctrl+t", "X")
	if got := strings.Join(sized.told, " "); got != "80x21 80x9 61x37 118x37" {
		t.Errorf("told %s", got)
	}
}

// While typing long lines wrap, as on every terminal.
func TestATerminalWraps(t *testing.T) {
	a, _ := typingApp(t, "", liveLine)
	a.receive(lines(1, strings.Repeat("0123456789", 9)+"END"))
	a.Update(tickMsg{})
	sees(t, a, "\n0123456789END ")
	a.press("ctrl+t", "esc")
	lacks(t, a, "END")
}

// Without a gutter the first cell of a line tells what stood there.
func TestMarksWithoutAGutter(t *testing.T) {
	a, _ := loaded(t, 80, 24)
	a.press("c", "j", "m")
	a.write("here")
	a.press("enter", "j")
	a.View()
	ink := func(n int) cell.Ink {
		for y := range a.log.Height() {
			if at, ok := a.log.LineAt(y); ok && at == n {
				var s cell.Line
				s.Play(a.screen()[1+y])
				if s.Row[0].Rune == '[' { // not a rule before it or a remark below
					return s.Row[0].Ink
				}
			}
		}
		t.Fatalf("line %d is not on the screen", n)
		return cell.Ink{}
	}
	panicked := cell.InkOf(a.th.Severity(parse.Panic))
	if k := ink(1); k.FG != panicked.FG || k.Attr&cell.Reverse == 0 {
		t.Errorf("the first line of the crash begins with %+v", k)
	}
	for n, what := range map[int]string{2: "marked", 3: "the cursor's"} {
		if k := ink(n); k.Attr&cell.Reverse == 0 || k.FG == panicked.FG {
			t.Errorf("the line that is %s begins with %+v", what, k)
		}
	}
	if k := ink(4); k.FG != panicked.FG || k.Attr&cell.Bold == 0 || k.Attr&cell.Reverse != 0 {
		t.Errorf("a line of the crash begins with %+v", k)
	}
	sees(t, a, "\n[  942.541300]")
}
