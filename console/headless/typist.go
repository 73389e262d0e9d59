package headless

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"oopscope/console/out"
	"oopscope/keymap"
)

// Board is a console that a person types to.
type Board interface {
	Source
	// Break queues a serial break.
	Break() error
}

// A typist gives a terminal's keys to the board, byte for byte, and carries out
// what follows the prefix.
type typist struct {
	board   Board
	keys    *keymap.Map
	said    io.Writer
	quit    func()
	awaited bool   // the prefix came, its key did not
	trouble string // what was said last of bytes that were not sent
}

// without says what the bindings do that work without a screen.
var without = map[string]func(t *typist){
	"Break":   func(t *typist) { t.sent(t.board.Break()) },
	"Literal": func(t *typist) { t.send([]byte{keymap.Byte(t.keys.Prefix)}) },
	"Help":    (*typist).help,
	"Quit":    func(t *typist) { t.quit() },
}

// work reads until there are no more keys.
func (t *typist) work(in io.Reader) {
	buf := make([]byte, 4096)
	for {
		n, err := in.Read(buf)
		t.take(buf[:n])
		if err != nil {
			return
		}
	}
}

// take sends the board its keys, and keeps the chords.
func (t *typist) take(p []byte) {
	prefix := keymap.Byte(t.keys.Prefix)
	for len(p) > 0 {
		if t.awaited {
			t.awaited = false
			t.act(keymap.Name(p[0]))
			p = p[1:]
			continue
		}
		n := bytes.IndexByte(p, prefix)
		if n < 0 {
			t.send(p)
			return
		}
		t.send(p[:n])
		t.awaited, p = true, p[n+1:]
	}
}

func (t *typist) act(key string) {
	b, ok := t.keys.Behind(key)
	if ok && b.Plain {
		without[b.Name](t)
		return
	}
	t.say("%s %s does nothing without a screen; %s", t.keys.Prefix, key, t.hint(t.keys.Console.Help))
}

func (t *typist) send(p []byte) {
	if len(p) > 0 {
		t.sent(t.board.Send(p))
	}
}

// sent tells of what did not reach the board, once for every reason.
func (t *typist) sent(err error) {
	switch {
	case err == nil:
		t.trouble = ""
	case err.Error() != t.trouble:
		t.trouble = err.Error()
		t.say("not sent: %v", err)
	}
}

func (t *typist) help() {
	var text strings.Builder
	for _, b := range t.keys.WithoutScreen() {
		out.Line(&text, "  %-16s %s", t.chord(b), b.Help)
	}
	_, _ = io.WriteString(t.said, text.String()) // in one piece, before the board's line
}

func (t *typist) say(format string, args ...any) { out.Complain(t.said, fmt.Errorf(format, args...)) }

func (t *typist) chord(b keymap.Binding) string { return t.keys.Chord(b, true) }

func (t *typist) hint(b keymap.Binding) string { return t.chord(b) + " " + b.Hint }
