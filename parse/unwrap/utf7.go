package unwrap

import (
	"bytes"
	"encoding/base64"
	"unicode/utf16"

	"oopscope/parse/regex"
)

// UTF-7 (RFC 2152) is how some mail systems still carry text: what is no letter, digit or
// one of a few marks is UTF-16 in base64 between "+" and "-", and a plus itself is "+-".
// Where a kernel prints a place in a function it shows: "pump_read+-0x1a/0x20".

var shiftedPlace = regex.Of(`\w\+-0x[0-9a-f]+/0x`)

const enoughShifted = 2

func tellUTF7(head []byte, _ bool) verdict {
	if !bytes.Contains(head, []byte("+-0x")) {
		return no
	}
	return when(len(shiftedPlace.Get().FindAllIndex(head, enoughShifted)) == enoughShifted)
}

func newUTF7() stage { return &lines{rewrite: unshift} }

// unshift decodes a line. No shift goes over a line end; what is none stays as it is.
func unshift(dst, line []byte) []byte {
	for {
		before, rest, ok := bytes.Cut(line, []byte{'+'})
		dst = append(dst, before...)
		if !ok {
			return dst
		}
		n := 0
		for n < len(rest) && isShifted(rest[n]) {
			n++
		}
		ended := n < len(rest) && rest[n] == '-'
		switch text, good := shifted(rest[:n]); {
		case n == 0 && ended:
			dst, line = append(dst, '+'), rest[1:]
			continue
		case n > 0 && good:
			dst = append(dst, text...)
		default:
			dst, ended = append(append(dst, '+'), rest[:n]...), false
		}
		if ended {
			n++
		}
		line = rest[n:]
	}
}

func isShifted(c byte) bool {
	return c|0x20 >= 'a' && c|0x20 <= 'z' || c >= '0' && c <= '9' || c == '/' || c == '+'
}

// shifted is the text of UTF-16 in base64.
func shifted(b []byte) (string, bool) {
	raw, err := base64.RawStdEncoding.DecodeString(string(b))
	if err != nil || len(raw) < 2 || len(raw)%2 != 0 {
		return "", false
	}
	units := make([]uint16, len(raw)/2)
	for i := range units {
		units[i] = uint16(raw[2*i])<<8 | uint16(raw[2*i+1])
	}
	return string(utf16.Decode(units)), true
}
