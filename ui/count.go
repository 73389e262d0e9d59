package ui

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"oopscope/ui/cell"
	"oopscope/ui/crashpane"
	"oopscope/ui/edit"
	"oopscope/ui/logpane"
	"oopscope/ui/say"
)

// Digits before a key are a count, as in vi and less: 5j goes five rows down,
// 120G to line 120.

// maxCount is more than any capture has lines that fits the machine, and another digit
// behind it is no overflow.
const maxCount = math.MaxInt / 16

// counting takes a digit of a count. A 0 that begins none is a key of its own.
func (a *app) counting(name string) bool {
	if len(name) != 1 || name[0] < '0' || name[0] > '9' || name == "0" && a.count == 0 {
		return false
	}
	a.count = min(a.count*10+int(name[0]-'0'), maxCount)
	return true
}

// times is how often to do what the key does.
func (a *app) times() int { return max(a.count, 1) }

// byRows moves in the pane with the focus; a negative n is up.
func (a *app) byRows(n int, crash func(*crashpane.Pane)) {
	if !a.onCrash {
		a.log.Move(n)
		return
	}
	for range min(max(n, -n), a.crash.Len()) {
		crash(a.crash)
	}
}

// byPage moves by so many lines of the screen, which are a page or half of one.
func (a *app) byPage(lines int, crash func(*crashpane.Pane)) {
	n := min(a.times(), 10_000)
	if !a.onCrash {
		a.log.Scroll(n * lines)
		return
	}
	for range min(n, a.crash.Len()) {
		crash(a.crash)
	}
}

// byColumns is how far to scroll sideways: a tab stop, or as many columns as
// the count says.
func (a *app) byColumns() int {
	if a.count > 0 {
		return min(a.count, cell.MaxCells)
	}
	return 8
}

// toLine is g and G: with a count they go to that line of the input.
func (a *app) toLine(crash func(*crashpane.Pane), log func(*logpane.Pane)) {
	if a.count == 0 {
		a.move(crash, log)
		return
	}
	a.onCrash = false
	a.revealNear(a.count)
}

// askLine asks for the line to go to: reports cite their evidence by number.
func (a *app) askLine() tea.Cmd {
	a.line = edit.Ask("", edit.Prompt{Mode: "LINE", Label: fmt.Sprintf("line (1 to %s): ", say.Thousands(a.log.Lines())),
		Done: func(p *edit.Prompt) tea.Cmd {
			text := strings.NewReplacer(",", "", " ", "").Replace(p.Text())
			n, err := strconv.Atoi(text)
			switch {
			case text == "":
			case err != nil || n < 1:
				a.complain("not the number of a line: " + cell.Clean(p.Text()))
			default:
				a.onCrash = false
				a.revealNear(n)
			}
			return nil
		}})
	return nil
}

// revealNear shows a line that a person named, or the last one when there are
// not so many.
func (a *app) revealNear(n int) {
	last := a.log.Lines()
	if last == 0 {
		a.say("there is no line yet")
		return
	}
	a.reveal(min(n, last))
	if n > last {
		a.say(fmt.Sprintf("there is no line %s: this is the last one", say.Thousands(n)))
	}
}

// sideways is for the keys that scroll by columns, which wrapped lines have none of.
func (a *app) sideways(f func(*logpane.Pane)) {
	if a.log.Wraps() {
		a.say("lines are wrapped: nothing is off the screen" + a.advice(a.keys.Normal.Wrap, "shows each on one row"))
		return
	}
	f(a.log)
}

// move goes to the pane with the focus.
func (a *app) move(crash func(*crashpane.Pane), log func(*logpane.Pane)) {
	if a.onCrash {
		crash(a.crash)
		return
	}
	log(a.log)
}
