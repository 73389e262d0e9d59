package list

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"oopscope/keymap"
	"oopscope/parse"
	"oopscope/parse/crash"
	"oopscope/ui/book"
	"oopscope/ui/theme"
	"oopscope/ui/uitest"
)

func filled() (*Pane, *book.Book, *[]string) {
	b, did := &book.Book{}, &[]string{}
	for i, c := range []parse.Crash{
		{Severity: parse.Warning, Boot: 1, Title: "first"}, {Severity: parse.Error, Boot: 1, Title: "mere trouble"}, {Severity: parse.Panic, Boot: 2, Title: "last"},
	} {
		c.ID, c.First, c.Last = i+1, 10*i+1, 10*i+5
		b.Count(b.Upsert(&c))
	}
	keys, _ := keymap.New("")
	note := func(what string) func(*book.Report) tea.Cmd {
		return func(r *book.Report) tea.Cmd { *did = append(*did, what+" "+r.Crash.Title); return nil }
	}
	b.Selected = b.All[1]
	return New(theme.New(), &keys.List, Board{Book: b, Open: note("open"), Save: note("save")}, nil, "none so far"), b, did
}

func press(p *Pane, name string) bool {
	k := tea.KeyPressMsg{Code: []rune(name)[0], Text: name}
	if name == "enter" {
		k = tea.KeyPressMsg{Code: tea.KeyEnter}
	}
	done, _ := p.Key(k)
	return done
}

// The list begins at the selected report, stays within what there is, and has a
// heading for every boot.
func TestTheListIsWalkedAndOpened(t *testing.T) {
	p, _, did := filled()
	var seen []string
	for _, row := range p.View(60, 10) {
		uitest.Harmless(t, row)
		if w := ansi.StringWidthWc(row); w != 60 {
			t.Errorf("%q has %d cells", row, w)
		}
		seen = append(seen, strings.Join(strings.Fields(ansi.Strip(row)), " "))
	}
	if got := strings.Join(seen, "|"); got != "boot 1|1 warning first|▸ error mere trouble|boot 2|2 panic last" {
		t.Errorf("the list is %s", got)
	}
	for _, k := range []string{"j", "j", "j", "s", "k", "k", "k", "s"} {
		if press(p, k) {
			t.Errorf("%s closed the list", k)
		}
	}
	if !press(p, "enter") {
		t.Error("opening did not close the list")
	}
	if got := strings.Join(*did, ", "); got != "save last, save first, open first" {
		t.Errorf("it did %s", got)
	}
}

// The selection is among the rows however few there are.
func TestTheSelectionIsSeen(t *testing.T) {
	p, _, _ := filled()
	for _, k := range []string{"j", "k", "k", "j"} {
		press(p, k)
		if rows := p.View(60, 1); len(rows) != 1 || !strings.Contains(rows[0], "▸") {
			t.Errorf("behind %s the only row is %q", k, rows)
		}
	}
}

func TestAnEmptyListSaysSo(t *testing.T) {
	p, b, did := filled()
	b.All = nil
	if rows := p.View(60, 9); len(rows) != 1 || !strings.Contains(rows[0], "none so far") {
		t.Errorf("it shows %q", rows)
	}
	if press(p, "enter") || len(*did) > 0 {
		t.Errorf("it did %v", *did)
	}
}

// In a boot what has the same signature stands together, with how often it came in
// the session, and what follows from another report stands in.
func TestTheListGroupsWhatIsTheSame(t *testing.T) {
	b := &book.Book{}
	for i, c := range []parse.Crash{
		{Boot: 1, Title: "pump", Signature: parse.Signature{Exact: "a"}}, {Boot: 1, Title: "valve", Signature: parse.Signature{Exact: "b"}},
		{Boot: 1, Title: "pump again", Signature: parse.Signature{Exact: "a"}, Echo: crash.Echo{Kind: crash.Repeated, Of: 1, First: 1}},
		{Boot: 2, Title: "pump once more", Signature: parse.Signature{Exact: "a"}},
	} {
		c.ID, c.First, c.Last, c.Severity = i+1, 10*i+1, 10*i+5, parse.Warning
		b.Count(b.Upsert(&c))
	}
	b.Selected = b.All[1]
	keys, _ := keymap.New("")
	opened := ""
	open := func(r *book.Report) tea.Cmd { opened = r.Crash.Title; return nil }
	p := New(theme.New(), &keys.List, Board{Book: b, Open: open, Save: open}, nil, "")
	var seen []string
	for _, row := range p.View(66, 10) {
		seen = append(seen, strings.Join(strings.Fields(ansi.Strip(row)), " "))
	}
	want := "boot 1|1 warning pump 3 times this session|3 └ warning pump again 3 times this session|▸ 2 warning valve|boot 2|4 warning pump once more 3 times this session"
	if got := strings.Join(seen, "|"); got != want {
		t.Errorf("the list is %s", got)
	}
	press(p, "k")
	if press(p, "enter"); opened != "pump again" {
		t.Errorf("%q was opened", opened)
	}
}

