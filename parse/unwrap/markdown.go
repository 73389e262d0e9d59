package unwrap

import (
	"bytes"

	"oopscope/parse/regex"
)

// What becomes of a report that somebody put into a comment without a block of code:
// an editor escapes its marks, makes code of each line or breaks it by a backslash,
// and a converter takes [#1] and [<c01de48c>] for links.

// Bounds of what is no chance.
const (
	enoughEscapes = 3
	enoughTicks   = 5
)

var (
	escapedMark = regex.Of(`\\([][_*<>#~|(){}.!+:=$%&-])`)
	// an escape in what only a kernel writes: a stamp, a place, an address, the number of an oops
	escaped = regex.Of(`\\?\[ {0,8}\d{1,9}\.\d{3,9}\\\]|\w\\_[\w\\.]*\+0x|\[\\?<[0-9a-f]{8,16}\\?>\\?\]|\[\\?#\d+\\\]|(?:\\-){3}\[ (?:end|cut)|\d\.\d+\\-\d|(?:CPU|PID|Comm|Oops|BUG|INFO)\\: |panic \\- not|\w+ \\= [0-9a-f]|(?:\\-){8}`)
	broken  = regex.Of(`^(?:\[ {0,8}\d{1,9}\.\d{3,9}\]|.*\+0x[0-9a-f]+/0x).*\\\r?$`)
	// [#1] SMP and [<c01de48c>]  [<c01de48c>], each taken for a link
	target = regex.Of(`\[( {0,3}\[<[0-9a-f]{8,16}>)\]\((<[0-9a-f]{8,16}>\])\)`)
	number = regex.Of(`(: [0-9a-f]{4} )\[((?:SMP|PREEMPT|NOPTI|PTI|KASAN|DEBUG_PAGEALLOC| )*)$`)
	// __do_softirq+0x1/0x2: what stands between two such names becomes bold
	bold   = regex.Of(`(^|[ (>\]])\*\*(\w[\w.]*(?:\+0x[0-9a-f]+/0x|\) from \[))`)
	behind = regex.Of(`\]\(#\d{1,4}\]\)`)
)

// tellMarkdown tells such a text.
func tellMarkdown(head []byte, _ bool) verdict {
	if bytes.IndexByte(head, '\\') < 0 && bytes.IndexByte(head, '`') < 0 && !bytes.Contains(head, []byte("](")) && !bytes.Contains(head, []byte("**")) {
		return no
	}
	escapes, ticks, breaks := 0, 0, 0
	for line := range bytes.Lines(head) {
		line = bytes.TrimRight(line, " \r\n") // two blanks break a line
		switch {
		case bytes.Contains(line, []byte("**")) && bold.Get().Match(line):
			return yes
		case bytes.IndexByte(line, '\\') >= 0:
			for _, m := range escaped.Get().FindAll(line, enoughEscapes) {
				escapes += min(1, bytes.Count(m, []byte{'\\'}))
			}
			if broken.Get().Match(line) {
				breaks++
			}
		case isCode(line):
			ticks++
		case isLinked(line):
			return yes
		}
	}
	return when(escapes >= enoughEscapes || ticks >= enoughTicks || breaks >= enoughTicks)
}

// isLinked tells a line of which a part was taken for a link.
func isLinked(line []byte) bool {
	return bytes.Contains(line, []byte("](")) && (target.Get().Match(line) || behind.Get().Match(line))
}

// isCode tells a line that is code as a whole.
func isCode(line []byte) bool {
	return len(line) > 4 && line[0] == '`' && line[len(line)-1] == '`' && bytes.Count(line, []byte{'`'}) == 2 && bytes.ContainsAny(line, ":[+")
}

func newMarkdown() stage { return &lines{rewrite: unmark} }

// unmark gives a line back what it had.
func unmark(dst, line []byte) []byte {
	text := bytes.TrimRight(line, "\r\n")
	end := line[len(text):]
	if code := bytes.TrimRight(text, " "); isCode(code) {
		text = code[1 : len(code)-1]
	}
	if bytes.Contains(text, []byte("**")) {
		text = bold.Get().ReplaceAll(text, []byte("${1}__$2"))
	}
	if broken.Get().Match(text) {
		text = bytes.TrimSuffix(text, []byte{'\\'})
	}
	if bytes.IndexByte(text, '\\') >= 0 {
		text = escapedMark.Get().ReplaceAll(text, []byte("$1"))
	}
	if bytes.Contains(text, []byte("](")) {
		text = target.Get().ReplaceAll(text, []byte("[$2 $1]"))
		text = behind.Get().ReplaceAll(text, []byte("]"))
	}
	if bytes.IndexByte(text, '[') >= 0 {
		text = number.Get().ReplaceAll(text, []byte("$1[#1] $2"))
	}
	return append(append(dst, text...), end...)
}
