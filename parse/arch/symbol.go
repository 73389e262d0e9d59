package arch

import (
	"strings"

	"oopscope/parse/ascii"
)

// Symbol is a place in the kernel as %pS prints it, for example
// "pru0_comm_receive_msg+0x28/0x94 [shepherd]".
type Symbol struct {
	Function string
	Offset   uint64 // bytes into the function, when HasOffset
	Size     uint64 // distance to the next symbol, as kallsyms sees it
	Module   string // empty for the kernel itself
	BuildID  string // of the module, when CONFIG_STACKTRACE_BUILD_ID printed it
	Address  uint64 // when printed raw; 0 is "not printed" unless HasAddress

	HasOffset  bool
	HasAddress bool
}

// InFunction reports whether the symbol lies in the function that it names.
// kallsyms gives an address in a module's data the last text symbol before it,
// with an offset behind its end, and a wrapped size where data symbols are kept. Who
// prints no size does not tell; it is 0 then.
func (s *Symbol) InFunction() bool {
	const tooBig = 1 << 31
	return s.Function != "" && s.Function != "??" && !strings.HasPrefix(s.Function, "0x") &&
		!(s.HasOffset && (s.Offset > s.Size && s.Size > 0 || s.Size > tooBig || s.Offset > tooBig))
}

// ParseSymbol reads a place in the kernel from the start of s, in the forms
// that %pS and its relatives print:
//
//	pru0_comm_receive_msg+0x28/0x94 [shepherd]
//	ext4_fill_super+0x1c/0x2a0 [ext4 0123456789abcdef0123456789abcdef01234567]
//	.do_one_initcall+0x60/0x1d0      of 64-bit big-endian powerpc, whose functions begin with a dot
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
	plus := lastOffset(token)
	if plus <= 0 {
		return parseAddress(s)
	}
	if !nameLike(token[:plus]) {
		return Symbol{}, s, false
	}
	sym := Symbol{Function: withoutDot(token[:plus]), HasOffset: true}
	offset, n := HexPrefix(token[plus+3:])
	if n == 0 {
		return Symbol{}, s, false
	}
	sym.Offset = offset
	i := plus + 3 + n
	if strings.HasPrefix(token[i:], "/0x") {
		size, n := HexPrefix(token[i+3:])
		if n == 0 {
			return Symbol{}, s, false
		}
		sym.Size = size
		i += 3 + n
	}
	rest := moduleSuffix(&sym, s[i:])
	return sym, rest, true
}

// lastOffset finds the last "+0x", -1 without one.
func lastOffset(token string) int {
	plus := strings.LastIndexByte(token, '+')
	for plus >= 0 && !strings.HasPrefix(token[plus:], "+0x") {
		plus = strings.LastIndexByte(token[:plus], '+')
	}
	return plus
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
	sym := Symbol{Function: withoutDot(s[:end])}
	rest := moduleSuffix(&sym, s[end:])
	return sym, rest, true
}

// withoutDot takes off the dot that the first ABI of 64-bit powerpc puts in front of the
// code of a function, whose own name is that of its descriptor. A label of the compiler
// (.L0, .LC1) keeps it: it is no function's.
func withoutDot(name string) string {
	if rest, ok := strings.CutPrefix(name, "."); ok && rest != "" && (ascii.IsLetter(rest[0]) || rest[0] == '_') && !strings.HasPrefix(rest, "L") {
		return rest
	}
	return name
}

// parseAddress reads "0xffffffffc0000000", what %pS prints for an address that
// kallsyms does not know.
func parseAddress(s string) (Symbol, string, bool) {
	if !strings.HasPrefix(s, "0x") {
		return Symbol{}, s, false
	}
	v, n := HexPrefix(s[2:])
	if n == 0 || n+2 < len(s) && NameByte(s[n+2]) {
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
	if strings.HasPrefix(id, "(HASH:") { // ChromeOS: "[mtk_t7xx (HASH:1400 5)]"
		id = ""
	}
	if !nameLike(name) || id != "" && !ascii.AllHexDigits(id) {
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
		if !NameByte(s[i]) {
			return false
		}
	}
	switch s[0] {
	case '<', '>', ':', '-', '&', ',', '*', '#', '@':
		return false
	}
	return true
}

// NameByte reports whether a byte can stand in the name of a symbol or module.
func NameByte(c byte) bool {
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

// ReadPlace reads what "PC is at" names, once.
func ReadPlace(sym *Symbol, line *int, text string, n int) {
	if *line != 0 {
		return
	}
	got, _, ok := ParseSymbol(text)
	if !ok {
		got, _, ok = ParseName(text)
	}
	if !ok {
		return
	}
	*sym, *line = got, n
}

// SymbolText writes a symbol as the kernel does: "f+0x28/0x94 [m]".
func SymbolText(s Symbol) string {
	text := s.Function
	if text == "" {
		return Hex(s.Address)
	}
	if s.HasOffset {
		text += "+" + Hex(s.Offset) + "/" + Hex(s.Size)
	}
	if s.Module != "" {
		text += " [" + s.Module + "]"
	}
	return text
}

// RegisterPlace takes a place whose register is printed in front of its symbol,
// once: the first one is where the kernel died.
func RegisterPlace(sym *Symbol, at *int, value uint64, tail string, line int) {
	if *at != 0 {
		return
	}
	if s, _, ok := ParseSymbol(tail); ok {
		*sym = s
	}
	sym.Address, sym.HasAddress, *at = value, true, line
}
