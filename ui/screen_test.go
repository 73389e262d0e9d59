package ui

import (
	"context"
	"fmt"
	"io"
	"math/rand"
	"reflect"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"oopscope/console/link"
	"oopscope/keymap"
	"oopscope/parse"
	"oopscope/ui/uitest"
)

// bench is a console in memory: what it is told to be, and what was sent to it.
type bench struct {
	copied string
	link   Link
	sent   []byte
	noBrk  bool
	broke  int
	words  link.Words
	kept   []Mark
	full   error // of the disk
	all    link.Recollection
	told   []string // what was said of signatures
	saved  []*parse.Crash
}

func (b *bench) Next(ctx context.Context) (parse.Batch, error) { return parse.Batch{}, io.EOF }
func (b *bench) Link() Link                                    { return b.link }
func (b *bench) Send(p []byte) error                           { b.sent = append(b.sent, p...); return nil }
func (b *bench) Break() error {
	if b.noBrk {
		return fmt.Errorf("a TCP link has no BREAK")
	}
	b.broke++
	return nil
}

func (b *bench) Copy(text string) (string, string, bool, error) {
	b.copied = text
	return "", "copy.txt", true, nil
}
func (b *bench) Save(c *parse.Crash, notes string, marks []Mark) (string, error) {
	if b.full != nil {
		return "", b.full
	}
	b.saved = append(b.saved, c)
	return fmt.Sprintf("crashes/%d %q %d", c.ID, notes, len(marks)), nil
}
func (b *bench) Words() (link.Words, error) { return b.words, nil }
func (b *bench) Remark(m Mark, was string) (Mark, string, error) {
	if b.full == nil {
		b.kept = append(b.kept, m)
	}
	return m, "session.log.marks.md", b.full
}
func (b *bench) Note(c *parse.Crash, text, was string) (string, string, error) {
	if b.full == nil {
		b.kept = append(b.kept, Mark{Line: c.First, Text: text})
	}
	return text, "session.log.marks.md", b.full
}
func (b *bench) Recall() (link.Recollection, error) { return b.all, b.full }
func (b *bench) Of(kind, key string) ([]link.Sighting, error) {
	return []link.Sighting{{Kind: kind, Key: key, Source: "/x/monday.log", Line: 7}}, nil
}
func (b *bench) Say(key, what, words string) error {
	if b.full == nil {
		b.told = append(b.told, key+" "+what+" "+words)
	}
	return b.full
}
func (b *bench) Known(crashes []*parse.Crash) ([]link.History, error) {
	return make([]link.History, len(crashes)), nil
}

func testApp(t testing.TB, w, h int) (*app, *bench) {
	t.Helper()
	b := &bench{link: Link{
		Name: "/dev/ttyUSB0", Settings: "115200 8N1", State: Up, Writable: true,
		Received: 12_345_678, Record: "session.log", Recorded: 12_345_678,
	}}
	keys, _ := keymap.New("")
	a := newApp(t.Context(), Config{Console: b, Ledger: b, Clipboard: b, Now: func() time.Time { return time.Unix(1e9, 0) }}, keys)
	a.Update(tea.WindowSizeMsg{Width: w, Height: h})
	return a, b
}

// carry runs commands and gives their messages back, as the runtime does.
func (a *app) carry(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	msg := cmd()
	if list, ok := msg.(tea.BatchMsg); ok {
		for _, c := range list {
			a.carry(c)
		}
		return
	}
	if msg != nil && strings.HasPrefix(reflect.TypeOf(msg).PkgPath(), reflect.TypeOf(batchMsg{}).PkgPath()) {
		_, cmd = a.Update(msg)
		a.carry(cmd)
	}
}

// press types keys: "j", "ctrl+d", "esc" … or text letter by letter.
func (a *app) press(keys ...string) {
	for _, name := range keys {
		_, cmd := a.Update(keyNamed(name))
		a.carry(cmd)
	}
}

func keyNamed(name string) tea.KeyPressMsg {
	special := map[string]rune{
		"enter": tea.KeyEnter, "esc": tea.KeyEscape, "tab": tea.KeyTab, "space": tea.KeySpace, "backspace": tea.KeyBackspace,
		"up": tea.KeyUp, "down": tea.KeyDown, "left": tea.KeyLeft, "right": tea.KeyRight, "home": tea.KeyHome,
		"end": tea.KeyEnd, "pgup": tea.KeyPgUp, "pgdown": tea.KeyPgDown,
	}
	if r, ok := special[name]; ok {
		return tea.KeyPressMsg{Code: r}
	}
	if rest, ok := strings.CutPrefix(name, "ctrl+"); ok {
		return tea.KeyPressMsg{Code: []rune(rest)[0], Mod: tea.ModCtrl}
	}
	return tea.KeyPressMsg{Code: []rune(name)[0], Text: name}
}

