package unwrap

import (
	"bytes"
	"strconv"
)

// tellMail tells text that a mailer made quoted-printable (RFC 2045): an equal
// sign is written =3D, and one at the end of a line joins it with the next.
func tellMail(head []byte, _ bool) verdict {
	if bytes.Contains(head, []byte("=3D")) && (bytes.Contains(head, []byte("=\n")) || bytes.Contains(head, []byte("=\r\n"))) {
		return yes
	}
	return no
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
