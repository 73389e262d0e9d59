// Package grammar tells by its shape what a line of a report is: a frame, a
// heading, a row of registers, an end marker. It says nothing about which report
// it belongs to.
package grammar

import (
	"cmp"
	"slices"
	"strings"
	"sync"

	"oopscope/parse/arch"
	"oopscope/parse/arch/all"
	"oopscope/parse/ascii"
)

// A Kind is what a line looks like to someone who asks whether it still belongs
// to a report.
type Kind int

// The kinds of lines.
const (
	Other     Kind = iota // ordinary text
	Blank                 // nothing, or only blanks
	Frame                 // a call-trace line, or a marker inside a trace
	Heading               // "Call Trace:", "Backtrace:", "stack backtrace:"
	Registers             // registers and status words
	Hex                   // rows of words or bytes
	System                // "CPU:", "Modules linked in:", "Hardware name:" …
	Code                  // "Code:", "Instruction dump:"
	Detail                // a line only some report prints
	Ruled                 // a rule of = or -
	Ending                // an end marker
	Trailer               // what may follow the end marker
	Fault                 // details of the fault, before the registers
)

// String is what the kind is called.
func (k Kind) String() string {
	return [...]string{"ordinary text", "a blank line", "a frame of a call trace", "a heading of a trace", "registers", "rows of words",
		"the system's or the CPU's line", "code bytes", "a detail of the report", "a rule", "an end marker", "what follows an end marker",
		"details of the fault"}[k]
}

// KindOf classifies a line by its text, which is what stands behind the prefix.
func KindOf(text string) Kind {
	t := ascii.Unindented(text)
	if t == "" {
		return Blank
	}
	if k := Beginning(t); k != Other {
		return k
	}
	switch {
	case isFrame(t):
		return Frame
	case t[0] == '[' && (strings.Contains(t, "pgd=") || strings.Contains(t, "] address between ")):
		// [000001c1] *pgd=00000000, or what stands there instead (arch/arm64/mm/fault.c: show_pte())
		return Fault
	case isRule(t):
		return Ruled
	case isLockLine(t), isListing(t):
		return Detail
	case IsRegisterRow(t):
		return Registers
	case isHexRow(t):
		return Hex
	}
	return Other
}

// Beginning classifies a text by its first words alone, which costs little: Other
// when they are those of no line in the tables. The text must not be empty.
func Beginning(t string) Kind {
	for _, k := range keywords()[t[0]] {
		if strings.HasPrefix(t, k.prefix) {
			return k.kind
		}
	}
	return Other
}

type keyed struct {
	prefix string
	kind   Kind
}

// keywords maps a first byte to the line beginnings that start with it, the
// longest first: "---[ end " is an end marker although "---" is a trailer.
var keywords = sync.OnceValue(func() *[256][]keyed {
	var m [256][]keyed
	put := func(kind Kind, prefixes []string) {
		for _, p := range prefixes {
			if p != "" {
				m[p[0]] = append(m[p[0]], keyed{p, kind})
			}
		}
	}
	for kind, list := range keywordLines {
		put(kind, strings.Split(list, "\n"))
	}
	for _, a := range all.List {
		put(Registers, a.Lines.Registers)
		put(Fault, a.Lines.Fault)
		put(Code, a.Lines.Code)
		put(Hex, a.Lines.Stack)
		put(Heading, a.Lines.Headings)
		put(Detail, a.Lines.Details)
	}
	for _, list := range m {
		slices.SortFunc(list, func(a, b keyed) int {
			return cmp.Or(cmp.Compare(len(b.prefix), len(a.prefix)), cmp.Compare(a.prefix, b.prefix), cmp.Compare(a.kind, b.kind))
		})
	}
	return &m
})