func (a *app) write(text string) {
	for _, r := range text {
		a.press(string(r))
	}
}

// capture is the seed's session as a batch, its crash taken from the crash
// pane's own fixture so that these goldens do not hang on the decoder.
func capture(t testing.TB) *parse.Batch {
	t.Helper()
	c := uitest.SeedCrash(t)
	b := &parse.Batch{Boots: []parse.Boot{{N: 1, First: 1, How: "first", Kernel: c.Kernel, Machine: c.Machine}}}
	n := 0
	add := func(text string, mark parse.Severity) {
		n++
		l := parse.Line{N: n, Raw: []byte(text), Micro: -1, Level: -1, Boot: 1, Mark: mark}
		var s, us int64
		if _, err := fmt.Sscanf(text, "[%d.%d]", &s, &us); err == nil {
			l.Text, l.Micro = strings.Index(text, "] ")+2, s*1e6+us
		}
		b.Lines = append(b.Lines, l)
	}
	for n < c.First-1 {
		add(fmt.Sprintf("[  %d.000000] usb 1-1: new device number %d", 900+n, n), 0)
	}
	for _, l := range c.Body {
		add(l.Raw, map[bool]parse.Severity{true: c.Severity}[n+1 == c.First])
	}
	add("[ 1961.134416] shprd.k: forwards timestamp-jump detected (sync-loop, 300 ms)", 0)
	add("[ 2137.835229] cma: cma_alloc: alloc failed, req-size: 3811 pages, ret: -16", parse.Error)
	add("[ 2137.863924] shprd.k: Couldn't boot PRU0", parse.Error)
	b.Crashes = []*parse.Crash{c}
	b.Partial = []byte("debian@beaglebone:~$ ls\b\x1b[K")
	return b
}

func loaded(t testing.TB, w, h int) (*app, *bench) {
	a, b := testApp(t, w, h)
	batch := capture(t)
	a.receive(batch)
	a.judged(judgedMsg{batch.Crashes[0], uitest.SeedFindings()})
	a.Update(tickMsg{})
	return a, b
}

func (a *app) screen() []string { return strings.Split(a.View().Content, "\n") }

// text returns the screen without its colours.
func (a *app) text() string { return ansi.Strip(a.View().Content) }

func TestScreenGoldens(t *testing.T) {
	for _, c := range []struct {
		name string
		w, h int
		do   func(*app)
	}{
		{"empty-80x24", 80, 24, nil},
		{"live-40x10", 40, 10, nil},
		{"live-80x24", 80, 24, nil},
		{"live-120x40", 120, 40, nil},
		{"live-200x50", 200, 50, nil},
		{"crash-40x10", 40, 10, func(a *app) { a.press("tab") }},
		{"jump-80x24", 80, 24, func(a *app) { a.press("c", "m"); a.write("here"); a.press("enter") }},
		{"typing-80x24", 80, 24, func(a *app) { a.press("i") }},
		{"search-80x24", 80, 24, func(a *app) { a.press("/"); a.write("pru") }},
		{"filter-80x24", 80, 24, func(a *app) { a.press("f"); a.write("!stack"); a.press("enter", "!") }},
		{"wrap-60x30", 60, 30, func(a *app) { a.press("w", "t", "c", "j") }},
		{"help-120x40", 120, 40, func(a *app) { a.press("?") }},
		{"help-40x10", 40, 10, func(a *app) { a.press("?", "j") }},
		{"list-80x24", 80, 24, func(a *app) { a.press("L") }},
		{"sysrq-80x24", 80, 24, func(a *app) { a.press("ctrl+t", "K", "b") }},
		{"note-80x24", 80, 24, func(a *app) { a.press("a"); a.write("seen"); a.press("enter"); a.write("twice") }},
		{"small-39x9", 39, 9, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			a, _ := loaded(t, c.w, c.h)
			if strings.HasPrefix(c.name, "empty") {
				a, _ = testApp(t, c.w, c.h)
			}
			if c.do != nil {
				c.do(a)
			}
			exact(t, a)
			uitest.Golden(t, "screen-"+c.name, masked(a))
		})
	}
}

// masked is the screen with the crash pane left blank: what is in it has its
// own goldens.
func masked(a *app) string {
	rows := strings.Split(a.text(), "\n")
	in := a.lay.crash.inner()
	for y := in.y; y < in.y+in.h && a.overlay == nil; y++ {
		row := []rune(rows[y])
		rows[y] = string(row[:in.x]) + strings.Repeat(" ", in.w) + string(row[in.x+in.w:])
	}
	return strings.Join(rows, "\n")
}

