package index

import (
	"fmt"
	"hash/crc32"
	"strconv"
	"strings"

	"oopscope/console/link"
)

// A line of the index is the CRC-32C of what follows in eight hex digits, a
// space, and fields with tabs between them: the kind first, then name=value.
// What a reader does not know it passes over.

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

const checkSize = len("00000000 ")

// render writes a sighting as a line, line end included.
func render(s *link.Sighting) string {
	var b strings.Builder
	b.WriteString(s.Kind)
	for i := range fields {
		if value := fields[i].get(s); value != "" {
			b.WriteString("\t" + fields[i].name + "=" + escape(value))
		}
	}
	return checked(b.String())
}

// checked puts the check in front of a line's text, and its end behind it.
func checked(text string) string {
	return fmt.Sprintf("%08x %s\n", crc32.Checksum([]byte(text), castagnoli), text)
}

// body returns what a line without its end says, and false when that is not
// what was written.
func body(line []byte) ([]byte, bool) {
	if len(line) <= checkSize || line[checkSize-1] != ' ' {
		return nil, false
	}
	want := uint32(0)
	for _, c := range line[:checkSize-1] {
		switch {
		case c >= '0' && c <= '9':
			want = want<<4 | uint32(c-'0')
		case c >= 'a' && c <= 'f':
			want = want<<4 | uint32(c-'a'+10)
		default:
			return nil, false
		}
	}
	text := line[checkSize:]
	return text, crc32.Checksum(text, castagnoli) == want
}

// read reads what [render] wrote, without its check. The strings of the sighting
// are parts of the text.
func read(text string) (s link.Sighting) {
	s.Kind, text, _ = strings.Cut(text, "\t")
	next := 0
	for text != "" {
		var field string
		field, text, _ = strings.Cut(text, "\t")
		name, value, _ := strings.Cut(field, "=")
		if i := named(name, next); i >= 0 {
			fields[i].set(&s, unescape(value))
			next = i + 1
		}
	}
	return s
}

// named finds a field, first among those that are written behind the one before.
func named(name string, from int) int {
	for i := from; i < len(fields); i++ {
		if fields[i].name == name {
			return i
		}
	}
	for i := range fields[:min(from, len(fields))] {
		if fields[i].name == name {
			return i
		}
	}
	return -1
}

// escape spells out what would end a field or a line, or act on a terminal.
func escape(value string) string {
	if strings.IndexFunc(value, special) < 0 {
		return value
	}
	var b strings.Builder
	for i := range len(value) {
		if c := value[i]; special(rune(c)) {
			fmt.Fprintf(&b, `\x%02x`, c)
		} else {
			b.WriteByte(c)
		}
	}
	return b.String()
}

func special(r rune) bool { return r < ' ' || r == 0x7f || r == '\\' }

func unescape(value string) string {
	if strings.IndexByte(value, '\\') < 0 {
		return value
	}
	var b strings.Builder
	for i := 0; i < len(value); i++ {
		if value[i] == '\\' && i+4 <= len(value) && value[i+1] == 'x' {
			if n, err := strconv.ParseUint(value[i+2:i+4], 16, 8); err == nil {
				b.WriteByte(byte(n))
				i += 3
				continue
			}
		}
		b.WriteByte(value[i])
	}
	return b.String()
}
