package unwrap

import (
	"bytes"

	"oopscope/parse/ascii"
)

// maxDepth bounds values in values; what is deeper is no record of a log.
const maxDepth = 16

// records reads a log kept as JSON, or as YAML in braces, whichever way the
// records lie in it: one a line (the journal, Docker, LAVA, logcli), all in one
// document (dmesg --json, Loki's answers), or as events of a terminal recording
// (asciinema). It is a reader of tokens with a stack, so that a document of any
// size takes no memory. Lines that are no record, and values that hold none,
// are handed on as they are.
type records struct {
	events bool // brackets at the beginning of a line are events of a recording

	depth int
	stack [maxDepth]value
	quote byte   // the string being read ends with it; 0 outside of strings
	slash bool   // a backslash came before
	token []byte // the scalar being read
	ready bool   // token is a whole string
	raw   []byte // of the outermost value
	told  bool   // a record was found in it
	ever  bool   // in any value
	plain bool   // the rest of the line is no record's
	dash  int    // how much of "- " came, which YAML puts before a record
	begun bool   // more came than blanks
	alias string // the name under which lines of a kernel stand, where it is none of the known ones
}

// value is an object or a list being read.
type value struct {
	list    bool
	name    string // under which it stands
	key     string // of the member being read
	keyed   bool
	members fields
	items   [3][]byte // the first of a list
	strings int       // which of them were in quotes, a bit each
	count   int
	octets  []byte // of a list of numbers: the journal writes text that is no UTF-8 so
}

func newRecords() stage { return &records{} }

// tellRecords reads the beginning as records and looks whether there is one.
func tellRecords(head []byte, over bool) verdict {
	start := bytes.TrimLeft(head, " \t\r\n\x1e")
	switch {
	case len(start) == 0 && !over:
		return more
	case len(start) == 0:
		return no
	case bytes.HasPrefix(start, []byte("{")), bytes.HasPrefix(start, []byte("- {")):
	case bytes.HasPrefix([]byte("- {"), start) && !over:
		return more
	case len(bytes.TrimRight(start, " \t\r\n")) == 1 && start[0] == '[' && !over:
		return more
	case start[0] == '[' && bytes.HasPrefix(bytes.TrimLeft(start[1:], " \t\r\n"), []byte("{")): // a list of records
	default:
		return no
	}
	var r records
	r.feed(nil, head)
	switch {
	case r.ever:
		return yes
	case r.depth > 0 && !over:
		return more
	}
	if r.depth > 0 { // its end was cut off
		r.abandon(nil)
	}
	if r.ever {
		return yes
	}
	return no
}

func (r *records) feed(dst, p []byte) []byte {
	for i := 0; i < len(p); i++ {
		c := p[i]
		if r.depth == 0 {
			dst = r.outside(dst, c)
			continue
		}
		if !r.told && len(r.raw) < keep {
			r.raw = append(r.raw, c)
		}
		if r.quote != 0 {
			dst = r.inString(dst, c)
		} else {
			dst = r.inside(dst, c)
		}
		if !r.told && len(r.raw) == keep && r.depth > 0 { // no record is so long
			dst = r.abandon(dst)
		}
	}
	return dst
}

// close gives out what the last record, cut off, has.
func (r *records) close(dst []byte) []byte {
	if r.depth > 0 {
		dst = r.abandon(dst)
	}
	return append(dst, "- "[:r.dash]...)
}

// outside takes a byte between the outermost values.
func (r *records) outside(dst []byte, c byte) []byte {
	begins := c == '{' || c == '[' && (r.events || !r.begun)
	r.begun = r.begun || c > ' '
	switch {
	case r.plain:
		r.plain = c != '\n'
		return append(dst, c)
	case begins:
		r.dash, r.told, r.raw = 0, false, append(r.raw[:0], c)
		r.push(c)
		return dst
	case c == "- "[min(r.dash, 1)] && r.dash < 2:
		r.dash++
		return dst
	case r.dash > 0: // a list of something else
		dst = append(dst, "- "[:r.dash]...)
		r.dash = 0
		r.plain = c != '\n'
		return append(dst, c)
	case bytes.IndexByte([]byte(" \t\r\n,\x1e\x00"), c) >= 0:
		if c == '\n' && !r.told {
			dst = append(dst, c)
		}
		r.told = r.told && c != '\n'
		return dst
	}
	r.plain = true
	return append(dst, c)
}

// inside takes a byte of a value, outside of strings.
func (r *records) inside(dst []byte, c byte) []byte {
	top := &r.stack[r.depth-1]
	bare := len(r.token) > 0 && !r.ready
	switch {
	case c == '{' || c == '[':
		if !top.list && !top.keyed || r.ready || bare || r.depth == maxDepth { // the record before has no end
			dst = r.abandon(dst)
			return r.outside(dst, c)
		}
		r.push(c)
	case c == '}' || c == ']':
		r.settle(top)
		dst = r.pop(dst)
	case (c == '"' || c == '\'') && !bare:
		r.quote, r.token = c, r.token[:0]
	case c == ':' && !top.list && !top.keyed:
		top.key, top.keyed = string(bytes.TrimSpace(r.token)), true
		r.token, r.ready = r.token[:0], false
	case c == ',':
		r.settle(top)
	case ascii.IsDigit(c), ascii.IsLetter(c), bare:
		r.token = limited(r.token, []byte{c})
	case c == '-' || c == '.' || c == '+':
		r.token = append(r.token, c)
	}
	return dst
}

