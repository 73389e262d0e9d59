package headless

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"oopscope/console/out"
	"oopscope/parse"
	"oopscope/parse/letter"
	"oopscope/parse/printk"
)

// A printer shows a console's lines as they come, the unfinished last one
// included, and puts blocks of its own between whole lines. What the board
// prints acts on no terminal: colours pass where they are wanted, nothing else.
type printer struct {
	out    io.Writer
	colour bool
	label  string // stands before each line, where several boards' are printed; the unfinished one waits then
	edits  bool   // the board may edit the unfinished line, for somebody who types it

	stamps stamps // the times in front of the lines, for somebody who wants them
	footer footer // below the last line, for somebody who types
	wipe   func() // empties the terminal; nil where there is none
	hex    bool   // bytes are printed as they came, and no lines

	mu    sync.Mutex
	shown string // of the unfinished line, already on the screen
	bare  bool   // the line on the screen set no colour
	buf   strings.Builder
}

// most is how much is written in one go: what is harmless of a flood can be
// several times its size.
const most = 64 << 10

// batch writes what a batch brought, in one go where that is not much.
func (p *printer) batch(b *parse.Batch) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.lift()
	gaps := b.Gaps
	for i := range b.Lines {
		for len(gaps) > 0 && gaps[0].After < b.Lines[i].N {
			p.gap(gaps[0])
			gaps = gaps[1:]
		}
		p.line(&b.Lines[i])
		if p.buf.Len() > most {
			if err := p.flush(); err != nil {
				return err
			}
		}
	}
	for _, g := range gaps {
		p.gap(g)
	}
	p.footer.part = p.harmless(p.behindStamp(whole(b.Partial)))
	p.lay()
	return p.flush()
}

// line writes a whole line.
func (p *printer) line(l *parse.Line) {
	p.footer.last, p.footer.part = *l, ""
	p.footer.last.Raw = nil
	if p.hex {
		return
	}
	p.buf.WriteString(p.label)
	p.text(p.stamps.of(l.Came) + p.harmless(p.behindStamp(l.Raw)))
	p.stamps.over(l.Came)
	p.end()
}

// gap marks a hole: the port was away, or lines came too fast to be shown.
func (p *printer) gap(g parse.Gap) {
	if p.shown != "" {
		p.end()
	}
	p.buf.WriteString(p.label)
	if g.Length == 0 {
		fmt.Fprintf(&p.buf, "--- %s ---\n", letter.Clean(g.Reason))
		return
	}
	fmt.Fprintf(&p.buf, "--- nothing received for %s: %s ---\n", g.Length.Round(time.Millisecond), letter.Clean(g.Reason))
}

// text continues the line on the screen where it can, and starts it anew where
// the board rewrote it.
func (p *printer) text(line string) {
	rest, grown := strings.CutPrefix(line, p.shown)
	if !grown {
		p.end()
		rest = line
	}
	p.buf.WriteString(rest)
	p.bare = p.bare && !strings.Contains(rest, "\x1b")
}

// end ends the line on the screen and whatever colour it set.
func (p *printer) end() {
	if !p.bare {
		p.buf.WriteString("\x1b[0m")
	}
	p.buf.WriteByte('\n')
	p.shown, p.bare = "", true
}

// block writes something that is not the board's between two of its lines.
func (p *printer) block(text []byte) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.lift()
	if p.shown != "" {
		p.end()
	}
	p.buf.Write(text)
	p.lay()
	return p.flush()
}

// leave ends the line that somebody was typing: the shell's prompt comes next.
func (p *printer) leave() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.lift(); p.edits && p.shown != "" {
		p.end()
		_ = p.flush() // nobody is left to tell
	}
}

func (p *printer) flush() error {
	if p.buf.Len() == 0 {
		return nil
	}
	_, err := io.WriteString(p.out, p.buf.String())
	p.buf.Reset()
	if err != nil {
		return unwritten(err)
	}
	return nil
}

// harmless makes a line of the board fit for a terminal. Of all its escapes
// only colours may stay, which end takes back, and for somebody who types what
// edits the line.
func (p *printer) harmless(raw []byte) string {
	if !p.colour && !p.edits {
		return visible(raw)
	}
	if p.edits {
		raw = bytes.TrimRight(raw, "\r") // of the line end
	}
	var b strings.Builder
	for done := 0; done < len(raw); {
		at, n, seq := p.next(raw[done:])
		b.WriteString(visible(raw[done : done+at]))
		b.WriteString(seq)
		done += at + n
	}
	return b.String()
}

// next finds what may stay, its length and what is shown of it; where there is
// nothing it returns the end.
func (p *printer) next(raw []byte) (at, length int, seq string) {
	for ; at < len(raw); at++ {
		if raw[at] >= ' ' {
			continue
		}
		s := string(raw[at:min(len(raw), at+out.MaxColour)])
		if length = out.Edit(s); length > 0 && p.edits {
			return at, length, s[:length]
		}
		if length, seq = out.Colour(s); length > 0 && p.colour {
			return at, length, seq
		}
	}
	return len(raw), 0, ""
}

// whole leaves off a character or a sequence of which only the beginning has
// come.
func whole(p []byte) []byte {
	if i := bytes.LastIndexByte(p, 0x1b); i >= 0 && len(p)-i < out.MaxColour && len(bytes.Trim(p[i+1:], "[0123456789;:?")) == 0 {
		p = p[:i]
	}
	return wholeRunes(p)
}

// wholeRunes leaves off a character of which only the first bytes have come.
func wholeRunes(p []byte) []byte {
	for i := len(p) - 1; i >= 0 && i >= len(p)-utf8.UTFMax; i-- {
		if utf8.RuneStart(p[i]) {
			if !utf8.FullRune(p[i:]) {
				return p[:i]
			}
			break
		}
	}
	return p
}

// visible drops escapes and keeps tabs; what is left and could still act is
// shown as an escape.
func visible(raw []byte) string {
	text := string(printk.Scrub(nil, raw))
	if !strings.Contains(text, "\t") {
		return letter.Clean(text)
	}
	cells := strings.Split(text, "\t")
	for i := range cells {
		cells[i] = letter.Clean(cells[i])
	}
	return strings.Join(cells, "\t")
}
