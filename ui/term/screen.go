package term

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"

	"github.com/charmbracelet/x/vt"
)

// A screen is the terminal that a program on the board believes to have.
// The emulator only ever sees sequences that are named here: it panics on
// margins beyond its edge (charmbracelet/x#974), blocks on a question nobody
// reads the answer of, knows no shift to the line drawing set, and keeps ten
// thousand lines behind the alternate screen. So margins are checked,
// questions are answered here or not at all, frames are drawn here, and the
// alternate screen is a second emulator. It belongs to one goroutine.
type screen struct {
	strain    strainer
	main, alt *vt.Emulator
	onAlt     bool
	w, h      int // what the board believes
	roomW     int // what there is to show it in
	roomH     int

	answer  func(p []byte)       // to the board; nil leaves its questions alone
	noticed func(e event)        // what the program does with the screen; never nil
	rebuilt int                  // times the emulator had to be replaced
	tried   func(e *vt.Emulator) // for tests, before every write

	cursorKeys bool // DECCKM: arrows are to be sent as ESC O A
	bracketed  bool // pasted text is to be marked
	hidden     bool // the cursor
	insert     bool // IRM, which x/vt does not know
	frames     charsets
	stand      standIns
	held       []byte // text that the emulator did not get yet
	parted     bool   // by margins: not all of it scrolls
	partedMain bool   // and the main screen, below the alternate one
	probing    bool   // the cursor was sent to the far corner: its place is the size
}

// A event is something that tells full-screen programs from lines.
type event int

const (
	eventAddress event = iota // the cursor goes to a place, or the screen is wiped
	eventKeys                 // the arrows are wanted in their other form
	eventProbe                // the size is asked for
	eventPrompt               // a shell that edits its line looks where the cursor is
	eventLine                 // a line ends
	eventAltOn
	eventAltOff
)

// What a serial terminal is until somebody tells otherwise, and the most that
// a board is believed.
const (
	usualW, usualH = 80, 24
	mostW, mostH   = 320, 120
)

func newScreen(noticed func(event)) *screen {
	t := &screen{noticed: noticed, w: usualW, h: usualH, roomW: usualW, roomH: usualH}
	t.strain = strainer{text: t.text, escape: t.escape, control: t.control}
	t.main, t.alt = newEmulator(t.w, t.h), newEmulator(t.w, t.h)
	return t
}

// newEmulator returns one that can neither remember nor speak: with its pipe
// closed, a reply that it would wait for somebody to read fails at once.
func newEmulator(w, h int) *vt.Emulator {
	e := vt.NewEmulator(w, h)
	e.SetScrollbackSize(1)
	if pipe, ok := e.InputPipe().(interface{ Close() error }); ok {
		pipe.Close()
	}
	return e
}

// now is the emulator of the screen in use.
func (t *screen) now() *vt.Emulator {
	t.settle()
	if t.onAlt {
		return t.alt
	}
	return t.main
}

// guarded does something with an emulator. Should that panic, there is an
// empty one in its place afterwards: a screen to redraw, not a lost console.
func (t *screen) guarded(e *vt.Emulator, do func(e *vt.Emulator)) {
	defer func() {
		if recover() == nil {
			return
		}
		t.rebuilt++
		if e == t.alt {
			t.alt = newEmulator(t.w, t.h)
		} else {
			t.main = newEmulator(t.w, t.h)
		}
	}()
	if t.tried != nil {
		t.tried(e)
	}
	do(e)
}

func (t *screen) write(s string) {
	t.guarded(t.now(), func(e *vt.Emulator) { _, _ = e.WriteString(s) })
}

// both is for what belongs to the terminal rather than to one of its screens.
func (t *screen) both(s string) {
	t.settle()
	t.guarded(t.main, func(e *vt.Emulator) { _, _ = e.WriteString(s) })
	t.guarded(t.alt, func(e *vt.Emulator) { _, _ = e.WriteString(s) })
}

// Feed plays bytes of the board.
func (t *screen) Feed(p []byte) { t.strain.Feed(p) }

// Reset is what a board that boots finds.
func (t *screen) Reset() {
	t.strain.Interrupt()
	t.both("\x1bc")
	t.onAlt = false
	t.cursorKeys, t.bracketed, t.hidden, t.insert, t.probing, t.parted = false, false, false, false, false, false
	t.frames = charsets{}
}

