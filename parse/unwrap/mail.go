package unwrap

import (
	"bytes"
	"strconv"
)

// encoded is what a mail says of itself.
var encoded = []byte("content-transfer-encoding: quoted-printable")

// wrapAt is how long a line of such text may be, in bytes, the sign at its end
// included, and enoughBreaks as many of that length as are no chance.
const (
	wrapAt       = 76
	enoughBreaks = 2
)

// tellMail tells text that a mailer made quoted-printable (RFC 2045): an equal
// sign is written =3D, and one at the end of a line joins it with the next.
func tellMail(head []byte, _ bool) verdict {
	if bytes.Contains(head, []byte("=")) && (softBreaks(head) >= enoughBreaks || bytes.Contains(bytes.ToLower(head), encoded)) {
		return yes
	}
	if bytes.Contains(head, []byte("=3D")) && (bytes.Contains(head, []byte("=\n")) || bytes.Contains(head, []byte("=\r\n"))) {
		return yes
	}
	return no
}

// softBreaks counts the lines that were broken because they became too long. Base64 has
// no blanks.
func softBreaks(head []byte) (n int) {
	for line := range bytes.Lines(head) {
		line = bytes.TrimRight(line, "\r\n")
		if (len(line) == wrapAt || len(line) == wrapAt-1) && line[len(line)-1] == '=' && line[len(line)-2] != '=' && bytes.IndexByte(line, ' ') >= 0 { // no rule of equal signs
			n++
		}
	}
	return n
}

func newMail() stage { return &lines{rewrite: unprint} }

// unprint undoes it in a line. What is no such code stays as it is.
func unprint(dst, line []byte) []byte {
	text := bytes.TrimRight(line, "\r\n")
	joins := bytes.HasSuffix(text, []byte{'='})
	text = bytes.TrimSuffix(text, []byte{'='})
	for i := 0; i < len(text); i++ {
		if text[i] == '=' && i+2 < len(text) {
			if c, err := strconv.ParseUint(string(text[i+1:i+3]), 16, 8); err == nil {
				dst, i = append(dst, byte(c)), i+2
				continue
			}
		}
		dst = append(dst, text[i])
	}
	if !joins {
		dst = append(dst, line[len(bytes.TrimRight(line, "\r\n")):]...)
	}
	return dst
}
