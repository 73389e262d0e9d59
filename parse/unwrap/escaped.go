package unwrap

import "bytes"

// A log that somebody sent as one line has its line ends escaped: as rsyslog does
// ("#012"), or as programs do (`\n`).

// lineEnds are how line ends are escaped, and enoughEnds as many in one line as is no chance.
var lineEnds = [...][]byte{[]byte(`#012`), []byte(`\r\n`), []byte(`\n`)}

const enoughEnds = 5

func tellEscaped(head []byte, _ bool) verdict {
	if bytes.IndexByte(head, '\\') < 0 && bytes.IndexByte(head, '#') < 0 {
		return no
	}
	for line := range bytes.Lines(head) {
		if escapedEnd(line) != nil {
			return yes
		}
	}
	return no
}

// escapedEnd is how the line's ends are escaped, nil when they are not.
func escapedEnd(line []byte) []byte {
	for _, end := range lineEnds {
		if bytes.Count(line, end) >= enoughEnds {
			return end
		}
	}
	return nil
}

func newEscaped() stage {
	return &lines{rewrite: func(dst, line []byte) []byte {
		switch end := escapedEnd(line); {
		case end == nil:
			return append(dst, line...)
		case end[0] == '#':
			return append(dst, bytes.ReplaceAll(line, end, []byte{'\n'})...)
		}
		return append(dst, unquote(opened(line))...)
	}}
}

// opened leaves out what stands in front of a string of which the first line is a kernel's:
//
//	$1 = "[    4.214189] BUG: …\n[    4.214190] …
func opened(line []byte) []byte {
	const mostName = 200
	for i, c := range line[:min(len(line), mostName)] {
		if (c == '"' || c == '\'') && stampedLine.Get().Match(line[i+1:]) {
			return line[i+1:]
		}
	}
	return line
}
