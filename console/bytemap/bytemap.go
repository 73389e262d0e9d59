// Package bytemap changes bytes between a person and a line: line ends, and the few
// characters that old devices have their own way with. The names are those of tio's
// --map, whose letters I and O say whether what comes in or what goes out is meant.
package bytemap

import (
	"fmt"
	"math/bits"
	"slices"
	"strings"
)

// A Map is a set of changes. The nil Map changes nothing.
type Map struct {
	names []string
	lines *[256]byte // for the line view: a byte for a byte, so that every offset stays
}

// flags are what a Map may do, in the order of the help.
var flags = []string{
	"ICRNL",    // in: CR becomes NL
	"IGNCR",    // in: CR is dropped (full screen)
	"INLCR",    // in: NL becomes CR
	"INLCRNL",  // in: NL becomes CR NL (full screen)
	"ICRCRNL",  // in: CR becomes CR NL
	"IFFESCC",  // in: FF clears the full screen
	"IMSB2LSB", // in: the bits of each byte are turned round
	"OCRNL",    // out: CR becomes NL
	"OIGNCR",   // out: CR is dropped
	"ONLCRNL",  // out: NL becomes CR NL
	"OCRCRNL",  // out: CR becomes CR NL
	"ODELBS",   // out: DEL becomes BS
	"OBSDEL",   // out: BS becomes DEL
	"OLTU",     // out: small letters become capitals
	"ONULBRK",  // out: NUL becomes a BREAK
}

// Names lists all flags.
func Names() []string { return slices.Clone(flags) }

// Parse reads flags, separated by commas; "" and "none" are the nil Map.
func Parse(text string) (*Map, error) {
	m := &Map{}
	for word := range strings.SplitSeq(strings.ToUpper(text), ",") {
		switch word = strings.TrimSpace(word); {
		case word == "" || word == "NONE":
		case !slices.Contains(Names(), word):
			return nil, fmt.Errorf("%q is no map; there are %s", word, strings.Join(Names(), ", "))
		case !m.has(word):
			m.names = append(m.names, word)
		}
	}
	if len(m.names) == 0 {
		return nil, nil
	}
	m.lines = m.table()
	return m, nil
}

// String writes the flags as Parse takes them.
func (m *Map) String() string {
	if m == nil {
		return ""
	}
	return strings.Join(m.names, ",")
}

func (m *Map) has(name string) bool { return m != nil && slices.Contains(m.names, name) }

// table is what of the map changes the lines that are read: nil for nothing. CR NL is
// one line end there, as is NL alone.
func (m *Map) table() *[256]byte {
	var t [256]byte
	for i := range t {
		t[i] = byte(i)
		if m.has("IMSB2LSB") {
			t[i] = bits.Reverse8(byte(i))
		}
	}
	changed := m.has("IMSB2LSB")
	for i, c := range t {
		switch {
		case c == '\r' && (m.has("ICRNL") || m.has("ICRCRNL")):
			t[i], changed = '\n', true
		case c == '\n' && m.has("INLCR"):
			t[i], changed = '\r', true
		}
	}
	if !changed {
		return nil
	}
	return &t
}

// Lines returns what came as lines are made of it, of the same length: p itself when
// nothing of it changes.
func (m *Map) Lines(p []byte) []byte {
	if m == nil || m.lines == nil {
		return p
	}
	out := make([]byte, len(p))
	for i, c := range p {
		out[i] = m.lines[c]
	}
	return out
}

// Screen returns what came as a terminal is given it.
func (m *Map) Screen(p []byte) []byte {
	if m == nil {
		return p
	}
	out := make([]byte, 0, len(p)+16)
	for _, c := range p {
		if m.has("IMSB2LSB") {
			c = bits.Reverse8(c)
		}
		out = append(out, m.shown(c)...)
	}
	return out
}

func (m *Map) shown(c byte) string {
	switch {
	case c == '\r' && m.has("IGNCR"):
		return ""
	case c == '\r' && m.has("ICRCRNL"), c == '\n' && m.has("INLCRNL"):
		return "\r\n"
	case c == '\r' && m.has("ICRNL"):
		return "\n"
	case c == '\n' && m.has("INLCR"):
		return "\r"
	case c == '\f' && m.has("IFFESCC"):
		return "\x1bc"
	}
	return string([]byte{c})
}

// Typed returns what is sent for what was typed, in pieces: between two of them there
// is a BREAK.
func (m *Map) Typed(p []byte) [][]byte {
	if m == nil {
		return [][]byte{p}
	}
	pieces := [][]byte{nil}
	for _, c := range p {
		if c == 0 && m.has("ONULBRK") {
			pieces = append(pieces, nil)
			continue
		}
		last := &pieces[len(pieces)-1]
		*last = append(*last, m.sent(c)...)
	}
	return pieces
}

func (m *Map) sent(c byte) string {
	switch {
	case c == '\r' && m.has("OIGNCR"):
		return ""
	case c == '\r' && m.has("OCRCRNL"), c == '\n' && m.has("ONLCRNL"):
		return "\r\n"
	case c == '\r' && m.has("OCRNL"):
		return "\n"
	case c == 0x7f && m.has("ODELBS"):
		return "\b"
	case c == '\b' && m.has("OBSDEL"):
		return "\x7f"
	case c >= 'a' && c <= 'z' && m.has("OLTU"):
		return string([]byte{c - 'a' + 'A'})
	}
	return string([]byte{c})
}
