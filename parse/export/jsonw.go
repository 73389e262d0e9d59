package export

import (
	"strconv"
	"unicode/utf8"

	"oopscope/parse/letter"
)

// object appends one JSON document. A method with a key leaves the key out when
// there is no value, which encoding/json's omitempty cannot say of a CPU 0, an
// address 0x0 or a time 0.0; and a capture with ten thousand crashes should not
// wait for reflection.
type object struct{ buf []byte }

// open and close bracket an object or a list; comma knows by the last byte
// whether a separator is due.
func (o *object) open(b byte)  { o.comma(); o.buf = append(o.buf, b) }
func (o *object) close(b byte) { o.buf = append(o.buf, b) }

func (o *object) comma() {
	if n := len(o.buf); n > 0 {
		switch o.buf[n-1] {
		case '{', '[', ':', '\n':
		default:
			o.buf = append(o.buf, ',')
		}
	}
}

func (o *object) key(k string) {
	o.comma()
	o.buf = appendString(o.buf, k)
	o.buf = append(o.buf, ':')
}

func (o *object) str(k, v string) {
	if v != "" {
		o.key(k)
		o.buf = appendString(o.buf, v)
	}
}

// num writes a number that has no value when it is zero.
func (o *object) num(k string, v int) {
	if v != 0 {
		o.int(k, int64(v))
	}
}

func (o *object) int(k string, v int64) {
	o.key(k)
	o.buf = strconv.AppendInt(o.buf, v, 10)
}

func (o *object) bool(k string, v bool) {
	o.key(k)
	o.buf = strconv.AppendBool(o.buf, v)
}

// seconds writes a printk time with the precision that was printed and no
// trailing zeros: 942.5413.
func (o *object) seconds(k string, v float64) {
	o.key(k)
	o.buf = strconv.AppendFloat(o.buf, v, 'f', -1, 64)
}

func (o *object) hex(k string, v uint64) {
	o.key(k)
	o.buf = append(o.buf, `"0x`...)
	o.buf = strconv.AppendUint(o.buf, v, 16)
	o.buf = append(o.buf, '"')
}

// object and list write a nested value; nothing at all when empty is true.
func (o *object) object(k string, empty bool, fill func()) { o.nested(k, '{', empty, fill) }
func (o *object) list(k string, empty bool, fill func())   { o.nested(k, '[', empty, fill) }

func (o *object) nested(k string, bracket byte, empty bool, fill func()) {
	if empty {
		return
	}
	o.key(k)
	o.open(bracket)
	fill()
	o.close(bracket + 2) // '{'+2 is '}', '['+2 is ']'
}

func (o *object) item(fill func()) {
	o.open('{')
	fill()
	o.close('}')
}

func (o *object) strings(k string, vs []string) {
	o.list(k, len(vs) == 0, func() {
		for _, v := range vs {
			o.element(v)
		}
	})
}

func (o *object) element(v string) {
	o.comma()
	o.buf = appendString(o.buf, v)
}

func (o *object) ints(k string, vs []int) {
	o.list(k, len(vs) == 0, func() {
		for _, v := range vs {
			o.comma()
			o.buf = strconv.AppendInt(o.buf, int64(v), 10)
		}
	})
}

// appendString quotes s. Whatever a terminal could take for a command, or that
// hides, reorders or smears text, is written as an escape, so that `scan --json`
// may be looked at raw; bytes that are not UTF-8 become U+FFFD.
func appendString(dst []byte, s string) []byte {
	dst = append(dst, '"')
	done := 0
	for i := 0; i < len(s); {
		if b := s[i]; b < utf8.RuneSelf && b >= ' ' && b != '"' && b != '\\' && b != 0x7f && (i+1 == len(s) || s[i+1] < utf8.RuneSelf) {
			i++
			continue
		}
		n, ok := letter.Next(s[i:])
		if !ok || s[i] == '"' || s[i] == '\\' {
			dst = append(dst, s[done:i]...)
			for _, r := range s[i : i+n] {
				dst = appendEscape(dst, r)
			}
			done = i + n
		}
		i += n
	}
	dst = append(dst, s[done:]...)
	return append(dst, '"')
}

func appendEscape(dst []byte, r rune) []byte {
	switch r {
	case '"', '\\':
		return append(dst, '\\', byte(r))
	case '\n':
		return append(dst, `\n`...)
	case '\r':
		return append(dst, `\r`...)
	case '\t':
		return append(dst, `\t`...)
	}
	if r > 0xffff { // a surrogate pair, as JSON has it
		r -= 0x10000
		dst = appendEscape(dst, 0xd800+r>>10)
		return appendEscape(dst, 0xdc00+r&0x3ff)
	}
	const digits = "0123456789abcdef"
	return append(dst, '\\', 'u', digits[r>>12&15], digits[r>>8&15], digits[r>>4&15], digits[r&15])
}
