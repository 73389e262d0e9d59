package unwrap

import "bytes"

// window is how much of an input is looked at, in bytes, to tell its wrapping.
const window = 64 << 10

// keep bounds what is held of one line or value, in bytes; a decoder reads no
// more than a part of it.
const keep = 64 << 10

// A stage takes one wrapping off. Both methods append to dst.
type stage interface {
	feed(dst, p []byte) []byte
	close(dst []byte) []byte
}

// verdict is what the first bytes of an input say of a wrapping.
type verdict int

const (
	no verdict = iota
	yes
	more // bytes are needed to tell
)

// lines is a stage that rewrites each line by itself. A longer line than is kept
// is rewritten in pieces.
type lines struct {
	rewrite func(dst, line []byte) []byte // the line comes with its line feed, the last perhaps without
	learn   func(head []byte)             // is shown what comes first, before any line of it; nil where there is nothing to learn
	begun   []byte
}

func (l *lines) feed(dst, p []byte) []byte {
	if l.learn != nil {
		l.learn(p[:min(len(p), window)])
		l.learn = nil
	}
	for len(p) > 0 {
		end := bytes.IndexByte(p, '\n') + 1
		if end == 0 && len(l.begun)+len(p) < keep {
			l.begun = append(l.begun, p...)
			return dst
		}
		if end == 0 {
			end = len(p)
		}
		line := p[:end]
		if len(l.begun) > 0 {
			l.begun = append(l.begun, line...)
			line = l.begun
		}
		dst = l.rewrite(dst, line)
		l.begun, p = l.begun[:0], p[end:]
	}
	return dst
}

func (l *lines) close(dst []byte) []byte {
	if len(l.begun) > 0 {
		dst = l.rewrite(dst, l.begun)
	}
	l.begun = nil
	return dst
}
