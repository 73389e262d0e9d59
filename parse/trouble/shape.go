package trouble

import (
	"strconv"
	"strings"

	"oopscope/parse/ascii"
)

// Shape returns what a message keeps when it comes again of another device, with
// other numbers and other addresses: # stands for every run of digits ("mmc#"),
// for an address and for a place on a bus ("#.pru", "usb #"). The number of an
// error stays, because it is what the message is about.
func Shape(text string) string {
	at, end := errnoIn(text)
	var b strings.Builder
	for i := 0; i < len(text); {
		n := wordAt(text, i)
		switch {
		case n == 0:
			b.WriteByte(text[i])
			n = 1
		case i <= at && at < i+n:
			b.WriteString(text[i:end])
			n = end - i
		default:
			b.WriteString(masked(text[i : i+n]))
		}
		i += n
	}
	return b.String()
}

// wordAt is the length of the word of letters, digits and what joins those that
// begins here.
func wordAt(text string, from int) int {
	n := from
	for n < len(text) && (ascii.IsLetter(text[n]) || ascii.IsDigit(text[n]) || text[n] == '_' || n > from && joins(text, n)) {
		n++
	}
	return n - from
}

// joins tells whether what stands between two parts makes one word of them: the
// dots and colons of a bus address, 1-1.2:1.0, or 4a334000.pru.
func joins(text string, n int) bool {
	c := text[n]
	return (c == '.' || c == ':' || c == '-') && n+1 < len(text) && (ascii.IsDigit(text[n-1]) && (ascii.IsDigit(text[n+1]) || c == '.' && ascii.IsLetter(text[n+1])) ||
		c != '-' && ascii.IsHexDigit(text[n-1]) && ascii.IsDigit(text[n+1]))
}

// masked is a word without what differs from device to device.
func masked(word string) string {
	head, rest := word, ""
	if dot := strings.IndexAny(word, ".:"); dot > 0 {
		head, rest = word[:dot], word[dot:]
	}
	switch {
	case isPlace(word), ascii.AllDigits(word), strings.HasPrefix(word, "0x"):
		return "#"
	case len(head) >= 4 && ascii.AllHexDigits(head) && (strings.ContainsAny(head, "0123456789") || len(head) >= 6 && !vowelled(head)):
		return "#" + runless(rest) // 4a334000.pru
	}
	return runless(word)
}

// isPlace tells a place on a bus: 1-1.2:1.0, 0000:00:1f.6.
func isPlace(word string) bool {
	return strings.Trim(word, "0123456789abcdef.:-") == "" && strings.ContainsAny(word, ".:-") && strings.ContainsAny(word, "0123456789")
}

// runless is a text with every run of digits as one #.
func runless(text string) string {
	var b strings.Builder
	for i := range len(text) {
		switch {
		case !ascii.IsDigit(text[i]):
			b.WriteByte(text[i])
		case i == 0 || !ascii.IsDigit(text[i-1]):
			b.WriteByte('#')
		}
	}
	return b.String()
}

// vowelled tells words like "facade" from addresses without a digit.
func vowelled(word string) bool { return strings.ContainsAny(word, "aAeE") }

// Errno returns the number of the error that a message ends in or tells of, 0
// when there is none.
func Errno(text string) int {
	at, end := errnoIn(text)
	if at < 0 {
		return 0
	}
	n, _ := strconv.Atoi(text[at:end])
	return n
}

// errnoIn finds the digits of an error's number: those behind a minus, where no
// letter, digit or bracket joins that to a name.
func errnoIn(text string) (at, end int) {
	for i := strings.LastIndexByte(text, '-'); i >= 0; i = strings.LastIndexByte(text[:i], '-') {
		end := i + 1
		for end < len(text) && ascii.IsDigit(text[end]) {
			end++
		}
		alone := i == 0 || strings.IndexByte(" =(:", text[i-1]) >= 0
		ends := end == len(text) || !ascii.IsLetter(text[end]) && text[end] != '.' || end+1 == len(text)
		if alone && ends && end-i >= 2 && end-i <= 4 && plausibleErrno(text[i+1:end]) {
			return i + 1, end
		}
	}
	return -1, -1
}