func (t *screen) text(p []byte) {
	for range bytes.Count(p, []byte("\n")) {
		t.noticed(eventLine)
	}
	t.probing = false
	t.hold(t.frames.drawn(p))
}

func (t *screen) escape(seq []byte) {
	switch last := seq[len(seq)-1]; {
	case len(seq) == 3:
		t.frames.designate(seq[1], last)
	case len(seq) > 2:
	case last == 'c':
		was := t.onAlt
		t.Reset()
		if was {
			t.noticed(eventAltOff)
		}
	case last == 'Z':
		t.tell("\x1b[?62;22c")
	case last == 'E':
		t.write("\r\n")
	case last == '8':
		t.write("\x1b8")
		t.keepCursor()
	case strings.IndexByte("7DHM", last) >= 0:
		t.write(string(seq))
	}
}

// keepCursor brings a cursor back that was saved on a larger screen.
func (t *screen) keepCursor() {
	t.guarded(t.now(), func(e *vt.Emulator) {
		if at := e.CursorPosition(); at.X >= t.w || at.Y >= t.h {
			_, _ = fmt.Fprintf(e, "\x1b[%d;%dH", min(at.Y+1, t.h), min(at.X+1, t.w))
		}
	})
}

func (t *screen) tell(s string) {
	if t.answer != nil {
		t.answer([]byte(s))
	}
}

// Resize is for when the board was told its size.
func (t *screen) Resize(w, h int) {
	w, h = min(max(w, 1), mostW), min(max(h, 1), mostH)
	if w == t.w && h == t.h {
		return
	}
	t.settle()
	t.w, t.h = w, h
	t.guarded(t.main, func(e *vt.Emulator) { resize(e, w, h) })
	t.guarded(t.alt, func(e *vt.Emulator) { resize(e, w, h) })
}

// resize keeps the lines above the cursor when the screen becomes lower.
func resize(e *vt.Emulator, w, h int) {
	if at := e.CursorPosition(); at.Y >= h {
		_, _ = fmt.Fprintf(e, "\x1b[r\x1b[%dS\x1b[%d;%dH", at.Y-h+1, h, min(at.X+1, w))
	}
	e.Resize(w, h)
}

// believe grows the screen to hold a row and a column that the program uses:
// somebody told the board a larger size before. A place far beyond is a probe.
func (t *screen) believe(row, col int) (probe bool) {
	if row > mostH || col > mostW {
		return true
	}
	if row > t.h || col > t.w {
		t.Resize(max(col, t.w), max(row, t.h))
	}
	return false
}

// where is the cursor, as CSI 6 n asks for it. At the far corner it is the
// question for the size: the answer is what can be seen, and is believed.
func (t *screen) where() {
	if !t.probing {
		t.noticed(eventPrompt)
	} else {
		t.noticed(eventProbe)
		if t.answer != nil {
			t.Resize(t.roomW, t.roomH)
			t.write(fmt.Sprintf("\x1b[%d;%dH", t.h, t.w))
		}
	}
	t.guarded(t.now(), func(e *vt.Emulator) {
		at := e.CursorPosition()
		t.tell(fmt.Sprintf("\x1b[%d;%dR", at.Y+1, at.X+1))
	})
}

func (t *screen) showAlt(on bool) {
	switch {
	case on && !t.onAlt:
		t.onAlt, t.partedMain = true, t.parted
		t.write("\x1b[r\x1b[m\x1b[H\x1b[2J") // and nothing of the program before
		t.noticed(eventAltOn)
	case !on && t.onAlt:
		t.onAlt, t.parted = false, t.partedMain
		t.noticed(eventAltOff)
	}
}

// rewritten returns a sequence with its numbers bounded and its zeros left
// out, which x/vt would take for a count.
func (c sequence) rewritten(p []int) string {
	var b strings.Builder
	b.WriteString("\x1b[")
	for i, n := range p {
		if i > 0 {
			b.WriteByte(';')
		}
		if n > 0 {
			b.WriteString(strconv.Itoa(n))
		}
	}
	b.WriteByte(c.final)
	return b.String()
}
