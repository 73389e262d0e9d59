package headless

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"testing"
	"time"

	"oopscope/console/link"
	"oopscope/keymap"
	"oopscope/parse"
)

// typedTo is a board that keeps what it gets.
type typedTo struct {
	script
	breaks int
	gone   error

	mu    sync.Mutex
	lines link.Lines
	did   []string // besides typing
	hex   bool
}

func (b *typedTo) note(format string, args ...any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.did = append(b.did, fmt.Sprintf(format, args...))
}

func (b *typedTo) done() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	all := strings.Join(b.did, "|")
	b.did = nil
	return all
}

func (b *typedTo) SysRq(key byte) error   { b.note("sysrq %c", key); return nil }
func (b *typedTo) SendRaw(p []byte) error { b.note("raw % x", p); return nil }
func (b *typedTo) Lines() link.Lines      { return b.lines }
func (b *typedTo) Tune(l link.Line) error {
	b.note("tune %s", l)
	b.lines.Held = l
	return l.Check()
}

func (b *typedTo) SetTerminal(t link.Terminal) error {
	b.note("terminal %+v", t)
	b.lines.Terminal = t
	return nil
}

func (b *typedTo) Assert(name string, on bool) error {
	b.note("%s %v", name, on)
	return nil
}

func (b *typedTo) Pulse(_ context.Context, p link.Pulse) error {
	b.note("pulse %s", p.Name)
	return nil
}

func (b *typedTo) Transfer(_ context.Context, t link.Transfer) (string, error) {
	b.note("transfer %+v", t)
	return "sent", nil
}

func (b *typedTo) StopTransfer() bool                     { b.note("stop"); return true }
func (b *typedTo) FindSpeed(context.Context) (int, error) { b.note("find"); return 9600, nil }
func (b *typedTo) WantRaw(on bool)                        { b.hex = on }
func (b *typedTo) TakeRaw() ([]byte, bool)                { return nil, false }

func (b *typedTo) Send(p []byte) error {
	if b.gone != nil {
		return b.gone
	}
	return b.script.Send(p)
}

func (b *typedTo) Break() error { b.breaks++; return nil }

// quietly keeps what is said, by several goroutines.
type quietly struct {
	mu   sync.Mutex
	text strings.Builder
}

func (q *quietly) Write(p []byte) (int, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.text.Write(p)
}

func (q *quietly) String() string {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.text.String()
}

func (q *quietly) Reset() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.text.Reset()
}

func sitting(t *testing.T, preset string) (*typist, *typedTo, *quietly, *int) {
	t.Helper()
	keys, err := keymap.New(preset)
	if err != nil {
		t.Fatal(err)
	}
	var left int
	board := &typedTo{lines: link.Lines{Held: link.Line{Baud: 115200, DataBits: 8, StopBits: 1, Parity: "none", Flow: "none"}}}
	screen := &printer{out: io.Discard, edits: true, bare: true}
	said := &quietly{}
	return &typist{ctx: t.Context(), board: board, keys: keys, screen: screen, said: said, quit: func() { left++ }, pulses: []link.Pulse{{Name: "cold boot"}}}, board, said, &left
}

// All bytes reach the board, however the reads cut them, but for the chords.
func TestTypistIsByteExact(t *testing.T) {
	all := make([]byte, 256)
	for i := range all {
		all[i] = byte(i)
	}
	const chord = "\x14"
	typed := strings.ReplaceAll(string(all), chord, chord+chord) + chord + "b" + "x" + chord + "?" + "\x1b[A"
	want := string(all) + "x\x1b[A"
	for size := 1; size < 40; size++ {
		k, board, said, _ := sitting(t, "")
		for rest := typed; rest != ""; {
			n := min(size, len(rest))
			k.take([]byte(rest[:n]))
			rest = rest[n:]
		}
		if got := strings.Join(board.sent, ""); got != want || board.breaks != 1 || !strings.Contains(said.String(), "ctrl+t q") {
			t.Fatalf("reads of %d: the board got %q and %d breaks; said %q", size, got, board.breaks, said)
		}
	}
}

