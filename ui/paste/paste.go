// Package paste sends text of several lines to a board.
package paste

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"oopscope/ui/say"
)

// What stands around text for a program that asked for it.
var Begins, Ends = []byte("\x1b[200~"), []byte("\x1b[201~")

// A Paste is text of several lines on its way to the board: line by line, no faster than a
// slow shell can echo, because boards without flow control lose bytes of a block that comes
// at once. Ten thousand lines take minutes, so it tells how far it is, and Ctrl-C ends it.
type Paste struct {
	lines [][]byte
	end   []byte // what closes it also when it is stopped; nil for nothing

	mu      sync.Mutex
	done    int // lines
	stopped bool
}

// New cuts a text into its lines. Of marked text the end has its mark, whatever happens.
func New(text []byte) *Paste {
	p := &Paste{lines: bytes.SplitAfter(text, []byte("\r"))}
	if n := len(p.lines) - 1; n > 0 && (len(p.lines[n]) == 0 || bytes.Equal(p.lines[n], Ends)) {
		p.lines = append(p.lines[:n-1], slices.Concat(p.lines[n-1], p.lines[n])) // no line of its own
	}
	if bytes.HasPrefix(text, Begins) {
		p.end = Ends
	}
	return p
}

// Stop ends it: no line is sent once this returns. It reports whether there was one to stop.
func (p *Paste) Stop() bool {
	if p == nil {
		return false
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	was := p.stopped || p.done == len(p.lines)
	p.stopped = true
	return !was
}

// far tells how many lines are sent.
func (p *Paste) far() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.done
}

// next sends the next line, and what closes the text when there is none any more because it
// was stopped.
func (p *Paste) next(send func([]byte) error) (more bool, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case p.stopped && p.end != nil && p.done > 0:
		return false, send(p.end)
	case p.stopped:
		return false, nil
	}
	if err := send(p.lines[p.done]); err != nil {
		return false, err
	}
	p.done++
	return p.done < len(p.lines), nil
}

// Run sends all of it, or as much as can be, and tells what came of that; nothing when ctx
// ended.
func (p *Paste) Run(ctx context.Context, send func([]byte) error) (words string, err error) {
	for {
		more, err := p.next(send)
		switch {
		case err != nil:
			return "", fmt.Errorf("behind line %d of %d of the paste: %w", p.far(), len(p.lines), err)
		case !more && p.far() < len(p.lines):
			return fmt.Sprintf("the paste was stopped behind line %s of %s", say.Thousands(p.far()), say.Thousands(len(p.lines))), nil
		case !more:
			return fmt.Sprintf("pasted %s lines", say.Thousands(len(p.lines))), nil
		}
		select {
		case <-ctx.Done():
			return "", nil
		case <-time.After(p.rest(p.far() - 1)):
		}
	}
}

// rest is the pause behind a line.
func (p *Paste) rest(line int) time.Duration {
	return 20*time.Millisecond + time.Duration(len(p.lines[line]))*100*time.Microsecond
}

// Words tell how far it is, and how long it will take.
func (p *Paste) Words() string {
	done := p.far()
	var left time.Duration
	for i := done; i < len(p.lines); i++ {
		left += p.rest(i)
	}
	words := fmt.Sprintf("pasting %s of %s lines", say.Thousands(done), say.Thousands(len(p.lines)))
	if left > 2*time.Second {
		words += fmt.Sprintf(" · some %s to go", say.Seconds(left.Round(time.Second)))
	}
	return words
}
