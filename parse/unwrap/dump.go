package unwrap

import (
	"bytes"
	hexa "encoding/hex"
	"strconv"

	"oopscope/parse/ascii"
)

// A form is how a tool writes bytes down as numbers, which is what is sent on when
// nothing else goes through.
type form struct {
	single  bool // bytes stand alone, not two by two
	columns int  // in which the numbers stand, from the first behind the offset; 0 for all that follows
	octal   bool
	swapped bool // words with the low byte first
	colon   bool // behind the offset
	letters bool
}

// forms are those that are known.
var dumpForms = [...]form{
	{single: true, columns: 49},  // 00000000  5b 20 20 34 …  … 42 55 47  |[  4.2141|     hexdump -C, od -A x -t x1z
	{columns: 41, colon: true},   // 00000000: 5b20 2034 2e32 3134 …  [  4.2141          xxd
	{octal: true, swapped: true}, // 0000020 205b 3420 322e 3431 …                     od -x
	{swapped: true},              // 0000010 205b 3420 322e 3431 …                     hexdump
	{octal: true, letters: true}, // 0000020   [           4   .   2 …  \n             od -c
}

// tellDump tells such a dump by its first rows: each begins where the one before ends, and
// what they say is text. A dump of memory in a log does not begin it.
func tellDump(head []byte, _ bool) verdict {
	return when(formOf(head) != nil || isDigits(head))
}

// formOf is the form of the first two rows, nil for none.
func formOf(head []byte) *form {
	first, rest, _ := bytes.Cut(head, []byte{'\n'})
	second, _, whole := bytes.Cut(rest, []byte{'\n'})
	for i := range dumpForms {
		f := &dumpForms[i]
		a, from, ok := f.row(nil, first)
		_, to, follows := f.row(nil, second)
		if whole && ok && follows && from == 0 && to == len(a) && len(a) == 16 && isText(a) {
			return f
		}
	}
	return nil
}

// row reads a row: its bytes behind dst, and the offset that it begins with.
func (f *form) row(dst, row []byte) (bytesOf []byte, at int, ok bool) {
	row = bytes.TrimRight(row, "\r\n")
	offset, rest, _ := bytes.Cut(row, []byte{' '})
	base := 16
	if f.octal {
		base = 8
	}
	offset, colon := bytes.CutSuffix(offset, []byte{':'})
	v, err := strconv.ParseUint(string(offset), base, 32)
	if err != nil || len(offset) < 6 || colon != f.colon {
		return dst, 0, false
	}
	if f.letters {
		dst, ok = letters(dst, append([]byte{' '}, rest...))
		return dst, int(v), ok
	}
	if f.columns > 0 {
		rest = rest[:min(len(rest), f.columns)]
	}
	for _, word := range bytes.Fields(rest) {
		b, err := hexa.DecodeString(string(word))
		if err != nil || len(b) > 2 || f.single && len(b) > 1 {
			return dst, 0, false
		}
		if f.swapped && len(b) == 2 {
			b[0], b[1] = b[1], b[0]
		}
		dst = append(dst, b...)
	}
	return dst, int(v), true
}

// letters reads the cells of od -c, four columns each.
func letters(dst, cells []byte) ([]byte, bool) {
	for ; len(cells) > 0; cells = cells[min(4, len(cells)):] {
		cell := cells[:min(4, len(cells))]
		letter := bytes.TrimLeft(cell, " ")
		switch {
		case len(letter) == 0:
			dst = append(dst, ' ')
		case len(letter) == 1:
			dst = append(dst, letter[0])
		case letter[0] == '\\' && len(letter) == 2:
			r, _ := escape(letter[1:])
			dst = append(dst, byte(r))
		default:
			v, err := strconv.ParseUint(string(letter), 8, 8)
			if err != nil {
				return dst, false
			}
			dst = append(dst, byte(v))
		}
	}
	return dst, true
}

// isText tells what a log is made of: few of its letters are others than ASCII's.
func isText(p []byte) bool {
	others := 0
	for _, c := range p {
		if c >= 0x7f {
			others++
		}
		if unprinted(rune(c)) {
			return false
		}
	}
	return 4*others <= len(p)
}

// isPacked tells what something packed begins with: gzip, xz, Zstandard, bzip2.
func isPacked(p []byte) bool {
	for _, magic := range [...]string{"\x1f\x8b\x08", "\xfd7zXZ\x00", "\x28\xb5\x2f\xfd", "BZh"} {
		if bytes.HasPrefix(p, []byte(magic)) {
			return true
		}
	}
	return false
}

// isDigits tells nothing but digits, two rows of one length at least or a long one, that are
// text or something packed, as far as they can be seen: xxd -p.
func isDigits(head []byte) bool {
	const long, looked = 200, 64
	first, rest, _ := bytes.Cut(head, []byte{'\n'})
	second, _, whole := bytes.Cut(rest, []byte{'\n'})
	first, second = bytes.TrimRight(first, "\r"), bytes.TrimRight(second, "\r")
	same := whole && len(second) == len(first) && ascii.AllHexDigits(string(second))
	if !same && len(first) < long {
		return false
	}
	var text []byte
	n := 0
	for row := range bytes.Lines(head) {
		row = bytes.TrimRight(row, "\r\n")
		more, err := hexa.DecodeString(string(row[:len(row)&^1]))
		if n++; err != nil || n > looked {
			break
		}
		text = append(text, more...)
	}
	return len(text) >= 16 && (isText(text) || isPacked(text))
}

// dump takes the numbers off.
type dump struct {
	lines
	form *form
	told bool
}

func newDump() stage {
	d := &dump{}
	d.rewrite = d.line
	return d
}

func (d *dump) line(dst, line []byte) []byte {
	if !d.told {
		d.told = true
		for i := range dumpForms { // the first row fits more than one form: only one says text
			if text, at, ok := dumpForms[i].row(nil, line); ok && at == 0 && len(text) == 16 && isText(text) {
				f := dumpForms[i]
				f.octal = false // what a later row begins with may be either
				d.form = &f
				break
			}
		}
	}
	if d.form != nil {
		if text, _, ok := d.form.row(dst, line); ok {
			return text
		}
		return append(dst, line...)
	}
	digits := bytes.TrimSpace(line)
	if text, err := hexa.DecodeString(string(digits)); err == nil {
		return append(dst, text...)
	}
	return append(dst, line...)
}
