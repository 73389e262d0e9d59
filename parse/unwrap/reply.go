package unwrap

import (
	"bytes"

	"oopscope/parse/regex"
)

// A log in a reply is quoted, and often broken by whoever wrote the first mail or quoted it:
//
//	> Mar  1 10:11:13 bench kernel: [  942.541300] Unable to handle kernel NULL
//	> pointer dereference at virtual address 000001c1
//
// Where the kernel's time stands in front of its lines, what has none goes on with the line
// before, which had no room for its first word.

const (
	leastReply   = 56 // columns of the longest line …
	mostReply    = 80
	enoughReply  = 8 // lines with a time, and
	enoughParted = 2 // that are broken
	slack        = 4 // by which a word that nobody broke may have made the longest one longer
)

var (
	quoteMarks = regex.Of(`^(?:[>|] ?){1,4}`)
	stampIn    = regex.Of(`^.{0,60}?\[ {0,8}\d{1,9}\.\d{6}\]`)
)

// replyOf is the quote in front of a broken log, and the width it was broken at.
func replyOf(head []byte) (quote []byte, width int) {
	var c replies
	for line := range bytes.Lines(head) {
		if text := bytes.TrimRight(line, "\r\n"); len(text) > 0 && !c.count(text) {
			return nil, 0
		}
	}
	if c.stamped < enoughReply || c.broken < enoughParted || c.width < leastReply || c.others > c.quoted {
		return nil, 0
	}
	return c.quote, min(c.width, mostReply)
}

// replies counts the lines of a text.
type replies struct {
	quote                           []byte
	quoted, others, stamped, broken int
	width, before                   int // of the longest, and of the one before
}

// count takes a line that is not empty, and tells whether the text may still be a reply.
func (c *replies) count(text []byte) bool {
	if c.quote == nil {
		c.quote = quoteMarks.Get().Find(text)
	}
	if c.quote == nil || !bytes.HasPrefix(text, bytes.TrimRight(c.quote, " ")) {
		c.others, c.before = c.others+1, 0
		return c.others <= 8 || c.others <= c.quoted
	}
	c.quoted++
	switch {
	case stampIn.Get().Match(text):
		c.stamped++
	case c.before >= leastReply-16 && len(text) > len(c.quote):
		c.broken++
	}
	c.width, c.before = max(c.width, len(text)), len(text)
	return c.width <= mostReply+64
}

func tellReply(head []byte, _ bool) verdict {
	if bytes.IndexByte(head, '>') < 0 && bytes.IndexByte(head, '|') < 0 {
		return no
	}
	quote, _ := replyOf(head)
	return when(quote != nil)
}

// reply takes the quotes off and joins what was broken.
type reply struct {
	lines
	quote []byte
	width int
	last  int    // how long the line before is, 0 when nothing can go on with it …
	end   []byte // … and its line end waits here
	soft  bool   // it ends with a blank, as format=flowed breaks lines (RFC 3676)
}

func newReply() stage {
	r := &reply{}
	r.rewrite = r.line
	return r
}

func (r *reply) feed(dst, p []byte) []byte {
	if r.quote == nil {
		r.quote, r.width = replyOf(p[:min(len(p), window)])
	}
	return r.lines.feed(dst, p)
}

func (r *reply) line(dst, line []byte) []byte {
	text := bytes.TrimRight(line, "\r\n")
	body, quoted := bytes.CutPrefix(text, r.quote)
	if quoted && r.goesOn(text, body) {
		if !r.soft {
			dst = append(dst, ' ')
		}
	} else {
		dst = append(dst, r.end...)
		if !quoted {
			body = text
			if string(text) == string(bytes.TrimRight(r.quote, " ")) {
				body = nil
			}
		}
	}
	r.last, r.soft, r.end = 0, len(body) > 0 && body[len(body)-1] == ' ', append(r.end[:0], line[len(text):]...)
	if quoted && len(body) > 0 {
		r.last = len(text)
	}
	return append(dst, body...)
}

// goesOn tells that the line is the rest of the one before.
func (r *reply) goesOn(text, body []byte) bool {
	if r.last == 0 || len(body) == 0 || stampIn.Get().Match(text) {
		return false
	}
	word, _, _ := bytes.Cut(bytes.TrimLeft(body, " "), []byte{' '})
	return r.soft || r.last+1+len(word) > r.width-slack
}

func (r *reply) close(dst []byte) []byte { return append(r.lines.close(dst), r.end...) }
