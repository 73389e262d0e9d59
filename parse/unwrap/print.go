package unwrap

import (
	"bytes"
	"strings"
)

// What typesetting makes of a text, and whoever copies it out of a PDF or a chat gets:
// letters joined, hyphens and blanks that are not seen.
var typeset = strings.NewReplacer(
	"\u00ad", "", "\u200b", "", "\u200c", "", "\u200d", "", "\u2060", "", // soft hyphen, zero width
	"\ufb00", "ff", "\ufb01", "fi", "\ufb02", "fl", "\ufb03", "ffi", "\ufb04", "ffl",
)

// enoughTypeset are more than a log has by itself.
const enoughTypeset = 3

func tellTypeset(head []byte, _ bool) verdict {
	if bytes.IndexByte(head, 0xc2) < 0 && bytes.IndexByte(head, 0xe2) < 0 && bytes.IndexByte(head, 0xef) < 0 {
		return no
	}
	n := 0
	for _, mark := range [...]string{"\u00ad", "\u200b", "\u200c", "\u200d", "\u2060", "\ufb00", "\ufb01", "\ufb02", "\ufb03", "\ufb04"} {
		n += bytes.Count(head, []byte(mark))
	}
	return when(n >= enoughTypeset && bytes.IndexByte(head, '[') >= 0)
}

func newTypeset() stage {
	return &lines{rewrite: func(dst, line []byte) []byte { return append(dst, typeset.Replace(string(line))...) }}
}
