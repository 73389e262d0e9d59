package term

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

// A Tap sits between the terminal and Bubble Tea. While the person types to
// the board it takes the bytes for the board before a parser sees them: no
// parser gives them back exactly (application-mode arrows, a lone Esc, Latin-1).
// It embeds the file so that Bubble Tea still finds a terminal to set up.
type Tap struct {
	*os.File
	keys   keyset
	send   func([]byte) error
	notify func(tea.Msg)

	mu      sync.Mutex
	console bool
	arrows  bool            // in the application's form: the board asked for it
	takers  map[string]bool // actions that take the keys from the board now, by name
	tell    bool            // the screen may be scrolled back: it is told when the board gets keys
	owed    bool            // a chord took the keys, and the screen is to read a mark behind what it got
	marks   int             // that it has not read yet
	prefix  bool            // the prefix came, its key is awaited
	held    []byte          // a sequence that has begun
	paste   []byte          // text being pasted, nil when none is
	timer   *time.Timer
}

// keyset is what the tap must know of the keymap.
type keyset struct {
	prefix byte
	behind map[byte]string // the names of what the keys behind the prefix do
}

func keysOf(m *keymap.Map) keyset {
	k := keyset{prefix: keymap.Byte(m.Prefix), behind: map[byte]string{}}
	for c := byte(1); c < 0x80; c++ {
		if b, ok := m.Behind(keymap.Name(c)); ok {
			k.behind[c] = b.Name
		}
	}
	return k
}

const (
	escapeWait = 25 * time.Millisecond // after which an Esc was the key
	answerWait = time.Second           // after which an answer of the terminal was cut off
)

// MaxPaste is how many bytes of a paste are taken.
const MaxPaste = 1 << 20

// NewTap returns a tap on a terminal that gives the screen every key. Send is for
// the board's, and may fail; keys are those of the person's keymap. Who never
// calls Console may leave both out.
func NewTap(in *os.File, keys *keymap.Map, send func([]byte) error) *Tap {
	t := &Tap{File: in, send: send, notify: func(tea.Msg) {}}
	if keys != nil {
		t.keys = keysOf(keys)
	}
	return t
}

// Notify says who is told what does not fit into the stream of keys: GoneMsg,
// PasteMsg, TypedMsg, FailedMsg, LeaveMsg. It must not block, and
// is called before the first Read.
func (t *Tap) Notify(who func(tea.Msg)) { t.notify = who }

// Taking reports whether the keys go to the board now.
func (t *Tap) Taking() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.console
}

// Console gives the keys to the board, or back to the screen. While a chord
// that took them, or a key that was typed behind it, is on its way to the screen
// they stay taken: what is typed later must not overtake it.
func (t *Tap) Console(on bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.console != on && !(on && t.taken()) {
		t.console, t.prefix, t.held, t.paste = on, false, nil, nil
	}
}

// taken tells whether the screen has keys before it that a chord took.
func (t *Tap) taken() bool { return t.owed || t.marks > 0 }

// Arrived says that the screen has read a mark.
func (t *Tap) Arrived() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.marks = max(t.marks-1, 0)
}

// Expect tells the tap what would take the keys from the board now, and
// whether the screen is scrolled back. That it was is kept: a chord that
// scrolls may be on its way.
func (t *Tap) Expect(takers map[string]bool, back bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.takers, t.tell = takers, t.tell || back
}

// Read gives Bubble Tea what is not the board's; that may be nothing, which it
// accepts.
func (t *Tap) Read(p []byte) (int, error) {
	n, err := t.File.Read(p[:max(len(p)/2, 1)]) // leaves room for marks
	if errors.Is(err, io.EOF) {                 // Bubble Tea takes it for the end of the typing
		t.notify(GoneMsg{})
	}
	if n <= 0 {
		return n, err
	}
	return copy(p, t.Take(bytes.Clone(p[:n]))), err
}

// Take is Read of bytes that have come, which it may use again.
func (t *Tap) Take(in []byte) (ours []byte) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.console {
		in = t.take(in)
	}
	if t.taken() {
		if t.owed = !whole(in); !t.owed {
			t.marks++
			in = append(in, TakenMark...)
		}
	}
	return in
}

