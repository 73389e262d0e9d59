package unwrap

import "bytes"

// tellVisible tells what cat -A writes: every line ends with a $, tabs are ^I.
func tellVisible(head []byte, _ bool) verdict {
	const enough = 5
	n := 0
	for line := range bytes.Lines(head) {
		if !bytes.HasSuffix(line, []byte("$\n")) {
			return when(n >= enough && !bytes.HasSuffix(line, []byte{'\n'}))
		}
		n++
	}
	return when(n >= enough)
}

func newVisible() stage {
	return &lines{rewrite: func(dst, line []byte) []byte {
		text, ended := bytes.CutSuffix(line, []byte("$\n"))
		if !ended {
			return append(dst, line...)
		}
		text = bytes.TrimSuffix(text, []byte("^M"))
		return append(append(dst, bytes.ReplaceAll(text, []byte("^I"), []byte{'\t'})...), '\n')
	}}
}