// inString takes a byte of a string. A line ends none: then it was cut off.
func (r *records) inString(dst []byte, c byte) []byte {
	switch {
	case c == '\n':
		return append(r.abandon(dst), bytes.Repeat([]byte{c}, btoi(!r.told))...)
	case r.slash:
		r.slash = false
		r.token = limited(r.token, []byte{c})
	case c == '\\' && r.quote == '"':
		r.slash = true
		r.token = limited(r.token, []byte{c})
	case c == r.quote:
		if c == '"' {
			r.token = unquote(r.token)
		}
		r.quote, r.ready = 0, true
	default:
		r.token = limited(r.token, []byte{c})
	}
	return dst
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// settle gives the scalar that was read to the value that it is in.
func (r *records) settle(top *value) {
	token, text := r.token, r.ready
	if !text {
		token = bytes.TrimSpace(token)
	}
	if text || len(token) > 0 {
		top.take(token, text)
	}
	if text && top.keyed && !top.list && !matters(top.key) {
		if r.alias == "" && len(token) >= len("[0.0] x") && stampedLine.Get().Match(token) {
			r.alias = top.key
		}
		if top.key == r.alias {
			top.members.set(unknown, token)
		}
	}
	top.keyed = top.keyed && top.list
	r.token, r.ready = r.token[:0], false
}

// take takes a scalar; text says that it was in quotes.
func (v *value) take(token []byte, text bool) {
	if !v.list {
		if v.key == "stringValue" && v.name == "body" { // OpenTelemetry's; its attributes have one as well
			v.key = "message"
		}
		if v.keyed && (text || string(token) != "null") {
			v.members.set(v.key, token)
		}
		return
	}
	if v.count < len(v.items) {
		v.items[v.count] = append(v.items[v.count][:0], token...)
		v.strings |= btoi(text) << v.count
	}
	v.count++
	if n, ok := octet(token); ok && !text && len(v.octets) < keep {
		v.octets = append(v.octets, n)
	}
}

// octet reads a number that is a byte.
func octet(token []byte) (byte, bool) {
	n := 0
	for _, c := range token {
		if !ascii.IsDigit(c) || n > 255 {
			return 0, false
		}
		n = n*10 + int(c-'0')
	}
	return byte(n), len(token) > 0 && n <= 255
}

// push begins a value.
func (r *records) push(c byte) {
	v := &r.stack[r.depth]
	*v = value{list: c == '[', members: v.members[:0], octets: v.octets[:0]}
	if r.depth > 0 {
		v.name = r.stack[r.depth-1].key
	}
	r.depth++
	r.token, r.ready = r.token[:0], false
}

// pop ends a value, and appends the text in it.
func (r *records) pop(dst []byte) []byte {
	r.depth--
	v := &r.stack[r.depth]
	var outer *value
	if r.depth > 0 {
		outer = &r.stack[r.depth-1]
		defer func() { outer.keyed = false }()
	}
	found := true
	switch {
	case !v.list:
		found = v.members.isRecord()
		dst = v.members.text(dst)
	case outer == nil: // an event: [1.5, "o", "text"]
		if found = r.events && v.count == 3 && v.strings == 6; found && string(v.items[1]) == "o" {
			dst = append(dst, v.items[2]...)
		}
	case outer.list && outer.name == "stdout" && v.count == 2 && v.strings == 2: // asciinema's first version: [1.5, "text"]
		dst = append(dst, v.items[1]...)
	case outer.list && outer.name == "values" && v.count >= 2 && v.strings&3 == 3: // Loki: ["time", "text"]
		dst = appendLines(dst, nil, v.items[1])
	default:
		found = false
		if !outer.list && len(v.octets) > 0 && len(v.octets) == v.count {
			outer.members.set(outer.key, v.octets)
		}
	}
	r.told, r.ever = r.told || found, r.ever || found
	if r.depth == 0 && !r.told {
		dst = r.disown(dst, v)
	}
	return dst
}

// disown hands on an outermost value that holds no record. That which begins a
// recording is none, but says what follows.
func (r *records) disown(dst []byte, v *value) []byte {
	if v.members.has("version") && (v.members.has("width") || v.members.has("term")) || bytes.Contains(r.raw, []byte(`"cols"`)) && v.members.has("version") {
		r.events, r.told, r.ever = true, true, true
		return dst
	}
	r.plain = true
	return append(dst, r.raw...)
}

// abandon ends all values that are open, as when the input ends in one: the text
// that came of a record is its text.
func (r *records) abandon(dst []byte) []byte {
	for r.depth > 0 {
		if r.quote == '"' {
			r.token = unquote(r.token)
		}
		r.ready = r.ready || r.quote != 0
		r.quote, r.slash = 0, false
		top := &r.stack[r.depth-1]
		r.settle(top)
		dst = r.pop(dst)
	}
	r.plain = !r.told
	return dst
}
