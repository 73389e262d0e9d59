package ui

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"oopscope/ui/cell"
	"oopscope/ui/uitest"
)

// In ASCII nothing else is on any screen, whatever the board and the person write, and
// every row has its width.
func TestTheScreenInASCII(t *testing.T) {
	cell.DrawASCII(true)
	t.Cleanup(func() { cell.DrawASCII(false) })
	for _, size := range [][2]int{{80, 24}, {120, 40}, {200, 50}, {40, 10}} {
		a, _ := loaded(t, size[0], size[1])
		a.receive(lines(101, append([]string{"gr\u00fcn \xff\xe4 \u4e32\u53e3"}, uitest.Scripts...)...))
		look := func(doing string) {
			t.Helper()
			for y, row := range a.screen() {
				plain := ansi.Strip(row)
				if i := strings.IndexFunc(plain, func(r rune) bool { return r >= 0x80 }); i >= 0 || len(plain) != size[0] {
					t.Fatalf("%v, %s: row %d has %d columns: %q", size, doing, y, len(plain), plain)
				}
			}
		}
		look("live")
		a.press("c")
		a.press("tab", "G")
		look("the crash's end")
		for _, sign := range []string{`\u00b7`, `\u25be`, `\u2500`, `\u2026`, `\u2192`} {
			lacks(t, a, sign) // of ours, spelt out
		}
		a.press("g")
		lacks(t, a, `\u00b7`, `\u25be`, `\u2500`, `\u2013`)
		a.press("esc")
		for _, keys := range []string{"c", "L", "H", "?", "&", "*", "\"", "v", "B"} {
			a.press(keys)
			look(keys)
			a.press("esc")
		}
		a.press("G", "m")
		a.write("\u00fc\u4e32")
		look("writing")
		a.press("enter", "w", "r", "t")
		look("a remark")
		a.press("g", "/")
		a.write("usb")
		a.press("enter")
		look("a search")
	}
	a, _ := loaded(t, 80, 24)
	a.receive(lines(101, "gr\u00fcn \xff \u4e32"))
	a.press("G")
	sees(t, a, `gr\u00fcn \xff \u4e32`)
}
