package unwrap

import (
	"bytes"
	"encoding/binary"
)

// tellExport tells the journal's export format (systemd, JOURNAL_EXPORT_FORMATS):
// fields a line, of which the first of every entry begin with two underlines.
func tellExport(head []byte, over bool) verdict {
	for _, first := range [][]byte{[]byte("__CURSOR="), []byte("__REALTIME_TIMESTAMP=")} {
		switch {
		case bytes.HasPrefix(head, first):
			return yes
		case bytes.HasPrefix(first, head) && !over:
			return more
		}
	}
	return no
}

// export reads entries of fields; a blank line ends one. A field whose value is
// no line of text is its name on a line, eight bytes of length, and the value.
type export struct {
	line   []byte // begun
	name   string // of the value that comes by its length
	length []byte
	left   uint64 // of that value
	value  []byte
	entry  fields
}

func newExport() stage { return &export{} }

func (e *export) feed(dst, p []byte) []byte {
	for len(p) > 0 {
		if e.name != "" {
			p = e.sized(p)
			continue
		}
		end := bytes.IndexByte(p, '\n')
		if end < 0 {
			e.line = limited(e.line, p)
			return dst
		}
		e.line = limited(e.line, p[:end])
		dst = e.take(dst, e.line)
		e.line, p = e.line[:0], p[end+1:]
	}
	return dst
}

// take takes a line of an entry.
func (e *export) take(dst, line []byte) []byte {
	name, value, text := bytes.Cut(line, []byte{'='})
	switch {
	case len(line) == 0:
		dst = e.entry.text(dst)
		e.entry = e.entry[:0]
	case text && isName(name):
		e.entry.set(string(name), value)
	case isName(line):
		e.name, e.length, e.value, e.left = string(line), nil, nil, 0
	}
	return dst
}

// sized takes what belongs to a value that has a length, and returns the rest.
func (e *export) sized(p []byte) []byte {
	if n := min(8-len(e.length), len(p)); n > 0 {
		e.length, p = append(e.length, p[:n]...), p[n:]
		if len(e.length) == 8 {
			e.left = binary.LittleEndian.Uint64(e.length) + 1 // and a line feed
		}
		return p
	}
	n := int(min(e.left, uint64(len(p))))
	e.value, p, e.left = limited(e.value, p[:n]), p[n:], e.left-uint64(n)
	if e.left == 0 {
		e.entry.set(e.name, bytes.TrimSuffix(e.value, []byte{'\n'}))
		e.name = ""
	}
	return p
}

// close ends the entry; what was read of a value is its value.
func (e *export) close(dst []byte) []byte {
	if e.name != "" {
		e.entry.set(e.name, e.value)
	} else {
		dst = e.take(dst, e.line)
	}
	dst = e.entry.text(dst)
	*e = export{}
	return dst
}

// limited appends to what is kept, up to its bound.
func limited(dst, p []byte) []byte {
	return append(dst, p[:min(len(p), max(0, keep-len(dst)))]...)
}