func TestTypistsChords(t *testing.T) {
	for _, preset := range keymap.Presets() {
		k, board, said, left := sitting(t, preset)
		prefix := string(keymap.Byte(k.keys.Prefix))
		for _, b := range k.keys.WithoutScreen() {
			if without[b.Name] == nil {
				t.Errorf("%s does nothing without a screen", b.Name)
			}
			for _, key := range b.Keys {
				k.take([]byte(prefix + string(keymap.Byte(key))))
				k.leave()
			}
		}
		if *left != len(k.keys.Console.Quit.Keys) || board.breaks != len(k.keys.Console.Break.Keys) || strings.Join(board.sent, "") != prefix {
			t.Errorf("%s: left %d times, %d breaks, sent %q", preset, *left, board.breaks, board.sent)
		}
		said.Reset()
		k.take([]byte(prefix + "S"))
		if want := k.keys.Prefix + " S does nothing without a screen; " + k.keys.Prefix + " " + k.keys.Console.Help.Keys[0] + " help"; !strings.Contains(said.String(), want) {
			t.Errorf("said %q", said)
		}
	}
	if len(without) != len(must(keymap.New("")).WithoutScreen()) {
		t.Error("an action has no key")
	}
}

// The tables of the screen are there without one: each is opened by its chord, and the next
// key, or what is written, does it. None of that reaches the board as keys.
func TestTypistsTables(t *testing.T) {
	for typed, want := range map[string]string{
		"\x14cb57600\r":         "tune 57600 8N1",
		"\x14cb+\r":             "tune 230400 8N1",
		"\x14cb-\r":             "tune 74880 8N1",
		"\x14cb12\x7f\x7f\r":    "",
		"\x14cp":                "tune 115200 8O1",
		"\x14cf":                "tune 115200 8N1 RTS/CTS",
		"\x14ce":                "terminal {Echo:true Maps: CharDelay:0s LineDelay:0s}",
		"\x14e":                 "terminal {Echo:true Maps: CharDelay:0s LineDelay:0s}",
		"\x14cmICRNL\r":         "terminal {Echo:false Maps:ICRNL CharDelay:0s LineDelay:0s}",
		"\x14gd\x14pr":          "DTR true|RTS true",
		"\x14gD":                "pulse pulse DTR",
		"\x14g1":                "pulse cold boot",
		"\x14xya file.bin\r":    "transfer {Protocol:YMODEM Receive:false Files:a file.bin Dir:a file.bin}",
		"\x14xX\r":              "transfer {Protocol:XMODEM Receive:true Files:. Dir:.}",
		"\x14xy\x1b[A\x14x\x1b": "",
		"\x14xy\x03":            "",
		"\x14i1b 5b 41\r":       "raw 1b 5b 41",
		"\x14inothing\r":        "",
		"\x14Kh":                "sysrq h",
		"\x14Kb\x1b":            "",
		"\x14Kbb":               "sysrq b",
		"\x14Kbh":               "sysrq h",
		"\x14ga":                "",
		"\x14f":                 "find",
		"\x14c\x1b[A":           "",
		"\x14MOne more\r":       "",
		"\x14o\x14t\x14s\x14l":  "",
	} {
		k, board, said, _ := sitting(t, "")
		k.take([]byte(typed))
		for end := time.Now().Add(10 * time.Second); want != "" && time.Now().Before(end); time.Sleep(time.Millisecond) {
			if board.mu.Lock(); len(board.did) > 0 {
				board.mu.Unlock()
				break
			}
			board.mu.Unlock()
		}
		if got := board.done(); got != want || len(board.sent) > 0 {
			t.Errorf("%q: %q was done, want %q; the board got %q; said %s", typed, got, want, board.sent, said)
		}
		if k.take([]byte("x")); strings.Join(board.sent, "") != "x" {
			t.Errorf("%q: the keys behind it do not reach the board: %q", typed, board.sent)
		}
	}
}

// What is asked for stands below the board's lines, which go on above it.
func TestAPromptStaysBelow(t *testing.T) {
	var out strings.Builder
	p := &printer{out: &out, edits: true, bare: true}
	b := parse.Batch{Partial: []byte("# ")}
	p.batch(&b)
	p.asks("speed: ")
	b = lines(1, "a line")
	b.Partial = []byte("# w")
	p.batch(&b)
	p.asks("speed: 9")
	p.asks("")
	if want := "# " + eraseLine + "speed: " + eraseLine + "a line\nspeed: " + eraseLine + "speed: 9" + eraseLine + "# w"; out.String() != want {
		t.Errorf("%q, want %q", out.String(), want)
	}
}

