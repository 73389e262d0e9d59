package headless

import (
	"bytes"
	"time"
	"unicode/utf8"

	"oopscope/parse"
)

// A footer is what stands below the last whole line: the board's unfinished one, or, while
// somebody is asked for something, that.
type footer struct {
	part   string     // the unfinished line
	last   parse.Line // the whole one before it, without its text
	prompt string     // what is asked for, with what was written so far; "" for nothing
	busy   string     // how far something is, while nothing is asked for
	laid   bool       // the one or the other stands there
	row    string     // of bytes in hexadecimal
}

// eraseLine has the next text begin where the line did.
const eraseLine = "\r\x1b[K"

// footerMost is how much of a footer is drawn: what is wrapped cannot be taken away.
const footerMost = 76

// lift takes a prompt away that stands there.
func (p *printer) lift() {
	if p.footer.laid {
		p.buf.WriteString(eraseLine)
		p.footer.laid = false
	}
}

// lay puts below the last line what belongs there.
func (p *printer) lay() {
	f := &p.footer
	words := f.prompt
	if words == "" {
		words = f.busy
	}
	if words != "" && p.edits {
		if p.shown != "" && len(p.shown) < footerMost { // it stands there again afterwards
			p.buf.WriteString(eraseLine)
			p.shown = ""
		} else if p.shown != "" {
			p.end()
		}
		if over := utf8.RuneCountInString(words) - footerMost; over > 0 {
			words = "..." + string([]rune(words)[over+3:])
		}
		p.buf.WriteString(words)
		f.laid = true
		return
	}
	if p.label != "" || f.part == "" || p.hex {
		return
	}
	if part := p.stamps.of(time.Now()) + f.part; part != p.shown {
		p.text(part)
		p.shown = part
	}
}

// asks shows what is asked for, "" for nothing any more.
func (p *printer) asks(prompt string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.lift()
	p.footer.prompt = prompt
	p.lay()
	_ = p.flush() // who reads the lines finds out
}

// tells shows how far something is, "" when it is over.
func (p *printer) tells(busy string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.footer.busy == busy {
		return
	}
	p.lift()
	p.footer.busy = busy
	p.lay()
	_ = p.flush()
}

// stamps are the times in front of lines.
type stamps struct {
	kind int // of stampKinds
	now  string
	last time.Time // when the line before came
}

// stampKinds are the times that there are, as tio has them.
var stampKinds = []struct {
	name string
	of   func(came, last time.Time) string
}{
	{"no times", func(time.Time, time.Time) string { return "" }},
	{"the clock", func(came, _ time.Time) string { return came.Format("15:04:05.000") }},
	{"time since the line before", func(came, last time.Time) string {
		if last.IsZero() {
			last = came
		}
		return "+" + came.Sub(last).Round(time.Millisecond).String()
	}},
	{"date and clock", func(came, _ time.Time) string { return came.Format("2006-01-02T15:04:05.000Z07:00") }},
}

// of is the stamp of a line that came then: an unfinished one keeps that of its beginning.
func (s *stamps) of(came time.Time) string {
	if s.kind == 0 {
		return ""
	}
	if s.now == "" {
		s.now = "[" + stampKinds[s.kind].of(came, s.last) + "] "
	}
	return s.now
}

// behindStamp is what is seen of a line where a time stands in front of it: a carriage return
// would have the rest written over that.
func (p *printer) behindStamp(raw []byte) []byte {
	if p.stamps.kind == 0 {
		return raw
	}
	raw = bytes.TrimRight(raw, "\r")
	return raw[bytes.LastIndexByte(raw, '\r')+1:]
}

// over is the end of a line that came then.
func (s *stamps) over(came time.Time) { s.now, s.last = "", came }

// next goes on to the next kind of times, and names it.
func (p *printer) nextStamps() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.stamps.kind = (p.stamps.kind + 1) % len(stampKinds)
	p.stamps.now = ""
	return stampKinds[p.stamps.kind].name
}

// bytes prints bytes as they came, in hexadecimal, sixteen in a row. A row that is not full
// goes on with the next bytes.
func (p *printer) bytes(raw []byte) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.lift()
	row := p.footer.row
	if p.shown != row {
		if row = ""; p.shown != "" {
			p.end()
		}
	}
	for _, c := range raw {
		row += string([]byte{hexDigits[c>>4], hexDigits[c&15], ' '})
		if len(row) == 3*hexRow {
			p.text(row)
			p.end()
			row = ""
		}
	}
	if row != "" {
		p.text(row)
	}
	p.shown, p.footer.row = row, row
	p.lay()
	return p.flush()
}

const (
	hexRow    = 16
	hexDigits = "0123456789abcdef"
)

// inHex turns that on or off.
func (p *printer) inHex() (on bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.hex = !p.hex
	return p.hex
}

// lastLine is the last whole line that came.
func (p *printer) lastLine() parse.Line {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.footer.last
}

// clear empties the terminal.
func (p *printer) clear() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.wipe != nil {
		p.wipe()
	}
	p.shown, p.footer.laid = "", false
	p.lay()
	_ = p.flush()
}
