package container

import (
	"bytes"
	"errors"

	"oopscope/parse/ascii"
)

// Log services put what they hand on into a field of a record, packed and in base64. Which
// field that is each has its own idea of: what is nearly nothing else is told of.

var errBuried = errors.New("most of it is something packed, in base64: not read; `base64 -d` and then gzip, xz, zstd or bzip2 -d give the text")

// leastBuried is as much as somebody hides no word in, in bytes.
const leastBuried = 400

// buriedMarks are the magics of gzip, xz, Zstandard and bzip2 in base64.
var buriedMarks = [...][]byte{[]byte("H4sI"), []byte("/Td6WFo"), []byte("KLUv/"), []byte("QlpoO")}

// isBuried tells a head of which more than half is such a field.
func isBuried(head []byte) bool {
	for _, mark := range buriedMarks {
		at := bytes.Index(head, mark)
		if at < 0 {
			continue
		}
		n := at
		for n < len(head) && (ascii.IsLetter(head[n]) || ascii.IsDigit(head[n]) || head[n] == '+' || head[n] == '/') {
			n++
		}
		if n-at >= leastBuried && 2*(n-at) > len(head) {
			return true
		}
	}
	return false
}
