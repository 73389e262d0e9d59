package unwrap

import "bytes"

// Tables drawn with pipes, as Markdown has them, indented or not: the last cell of a row
// is the line. The end of a cell is nothing that a prefix can be learnt by.
//
//	| 12 | [    4.214189] BUG: … |
//	| `[    4.214189] BUG: …`    |

// enoughPipes are as many rows as tell a table.
const enoughPipes = 5

// tellPipes tells text of which nearly all lines begin and end with a pipe.
func tellPipes(head []byte, _ bool) verdict {
	if bytes.IndexByte(head, '|') < 0 {
		return no
	}
	rows, others := 0, 0
	for line := range bytes.Lines(head) {
		switch text := bytes.TrimSpace(line); {
		case len(text) == 0 || text[0] == '+' || line[len(line)-1] != '\n':
		case isPiped(text):
			rows++
		default:
			others++
		}
	}
	return when(rows >= enoughPipes && rows > 3*others)
}

func isPiped(text []byte) bool {
	return len(text) > 4 && bytes.HasPrefix(text, []byte("| ")) && bytes.HasSuffix(text, []byte(" |"))
}

// pipes takes the cells off. How many stand in front of the line, the narrowest row says:
// a line may have pipes of its own.
type pipes struct {
	lines
	cells int
}

func newPipes() stage {
	p := &pipes{cells: 1 << 10}
	p.rewrite = p.row
	return p
}

func (p *pipes) row(dst, line []byte) []byte {
	text := bytes.TrimSpace(line)
	if !isPiped(text) {
		return append(dst, line...)
	}
	text = text[2 : len(text)-2]
	p.cells = min(p.cells, bytes.Count(text, []byte(" | ")))
	for range p.cells {
		_, text, _ = bytes.Cut(text, []byte(" | "))
	}
	text = bytes.TrimRight(text, " ")
	if n := len(text); n > 1 && text[0] == '`' && text[n-1] == '`' {
		text = text[1 : n-1]
	}
	return append(append(dst, text...), '\n')
}
