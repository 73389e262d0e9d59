package unwrap

import (
	"bytes"
	"iter"
)

// Mailers and web pages write the blanks of a preformatted text as no-break spaces,
// U+00A0, so that none is lost: "[\u00a0 132.943406] monitor event: 0040".

var (
	noBreak = []byte("\u00a0")
	// twice is one that was taken for Latin-1 and encoded again
	twice = []byte("\u00c2")
)

// enoughNoBreaks are more than a text has by chance.
const enoughNoBreaks = 6

func tellNoBreaks(head []byte, _ bool) verdict {
	if bytes.IndexByte(head, noBreak[1]) < 0 || bytes.IndexByte(head, '[') < 0 {
		return no
	}
	n := 0
	for range breaksIn(head) {
		n++
	}
	return when(n >= enoughNoBreaks)
}

// breaksIn are the no-break spaces: where each begins, and how many bytes it has. In Latin-1,
// as mailers on Windows write it, that is one, which in UTF-8 never stands behind ASCII.
func breaksIn(s []byte) iter.Seq2[int, int] {
	return func(yield func(at, bytes int) bool) {
		lone := true // the byte before is ASCII, or such a space of one byte
		for i, c := range s {
			switch {
			case c != noBreak[1]:
				lone = c < 0x80
			case i > 0 && s[i-1] == noBreak[0]:
				n := 2
				if bytes.HasSuffix(s[:i-1], twice) {
					n += len(twice)
				}
				if !yield(i+1-n, n) {
					return
				}
				lone = false
			case lone && !yield(i, 1):
				return
			}
		}
	}
}

func newNoBreaks() stage {
	return &lines{rewrite: func(dst, line []byte) []byte {
		from := 0
		for at, n := range breaksIn(line) {
			dst = append(append(dst, line[from:at]...), ' ')
			from = at + n
		}
		return append(dst, line[from:]...)
	}}
}