func TestPrinterInHexadecimal(t *testing.T) {
	var out strings.Builder
	p := &printer{out: &out, edits: true, bare: true}
	p.inHex()
	b := lines(1, "hidden")
	p.batch(&b)
	p.bytes([]byte("0123456789abcdef!"))
	p.bytes([]byte{0, 0xff})
	p.block([]byte("ours\n"))
	p.bytes([]byte{1})
	if want := "30 31 32 33 34 35 36 37 38 39 61 62 63 64 65 66 \n21 00 ff \nours\n01 "; out.String() != want {
		t.Errorf("%q, want %q", out.String(), want)
	}
}

// Times stand in front of lines, and what was begun keeps the one of its beginning.
func TestPrinterWithTimes(t *testing.T) {
	var out strings.Builder
	p := &printer{out: &out, edits: true, bare: true}
	p.nextStamps()
	noon := time.Date(2026, 11, 22, 12, 0, 0, 5e6, time.UTC)
	b := lines(1, "one", "\x1b[?2004l\rtwo\r")
	b.Lines[0].Came, b.Lines[1].Came = noon, noon.Add(time.Second)
	p.batch(&b)
	if want := "[12:00:00.005] one\n[12:00:01.005] two\n"; out.String() != want {
		t.Errorf("%q, want %q", out.String(), want)
	}
	b = parse.Batch{Partial: []byte("# ")}
	p.batch(&b)
	began := out.Len()
	b.Partial = []byte("# ls")
	p.batch(&b)
	if got := out.String()[began:]; got != "ls" {
		t.Errorf("what is typed is drawn as %q", got)
	}
}

func must(m *keymap.Map, _ error) *keymap.Map { return m }

// A port that is away is complained of once, not for every key.
func TestTypistSaysOnceWhatDoesNotArrive(t *testing.T) {
	k, board, said, _ := sitting(t, "")
	board.gone = errors.New("the port is away")
	k.take([]byte("l"))
	k.take([]byte("s"))
	board.gone = nil
	k.take([]byte("l"))
	board.gone = errors.New("the port is away")
	k.take([]byte("s"))
	if strings.Count(said.String(), "not sent: the port is away") != 2 {
		t.Errorf("said %q", said)
	}
}

// For somebody who types the board may edit its line, and nothing else.
func TestPrinterForSomebodyWhoTypes(t *testing.T) {
	partial := func(s string) parse.Batch { return parse.Batch{Partial: []byte(s)} }
	for name, c := range map[string]struct {
		batches []parse.Batch
		want    string
	}{
		"backspace":        {[]parse.Batch{partial("# lx"), partial("# lx\b \b"), partial("# lx\b \bs"), lines(1, "# lx\b \bs\r")}, "# lx\b \bs\n"},
		"in pieces":        {[]parse.Batch{partial("# a\x1b"), partial("# a\x1b[2"), partial("# a\x1b[2D\x1b[K"), partial("# a\x1b[2D\x1b[Kb")}, "# a\x1b[2D\x1b[Kb"},
		"a line end comes": {[]parse.Batch{partial("x\r"), lines(1, "x\r"), partial("y")}, "x\ny"},
		"rewritten":        {[]parse.Batch{partial("10%"), partial("10%\r20%")}, "10%\r20%"},
		"rows above":       {[]parse.Batch{partial("a\x1b[A\x1b[2J\x1b[1;1H\x1b[1J\x1bMb\x1b[J")}, "ab\x1b[J"},
	} {
		var out strings.Builder
		p := &printer{out: &out, edits: true, bare: true}
		for i := range c.batches {
			if err := p.batch(&c.batches[i]); err != nil {
				t.Fatal(err)
			}
		}
		if out.String() != c.want {
			t.Errorf("%s: %q, want %q", name, out.String(), c.want)
		}
	}
}

// What is no terminal types lines, as before.
func TestPlainWithoutATerminal(t *testing.T) {
	src := &typedTo{script: script{batches: []parse.Batch{lines(1, "a")}, end: context.Canceled}}
	var out, errs strings.Builder
	status := Plain(t.Context(), func(context.Context) (Source, error) { return src, nil }, nil, must(keymap.New("")), WatchOptions{Out: &out, Err: &errs})
	if status != Done || out.String() != "a\n" || errs.String() != "" {
		t.Errorf("status %d, %q, %q", status, out.String(), errs.String())
	}
}
