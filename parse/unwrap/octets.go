package unwrap

import (
	"bytes"
	hexa "encoding/hex"
	"strconv"

	"oopscope/parse/ascii"
)

// What watches a line, or a program's memory, writes its bytes down as numbers, with anything
// in front and behind, in rows of any length:
//
//	2026/11/20 04:09:41.123456 term 5b 20 20 20 20 34 2e 32 |[    4.2|     ser2net's trace
//	uart-1: 5B                                                             sigrok-cli
//	0.000087000,0x5B,,                                                     an analyser's table
//	  0x5b, 0x20, 0x20, 0x20, 0x20, 0x34, 0x2e, 0x32,                      xxd -i
//	5B 20 20 20 20 34 2E 32                                                a hex view

// Bounds of what tells it.
const (
	enoughOctets = 32 // bytes, and all of them text
	mostFront    = 8  // words in front of the numbers
	mostHeads    = 4  // lines that are no rows: those around a list in C
	rowsLooked   = 64
)

// nextWord cuts the first word off.
func nextWord(row []byte) (word, rest []byte) {
	from := 0
	for from < len(row) && parts(row[from]) {
		from++
	}
	to := from
	for to < len(row) && !parts(row[to]) {
		to++
	}
	return row[from:to], row[to:]
}

func parts(c byte) bool { return c <= ' ' || c == ',' || c == ':' || c == ';' }

// octetIn reads a word of two digits, with 0x in front perhaps.
func octetIn(word []byte) (c byte, ok bool) {
	if len(word) == 4 && word[0] == '0' && word[1] == 'x' {
		word = word[2:]
	}
	if len(word) != 2 || !ascii.IsHexDigit(word[0]) || !ascii.IsHexDigit(word[1]) {
		return 0, false
	}
	v, _ := strconv.ParseUint(string(word), 16, 8)
	return byte(v), true
}

// octetsFrom reads the numbers of a row that begin with the word of this index.
func octetsFrom(dst, row []byte, from int) []byte {
	for i := 0; ; i++ {
		var word []byte
		if word, row = nextWord(row); len(word) == 0 {
			return dst
		}
		c, ok := octetIn(word)
		switch {
		case i >= from && !ok:
			return dst
		case i >= from:
			dst = append(dst, c)
		}
	}
}

// octetColumn is the word with which the numbers of each row begin, -1 where the rows hold
// no text so.
func octetColumn(head []byte) int {
	best, most := -1, enoughOctets-1
	if word, _ := nextWord(head[:min(len(head), 64)]); len(word) >= 6 && ascii.AllHexDigits(string(word)) {
		return -1 // with an offset: those have forms of their own
	}
	for from := range mostFront {
		if n := octetsAt(head, from); n > most {
			best, most = from, n
		}
	}
	return best
}

// octetsAt counts the bytes that the rows hold from this word on, 0 when they are no text.
func octetsAt(head []byte, from int) int {
	var text []byte
	rows, heads := 0, 0
	for line := range bytes.Lines(head) {
		if len(bytes.TrimSpace(line)) == 0 {
			continue
		}
		n := len(text)
		if text = octetsFrom(text, line, from); len(text) > n {
			rows++
		} else if heads++; heads > mostHeads || rows > 0 && heads > rows {
			return 0
		}
		if rows == rowsLooked {
			break
		}
	}
	if !isText(text) || bytes.IndexByte(text, ' ') < 0 { // addresses are no text
		return 0
	}
	return len(text)
}

func tellOctets(head []byte, _ bool) verdict { return when(octetColumn(head) >= 0) }

// byteRows takes the bytes out of the rows. What is no row stays as it is.
type byteRows struct {
	lines
	from int
}

func newOctets() stage {
	o := &byteRows{}
	o.learn = func(head []byte) { o.from = max(0, octetColumn(head)) }
	o.rewrite = func(dst, line []byte) []byte {
		n := len(dst)
		if dst = octetsFrom(dst, line, o.from); len(dst) == n {
			return append(dst, line...)
		}
		return dst
	}
	return o
}

// Records with an address and a sum, as debuggers and programmers of flash write memory down:
//
//	:100000005B20202020342E3231343138395D204255AE     Intel HEX: count, address, kind, bytes, sum
//	S11300005B20202020342E3231343138395D204255A5      Motorola S-records: kind, count, address, bytes, sum

// recordOf reads such a line. Lines without bytes are records as well.
func recordOf(dst, line []byte) (text []byte, ok bool) {
	line = bytes.TrimRight(line, " \r\n")
	if len(line) < 10 || line[0] != ':' && line[0] != 'S' {
		return dst, false
	}
	intel := line[0] == ':'
	digits := line[1:]
	if !intel {
		digits = line[2:]
	}
	b, err := hexa.DecodeString(string(digits))
	if err != nil || len(b) < 3 {
		return dst, false
	}
	sum := byte(0)
	for _, c := range b {
		sum += c
	}
	if intel {
		return intelRecord(dst, b, sum)
	}
	if sum != 0xff || int(b[0])+1 != len(b) {
		return dst, false
	}
	if kind := int(line[1] - '0'); kind >= 1 && kind <= 3 && len(b) > 3+kind {
		dst = append(dst, b[2+kind:len(b)-1]...)
	}
	return dst, true
}

func intelRecord(dst, b []byte, sum byte) ([]byte, bool) {
	if sum != 0 || int(b[0])+5 != len(b) {
		return dst, false
	}
	if b[3] == 0 {
		dst = append(dst, b[4:len(b)-1]...)
	}
	return dst, true
}

func tellSums(head []byte, over bool) verdict {
	if len(head) == 0 || head[0] != ':' && head[0] != 'S' {
		return no
	}
	const enough = 3
	var text []byte
	n := 0
	for line := range bytes.Lines(head) {
		if line[len(line)-1] != '\n' && !over {
			break
		}
		var ok bool
		if text, ok = recordOf(text, line); !ok {
			return no
		}
		n++
	}
	return when(n >= enough && isText(text) && len(text) > enoughOctets)
}

func newSums() stage {
	return &lines{rewrite: func(dst, line []byte) []byte {
		if text, ok := recordOf(dst, line); ok {
			return text
		}
		return append(dst, line...)
	}}
}
