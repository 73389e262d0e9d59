package headless

import (
	"context"
	"errors"
	"strings"
	"testing"

	"oopscope/keymap"
	"oopscope/parse"
)

// typedTo is a board that keeps what it gets.
type typedTo struct {
	script
	breaks int
	gone   error
}

func (b *typedTo) Send(p []byte) error {
	if b.gone != nil {
		return b.gone
	}
	return b.script.Send(p)
}

func (b *typedTo) Break() error { b.breaks++; return nil }

func sitting(t *testing.T, preset string) (*typist, *typedTo, *strings.Builder, *int) {
	t.Helper()
	keys, err := keymap.New(preset)
	if err != nil {
		t.Fatal(err)
	}
	var said strings.Builder
	var left int
	board := &typedTo{}
	return &typist{board: board, keys: keys, said: &said, quit: func() { left++ }}, board, &said, &left
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
			}
		}
		if *left != len(k.keys.Console.Quit.Keys) || board.breaks != len(k.keys.Console.Break.Keys) || strings.Join(board.sent, "") != prefix {
			t.Errorf("%s: left %d times, %d breaks, sent %q", preset, *left, board.breaks, board.sent)
		}
		said.Reset()
		k.take([]byte(prefix + "S"))
		if want := k.keys.Prefix + " S does nothing without a screen; " + k.keys.Prefix + " ? help"; !strings.Contains(said.String(), want) {
			t.Errorf("said %q", said)
		}
	}
	if len(without) != len(must(keymap.New("")).WithoutScreen()) {
		t.Error("an action has no key")
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
