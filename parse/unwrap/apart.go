package unwrap

import "bytes"

// Viewers and terminals show the NUL of UTF-16 as a blank: "[     4 . 2 1 4 1 8 9 ]   B U G :".

const enoughApart = 4 // lines

// isApart tells a line of which every second letter is a blank.
func isApart(text []byte) bool {
	letters := 0
	for i, c := range text {
		switch {
		case i%2 == 1 && c != ' ':
			return false
		case i%2 == 0 && c != ' ':
			letters++
		}
	}
	return letters > 3
}

func tellApart(head []byte, _ bool) verdict {
	n, others := 0, 0
	for line := range bytes.Lines(head) {
		switch text := bytes.TrimRight(line, " \r\n"); {
		case isApart(text):
			n++
		case len(text) > 3:
			if others++; others > 2 && others > n/8 {
				return no
			}
		}
	}
	return when(n >= enoughApart)
}

func newApart() stage {
	return &lines{rewrite: func(dst, line []byte) []byte {
		text := bytes.TrimRight(line, " \r\n")
		if !isApart(text) {
			return append(dst, line...)
		}
		for i := 0; i < len(text); i += 2 {
			dst = append(dst, text[i])
		}
		return append(dst, '\n')
	}}
}
