package unwrap

import (
	"bytes"

	"oopscope/parse/ascii"
	"oopscope/parse/regex"
)

// Viewers of logs in browsers have the newest line on top, and export it so. A line without
// a time goes on with the one before it, whichever way the lines lie.

const (
	enoughOlder  = 6        // lines, each older than the one before
	enoughTurned = 3        // frames of a trace that stand in front of its head
	mostNewest   = 16 << 20 // bytes that are held; of more, stretches of this size are turned one by one
)

var (
	// the kernel's own times, and those of whoever kept the log, both written so that their
	// letters compare as they do: syslog's within a day
	kernelTime = regex.Of(`\[( {0,8}\d{1,9}\.\d{6})\]`)
	keptTime   = regex.Of(`\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{3,9})?|[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d(?:\.\d{3,9})?`)
	// a frame, what stands between frames, and the head of their trace
	turnedFrame = regex.Of(`\w\+0x[0-9a-f]+/0x[0-9a-f]+`)
	turnedMark  = regex.Of(`</?[A-Z]{3,8}> *$`)
	turnedCode  = regex.Of(`Code: [0-9a-f(<]|Instruction dump:`)
	turnedStart = regex.Of(`cut here|BUG: |[Oo]ops|Internal error: `)
	turnedPlace = regex.Of(`\b(?:RIP|EIP|NIP|LR|epc|ra|PC is at|LR is at|pc|lr)\b.*\+0x[0-9a-f]+/0x`)
	turnedHead  = regex.Of(`(?:Call [Tt]race|Backtrace): *$`)
)

// timeOf finds the time of a line, nil when it has none. Those of one kind compare.
func timeOf(line []byte) (at []byte, kernel bool) {
	line = line[:min(len(line), 200)]
	if bytes.IndexByte(line, '[') >= 0 {
		if m := kernelTime.Get().FindSubmatch(line); m != nil {
			return bytes.TrimLeft(m[1], " "), true
		}
	}
	if !hasClock(line) {
		return nil, false
	}
	return keptTime.Get().Find(line), false
}

// hasClock tells two digits with a colon between them: most lines without a time have none.
func hasClock(line []byte) bool {
	for i := 1; i+1 < len(line); i++ {
		if line[i] == ':' && ascii.IsDigit(line[i-1]) && ascii.IsDigit(line[i+1]) {
			return true
		}
	}
	return false
}

// before compares two times of one kind.
func before(a, b []byte) bool {
	if whole, other := bytes.IndexByte(a, '.'), bytes.IndexByte(b, '.'); whole != other {
		return whole < other
	}
	return bytes.Compare(a, b) < 0
}

// isTurned tells that every trace has its frames in front of its head, and none behind, or
// the end of every report stands in front of its code: so it is where the lines have no
// time, or only seconds.
func isTurned(head []byte) bool {
	if !bytes.Contains(head, []byte("race:")) && !bytes.Contains(head, []byte("---[ end trace ")) {
		return false
	}
	var o order
	for line := range bytes.Lines(head) {
		if !o.may(bytes.TrimRight(line, "\r\n")) {
			return false
		}
	}
	return o.turned > 0
}

// An order looks at lines in the order in which they lie.
type order struct {
	turned int  // signs that it is the wrong one
	frames int  // in a row
	behind bool // the line before is the head of a trace
	place  bool // the line before says where the program counter stood
	code   int  // lines since one with code, far for none
	ended  int  // lines since a report's end with no other's beginning behind it, far for none
}

const far = 12

// may takes the next line, and is false when it shows that the order is the right one.
func (o *order) may(text []byte) bool {
	o.code, o.ended = o.code-1, o.ended-1
	frames, behind, place := o.frames, o.behind, o.place
	o.frames, o.behind, o.place = 0, false, false
	placed := bytes.Contains(text, []byte("+0x"))
	switch {
	case placed && turnedPlace.Get().Match(text):
		if o.code == far-1 && !bytes.Contains(text, []byte("SP: ")) { // x86's stands in front of its code; once more behind it, with the stack, till 4.14
			o.turned, o.code = o.turned+1, 0
		}
		o.place = true
	case placed && turnedFrame.Get().Match(text):
		o.frames = frames + 1
		return !behind
	case bytes.HasSuffix(text, []byte{'>'}) && turnedMark.Get().Match(text):
		o.frames, o.behind = frames, behind
	case bytes.Contains(text, []byte("race:")) && turnedHead.Get().Match(text):
		o.behind = true
		o.turned += btoi(frames >= enoughTurned)
	case bytes.HasSuffix(text, []byte(" ]---")):
		return o.end(text)
	case turnedCode.Get().Match(text):
		if o.code = far; o.ended > 0 {
			o.turned++
		}
		return !place
	case turnedStart.Get().Match(text):
		o.ended = 0
	}
	return true
}

// end takes the last line of a report.
func (o *order) end(text []byte) bool {
	if !bytes.Contains(text, []byte("---[ end trace ")) {
		return true
	}
	o.ended = far
	return o.code <= 0
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
	return when(older >= enoughOlder || isTurned(head))
}

// newest holds the lines until the oldest is known.
type newest struct {
	lines
	held   []byte
	begins []int // where lines with a time begin in it

	told     bool
	timeless bool // no line has one: each stands for itself
}

func newNewest() stage {
	n := &newest{}
	n.rewrite = n.hold
	return n
}

func (n *newest) hold(dst, line []byte) []byte {
	if at, _ := timeOf(line); at != nil || len(n.begins) == 0 || n.timeless {
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

func (n *newest) feed(dst, p []byte) []byte {
	if !n.told {
		p := p[:min(len(p), window)]
		n.told, n.timeless = true, !kernelTime.Get().Match(p) && !keptTime.Get().Match(p)
	}
	return n.lines.feed(dst, p)
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
