package unwrap

import (
	"bytes"
	"encoding/base64"
)

// attachedMark is what a mail says of a part in base64 (RFC 2045). Its head ends at the
// next empty line.
var attachedMark = []byte("content-transfer-encoding: base64")

func tellAttached(head []byte, _ bool) verdict {
	return when(bytes.Contains(head, []byte("base64")) && bytes.Contains(bytes.ToLower(head), attachedMark))
}

// unprinted tells what no text has: a picture's part of a mail stays as it is.
func unprinted(r rune) bool {
	return r < ' ' && r != '\n' && r != '\r' && r != '\t' && r != 0x1b
}

// attached decodes the parts of mails that are base64, and leaves all else.
type attached struct {
	lines
	headed bool // the mark was read, the part has not begun
	inside bool
	any    bool // of the part's text came
}

func newAttached() stage {
	a := &attached{}
	a.rewrite = a.line
	return a
}

func (a *attached) line(dst, line []byte) []byte {
	text := bytes.TrimSpace(line)
	switch {
	case a.inside && len(text) > 0 && isBase64(text):
		for len(text)%4 > 0 {
			text = append(text[:len(text):len(text)], '=')
		}
		if plain, err := base64.StdEncoding.DecodeString(string(text)); err == nil && !bytes.ContainsFunc(plain, unprinted) {
			a.any = true
			return append(dst, bytes.ReplaceAll(plain, []byte("\r\n"), []byte("\n"))...)
		}
	case a.headed && len(text) == 0:
		a.headed, a.inside, a.any = false, true, false
	case a.inside && (a.any || len(text) > 0):
		a.inside = false
		dst = append(dst, '\n')
	}
	a.headed = a.headed || !a.inside && bytes.EqualFold(text, attachedMark)
	return append(dst, line...)
}
