package arch

import "strings"

// ParseSymbol reads a place in the kernel from the start of s, in the forms
// that %pS and its relatives print:
//
//	pru0_comm_receive_msg+0x28/0x94 [shepherd]
//	ext4_fill_super+0x1c/0x2a0 [ext4 0123456789abcdef0123456789abcdef01234567]
//	.do_one_initcall+0x60/0x1d0
//	0xffffffffc0000000
//
// It returns the symbol, the text behind it, and whether there was one. A bare
// name without an offset is not taken: see [ParseName].
func ParseSymbol(s string) (Symbol, string, bool) {
	end := strings.IndexByte(s, ' ')
	if end < 0 {
		end = len(s)
	}
	token := s[:end]
	plus := strings.LastIndex(token, "+0x")
	if plus <= 0 {
		return parseAddress(s)
	}
	if !nameLike(token[:plus]) {
		return Symbol{}, s, false
	}
	sym := Symbol{Function: token[:plus], HasOffset: true}
	offset, n := hexPrefix(token[plus+3:])
	if n == 0 {
		return Symbol{}, s, false
	}
	sym.Offset = offset
	i := plus + 3 + n
	if strings.HasPrefix(token[i:], "/0x") {
		size, n := hexPrefix(token[i+3:])
		if n == 0 {
			return Symbol{}, s, false
		}
		sym.Size = size
		i += 3 + n
	}
	rest := moduleSuffix(&sym, s[i:])
	return sym, rest, true
}

// ParseName reads a symbol that may come without an offset, as %ps prints it:
// "coordinator_callback [shepherd]". The name ends at a blank or a ')'.
func ParseName(s string) (Symbol, string, bool) {
	if sym, rest, ok := ParseSymbol(s); ok {
		return sym, rest, true
	}
	end := strings.IndexAny(s, " )")
	if end < 0 {
		end = len(s)
	}
	if !nameLike(s[:end]) {
		return Symbol{}, s, false
	}
	sym := Symbol{Function: s[:end]}
	rest := moduleSuffix(&sym, s[end:])
	return sym, rest, true
}

// parseAddress reads "0xffffffffc0000000", what %pS prints for an address that
// kallsyms does not know.
func parseAddress(s string) (Symbol, string, bool) {
	if !strings.HasPrefix(s, "0x") {
		return Symbol{}, s, false
	}
	v, n := hexPrefix(s[2:])
	if n == 0 || n+2 < len(s) && nameByte(s[n+2]) {
		return Symbol{}, s, false
	}
	return Symbol{Address: v, HasAddress: true}, s[2+n:], true
}

// moduleSuffix takes " [shepherd]" or " [shepherd build-id]" off the start of s.
// The brackets of " [<c0101a0c>]" and " [#1]" are not a module's.
func moduleSuffix(sym *Symbol, s string) string {
	if !strings.HasPrefix(s, " [") || len(s) < 4 {
		return s
	}
	end := strings.IndexByte(s, ']')
	if end < 0 {
		return s
	}
	inside := s[2:end]
	name, id, _ := strings.Cut(inside, " ")
	if !nameLike(name) || id != "" && !allHex(id) {
		return s
	}
	sym.Module, sym.BuildID = name, id
	return s[end+1:]
}

// nameLike tells whether s could be the name of a symbol or module. Besides C
// names there are ".isra.0", "$a", "core::ptr::drop<T>" and "__pfx_…".
func nameLike(s string) bool {
	if s == "" || s[0] >= '0' && s[0] <= '9' && strings.HasPrefix(s, "0x") {
		return false
	}
	for i := 0; i < len(s); i++ {
		if !nameByte(s[i]) {
			return false
		}
	}
	switch s[0] {
	case '<', '>', ':', '-', '&', ',', '*', '#', '@':
		return false
	}
	return true
}

func nameByte(c byte) bool {
	switch {
	case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9':
		return true
	}
	switch c {
	case '_', '.', '$', ':', '<', '>', '&', ',', '*', '-', '@', '#':
		return true
	}
	return false
}

// hexPrefix reads the hex digits at the start of s, at most 16 of them, and
// tells how many there were.
func hexPrefix(s string) (v uint64, n int) {
	for n < len(s) && n < 16 {
		d, ok := hexDigit(s[n])
		if !ok {
			break
		}
		v = v<<4 | uint64(d)
		n++
	}
	return v, n
}

func hexDigit(c byte) (byte, bool) {
	switch {
	case c >= '0' && c <= '9':
		return c - '0', true
	case c >= 'a' && c <= 'f':
		return c - 'a' + 10, true
	case c >= 'A' && c <= 'F':
		return c - 'A' + 10, true
	}
	return 0, false
}

func allHex(s string) bool {
	for i := 0; i < len(s); i++ {
		if _, ok := hexDigit(s[i]); !ok {
			return false
		}
	}
	return s != ""
}

// hexAfter reads the hex number behind the first occurrence of key, with or
// without "0x" and blanks before it.
func hexAfter(s, key string) (uint64, bool) {
	i := strings.Index(s, key)
	if i < 0 {
		return 0, false
	}
	t := strings.TrimLeft(s[i+len(key):], " ")
	t = strings.TrimPrefix(t, "0x")
	v, n := hexPrefix(t)
	return v, n > 0
}
