package repro

import (
	"bytes"
	"regexp"

	"oopscope/parse"
	"oopscope/parse/letter"
	"oopscope/parse/printk"
)

// earMost is how much text an ear keeps that nobody took.
const earMost = 64 << 10

// An ear keeps the text that came, as it is read on a terminal, until a step takes it.
type ear struct {
	whole   []byte // lines
	partial []byte // the unfinished one
	taken   int    // bytes of both that are taken
}

func (e *ear) hear(b *parse.Batch) {
	if len(b.Lines)+len(b.Partial) == 0 {
		return
	}
	was, at := e.partial, len(e.whole)
	for i := range b.Lines {
		e.whole = append(printk.Scrub(e.whole, bytes.TrimRight(b.Lines[i].Raw, "\r")), '\n')
	}
	e.partial = printk.Scrub(nil, b.Partial)
	now := e.partial
	if len(b.Lines) > 0 {
		now = e.whole[at:]
	}
	if !bytes.HasPrefix(now, was) { // the line began anew: nobody took any of it
		e.taken = min(e.taken, at)
	}
	if more := len(e.whole) - earMost; more > 0 {
		e.whole = append(e.whole[:0], e.whole[more:]...)
		e.taken = max(0, e.taken-more)
	}
}

// text is what nobody took as yet.
func (e *ear) text() []byte {
	all := append(e.whole[:len(e.whole):len(e.whole)], e.partial...)
	return all[min(e.taken, len(all)):]
}

// find looks for an expression, and takes the text to its end. Groups are the expression's,
// without its controls.
func (e *ear) find(re *regexp.Regexp) (groups []string, ok bool) {
	text := e.text()
	at := re.FindSubmatchIndex(text)
	if at == nil {
		return nil, false
	}
	for i := 2; i < len(at); i += 2 {
		group := ""
		if at[i] >= 0 {
			group = value(text[at[i]:at[i+1]])
		}
		groups = append(groups, group)
	}
	e.taken += at[1]
	if n := min(e.taken, len(e.whole)); n > 0 {
		e.whole = append(e.whole[:0], e.whole[n:]...)
		e.taken -= n
	}
	return groups, true
}

// forget takes all.
func (e *ear) forget() {
	e.whole, e.taken = e.whole[:0], len(e.partial)
}

// valueMost is what a variable may hold.
const valueMost = 256

// value makes a word of what the board said that can be typed again: one line without
// controls.
func value(text []byte) string {
	clean := bytes.Map(func(r rune) rune {
		if r < ' ' || r >= 0x7f && r < 0xa0 {
			return -1
		}
		return r
	}, text)
	return letter.Cut(string(clean), valueMost)
}