// isFrame tells a call-trace line by its shape, without reading it in full.
func isFrame(t string) bool {
	switch t[0] {
	case '[': // [<addr>] name   [sp] [pc] name   [] (name) from [] (name), the addresses taken out
		return isAddressed(t)
	case '(': // (name) from [<addr>] (name): what messages of commits leave of arm's
		return isEnclosed(t)
	case '<': // <IRQ> </TASK>
		return isMarker(t)
	}
	if strings.HasPrefix(t, "? ") {
		return true
	}
	word, rest, _ := strings.Cut(t, " ")
	if strings.Index(word, "+0x") > 0 {
		return true // name+0x10/0x20, with or without a module
	}
	for _, is := range frames() {
		if is(t) {
			return true
		}
	}
	if strings.HasPrefix(rest, "(") { // name (file.c:12), from decode_stacktrace.sh
		if _, _, _, ok := arch.CutLocation(t); ok {
			return true
		}
	}
	return isEntry(t) || strings.HasPrefix(t, "Caller[") || strings.HasPrefix(t, "0x") && ascii.AllHexDigits(strings.TrimSpace(t[2:]))
}

// isEnclosed tells "([<addr>] name)" and arm's "(name) from [<addr>] (name)".
func isEnclosed(t string) bool {
	return strings.HasPrefix(t, "([<") || strings.Contains(t, ") from [<")
}

// IsMarker tells a line that is nothing but a marker inside a trace: <IRQ>, </TASK>.
func IsMarker(text string) bool {
	t := strings.TrimSpace(text)
	return strings.HasPrefix(t, "<") && strings.HasSuffix(t, ">") && isMarker(t)
}

// isMarker tells "<IRQ>" from "<br>": of small letters a marker has those of an address only.
func isMarker(t string) bool {
	end := strings.Index(t, "> ")
	if end < 0 {
		if end = len(t) - 1; t[end] != '>' {
			return false
		}
	}
	return strings.IndexFunc(t[:end], func(c rune) bool { return c > 'f' && c <= 'z' }) < 0
}

// frames are the forms of single architectures.
var frames = sync.OnceValue(func() (forms []func(string) bool) {
	for _, a := range all.List {
		if a.Lines.Frame != nil {
			forms = append(forms, a.Lines.Frame)
		}
	}
	return forms
})

// isAddressed tells a frame that begins with an address, or a stack pointer:
//
//	[<c0101a0c>] show_stack
//	[c000000004a7b8a0] [c0000000001a2b34] show_stack
//	[c000000004a7b8a0] c0000000001a2b34 show_stack+0x40/0x60
func isAddressed(t string) bool {
	if strings.HasPrefix(t, "[] (") {
		return strings.Contains(t, ") from [] (")
	}
	if strings.HasPrefix(t, "[<") {
		return true
	}
	if stack, rest, ok := strings.Cut(t[1:], "] "); ok && len(stack) >= 8 && ascii.AllHexDigits(stack) { // powerpc's xmon
		addr, rest, _ := strings.Cut(rest, " ")
		if ascii.AllHexDigits(addr) && len(addr) >= 8 && strings.Contains(rest, "+0x") {
			return true
		}
	}
	if _, _, ok := arch.CutStackUse(t); ok {
		return true
	}
	end := strings.Index(t, "] [")
	return end > 0 && ascii.AllHexDigits(t[1:end])
}

// isEntry tells powerpc's line where the kernel was entered.
func isEntry(t string) bool {
	return strings.HasPrefix(t, "--- interrupt") || strings.HasPrefix(t, "---- interrupt") || strings.HasPrefix(t, "--- Exception")
}

// isLockLine tells the lines in which lockdep names a task or a lock:
//
//	modprobe/1726 is trying to acquire lock:
//	ffff0000c495a9d8 (&s->s_inode_list_lock){+.+.}-{2:2}, at: evict+0x90/0x334
func isLockLine(t string) bool {
	return strings.Contains(t, ", at: ") || strings.HasSuffix(t, ":") && (strings.Contains(t, " is trying to ") || strings.Contains(t, " takes:"))
}

