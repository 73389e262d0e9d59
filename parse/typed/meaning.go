package typed

import (
	"bytes"
	"strconv"
	"strings"

	"oopscope/parse/arch/all"
	"oopscope/parse/symbol/ctype"
)

// meaning says what a value is to its type: an enum's name, a symbol, a text, a negative
// number; "" where the number itself says it.
func (k *looker) meaning(t *ctype.Type, v uint64) string {
	b := t.Bare()
	if b == nil {
		return ""
	}
	signed := int64(v<<(64-8*min(max(b.Bytes(), 1), 8))) >> (64 - 8*min(max(b.Bytes(), 1), 8))
	switch b.Kind {
	case ctype.Enum:
		if name := b.Value(signed); name != "" {
			return name
		}
		return b.Value(int64(v))
	case ctype.Pointer:
		return k.pointerMeans(b, v)
	case ctype.Number:
		return numberMeans(b, v, signed)
	}
	return ""
}

func numberMeans(b *ctype.Type, v uint64, signed int64) string {
	switch {
	case strings.HasSuffix(strings.ToLower(b.Name), "bool") && v < 2:
		return strconv.FormatBool(v == 1)
	case b.Size == 1 && strings.HasSuffix(b.Name, "char") && v >= ' ' && v < 0x7f:
		return strconv.QuoteRune(rune(v))
	case b.Signed && signed < 0:
		return strconv.FormatInt(signed, 10)
	case v > 9 && v < 1e6:
		return strconv.FormatUint(v, 10)
	}
	return ""
}

// pointerMeans says what a pointer points to.
func (k *looker) pointerMeans(b *ctype.Type, v uint64) string {
	if v == 0 {
		return "NULL"
	}
	if to := b.Elem().Bare(); to != nil && isChar(to) {
		if text := k.textAt(v); text != "" {
			return text
		}
	}
	if name := k.pointed(v); name != "" {
		return name
	}
	if v < nullPage {
		return ""
	}
	return k.describe(all.ByName(k.Crash.Arch), v)
}

// isChar tells characters from small numbers.
func isChar(t *ctype.Type) bool {
	return t.Kind == ctype.Number && t.Size == 1 && strings.HasSuffix(t.Name, "char")
}

// maxText bounds a text that is shown.
const maxText = 64

// textAt is the text that a pointer into the printed stack points to, or into what the
// image has for ever.
func (k *looker) textAt(v uint64) string {
	if b := k.bytes(v, maxText); b != nil {
		return quoted(b)
	}
	if c, at := k.imageAt(v); c != nil && c.im.Constant(at) {
		return quoted(c.im.Bytes(at, maxText))
	}
	return ""
}

// arrayText is the text in an array of characters that lies in the printed stack.
func (k *looker) arrayText(t *ctype.Type, at uint64) string {
	if to := t.Elem().Bare(); to == nil || !isChar(to) || at == 0 || t.Count <= 0 {
		return ""
	}
	return quoted(k.bytes(at, int(min(t.Count, maxText))))
}

// quoted is a text that ends, in quotes.
func quoted(b []byte) string {
	end := bytes.IndexByte(b, 0)
	if end <= 0 {
		return ""
	}
	for _, c := range b[:end] {
		if c < ' ' && c != '\n' && c != '\t' || c >= 0x7f {
			return ""
		}
	}
	return strconv.Quote(string(b[:end]))
}
