package headless

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strings"

	"oopscope/console/hook"
	"oopscope/console/link"
	"oopscope/console/link/menus"
	"oopscope/console/out"
	"oopscope/keymap"
)

// Board is a console that a person types to.
type Board interface {
	Source
	link.Tunable
	// Break queues a serial break.
	Break() error
	// SysRq queues a BREAK with a key right behind it.
	SysRq(key byte) error
	// WantRaw asks for the exact bytes of the line, which TakeRaw returns.
	WantRaw(on bool)
	TakeRaw() (b []byte, lost bool)
}

// A typist gives a terminal's keys to the board, byte for byte, and carries out
// what follows the prefix.
type typist struct {
	ctx     context.Context
	board   Board
	keys    *keymap.Map
	screen  *printer
	said    io.Writer
	quit    func()
	pulses  []link.Pulse          // of the profile
	hooks   hook.Set              // of the profile
	remark  func(link.Mark) error // keeps one on a line of the record; nil for nowhere
	awaited bool                  // the prefix came, its key did not
	choice  *pick                 // one of a table is to be chosen
	asking  *asking               // a text is to be written
	trouble string                // what was said last of bytes that were not sent
}

// without says what the bindings do that work without a screen.
var without = map[string]func(t *typist){
	"Break":   func(t *typist) { t.sent(t.board.Break()) },
	"Literal": func(t *typist) { t.send([]byte{keymap.Byte(t.keys.Prefix)}) },
	"Help":    (*typist).help,
	"Quit":    func(t *typist) { t.quit() },
	"SysRq":   func(t *typist) { t.choose("SysRq, BREAK and a key", menus.SysRq()) },
	"Line":    (*typist).line,
	"Board":   (*typist).bench,
	"Files":   (*typist).files,
	"Speed":   (*typist).findSpeed,
	"Echo":    (*typist).echo,
	"Hex":     (*typist).hex,
	"HexSend": (*typist).sendHex,
	"Times":   func(t *typist) { t.say("%s", t.screen.nextStamps()) },
	"Mark":    (*typist).mark,
	"Stats":   func(t *typist) { l := t.board.Link(); t.say("%s", l.Counts()) },
	"Redraw":  func(t *typist) { t.screen.clear() },
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

// take sends the board its keys, and keeps the chords and what they ask for.
func (t *typist) take(p []byte) {
	prefix := keymap.Byte(t.keys.Prefix)
	for len(p) > 0 {
		switch {
		case t.asking != nil:
			p = t.write(p)
			continue
		case t.choice != nil:
			p = t.chosen(p)
			continue
		case t.awaited:
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