// isListing tells the disassembly that decode_stacktrace.sh puts behind the code:
//
//	All code
//	========
//	   0:	d2 78 4e             	sarb   %cl,0x4e(%rax)
//	  2a:*	0f 0b                	ud2		<-- trapping instruction
func isListing(t string) bool {
	if strings.HasPrefix(t, "All code") || strings.HasPrefix(t, "Code starting with the faulting instruction") || t == "========" {
		return true
	}
	at, rest, ok := strings.Cut(t, ":")
	if ok && isCodeRow(at, rest) {
		return true
	}
	rest = strings.TrimLeft(strings.TrimPrefix(rest, "*"), " \t")
	return ok && len(at) <= 3 && ascii.AllHexDigits(at) && len(rest) >= 2 && ascii.AllHexDigits(rest[:2]) && (len(rest) == 2 || rest[2] == ' ' || rest[2] == '\t')
}

// isCodeRow tells a row of the disassembly that the kernel prints by itself, also of what
// is no code:
//
//	#000003ff7fd03016: af000000		mc	0,0
//	 0000037ffe9e3e34: fe9e3e300000	unknown
func isCodeRow(at, rest string) bool {
	code, text, tab := strings.Cut(strings.TrimPrefix(rest, " "), "\t")
	if !tab || text == "" {
		return false
	}
	at = strings.TrimLeft(at, "#>* ")
	return (len(at) == 8 || len(at) == 16) && ascii.AllHexDigits(at) && len(code) >= 4 && len(code) <= 12 && len(code)%4 == 0 && ascii.AllHexDigits(code)
}

// isRule tells a line of at least 20 equal = or - signs.
func isRule(t string) bool {
	if len(t) < 20 || (t[0] != '=' && t[0] != '-') {
		return false
	}
	for i := 1; i < 20; i++ {
		if t[i] != t[0] {
			return false
		}
	}
	return true
}

// IsRegisterRow reports whether a text is "name: hex name: hex …", the shape of every register row.
func IsRegisterRow(t string) bool {
	pairs, rest := 0, t
	for len(rest) > 0 {
		name := 0
		for name < len(rest) && name < 9 && isNameByte(rest[name]) {
			name++
		}
		if name == 0 {
			return false
		}
		rest = strings.TrimLeft(rest[name:], " ")
		rest = strings.TrimPrefix(strings.TrimPrefix(rest, ":"), "=")
		rest = strings.TrimLeft(rest, " ")
		rest = strings.TrimPrefix(rest, "0x")
		digits := 0
		for digits < len(rest) && ascii.IsHexDigit(rest[digits]) {
			digits++
		}
		if digits != 4 && digits != 8 && digits != 16 {
			return false
		}
		pairs++
		if pairs == 2 {
			return true
		}
		rest = strings.TrimLeft(rest[digits:], " ")
	}
	return pairs > 0
}

// HoldsValue reports whether a row of registers has a value in it. Prose begins with their
// names, too: "Status: failed", "Cause: no space", "DRAM: 512 MiB".
func HoldsValue(t string) bool { return ascii.HexRun(t, 8) || strings.Contains(t, "+0x") }

// isHexRow tells "5b00: 00000006 d9535b58 …", "ffff8801: fc fc fb …" and rows of
// bare words.
func isHexRow(t string) bool {
	if t[0] == '>' {
		t = t[1:]
	}
	words := 0
	for i := 0; i < len(t); {
		start := i
		for i < len(t) && ascii.IsHexDigit(t[i]) {
			i++
		}
		if i == start || i-start < 2 {
			return words >= 4
		}
		if i < len(t) && t[i] == ':' {
			i++
		}
		words++
		if words >= 4 {
			return true
		}
		for i < len(t) && t[i] == ' ' {
			i++
		}
	}
	return words >= 2 && len(t) >= 17
}

func isNameByte(c byte) bool {
	return ascii.IsLetter(c) || ascii.IsDigit(c) || c == '$' || c == '_' || c == '(' || c == ')'
}