// exact holds that the screen has as many rows and columns as the terminal,
// and that nothing harmful is on it.
func exact(t testing.TB, a *app) {
	t.Helper()
	view := a.View()
	rows := strings.Split(view.Content, "\n")
	if len(rows) != a.h {
		t.Fatalf("%dx%d: %d rows", a.w, a.h, len(rows))
	}
	for i, r := range rows {
		if got := ansi.StringWidthWc(r); got != a.w {
			t.Fatalf("%dx%d: row %d is %d wide: %q", a.w, a.h, i, got, r)
		}
	}
	if c := view.Cursor; c != nil && (c.X < 0 || c.Y < 0 || c.X >= a.w || c.Y >= a.h) {
		t.Fatalf("%dx%d: the cursor is at %d,%d", a.w, a.h, c.X, c.Y)
	}
}

func TestAnyKeysAtAnySize(t *testing.T) {
	keys := []string{"enter", "esc", "ctrl+t", "x", "5", "ü", "串"}
	m, _ := keymap.New("")
	for _, mode := range m.Modes() {
		for _, b := range mode.Bindings {
			keys = append(keys, b.Keys...)
		}
	}
	for seed := range int64(4) {
		rnd := rand.New(rand.NewSource(seed))
		a, _ := testApp(t, 80, 24)
		a.log.Limit = 100_000
		n := 0
		for range uitest.Rounds(500) {
			switch rnd.Intn(12) {
			case 0:
				a.Update(tea.WindowSizeMsg{Width: rnd.Intn(251), Height: rnd.Intn(71)})
			case 1, 2:
				a.carry(a.receive(noise(rnd, &n)))
			case 3:
				a.Update(tea.PasteMsg{Content: "one\ntwo\x1b[31m"})
			case 4:
				a.Update(tea.MouseWheelMsg{X: rnd.Intn(250), Y: rnd.Intn(70), Button: tea.MouseWheelUp})
				a.Update(tea.MouseClickMsg{X: rnd.Intn(250), Y: rnd.Intn(70)})
			default:
				a.press(keys[rnd.Intn(len(keys))])
			}
			if a.w > 0 && a.h > 0 {
				exact(t, a)
				cursorSeen(t, a)
			}
		}
	}
}

// cursorSeen holds that a cursor which does not follow the end is in the window.
func cursorSeen(t testing.TB, a *app) {
	t.Helper()
	line, ok := a.log.Line()
	if a.log.Following() || !a.lay.log.inner().shown() || a.overlay != nil || a.full() || !ok {
		return
	}
	for y := range a.log.Height() {
		if n, ok := a.log.LineAt(y); ok && n == line.N {
			return
		}
	}
	t.Fatalf("%dx%d: the cursor's line %d is not in the window", a.w, a.h, line.N)
}

// noise is a batch of random lines with a crash and a boot among them at times.
func noise(rnd *rand.Rand, n *int) *parse.Batch {
	b := &parse.Batch{}
	for range rnd.Intn(30) {
		*n++
		raw := make([]byte, rnd.Intn(300))
		for i := range raw {
			raw[i] = byte(rnd.Intn(256))
		}
		b.Lines = append(b.Lines, parse.Line{N: *n, Raw: raw, Text: rnd.Intn(400), Micro: int64(rnd.Intn(1e9)) - 1, Level: int8(rnd.Intn(9) - 1), Mark: parse.Severity(max(rnd.Intn(20)-13, 0))})
	}
	if rnd.Intn(3) == 0 {
		c := uitest.RandomCrash(rnd)
		c.ID, c.First, c.Last = rnd.Intn(5)+1, max(*n-rnd.Intn(20), 1), *n
		b.Crashes = append(b.Crashes, c)
	}
	if rnd.Intn(4) == 0 {
		b.Boots = append(b.Boots, parse.Boot{N: rnd.Intn(9), First: *n, Kernel: uitest.Hostile(rnd), How: "first"})
		b.Gaps = append(b.Gaps, parse.Gap{After: *n - 1, Length: time.Duration(rnd.Int63()), Reason: uitest.Hostile(rnd)})
	}
	b.Partial = []byte(uitest.Hostile(rnd))
	return b
}

func TestEveryBindingHasAnAction(t *testing.T) {
	m, _ := keymap.New("")
	known := map[string]bool{}
	for _, b := range m.Modes()[0].Bindings {
		known[b.Name] = true
		if actions[b.Name] == nil {
			t.Errorf("%s does nothing", b.Name)
		}
	}
	for name := range actions {
		if !known[name] {
			t.Errorf("the action %s has no key", name)
		}
	}
}