// looping is a book of boots 1 to n, which all crash alike but for one.
func looping(n, other int) *book.Book {
	b := &book.Book{}
	for i := range n {
		c := parse.Crash{ID: 2*i + 1, Severity: parse.Panic, Boot: i + 1, First: 100 * i, Last: 100*i + 5, Title: "again", Signature: crash.Signature{Exact: "a"}}
		if i+1 == other {
			c.Title, c.Signature.Exact = "another", "b"
		}
		b.Count(b.Upsert(&c))
		if i%2 == 0 { // trouble comes and goes
			b.Upsert(&parse.Crash{ID: 2*i + 2, Severity: parse.Error, Boot: i + 1, First: 100*i + 50, Last: 100*i + 50, Title: "trouble"})
		}
	}
	return b
}

// A crash loop is one row with its count; it opens to the single crashes, and closes again.
func TestCrashLoopsAreFolded(t *testing.T) {
	b := looping(9, 5)
	keys, _ := keymap.New("")
	did := ""
	p := New(theme.New(), &keys.List, Board{Book: b, Open: func(r *book.Report) tea.Cmd { did += r.Crash.Title + r.Name(); return nil }}, nil, "")
	shown := func() (rows []string) {
		for _, row := range p.View(76, 40) {
			uitest.Harmless(t, row)
			rows = append(rows, strings.Join(strings.Fields(ansi.Strip(row)), " "))
		}
		return rows
	}
	want := "boots 1-4, each as the one before · 2 trouble|▸ 4 panic again in each of 4 boots|boot 5|5 panic another|error trouble|boots 6-9, each as the one before · 2 trouble|9 panic again in each of 4 boots"
	if got := strings.Join(shown(), "|"); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if press(p, "enter") {
		t.Error("opening the loop closed the list")
	}
	rows := shown()
	if len(rows) != 4+4+2+3+2 || rows[1] != "▸ 1 panic again 8 times this session" || rows[2] != "error trouble" {
		t.Errorf("opened:\n%s", strings.Join(rows, "\n"))
	}
	press(p, "j")
	press(p, "j")
	press(p, "o")
	if got := strings.Join(shown(), "|"); got != want {
		t.Errorf("closed again: %s", got)
	}
	b.Selected = b.All[7]
	p = New(theme.New(), &keys.List, Board{Book: b, Open: func(r *book.Report) tea.Cmd { did += r.Name(); return nil }}, nil, "")
	for range 20 {
		press(p, "j")
	}
	press(p, "enter")
	press(p, "j")
	press(p, "enter")
	if did != "crash 7" {
		t.Errorf("it opened %q", did)
	}
	if b := looping(2, 0); len(New(theme.New(), &keys.List, Board{Book: b}, nil, "").items()) != 3 {
		t.Error("two boots are a loop")
	}
}

// A bug that two boards have is listed where each of them met it, and each row names the other.
func TestTheSameCrashOnSeveralBoards(t *testing.T) {
	keys, _ := keymap.New("")
	var boards []Board
	for i, name := range []string{"bbb", "rpi4", "imx"} {
		b := &book.Book{}
		for at, signature := range []string{"pump", "", name}[:2+i%2] {
			c := parse.Crash{ID: at + 1, Severity: parse.Oops, Boot: 1, First: 10*at + 1, Last: 10*at + 5, Title: "title " + signature, Signature: crash.Signature{Exact: signature}}
			b.Count(b.Upsert(&c))
		}
		boards = append(boards, Board{Name: name, Book: b})
	}
	shown := func(n int) string {
		p := New(theme.New(), &keys.List, boards[0], func() []Board { return boards[:n] }, "")
		press(p, "b")
		return ansi.Strip(strings.Join(p.View(110, 20), "\n"))
	}
	two := shown(2)
	if strings.Count(two, "also on rpi4") != 1 || strings.Count(two, "also on bbb") != 1 || strings.Count(two, "also on") != 2 {
		t.Error(two)
	}
	if three := shown(3); strings.Count(three, "title pump also on 2 boards") != 3 || strings.Count(three, "also on") != 3 {
		t.Error(three)
	}
}
