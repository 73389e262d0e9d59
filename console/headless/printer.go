package headless

import (
	"bytes"
	"fmt"
	"io"
	"strings"
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
	shown  string // of the unfinished line, already on the screen
	bare   bool   // the line on the screen set no colour
	buf    strings.Builder
}

// batch writes what a batch brought, in one go.
func (p *printer) batch(b *parse.Batch) error {
	gaps := b.Gaps
	for i := range b.Lines {
		for len(gaps) > 0 && gaps[0].After < b.Lines[i].N {
			p.gap(gaps[0])
			gaps = gaps[1:]
		}
		p.text(harmless(b.Lines[i].Raw, p.colour))
		p.end()
	}
	for _, g := range gaps {
		p.gap(g)
	}
	if part := harmless(wholeRunes(b.Partial), p.colour); part != "" && part != p.shown {
		p.text(part)
		p.shown = part
	}
	return p.flush()
}

// gap marks a hole: the port was away, or lines came too fast to be shown.
func (p *printer) gap(g parse.Gap) {
	if p.shown != "" {
		p.end()
	}
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
	shown := p.shown
	if shown != "" {
		p.end()
	}
	p.buf.Write(text)
	p.text(shown)
	p.shown = shown
	return p.flush()
}

func (p *printer) flush() error {
	if p.buf.Len() == 0 {
		return nil
	}
	_, err := io.WriteString(p.out, p.buf.String())
	p.buf.Reset()
	if err != nil {
		return fmt.Errorf("%w: %w", errOutput, err)
	}
	return nil
}

// harmless makes a line of the board fit for a terminal. Of all its escapes
// only colours may stay; end takes them back.
func harmless(raw []byte, colour bool) string {
	if !colour {
		return visible(raw)
	}
	var b strings.Builder
	for done := 0; done < len(raw); {
		at, n, seq := nextColour(raw[done:])
		b.WriteString(visible(raw[done : done+at]))
		b.WriteString(seq)
		done += at + n
	}
	return b.String()
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

// nextColour finds the first "\x1b[1;31m", its length and what may be shown of
// it; where there is none it returns the end.
func nextColour(raw []byte) (at, length int, seq string) {
	for at < len(raw) {
		if length, seq = out.Colour(string(raw[at:min(len(raw), at+out.MaxColour)])); length > 0 {
			return at, length, seq
		}
		next := bytes.IndexByte(raw[at+1:], 0x1b)
		if next < 0 {
			break
		}
		at += 1 + next
	}
	return len(raw), 0, ""
}
