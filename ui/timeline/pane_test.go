package timeline

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"oopscope/keymap"
	"oopscope/parse"
	"oopscope/ui/theme"
	"oopscope/ui/uitest"
)

var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.Local)

// shown is a pane on boards that a test may change.
func shown(boards *[]Board, now *time.Time) *Pane {
	keys, _ := keymap.New("")
	return New(theme.New(), &keys.Timeline, func() time.Time { return *now }, func() []Board { return *boards })
}

// rows are those of a view, as a person sees them, without the blanks at their ends.
func rows(t *testing.T, p *Pane, w, h int) (list []string) {
	t.Helper()
	for _, row := range p.View(w, h) {
		uitest.Harmless(t, row)
		if n := ansi.StringWidth(row); n > w {
			t.Errorf("%d cells in %q", n, row)
		}
		list = append(list, strings.TrimRight(ansi.Strip(row), " "))
	}
	return list
}

func press(p *Pane, names ...string) (done bool, cmd tea.Cmd) {
	for _, name := range names {
		k := tea.KeyPressMsg{Code: []rune(name)[0], Text: name}
		switch name {
		case "enter":
			k = tea.KeyPressMsg{Code: tea.KeyEnter}
		case "esc":
			k = tea.KeyPressMsg{Code: tea.KeyEscape}
		case "pgup":
			k = tea.KeyPressMsg{Code: tea.KeyPgUp}
		case "pgdown":
			k = tea.KeyPressMsg{Code: tea.KeyPgDown}
		}
		done, cmd = p.Key(k)
	}
	return done, cmd
}

// hour is two boards over an hour: one crashed and went away, one boots and is heard.
func hour() []Board {
	at := func(minutes int) time.Time { return noon.Add(time.Duration(minutes) * time.Minute) }
	return []Board{
		{Name: "1 bbb", Since: at(0), Heard: at(40), Away: true, Events: []Event{
			{At: at(0), Kind: Boot, Text: "boot 1: 6.1"}, {At: at(20), Kind: Boot, Text: "boot 2"}, {At: at(20), Kind: Crash, Worst: parse.Panic, Text: "crash 1: it died"},
			{At: at(40), Kind: Gap, Text: "unplugged"}, {Kind: Boot, Text: "nobody knows when"},
		}},
		{Name: "2 rpi4", Since: at(30), Heard: at(60), Events: []Event{{At: at(30), Kind: Boot, Text: "boot 1"}, {At: at(50), Kind: Silent, Text: "silent\x07 for 60 s"}}},
	}
}

