package headless

import (
	"fmt"
	"io"
	"sync"

	"oopscope/console/out"
	"oopscope/parse/letter"
)

// progressWidth is what a terminal has at least, less the column that would wrap it.
const progressWidth = 79

// A progress is one line that says how far it is: written anew on a terminal, and below
// each other elsewhere. What else there is to say, through Write, stands above it.
type progress struct {
	to    io.Writer // the terminal, nil when there is none
	plain io.Writer

	mu    sync.Mutex
	shown string
}

// show is for what changes often: nothing of it is printed where there is no terminal.
func (p *progress) show(text string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.to != nil {
		p.shown = letter.Clip(letter.Clean(text), progressWidth)
		p.draw()
	}
}

// line is for what is printed everywhere.
func (p *progress) line(text string) {
	if p.to != nil {
		p.show(text)
		return
	}
	out.Line(p, "oopscope: %s", letter.Clip(text, progressWidth-len("oopscope: ")))
}

// say prints a line that stays.
func (p *progress) say(format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	out.Line(p, "oopscope: %s", text)
}

// Write prints what stays.
func (p *progress) Write(text []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.shown != "" {
		_, _ = io.WriteString(p.to, "\r\x1b[K") // nobody is there to be told
	}
	n, err := p.plain.Write(text)
	if p.shown != "" {
		p.draw()
	}
	return n, err
}

func (p *progress) draw() { _, _ = io.WriteString(p.to, "\r"+p.shown+"\x1b[K") }

// leave takes the line away.
func (p *progress) leave() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.shown != "" {
		_, _ = io.WriteString(p.to, "\r\x1b[K")
		p.shown = ""
	}
}
