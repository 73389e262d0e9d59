package term

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/x/vt"
)

// Every control sequence that the emulator gets to see is named in this file;
// all others are dropped: mouse, focus, window and keyboard reports, colours
// of the palette, margins at the sides, status lines.

func (t *screen) control(c sequence) {
	p := c.numbers()
	switch {
	case c.inter != 0 || len(p) > 32:
	case c.prefix == '?' && (c.final == 'h' || c.final == 'l'):
		for _, n := range p {
			t.mode(n, c.final == 'h')
		}
	case c.prefix != 0:
	case c.final == 'm':
		t.write("\x1b[" + c.params + "m")
	case c.final == 'n' || c.final == 'c':
		t.question(c.final, p[0])
	case c.final == 'h' || c.final == 'l':
		t.ansiMode(p, c.final == 'h')
	case c.final == 's':
		t.write("\x1b7")
	case c.final == 'u':
		t.escape([]byte("\x1b8"))
	case strings.IndexByte("HfdrJ", c.final) >= 0:
		t.place(c, p)
	case strings.IndexByte("@ABCDEFGIKLMPSTXZ`abeg", c.final) >= 0:
		t.probing = false
		p[0] = min(p[0], max(t.w, t.h)) // no more has an effect, but for REP, which takes its time
		t.write(c.rewritten(p[:1]))
	}
}

// numbers are the parameters, 0 for one left out. Modes have four digits, and
// nothing has more; cell.Params stops where colours do.
func (c sequence) numbers() []int {
	p := make([]int, 1, 8)
	for _, r := range c.params {
		last := len(p) - 1
		if r >= '0' && r <= '9' {
			p[last] = min(p[last]*10+int(r-'0'), 9999)
		} else {
			p = append(p, 0)
		}
	}
	return p
}

// place is for the sequences that tell a screen from lines.
func (t *screen) place(c sequence, p []int) {
	p = append(p, 0)[:2]
	switch c.final {
	case 'r':
		t.margins(c, p)
	case 'J':
		t.erase(c, p[:1])
	case 'd':
		t.address(c, p[:1], p[0], 0)
	default:
		t.address(c, p, p[0], p[1])
	}
}

func (t *screen) address(c sequence, p []int, row, col int) {
	if t.probing = t.believe(row, col); !t.probing {
		t.noticed(eventAddress)
	}
	t.write(c.rewritten(p))
}

// erase tells the wiping of the screen from that of a line's rest, which shells
// do with the same sequence.
func (t *screen) erase(c sequence, p []int) {
	home := false
	t.guarded(t.now(), func(e *vt.Emulator) { at := e.CursorPosition(); home = at.X == 0 && at.Y == 0 })
	if p[0] >= 2 || home {
		t.noticed(eventAddress)
	}
	t.write(c.rewritten(p))
}

// margins lets no scrolling region through that ends below the screen.
func (t *screen) margins(c sequence, p []int) {
	if p[1] > t.h && t.believe(p[1], 0) {
		p[1] = t.h
	}
	if p[0] < t.h {
		t.write(c.rewritten(p))
		t.parted = p[0] > 1 || p[1] > 0 && p[1] < t.h
	}
}

// question answers where the cursor is, what this terminal is (one with
// colours), and that it is well. Everything else stays unanswered.
func (t *screen) question(final byte, n int) {
	switch {
	case final == 'c' && n == 0:
		t.tell("\x1b[?62;22c")
	case final == 'n' && n == 5:
		t.tell("\x1b[0n")
	case final == 'n' && n == 6:
		t.where()
	}
}

// mode sets or resets a mode of DEC's and xterm's.
func (t *screen) mode(n int, on bool) {
	t.settle()
	switch n {
	case 1:
		if t.cursorKeys = on; on {
			t.noticed(eventKeys)
		}
	case 25:
		t.hidden = !on
	case 47, 1047, 1049:
		t.showAlt(on)
	case 1048:
		if on {
			t.escape([]byte("\x1b7"))
		} else {
			t.escape([]byte("\x1b8"))
		}
	case 2004:
		t.bracketed = on
		if on {
			t.noticed(eventPrompt)
		}
	case 6, 7:
		t.both(fmt.Sprintf("\x1b[?%d%c", n, setOrReset(on)))
	}
}

func (t *screen) ansiMode(p []int, on bool) {
	t.settle()
	for _, n := range p {
		switch n {
		case 4:
			t.insert = on
		case 20:
			t.both(fmt.Sprintf("\x1b[20%c", setOrReset(on)))
		}
	}
}

func setOrReset(on bool) byte {
	if on {
		return 'h'
	}
	return 'l'
}
