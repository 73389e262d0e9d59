package unwrap

import (
	"bytes"

	"oopscope/parse/regex"
)

// Viewers of logs in browsers have the newest line on top, and export it so. A line without
// a time goes on with the one before it, whichever way the lines lie.

const (
	enoughOlder = 6        // lines, each older than the one before
	mostNewest  = 16 << 20 // bytes that are held; of more, stretches of this size are turned one by one
)

// times are the kernel's own, and those of whoever kept the log, both written so that their
// letters compare as they do.
var times = regex.Of(`\[( {0,8}\d{1,9}\.\d{6})\]|(\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d[.,]\d{3,9})`)

// timeOf finds the time of a line, nil when it has none. Those of one kind compare.
func timeOf(line []byte) (at []byte, kernel bool) {
	m := times.Get().FindSubmatch(line[:min(len(line), 200)])
	switch {
	case m == nil:
		return nil, false
	case m[1] != nil:
		return bytes.TrimLeft(m[1], " "), true
	}
	return m[2], false
}

// before compares two times of one kind.
func before(a, b []byte) bool {
	if whole, other := bytes.IndexByte(a, '.'), bytes.IndexByte(b, '.'); whole != other {
		return whole < other
	}
	return bytes.Compare(a, b) < 0
}

// tellNewest tells lines of which none is newer than the one before it.
func tellNewest(head []byte, _ bool) verdict {
	var last []byte
	var kernel bool
	older := 0
	for line := range bytes.Lines(head) {
		at, k := timeOf(line)
		switch {
		case at == nil || line[len(line)-1] != '\n':
			continue
		case kernel && !k: // the kernel's own time is the one that counts
			continue
		case k && !kernel:
			last, older = nil, 0
		}
		switch {
		case last != nil && before(last, at):
			return no
		case last != nil && before(at, last):
			older++
		}
		last, kernel = at, k
	}
	return when(older >= enoughOlder)
}

// newest holds the lines until the oldest is known.
type newest struct {
	lines
	held   []byte
	begins []int // where lines with a time begin in it
}

func newNewest() stage {
	n := &newest{}
	n.rewrite = n.hold
	return n
}

func (n *newest) hold(dst, line []byte) []byte {
	if at, _ := timeOf(line); at != nil || len(n.begins) == 0 {
		if len(n.held)+len(line) > mostNewest {
			dst = n.turn(dst)
		}
		n.begins = append(n.begins, len(n.held))
	}
	n.held = append(n.held, line...)
	if line[len(line)-1] != '\n' {
		n.held = append(n.held, '\n')
	}
	if len(n.held) > 2*mostNewest { // lines without any time
		dst = n.turn(dst)
	}
	return dst
}

// turn appends what is held, the oldest first.
func (n *newest) turn(dst []byte) []byte {
	end := len(n.held)
	for i := len(n.begins) - 1; i >= 0; i-- {
		dst = append(dst, n.held[n.begins[i]:end]...)
		end = n.begins[i]
	}
	n.held, n.begins = n.held[:0], n.begins[:0]
	return dst
}

func (n *newest) close(dst []byte) []byte { return n.turn(n.lines.close(dst)) }