func TestStripsAndEvents(t *testing.T) {
	boards, now := hour(), noon.Add(time.Hour)
	p := shown(&boards, &now)
	got := rows(t, p, 14+3+60, 12) // a cell a minute
	want := []string{
		" 1 bbb         ┃" + strings.Repeat("─", 19) + "✖" + strings.Repeat("─", 19) + "╳" + strings.Repeat("╌", 19),
		" 2 rpi4        " + strings.Repeat(" ", 29) + "─┃" + strings.Repeat("─", 19) + "◌" + strings.Repeat("─", 9),
		strings.Repeat(" ", 15+50) + "▲",
		"               12:00:00        12:16:00        12:32:00        12:48:00",
		" 12:00:00 ┃ 1 bbb         boot 1: 6.1",
		" 12:20:00 ┃ 1 bbb         boot 2",
		" 12:20:00 ✖ 1 bbb         crash 1: it died",
		" 12:30:00 ┃ 2 rpi4        boot 1",
		" 12:40:00 ╳ 1 bbb         unplugged",
		"▸12:50:00 ◌ 2 rpi4        silent for 60 s",
	}
	if !slices.Equal(got, want) {
		t.Errorf("seen\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if p.Title() != "timeline · 2 boards · 6 events" || p.Mode() != "TIMELINE" || len(p.Hints()) != 6 {
		t.Errorf("%q, %q, %d hints", p.Title(), p.Mode(), len(p.Hints()))
	}
}

// The cursor is on the newest event, also of those that come, until somebody moves it; then
// it stays where it is, and at the end it follows again.
func TestTheCursor(t *testing.T) {
	boards, now := hour(), noon.Add(time.Hour)
	p := shown(&boards, &now)
	at := func() string {
		for _, row := range rows(t, p, 80, 12) {
			if text, ok := strings.CutPrefix(row, "▸"); ok {
				return text[:8]
			}
		}
		return "nowhere"
	}
	more := func(minutes int) {
		boards[1].Events = append(boards[1].Events, Event{At: noon.Add(time.Duration(minutes) * time.Minute), Text: "more"})
	}
	for _, c := range []struct{ keys, at string }{
		{"", "12:50:00"}, {"j", "12:50:00"}, {"k", "12:40:00"}, {"k k", "12:20:00"}, {"j", "12:30:00"}, {"g", "12:00:00"}, {"k", "12:00:00"},
		{"pgdown", "12:50:00"}, {"pgup", "12:00:00"}, {"G", "12:50:00"}, {"x", "12:50:00"},
	} {
		press(p, strings.Fields(c.keys)...)
		if got := at(); got != c.at {
			t.Errorf("behind %q it is at %s, want %s", c.keys, got, c.at)
		}
	}
	if more(55); at() != "12:55:00" {
		t.Errorf("one more came, and it is at %s", at())
	}
	press(p, "k")
	if more(56); at() != "12:50:00" {
		t.Errorf("it was moved, one more came, and it is at %s", at())
	}
	if press(p, "G"); at() != "12:56:00" {
		t.Errorf("at the end it is at %s", at())
	}
	if more(57); at() != "12:57:00" {
		t.Errorf("it does not follow again: %s", at())
	}
}

// Of more events than there is room for those around the cursor are seen.
func TestMoreThanThereIsRoomFor(t *testing.T) {
	board := Board{Name: "b", Since: noon, Heard: noon}
	for n := range 100 {
		board.Events = append(board.Events, Event{At: noon.Add(time.Duration(n) * time.Second), Text: fmt.Sprint("event ", n)})
	}
	boards, now := []Board{board}, noon.Add(100*time.Second)
	p := shown(&boards, &now)
	texts := func() string {
		list := rows(t, p, 60, 8)
		if len(list) != 8 {
			t.Fatalf("%d rows", len(list))
		}
		var seen []string
		for _, row := range list[3:] {
			seen = append(seen, strings.TrimSpace(row[strings.Index(row, "event"):]))
		}
		return strings.Join(seen, ",")
	}
	if got := texts(); got != "event 95,event 96,event 97,event 98,event 99" {
		t.Errorf("at the end: %s", got)
	}
	press(p, "pgup")
	if got := texts(); got != "event 94,event 95,event 96,event 97,event 98" {
		t.Errorf("a page up: %s", got)
	}
	press(p, "g", "j")
	if got := texts(); got != "event 1,event 2,event 3,event 4,event 5" {
		t.Errorf("near the beginning: %s", got)
	}
	for range 5 {
		boards = append(boards, Board{Name: "another"})
	}
	if got := rows(t, p, 60, 8); len(got) != 3+2+3 || !strings.Contains(got[5], "event 1") {
		t.Errorf("of six boards:\n%s", strings.Join(got, "\n"))
	}
}

func TestOpening(t *testing.T) {
	opened := ""
	boards, now := hour(), noon.Add(time.Hour)
	boards[1].Events[1].Open = func() tea.Cmd { opened = "silence"; return nil }
	p := shown(&boards, &now)
	if done, _ := press(p, "enter"); !done || opened != "silence" {
		t.Errorf("done %v, opened %q", done, opened)
	}
	if done, _ := press(p, "k", "enter"); done {
		t.Error("what has no place was opened")
	}
	if done, _ := press(p, "esc"); !done {
		t.Error("it does not close")
	}
	boards = nil
	if done, _ := press(p, "enter"); done {
		t.Error("nothing was opened")
	}
	if got := rows(t, p, 60, 12); len(got) != 3 || !strings.Contains(got[2], "nothing happened so far") {
		t.Errorf("nothing is\n%s", strings.Join(got, "\n"))
	}
}

// Nearer shows half of the time each, around the cursor, down to a second and no further, and
// farther goes back as many times.
func TestNearerAndFarther(t *testing.T) {
	boards, now := hour(), noon.Add(time.Hour)
	p := shown(&boards, &now)
	press(p, "g", "j") // 12:20
	times := func() string {
		got := rows(t, p, 77, 12)
		if !strings.Contains(got[2], "▲") {
			t.Errorf("the event under the cursor is not among\n%s", strings.Join(got, "\n"))
		}
		return strings.Join(strings.Fields(got[3])[:2], " ")
	}
	if got := times(); got != "12:00:00 12:16:00" {
		t.Errorf("all of it: %s", got)
	}
	press(p, "+")
	if got := times(); got != "12:05:00 12:13:00" {
		t.Errorf("half of it: %s", got)
	}
	for range 40 {
		press(p, "+")
	}
	if got := times(); got != "12:19:59 12:19:59" {
		t.Errorf("as near as it gets: %s", got)
	}
	press(p, "-")
	if got := times(); got != "12:19:59 12:19:59" && got != "12:19:58 12:19:59" {
		t.Errorf("farther by one: %s", got)
	}
	for range 40 {
		press(p, "-")
	}
	if got := times(); got != "12:00:00 12:16:00" {
		t.Errorf("all of it again: %s", got)
	}
	if press(p, "G", "+"); times() != "12:30:00 12:38:00" { // not beyond now
		t.Errorf("at the end: %s", times())
	}
	if press(p, "g"); times() != "12:00:00 12:08:00" { // nor before the beginning
		t.Errorf("at the beginning: %s", times())
	}
}

// A machine without a clock begins in 1970, and then learns the time.
func TestAClockThatJumps(t *testing.T) {
	boards, now := hour(), noon.Add(time.Hour)
	boards[0].Since = time.Unix(7, 0)
	boards[0].Events[0].At = time.Unix(9, 0)
	p := shown(&boards, &now)
	for _, w := range []int{20, 80, 400} {
		got := rows(t, p, w, 20)
		if !strings.HasPrefix(strings.TrimPrefix(got[0], " 1 bbb         "), "┃") {
			t.Errorf("the first boot is not at the beginning: %s", got[0])
		}
		if !strings.HasSuffix(got[0], "✖") {
			t.Errorf("what was met today is not at the end: %s", got[0])
		}
	}
	got := rows(t, p, 80, 20)
	if !strings.HasPrefix(strings.TrimSpace(got[3]), "1 Jan 1970 ") || !strings.Contains(got[3], " 20") || strings.Count(got[3], "1970") > 1 {
		t.Errorf("the times are %s", got[3])
	}
	now = time.Unix(1, 0) // and back
	rows(t, p, 80, 20)
}

// Events of several days say their day.
func TestSeveralDays(t *testing.T) {
	boards, now := hour(), noon.Add(time.Hour)
	boards[0].Events[0].At = noon.Add(-24 * time.Hour)
	p := shown(&boards, &now)
	got := rows(t, p, 77, 12)
	if got[4] != " 21 Nov 12:00:00 ┃ 1 bbb         boot 1: 6.1" || got[9] != "▸22 Nov 12:50:00 ◌ 2 rpi4        silent for 60 s" {
		t.Errorf("seen\n%s", strings.Join(got, "\n"))
	}
}

// A board that is there and silent is a dotted line; what is long is cut; and the cursor is on
// an event although the tab of others was closed.
func TestQuietLongAndGone(t *testing.T) {
	boards, now := hour(), noon.Add(time.Hour)
	boards[1].Heard = noon.Add(50 * time.Minute)
	boards[1].Events[1].Text = strings.Repeat("long ", 30)
	p := shown(&boards, &now)
	got := rows(t, p, 77, 12)
	if !strings.HasSuffix(got[1], "◌"+strings.Repeat("·", 9)) {
		t.Errorf("a quiet board is %s", got[1])
	}
	if last := got[len(got)-1]; !strings.HasSuffix(last, "…") || ansi.StringWidth(last) != 77 {
		t.Errorf("a long text is %q", last)
	}
	press(p, "k")
	boards = boards[1:]
	boards[0].Events = boards[0].Events[:1]
	if got := rows(t, p, 77, 12); !strings.HasPrefix(got[len(got)-1], "▸12:30:00") {
		t.Errorf("of the others\n%s", strings.Join(got, "\n"))
	}
	press(p, "k")
	boards[0].Events = nil
	rows(t, p, 77, 12)
}
