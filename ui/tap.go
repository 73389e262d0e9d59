package ui

import (
	"bytes"
	"errors"
	"io"
	"os"
	"sync"
	"time"

	tea "charm.land/bubbletea/v2"

	"oopscope/keymap"
)

// A tap sits between the terminal and Bubble Tea. While the person types to
// the board it takes the bytes for the board before a parser sees them: no
// parser gives them back exactly (application-mode arrows, a lone Esc, Latin-1).
// It embeds the file so that Bubble Tea still finds a terminal to set up.
type tap struct {
	*os.File
	keys   tapKeyset
	send   func([]byte) error
	notify func(tea.Msg) // must not block

	mu      sync.Mutex
	console bool
	arrows  bool   // in the application's form: the board asked for it
	prefix  bool   // the prefix came, its key is awaited
	held    []byte // a sequence that has begun
	paste   []byte // text being pasted, nil when none is
	timer   *time.Timer
}

// tapKeyset is what the tap must know of the keymap.
type tapKeyset struct {
	prefix byte
	stays  []byte // keys behind the prefix that do not leave the board
}

func tapKeys(m *keymap.Map) tapKeyset {
	k := tapKeyset{prefix: keyByte(m.Prefix)}
	for _, b := range []keymap.Binding{m.Console.Break, m.Console.FullScreen, m.Console.Literal} {
		for _, key := range b.Keys {
			k.stays = append(k.stays, keyByte(key))
		}
	}
	return k
}

// keyByte returns the byte a terminal sends for a key with one.
func keyByte(key string) byte {
	switch {
	case len(key) == 1:
		return key[0]
	case len(key) == 6 && key[:5] == "ctrl+":
		return key[5] & 0x1f
	}
	return map[string]byte{"esc": 0x1b, "enter": '\r', "tab": '\t', "space": ' ', "backspace": 0x7f}[key]
}

const (
	escapeWait = 25 * time.Millisecond // after which an Esc was the key
	maxPaste   = 1 << 20
)

func newTap(in *os.File, keys tapKeyset, send func([]byte) error) *tap {
	return &tap{File: in, keys: keys, send: send, notify: func(tea.Msg) {}}
}

// Console gives the keys to the board, or back to the screen.
func (t *tap) Console(on bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.console != on {
		t.console, t.prefix, t.held, t.paste = on, false, nil, nil
	}
}

// Read gives Bubble Tea what is not the board's; that may be nothing, which it
// accepts.
func (t *tap) Read(p []byte) (int, error) {
	n, err := t.File.Read(p)
	if errors.Is(err, io.EOF) { // Bubble Tea takes it for the end of the typing
		t.notify(goneMsg{})
	}
	if n <= 0 {
		return n, err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if !t.console {
		return n, err
	}
	ours := t.take(bytes.Clone(p[:n]))
	return copy(p, ours), err
}

// take sends the board its bytes and returns the others, never more of them
// than it was given plus what it held.
func (t *tap) take(in []byte) (ours []byte) {
	if t.timer != nil {
		t.timer.Stop()
	}
	in = append(t.held, in...)
	t.held = nil
	var board []byte
	for len(in) > 0 && t.console {
		tok := nextToken(in, t.paste != nil)
		if tok.partial {
			t.held = bytes.Clone(in)
			in = nil
			if t.paste == nil { // a paste has an end, however long its pieces take
				t.timer = time.AfterFunc(escapeWait, t.release)
			}
			break
		}
		in = in[len(tok.bytes):]
		switch {
		case t.paste != nil:
			t.pasting(tok)
		case tok.kind == tokenPasteStart:
			t.paste = []byte{}
		case t.prefix:
			ours, board = t.behindPrefix(tok, ours, board)
		case tok.key() == t.keys.prefix && tok.single:
			t.prefix = true
			ours = append(ours, t.keys.prefix)
		case tok.kind == tokenReply:
			ours = append(ours, tok.bytes...)
		default:
			board = append(board, t.asked(tok.legacy)...)
		}
	}
	t.deliver(board)
	return append(ours, in...)
}

// behindPrefix handles the key that the prefix waited for. The screen learns
// of every one; only those that end the typing end it here, at once, so that
// no byte behind it is misdirected.
func (t *tap) behindPrefix(tok token, ours, board []byte) ([]byte, []byte) {
	if tok.kind == tokenReply {
		return append(ours, tok.bytes...), board
	}
	t.prefix = false
	ours = append(ours, tok.legacy...)
	switch key := tok.key(); {
	case tok.single && key == t.keys.prefix:
		board = append(board, key)
	case tok.single && bytes.IndexByte(t.keys.stays, key) >= 0:
	default:
		t.console = false
	}
	return ours, board
}

// pasting collects a paste and hands it over as a whole: it may have to be
// asked about, and paced.
func (t *tap) pasting(tok token) {
	if tok.kind == tokenPasteEnd {
		t.notify(boardPasteMsg{t.paste[:min(len(t.paste), maxPaste)], len(t.paste) > maxPaste})
		t.paste = nil
		return
	}
	if len(t.paste) <= maxPaste {
		t.paste = append(t.paste, tok.bytes...)
	}
}

// release sends what was held for a sequence that never came: an Esc, or the
// beginning of something no terminal finishes.
func (t *tap) release() {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.paste != nil {
		return
	}
	held := t.held
	t.held = nil
	switch {
	case len(held) == 0 || !t.console:
	case t.prefix: // Esc behind the prefix leaves
		t.prefix, t.console = false, false
		t.notify(tea.KeyPressMsg{Code: tea.KeyEscape})
	default:
		t.deliver(held)
	}
}

func (t *tap) deliver(board []byte) {
	if len(board) == 0 {
		return
	}
	if err := t.send(board); err != nil {
		t.notify(sentMsg{err: err})
	}
}
