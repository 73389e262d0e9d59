package unwrap

import (
	"bytes"
	"strings"
)

// What typesetting makes of a text, and whoever copies it out of a PDF or a chat gets:
// letters joined, hyphens and blanks that are not seen. What prettifies web pages makes a
// sign of multiplication of the x between digits, and angled quotes of brackets:
//
//	[‹c01de48c›] kobject_register+0×19/0×39
var typeset = strings.NewReplacer(
	"\u00ad", "", "\u200b", "", "\u200c", "", "\u200d", "", "\u2060", "", // soft hyphen, zero width
	"\u200e", "", "\u200f", "", "\u202a", "", "\u202b", "", "\u202c", "", "\u202d", "", "\u202e", "", "\u2066", "", "\u2067", "", "\u2068", "", "\u2069", "", // directions
	"\u2010", "-", "\u2011", "-", "\u2212", "-",
	"0\u00d7", "0x", "[\u2039", "[<", "\u203a]", ">]", // numbers and brackets of web pages
	"\ufb00", "ff", "\ufb01", "fi", "\ufb02", "fl", "\ufb03", "ffi", "\ufb04", "ffl",
)

// enoughTypeset are more than a log has by itself.
const enoughTypeset = 3

func tellTypeset(head []byte, _ bool) verdict {
	if bytes.IndexByte(head, 0xc2) < 0 && bytes.IndexByte(head, 0xc3) < 0 && bytes.IndexByte(head, 0xe2) < 0 && bytes.IndexByte(head, 0xef) < 0 {
		return no
	}
	n := 0
	for _, mark := range [...]string{"\u00ad", "\u200b", "\u200c", "\u200d", "\u2060", "\ufb00", "\ufb01", "\ufb02", "\ufb03", "\ufb04", "0\u00d7", "[\u2039", "\u200e", "\u200f", "\u202c", "\u2069", "\u2010", "\u2011", "\u2212"} {
		n += bytes.Count(head, []byte(mark))
	}
	return when(n >= enoughTypeset && bytes.IndexByte(head, '[') >= 0)
}

func newTypeset() stage {
	return &lines{rewrite: func(dst, line []byte) []byte { return append(dst, typeset.Replace(string(line))...) }}
}
