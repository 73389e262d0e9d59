package source

import (
	"strconv"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"oopscope/keymap"
	"oopscope/ui/book"
	"oopscope/ui/theme"
	"oopscope/ui/uitest"
)

// opened is a pane on a toy crash, and what it asked of the screen.
func opened(t *testing.T) (v *Pane, asked *[]string) {
	asked = &[]string{}
	c := uitest.ToyCrash()
	keys, _ := keymap.New("")
	v = New(theme.New(), &keys.Source, uitest.NewShelf(t), (&book.Book{}).Upsert(c), c.Chain, Screen{
		Tilde: func(path string) string { return strings.Replace(path, "/home/joe", "~", 1) },
		Open: func(path string, line int) tea.Cmd {
			*asked = append(*asked, path+":"+strconv.Itoa(line))
			return nil
		},
		Tell: func(words string) { *asked = append(*asked, words) },
	})
	v.carry(v.Look(0))
	return v, asked
}

func (v *Pane) carry(cmd tea.Cmd) {
	if cmd != nil {
		cmd().(ListingMsg).Take()
	}
}

func (v *Pane) press(keys ...string) {
	for _, name := range keys {
		k := tea.KeyPressMsg{Code: []rune(name)[0], Text: name}
		switch name {
		case "space":
			k = tea.KeyPressMsg{Code: tea.KeySpace, Text: " "}
		case "pgup":
			k = tea.KeyPressMsg{Code: tea.KeyPgUp}
		}
		_, cmd := v.Key(k)
		v.carry(cmd)
	}
}

// text is what is seen, every row of its width.
func (v *Pane) text(t *testing.T, w, h int) string {
	t.Helper()
	rows := v.View(w, h)
	for _, r := range rows {
		uitest.Harmless(t, r)
		if n := ansi.StringWidthWc(r); n != w {
			t.Errorf("%q has %d cells, not %d", r, n, w)
		}
	}
	return ansi.Strip(strings.Join(rows, "\n"))
}

func TestScrollingTheSource(t *testing.T) {
	v, _ := opened(t)
	v.list.Places[0].Lines = make([]string, 300)
	v.source.placed = false
	if text := v.text(t, 80, 21); !strings.Contains(text, "▶") {
		t.Errorf("no line is marked:\n%s", text)
	}
	top := v.source.top
	v.press("j", "j", "space", "k")
	v.text(t, 80, 21)
	if v.source.top <= top {
		t.Errorf("from %d to %d", top, v.source.top)
	}
	v.press("pgup", "pgup", "pgup", "pgup", "g")
	v.text(t, 80, 21)
	if v.source.top != top {
		t.Errorf("g goes to %d, not back to %d", v.source.top, top)
	}
}

// The editor is opened at the place shown: that of the frame, or of what was
// inlined into it. Where there is no file the screen is told why.
func TestTheEditorIsOpenedAtThePlaceShown(t *testing.T) {
	v, asked := opened(t)
	v.press("l", "E")
	v.press("l", "l", "l", "o")
	if len(*asked) != 2 || (*asked)[0] != "/home/joe/linux/include/linux/ring.h:16" ||
		!strings.Contains((*asked)[1], "nothing to edit") || !strings.Contains((*asked)[1], "--vmlinux") {
		t.Errorf("asked for %q", *asked)
	}
}

// What comes for a frame that was left meanwhile is not shown.
func TestALateListingIsNotShown(t *testing.T) {
	v, _ := opened(t)
	late, wanted := v.Look(0), v.Look(1)
	v.carry(wanted)
	v.carry(late)
	if text := v.text(t, 80, 21); !strings.Contains(text, "toy_poll") || v.at != 1 {
		t.Errorf("frame %d is shown:\n%s", v.at, text)
	}
	if v.Title() != "source · frame 1 of 2" {
		t.Errorf("the title is %q", v.Title())
	}
}
