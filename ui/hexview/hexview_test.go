package hexview

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"oopscope/keymap"
	"oopscope/ui/theme"
	"oopscope/ui/uitest"
)

// Rows begin at multiples of their length whatever was dropped before them, the view
// follows, stops where it is scrolled to, and follows again at its end.
func TestBytesAreShownAsTheyCame(t *testing.T) {
	keys, _ := keymap.New("")
	var came []byte
	gone := int64(5)
	p := New(theme.New(), &keys.Normal, func() ([]byte, int64) { return came, gone + int64(len(came)) })
	text := func() string {
		rows := p.View(80, 4)
		for _, r := range rows {
			uitest.Harmless(t, r)
		}
		return ansi.Strip(strings.Join(rows, "\n"))
	}
	if !strings.Contains(text(), "nothing received") {
		t.Error(text())
	}
	for i := range 100 {
		came = append(came, byte(i))
	}
	if got := text(); !strings.Contains(got, "000000060  5b 5c 5d 5e 5f 60 61 62 63 ") || !strings.Contains(got, "[\\]^_`abc") || !strings.HasPrefix(got, " 000000030") {
		t.Errorf("the end:\n%s", got)
	}
	p.Key(tea.KeyPressMsg{Code: 'g', Text: "g"})
	if got := text(); !strings.HasPrefix(got, " 000000000                 00 01") || !strings.Contains(p.Title(), "stopped") {
		t.Errorf("the beginning:\n%s", got)
	}
	came = append(came, "more"...)
	if got := text(); strings.Contains(got, "more") || !strings.HasPrefix(got, " 000000000") {
		t.Errorf("it moved:\n%s", got)
	}
	p.Key(tea.KeyPressMsg{Code: 'G', Text: "G"})
	if got := text(); !strings.Contains(got, "more") || !strings.Contains(p.Title(), "following") {
		t.Errorf("it does not follow:\n%s", got)
	}
	if got := ansi.Strip(p.View(40, 4)[3]); !strings.HasPrefix(got, " 000000068  63 6d 6f 72 65 ") {
		t.Errorf("narrow: %q", got)
	}
	if done, _ := p.Key(tea.KeyPressMsg{Code: tea.KeyEscape}); !done {
		t.Error("it does not close")
	}
}
