package unwrap

import (
	"bytes"
	"unicode/utf8"

	"oopscope/parse/ascii"
	"oopscope/parse/regex"
)

// Two things that input methods and readers of scanned pages do to every line: each blank
// becomes two, and marks get the width of a Chinese letter.
//
//	[    4.214189]  CPU:  0  PID:  135  Comm:  rmmod
//	[    4.214189] CPU：0 PID：135 Comm：rmmod

// enoughSpaced are as many lines as tell what was done to all of them.
const enoughSpaced = 8

// ofReport tells a line that a kernel may have printed, with blanks doubled or marks widened.
var ofReport = regex.Of(`\+0x[0-9a-f]+/0x|(?:CPU|PID|Comm|RIP|Call [Tt]race|Oops|BUG|Code|PC is at|NIP|epc|Internal error|Modules linked in) *[:：]|\[ *\d+\.\d{6}\]`)

// tellDoubled tells text in which every run of blanks is even.
func tellDoubled(head []byte, _ bool) verdict {
	if !bytes.Contains(head, []byte("  ")) {
		return no
	}
	doubled, single := 0, 0
	for line := range bytes.Lines(head) {
		text := bytes.Trim(line, " \t\r\n")
		switch {
		case bytes.IndexByte(text, ' ') < 0 || line[len(line)-1] != '\n':
		case !evenBlanks(text):
			if single++; single > 2 && single > doubled {
				return no // as in most logs
			}
		case len(bytes.Split(text, []byte("  "))) > 2:
			doubled++
		}
	}
	return when(doubled >= enoughSpaced && doubled > 9*single && len(ofReport.Get().FindAllIndex(head, enoughSpaced/2)) == enoughSpaced/2)
}

func evenBlanks(text []byte) bool {
	run := 0
	for _, c := range text {
		if c == ' ' {
			run++
			continue
		}
		if run%2 != 0 {
			return false
		}
		run = 0
	}
	return true
}

func newDoubled() stage {
	return &lines{rewrite: func(dst, line []byte) []byte {
		return append(dst, bytes.ReplaceAll(line, []byte("  "), []byte(" "))...)
	}}
}

// tellWide tells a report whose colons, or other marks, are wide.
func tellWide(head []byte, _ bool) verdict {
	if bytes.Count(head, []byte("：")) < enoughSpaced/2 {
		return no
	}
	n := 0
	for line := range bytes.Lines(head) {
		if bytes.Contains(line, []byte("：")) && ofReport.Get().Match(line) {
			n++
		}
	}
	return when(n >= enoughSpaced/2)
}

func newWide() stage { return &lines{rewrite: narrow} }

// narrow writes marks as the kernel does. The blank behind a colon is part of a wide one;
// "0010:function" and a place in a file have none.
func narrow(dst, line []byte) []byte {
	for i := 0; i < len(line); {
		r, n := utf8.DecodeRune(line[i:])
		switch {
		case r >= '！' && r <= '～':
			c := byte(r-'！') + '!'
			dst = append(dst, c)
			if next := line[i+n:]; c == ':' && len(next) > 0 && next[0] > ' ' && next[0] != '/' && !isTight(dst[:len(dst)-1], next[0]) {
				dst = append(dst, ' ')
			}
		case r == '　':
			dst = append(dst, ' ')
		default:
			dst = append(dst, line[i:i+n]...)
		}
		i += n
	}
	return dst
}

// isTight tells a colon within a word, by what stands in front and the byte behind: that of
// a selector, of a line of a file, of a worker: "0010:", "exit.c:14", "[kworker/0:1]".
func isTight(text []byte, next byte) bool {
	i := len(text)
	for i > 0 && (ascii.IsDigit(text[i-1]) || ascii.IsLetter(text[i-1]) || bytes.IndexByte([]byte("._/"), text[i-1]) >= 0) {
		i--
	}
	word := text[i:]
	switch {
	case len(word) == 0:
		return false
	case ascii.IsDigit(word[0]) && ascii.AllHexDigits(string(word)), bytes.HasSuffix(text[:i], []byte("[")):
		return true
	}
	return bytes.IndexByte(word, '.') > 0 && ascii.IsDigit(next)
}
