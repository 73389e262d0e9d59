package unwrap

import (
	"bytes"

	"oopscope/parse/regex"
)

// Editors and terminals make tabs of several blanks. The kernel prints none where registers
// stand in a row, or within the brackets of its time:
//
//	[<tab>3.813005] r10: 00000000<tab>r9 : d94fcd40<tab>r8 : 00000000

var tabbed = regex.Of(`(?m)\[\t ?\d+\.\d{6}\]|\b[0-9a-f]{8,16}\t{1,2}[a-zA-Z]\w{0,3} ?:|^(?:\[[ \t]*\d+\.\d{6}\] ?)?R[A-D]X:\t`)

// enoughTabbed are more than a log has by chance.
const enoughTabbed = 3

func tellTabbed(head []byte, _ bool) verdict {
	if bytes.IndexByte(head, '\t') < 0 {
		return no
	}
	return when(len(tabbed.Get().FindAllIndex(head, enoughTabbed)) == enoughTabbed)
}

func newTabbed() stage {
	return &lines{rewrite: func(dst, line []byte) []byte {
		return append(dst, bytes.ReplaceAll(line, []byte{'\t'}, []byte("  "))...)
	}}
}
