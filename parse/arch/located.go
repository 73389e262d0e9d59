package arch

import (
	"strconv"
	"strings"
)

// CutLocation takes off what scripts/decode_stacktrace.sh puts in place of an
// offset: where in the source the place is, with what was inlined there first,
// and the module's name behind it without brackets.
//
//	? rcu_boost_kthread (kernel/rcu/tree_plugin.h:1033 kernel/rcu/tree_plugin.h:1056)
//	RIP: 0010:f (drivers/x/y.c:12 (discriminator 3)) ymod
//	take_cpu_down (cpu.c:?)
//
// It returns what stands before, the locations that are known, and the module. ok
// is false for any other text.
func CutLocation(s string) (before string, at []Inline, module string, ok bool) {
	open := strings.Index(s, " (")
	if open < 1 {
		return s, nil, "", false
	}
	end := closingAt(s, open+1)
	if end < 0 {
		return s, nil, "", false
	}
	for word := range strings.FieldsSeq(s[open+2 : end]) {
		file, line, _ := strings.Cut(strings.TrimRight(word, ")"), ":")
		switch n, err := strconv.Atoi(line); {
		case err == nil && IsSource(file):
			at, ok = append(at, Inline{File: file, Line: n}), true
		case line == "?" && (file == "??" || IsSource(file)): // addr2line found no line
			ok = true
		}
	}
	module = strings.Trim(s[end+1:], " []")
	if !ok || module != "" && !nameLike(module) {
		return s, nil, "", false
	}
	return s[:open], at, module, true
}

// closingAt finds the bracket that closes the one at open, -1 without any.
func closingAt(s string, open int) int {
	depth := 0
	for i := open; i < len(s); i++ {
		switch s[i] {
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return -1
}

// IsSource reports whether it is the name of a source file, by its ending.
func IsSource(s string) bool {
	for _, ending := range [...]string{".c", ".h", ".S", ".rs"} {
		if strings.HasSuffix(s, ending) {
			return true
		}
	}
	return false
}
