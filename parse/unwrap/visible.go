package unwrap

import "bytes"

// enoughVisible lines in a row are no chance.
const enoughVisible = 5

// tellVisible tells what cat -A writes: every line ends with a $, tabs are ^I. sed's l breaks
// long lines by a backslash, and escapes.
func tellVisible(head []byte, _ bool) verdict {
	ended, broken := 0, 0
	for line := range bytes.Lines(head) {
		switch text := bytes.TrimRight(line, "\n"); {
		case len(text) == len(line): // not there as a whole
		case bytes.HasSuffix(text, []byte{'$'}):
			ended++
		case bytes.HasSuffix(text, []byte{'\\'}) && len(text) >= leastColumns:
			broken++
		default:
			return no
		}
	}
	return when(ended >= enoughVisible && broken <= 3*ended)
}

func newVisible() stage {
	return &lines{rewrite: func(dst, line []byte) []byte {
		if text, broken := bytes.CutSuffix(line, []byte("\\\n")); broken {
			return append(dst, text...)
		}
		text, ended := bytes.CutSuffix(line, []byte("$\n"))
		if !ended {
			return append(dst, line...)
		}
		text = bytes.TrimSuffix(text, []byte("^M"))
		text = bytes.ReplaceAll(text, []byte(`\t`), []byte{'\t'})
		return append(append(dst, bytes.ReplaceAll(text, []byte("^I"), []byte{'\t'})...), '\n')
	}}
}
