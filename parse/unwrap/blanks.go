package unwrap

import "bytes"

// Mailers and web pages write the blanks of a preformatted text as no-break spaces,
// U+00A0, so that none is lost: "[\u00a0 132.943406] monitor event: 0040".

// noBreak is such a space in UTF-8.
var noBreak = []byte("\u00a0")

// enoughNoBreaks are more than a text has by chance.
const enoughNoBreaks = 6

func tellNoBreaks(head []byte, _ bool) verdict {
	if bytes.Count(head, noBreak) >= enoughNoBreaks && bytes.IndexByte(head, '[') >= 0 {
		return yes
	}
	return no
}

func newNoBreaks() stage {
	return &lines{rewrite: func(dst, line []byte) []byte {
		for {
			before, rest, ok := bytes.Cut(line, noBreak)
			dst = append(dst, before...)
			if !ok {
				return dst
			}
			dst, line = append(dst, ' '), rest
		}
	}}
}
