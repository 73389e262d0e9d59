package grammar

import (
	"strings"

	"oopscope/parse/arch"
	"oopscope/parse/ascii"
)

// NamedFrame reads a frame of which nothing but the name is left, as messages of commits
// have it below the heading of a trace:
//
//	Call trace:
//	 pump_irq_work [pump]
//	 process_one_work
//
// Any word looks so: who asks knows that the heading or such a frame stands before it.
// The first one is known by an underscore in its name.
func NamedFrame(text string, first bool) (f arch.Frame, ok bool) {
	t, guess := strings.CutPrefix(ascii.Unindented(strings.TrimRight(text, " \r")), "? ")
	name, module, _ := strings.Cut(t, " ")
	name = strings.TrimSuffix(name, "()")
	if module != "" && (!strings.HasPrefix(module, "[") || !strings.HasSuffix(module, "]")) || strings.IndexFunc(name, isNoName) >= 0 || strings.Trim(name, "_.0123456789") == "" {
		return f, false
	}
	if first && strings.IndexByte(name, '_') < 0 {
		return f, false
	}
	sym, rest, ok := arch.ParseName(name + " " + module)
	if !ok || strings.TrimSpace(rest) != "" || sym.HasOffset {
		return f, false
	}
	return arch.Frame{Symbol: sym, Reliable: !guess}, true
}

// isNoName tells what stands in no name that a compiler of C gives.
func isNoName(c rune) bool {
	return c != '_' && c != '.' && (c >= 0x80 || !ascii.IsLetter(byte(c)) && !ascii.IsDigit(byte(c)))
}
