package unwrap

import (
	"bytes"
	"encoding/binary"
	"unicode/utf8"
)

// tellUTF32 tells text of four bytes a letter, of which three of the first letters are NUL.
func tellUTF32(head []byte, over bool) verdict {
	const enough = 64
	if len(head) < enough && !over {
		if bytes.IndexByte(head, 0) < 0 { // of text, and of the other encodings, the next bytes say
			return no
		}
		return when32(order32(head) != nil, more)
	}
	return when32(order32(head[:min(len(head), enough)]) != nil && len(head) >= 8, yes)
}

func when32(sure bool, v verdict) verdict {
	if sure {
		return v
	}
	return no
}

// order32 is the order of the bytes in which all letters are of the lowest plane, nil for
// none.
func order32(head []byte) binary.ByteOrder {
	little, big := len(head) >= 4, len(head) >= 4
	for i := 0; i+4 <= len(head); i += 4 {
		v := head[i : i+4]
		mark := i == 0 && (bytes.Equal(v, []byte{0xff, 0xfe, 0, 0}) || bytes.Equal(v, []byte{0, 0, 0xfe, 0xff}))
		little = little && (v[0] != 0 && v[1]|v[2]|v[3] == 0 || mark && v[0] == 0xff)
		big = big && (v[3] != 0 && v[0]|v[1]|v[2] == 0 || mark && v[0] == 0)
	}
	switch {
	case little:
		return binary.LittleEndian
	case big:
		return binary.BigEndian
	}
	return nil
}

// wider turns UTF-32 into UTF-8.
type wider struct {
	order binary.ByteOrder
	held  []byte
}

func newUTF32() stage { return &wider{} }

func (w *wider) feed(dst, p []byte) []byte {
	p = append(w.held, p...)
	if w.order == nil && len(p) >= 4 {
		w.order = order32(p[:4])
	}
	for ; len(p) >= 4 && w.order != nil; p = p[4:] {
		if r := w.order.Uint32(p); r != 0xfeff {
			dst = utf8.AppendRune(dst, rune(min(r, utf8.MaxRune+1)))
		}
	}
	w.held = bytes.Clone(p)
	return dst
}

func (w *wider) close(dst []byte) []byte {
	if len(w.held) > 0 {
		dst = utf8.AppendRune(dst, utf8.RuneError)
	}
	return dst
}