// whole tells whether bytes end where a key ends, so that a mark may follow.
func whole(in []byte) bool {
	pasting := false
	for len(in) > 0 {
		tok := nextToken(in, pasting)
		if tok.partial {
			return false
		}
		pasting = tok.kind == tokenPasteStart || pasting && tok.kind != tokenPasteEnd
		in = in[len(tok.bytes):]
	}
	return !pasting
}

// What the screen reads in its place among its own keys: where keys were the
// board's, and behind what it got because the tap took the keys from the board. A
// terminal that reports its focus sends these, and ours is never asked to.
const (
	TypedMark = "\x1b[I"
	TakenMark = "\x1b[O"
)

// take sends the board its bytes and returns the others, with marks where the
// screen wants them: less than twice what it was given, plus what it held.
func (t *Tap) take(in []byte) (ours []byte) {
	if t.timer != nil {
		t.timer.Stop()
	}
	in = append(t.held, in...)
	t.held = nil
	var board []byte
	for len(in) > 0 && t.console {
		tok := nextToken(in, t.paste != nil)
		if tok.partial {
			t.hold(in)
			in = nil
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
			board = append(board, arrowForm(tok.legacy, t.arrows)...)
			if t.tell {
				t.tell = false
				ours = append(ours, TypedMark...)
			}
		}
	}
	t.deliver(board)
	return append(ours, in...)
}

// hold keeps the beginning of a sequence for the rest of it. A paste has an
// end, however long its pieces take.
func (t *Tap) hold(in []byte) {
	t.held = bytes.Clone(in)
	switch {
	case t.paste != nil:
	case answerBegins(in):
		t.timer = time.AfterFunc(answerWait, t.release)
	default:
		t.timer = time.AfterFunc(escapeWait, t.release)
	}
}

// behindPrefix handles the key that the prefix waited for. The screen learns
// of every one; those that take the keys from the board take them here, at
// once, so that no byte behind the chord is misdirected.
func (t *Tap) behindPrefix(tok token, ours, board []byte) ([]byte, []byte) {
	if tok.kind == tokenReply {
		return append(ours, tok.bytes...), board
	}
	t.prefix, t.tell = false, true
	ours = append(ours, tok.legacy...)
	switch key := tok.key(); {
	case tok.single && key == t.keys.prefix:
		board = append(board, key)
	case tok.single && t.takers[t.keys.behind[key]]:
		t.console, t.owed = false, true
	}
	return ours, board
}

// pasting collects a paste and hands it over as a whole: it may have to be
// asked about, and paced.
func (t *Tap) pasting(tok token) {
	if tok.kind == tokenPasteEnd {
		t.notify(PasteMsg{t.paste[:min(len(t.paste), MaxPaste)], len(t.paste) > MaxPaste})
		t.paste = nil
		return
	}
	if len(t.paste) <= MaxPaste {
		t.paste = append(t.paste, tok.bytes...)
	}
}

// release sends what was held for a sequence that never came: an Esc, or the
// beginning of something no terminal finishes.
func (t *Tap) release() {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.paste != nil {
		return
	}
	held := t.held
	t.held = nil
	switch {
	case len(held) == 0 || !t.console:
	case answerBegins(held): // nobody typed it
	case t.prefix: // Esc behind the prefix leaves
		t.prefix, t.console = false, false
		t.notify(LeaveMsg{})
	default:
		t.deliver(held)
		t.notify(TypedMsg{})
	}
}

func (t *Tap) deliver(board []byte) {
	if len(board) == 0 {
		return
	}
	if err := t.send(board); err != nil {
		t.notify(FailedMsg{err})
	}
}

// CursorKeys tells the tap the form in which the board wants its arrows. The
// terminal we run in stays in the plain form, so ours is the translation. The
// keypad needs none: it sends digits, which every program takes as such.
func (t *Tap) CursorKeys(application bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.arrows = application
}
