package edit

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"oopscope/keymap"
	"oopscope/ui/theme"
)

func editKeys() *keymap.Edit {
	m, _ := keymap.New("")
	return &m.Edit
}

// pressed is a key by its name, or a letter.
func pressed(name string) tea.KeyPressMsg {
	if name, ctrl := strings.CutPrefix(name, "ctrl+"); ctrl {
		return tea.KeyPressMsg{Code: rune(name[0]), Mod: tea.ModCtrl}
	}
	switch name {
	case "enter":
		return tea.KeyPressMsg{Code: tea.KeyEnter}
	case "esc":
		return tea.KeyPressMsg{Code: tea.KeyEscape}
	case "up":
		return tea.KeyPressMsg{Code: tea.KeyUp}
	case "down":
		return tea.KeyPressMsg{Code: tea.KeyDown}
	}
	return tea.KeyPressMsg{Code: []rune(name)[0], Text: name}
}

// A note that was changed wants a second press to be dropped, and is kept for a
// person who cannot save it any more.
func TestANoteIsNotLostByOneKey(t *testing.T) {
	var saved []string
	begin := func(text string) *Note {
		return NewNote(theme.New(), editKeys(), "the title", text, func(s string) tea.Cmd { saved = append(saved, s); return nil })
	}
	press := func(n *Note, keys ...string) (done bool) {
		for _, k := range keys {
			done, _ = n.Key(pressed(k))
		}
		return done
	}
	n := begin("was")
	if n.Keep(); len(saved) > 0 {
		t.Errorf("kept what was not changed: %q", saved)
	}
	if !press(n, "esc") {
		t.Error("an unchanged note asks")
	}
	n = begin("was")
	if press(n, "!", "esc") || !strings.Contains(n.Title(), "again drops it") {
		t.Errorf("a changed note is dropped by one key; the title is %q", n.Title())
	}
	if press(n, "x", "esc") || n.Title() == "the title" {
		t.Error("writing on does not take the question back")
	}
	n.Keep()
	if !press(n, "esc") || len(saved) != 1 || saved[0] != "was!x" {
		t.Errorf("kept %q", saved)
	}
	n = begin("")
	n.Insert("two\nlines")
	if !press(n, "enter", "ctrl+s") || saved[1] != "two\nlines\n" {
		t.Errorf("saved %q", saved)
	}
}

// What a prompt is asked with every key: whether it is over, and what it does then.
func TestAPromptIsAnsweredOrLeft(t *testing.T) {
	var did []string
	begin := func() *Prompt {
		return Ask("a", Prompt{Label: "what: ", Find: true,
			Changed: func(p *Prompt) { did = append(did, "changed "+p.Text()) },
			Done:    func(p *Prompt) tea.Cmd { did = append(did, "done "+p.Text()); return nil },
			Dropped: func() { did = append(did, "dropped") },
		})
	}
	press := func(p *Prompt, keys ...string) (over bool) {
		for _, k := range keys {
			over, _ = p.Key(pressed(k), editKeys())
		}
		return over
	}
	p := begin()
	if press(p, "b") || !press(p, "esc") {
		t.Error("it ends at the wrong key")
	}
	p = begin()
	p.Insert("b\nc")
	if press(p, "ctrl+r") || p.Looked() != (Looked{"abc", true}) || !press(p, "enter") {
		t.Errorf("it looks for %+v", p.Looked())
	}
	if got := strings.Join(did, ", "); got != "changed ab, dropped, changed abc, changed abc, done abc" {
		t.Errorf("it did %s", got)
	}
	if row := ansi.Strip(p.View(theme.New(), editKeys(), 60)); !strings.HasPrefix(row, "regexp what: abc ") || !strings.HasSuffix(strings.TrimSpace(row), " text") {
		t.Errorf("it shows %q", row)
	}
	for w := range 30 {
		if row := p.View(theme.New(), editKeys(), w); ansi.StringWidthWc(row) != w {
			t.Errorf("%d columns: %q", w, row)
		}
		if x, _ := p.Cursor(w); w > 0 && (x < 0 || x >= w) {
			t.Errorf("%d columns: the cursor is at %d", w, x)
		}
	}
}

// A question takes y for yes and all else for no, and nothing that is pasted.
func TestAQuestion(t *testing.T) {
	for key, want := range map[string]bool{"y": true, "Y": true, "n": false, "enter": false, "esc": false, "x": false} {
		yes := false
		p := Confirm("really?", func() tea.Cmd { yes = true; return nil })
		p.Insert("y")
		if over, _ := p.Key(pressed(key), editKeys()); !over || yes != want || p.Text() != "" {
			t.Errorf("%s: over %v, yes %v", key, over, yes)
		}
	}
}

// The arrows go through what was looked for, and back to what was being written.
func TestAPromptRecallsWhatWasLookedFor(t *testing.T) {
	h := &History{}
	h.Add(Looked{"old", false})
	h.Add(Looked{"n.w", true})
	h.Rewind()
	p := Ask("dr", Prompt{Find: true, Past: h, Done: func(*Prompt) tea.Cmd { return nil }})
	var seen []string
	for _, k := range []string{"up", "up", "up", "down", "down", "down"} {
		p.Key(pressed(k), editKeys())
		seen = append(seen, p.Looked().Line())
	}
	if got := strings.Join(seen, "|"); got != "~n.w| old| old|~n.w| dr| dr" {
		t.Errorf("recalled %s", got)
	}
}
