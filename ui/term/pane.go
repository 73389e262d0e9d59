package term

import "time"

// A Pane is the console as a real terminal, for vi, top, less, menuconfig
// and boot menus. It plays the same bytes as the log, which goes on below it.
// Of what the emulator holds only runes and colours are ever drawn.
type Pane struct {
	screen *screen
	w, h   int // the room there is

	shown  bool
	why    reason
	away   bool // the person left while the alternate screen is still in use
	booted bool // a boot was seen: in the lines, or in a log that less shows

	now    time.Time
	marks  []time.Time // of the latest signs of a full-screen program
	keyed  time.Time   // when a program asked for the other form of the arrows, and wrote no line since
	lines  int         // since the cursor was last sent anywhere
	left   int         // the window on a screen that is larger than its room
	top    int
	cursor struct {
		x, y int
		seen bool
	}
}

// reason is why the full screen is shown.
type reason int

const (
	byNobody reason = iota
	byKey
	byAltScreen // until it is left
	bySigns     // until there are none any more
)

// Signs that make a full-screen program, and within how long: less asks for
// the size, goes home and to the last row; top clears the screen every five
// seconds. The command clear, or resize, has two of them.
const (
	signsNeeded = 4
	signsWithin = 7 * time.Second
)

// keyedFor is how long what curses does at its beginning counts twice: top of procps asks for
// the arrows, clears the screen, and does nothing more for three seconds.
const keyedFor = time.Second

// NewPane returns one that is not shown, of the size that boards believe.
func NewPane() *Pane {
	p := &Pane{}
	p.screen = newScreen(p.noticed)
	return p
}

// SetSize tells the pane its place, which the board learns when it asks.
func (p *Pane) SetSize(w, h int) {
	p.w, p.h = max(w, 0), max(h, 0)
	p.screen.roomW, p.screen.roomH = max(w, 1), max(h, 1)
}

// Feed plays bytes of the board and shows or leaves the full screen as the
// program asks for.
func (p *Pane) Feed(raw []byte, now time.Time) {
	p.now = now
	p.screen.Feed(raw)
}

func (p *Pane) noticed(e event) {
	switch e {
	case eventAltOn:
		p.away = false
		p.show(byAltScreen)
	case eventAltOff:
		p.away = false
		p.leave(byAltScreen)
	case eventPrompt:
		p.marks, p.booted, p.keyed = p.marks[:0], false, time.Time{}
		p.leave(bySigns)
	case eventKeys:
		p.keyed = p.now
	case eventProbe:
		p.sign()
		p.sign()
	case eventAddress:
		p.lines = 0
		p.sign()
		if p.now.Sub(p.keyed) < keyedFor {
			p.sign()
		}
	case eventLine:
		p.keyed = time.Time{}
		if p.lines++; p.lines <= p.screen.h {
			return
		}
		p.leave(bySigns)
		if p.booted {
			p.Rebooted()
		}
	}
}

func (p *Pane) sign() {
	p.marks = append(p.marks, p.now)
	for len(p.marks) > 0 && p.now.Sub(p.marks[0]) > signsWithin {
		p.marks = p.marks[1:]
	}
	if len(p.marks) < signsNeeded {
		return
	}
	p.marks = p.marks[len(p.marks)-signsNeeded:]
	if !p.away {
		p.show(bySigns)
	}
}

func (p *Pane) show(why reason) {
	if why == bySigns && p.Busy() {
		why = byAltScreen
	}
	if !p.shown {
		p.shown, p.why, p.lines = true, why, 0
	} else if p.why == bySigns {
		p.why = why
	}
}

func (p *Pane) leave(why reason) {
	if p.shown && p.why == why {
		p.shown, p.why = false, byNobody
	}
	if why == bySigns {
		p.away = p.away && p.Busy()
	}
}

// StepBack shows the lines for something that must be seen in them. A program
// that goes on drawing comes back.
func (p *Pane) StepBack() { p.shown, p.why, p.marks = false, byNobody, nil }

// Toggle is the person's key. Who leaves a program's screen is not put back
// on it until the program is done with it.
func (p *Pane) Toggle() {
	if p.shown {
		p.shown, p.away = false, true
		return
	}
	p.shown, p.why, p.away = true, byKey, false
	if p.Busy() {
		p.why = byAltScreen
	}
}

// Booted is for a board that seems to begin anew. It does when lines come and
// come; in a program that shows an old log the next page does.
func (p *Pane) Booted() { p.booted, p.lines = true, 0 }

// Rebooted is for a board that did: its program is gone.
func (p *Pane) Rebooted() {
	p.screen.Reset()
	p.shown, p.why, p.away, p.booted, p.marks = false, byNobody, false, false, nil
}

// Shown reports whether the full screen is to be shown instead of the lines.
func (p *Pane) Shown() bool { return p.shown }

// ByKey reports whether it is shown because the person asked for it.
func (p *Pane) ByKey() bool { return p.why == byKey }

// Away reports whether the person left a program's screen that is still in use.
func (p *Pane) Away() bool { return p.away }

// Busy reports whether a program uses the alternate screen.
func (p *Pane) Busy() bool { return p.screen.onAlt }

// Fits reports whether all of the screen can be seen, and is all there is.
func (p *Pane) Fits() bool { return p.screen.w == p.w && p.screen.h == p.h }

// Size is the size that the board is taken to believe, in cells.
func (p *Pane) Size() (cols, rows int) { return p.screen.w, p.screen.h }

// Resize is for when the board was told its size.
func (p *Pane) Resize(cols, rows int) { p.screen.Resize(cols, rows) }

// Write puts text of our own on the screen, as the board would.
func (p *Pane) Write(text string) { p.screen.write(text) }

// Interrupt forgets a sequence that has begun: bytes were lost behind it.
func (p *Pane) Interrupt() { p.screen.strain.Interrupt() }

// Answer says who sends the board what a program asks the terminal for; nil
// leaves its questions alone.
func (p *Pane) Answer(send func(p []byte)) { p.screen.answer = send }

// CursorKeys reports whether the program wants arrows as ESC O A (DECCKM).
func (p *Pane) CursorKeys() bool { return p.screen.cursorKeys }

// Bracketed reports whether the program wants pasted text to be marked.
func (p *Pane) Bracketed() bool { return p.screen.bracketed }

// Cursor is where the last View has the cursor, and whether it is seen.
func (p *Pane) Cursor() (x, y int, seen bool) { return p.cursor.x, p.cursor.y, p.cursor.seen }
