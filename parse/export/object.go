package export

import (
	"reflect"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"

	"oopscope/parse/ascii"
	"oopscope/parse/letter"
	"oopscope/parse/schema"
)

// Reports are written here and not by encoding/json, by the same tags: a capture
// that is all crashes is scanned a twentieth faster, and whatever a terminal
// could take for a command is escaped on the way.

// A writer appends a value of one type as JSON.
type writer func(dst []byte, v reflect.Value) []byte

// writeReport writes a [schema.Report]; what its types look like is asked once.
var writeReport = sync.OnceValue(func() writer { return writerOf(reflect.TypeFor[schema.Report]()) })

// writerOf makes the writer of a type. It panics at what package schema has no
// use for.
func writerOf(t reflect.Type) writer {
	if t == reflect.TypeFor[schema.Hex]() {
		return func(dst []byte, v reflect.Value) []byte {
			return append(strconv.AppendUint(append(dst, `"0x`...), v.Uint(), 16), '"')
		}
	}
	switch t.Kind() {
	case reflect.Bool:
		return func(dst []byte, v reflect.Value) []byte { return strconv.AppendBool(dst, v.Bool()) }
	case reflect.Int, reflect.Int64:
		return func(dst []byte, v reflect.Value) []byte { return strconv.AppendInt(dst, v.Int(), 10) }
	case reflect.Float64:
		return func(dst []byte, v reflect.Value) []byte { return strconv.AppendFloat(dst, v.Float(), 'f', -1, 64) }
	case reflect.String:
		return func(dst []byte, v reflect.Value) []byte { return appendString(dst, v.String()) }
	case reflect.Pointer:
		write := writerOf(t.Elem())
		return func(dst []byte, v reflect.Value) []byte { return write(dst, v.Elem()) }
	case reflect.Slice:
		return listOf(writerOf(t.Elem()))
	case reflect.Struct:
		return objectOf(t)
	}
	panic("no JSON is made of " + t.String())
}

// listOf makes the writer of a list.
func listOf(write writer) writer {
	return func(dst []byte, v reflect.Value) []byte {
		dst = append(dst, '[')
		for i := range v.Len() {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = write(dst, v.Index(i))
		}
		return append(dst, ']')
	}
}

// objectOf makes the writer of a struct.
func objectOf(t reflect.Type) writer {
	type field struct {
		key    string // with what stands around it
		index  []int
		always bool // it is never left out
		write  writer
	}
	var fields []field
	for _, k := range schema.Keys(t) {
		fields = append(fields, field{`"` + k.Name + `":`, k.Index, k.Always, writerOf(k.Type)})
	}
	return func(dst []byte, v reflect.Value) []byte {
		dst = append(dst, '{')
		for i := range fields {
			f := &fields[i]
			value := v.Field(f.index[0])
			for _, i := range f.index[1:] { // of an embedded one
				value = value.Field(i)
			}
			if !f.always && isEmpty(value) {
				continue
			}
			if dst[len(dst)-1] != '{' {
				dst = append(dst, ',')
			}
			dst = f.write(append(dst, f.key...), value)
		}
		return append(dst, '}')
	}
}

// isEmpty tells a value that is left out.
func isEmpty(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Slice:
		return v.Len() == 0
	case reflect.String:
		return v.String() == ""
	case reflect.Pointer:
		return v.IsNil()
	}
	return v.IsZero()
}

// appendString quotes s. Whatever a terminal could take for a command, or that
// hides, reorders or smears text, is written as an escape, so that `scan --json`
// may be looked at raw; bytes that are not UTF-8 become U+FFFD.
func appendString(dst []byte, s string) []byte {
	dst = append(dst, '"')
	if ascii.IsPlain(s) && strings.IndexByte(s, '"') < 0 && strings.IndexByte(s, '\\') < 0 { // nearly all are
		return append(append(dst, s...), '"')
	}
	done := 0
	for i := 0; i < len(s); {
		if b := s[i]; b >= ' ' && b < 0x7f && b != '"' && b != '\\' && (i+1 == len(s) || s[i+1] < utf8.RuneSelf) {
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
	return append(append(dst, s[done:]...), '"')
}

// short are the escapes that JSON has a letter for.
var short = map[rune]byte{'"': '"', '\\': '\\', '\b': 'b', '\f': 'f', '\n': 'n', '\r': 'r', '\t': 't'}

func appendEscape(dst []byte, r rune) []byte {
	if c, ok := short[r]; ok {
		return append(dst, '\\', c)
	}
	if r > 0xffff { // a surrogate pair, as JSON has it
		r -= 0x10000
		dst = appendEscape(dst, 0xd800+r>>10)
		return appendEscape(dst, 0xdc00+r&0x3ff)
	}
	const digits = "0123456789abcdef"
	return append(dst, '\\', 'u', digits[r>>12&15], digits[r>>8&15], digits[r>>4&15], digits[r&15])
}
