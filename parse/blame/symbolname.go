package blame

import (
	"strings"

	"oopscope/parse/arch"
	"oopscope/parse/ascii"
	"oopscope/parse/mangled"
)

// symbol writes a function with its module.
func symbol(function, module string) string {
	function = mangled.Plain(function)
	if function == "" || module == "" {
		return function
	}
	return function + " [" + module + "]"
}

// symbolIn reads the first thing in the text that looks like a symbol,
// "name+0x1/0x2 [mod]" or "name [mod]", past a raw address.
func symbolIn(text string) arch.Frame {
	text = strings.TrimSpace(text)
	if rest, ok := strings.CutPrefix(text, "[<"); ok {
		if _, after, ok := strings.Cut(rest, ">]"); ok {
			text = strings.TrimSpace(after)
		}
	}
	end := 0
	for end < len(text) && symbolByte(text[end]) {
		end++
	}
	f := arch.Frame{Symbol: arch.Symbol{Function: text[:end]}, Reliable: true}
	if ascii.AllDigits(f.Function) || isHex(f.Function) {
		f.Function = ""
	}
	if _, rest, ok := strings.Cut(text[end:], " ["); ok {
		if module, _, ok := strings.Cut(rest, "]"); ok {
			f.Module, _, _ = strings.Cut(module, " ")
		}
	}
	return f
}

func symbolByte(b byte) bool {
	return b == '_' || b == '.' || b == '$' || '0' <= b && b <= '9' || 'a' <= b && b <= 'z' || 'A' <= b && b <= 'Z'
}

// isHex tells an address from a name: at least eight hex digits, or 0x.
func isHex(s string) bool {
	s, marked := strings.CutPrefix(s, "0x")
	return (marked || len(s) >= 8) && ascii.AllHexDigits(s)
}
