package ledger

import (
	"bytes"

	"oopscope/parse/letter"
	"oopscope/parse/printk"
)

// TextFile is the console's bytes as text, in what is saved or packed by those who want
// no escape sequences in it.
const TextFile = "console.txt"

// Text returns what the bytes of a console show: each line without escape sequences, as
// it stood when the board had overwritten what it did, and nothing but letters.
func Text(raw []byte) []byte {
	var text, line []byte
	for row := range bytes.Lines(raw) {
		line = printk.Clean(line[:0], bytes.TrimRight(row, "\r\n"))
		cells := bytes.Split(line, []byte{'\t'})
		for i, c := range cells {
			if i > 0 {
				text = append(text, '\t')
			}
			text = append(text, letter.Clean(string(c))...)
		}
		text = append(text, '\n')
	}
	return text
}
