package typed

import (
	"regexp"
	"slices"
	"strings"

	"oopscope/parse/crash"
)

// What the text of a source line says of an expression: whether it can be the line
// that the expression was compiled from.

// from keeps with an operand where its expression stands.
func (k *looker) from(frame int, o *crash.Operand) *crash.Operand {
	if c := k.code(frame); o != nil && c != nil {
		o.Frame, o.Global = k.Crash.Chain[frame], c.global(o.Variable)
	}
	return o
}

var identifier = regexp.MustCompile(`[A-Za-z_]\w*`)

// Names are those of the members that an operand may be, the innermost last. The
// line of the expression has one of them, as pointers to what lies around it may have
// names of their own.
func Names(o *crash.Operand) []string {
	if o.Struct == "" || o.Member == "" && len(o.Candidates) == 0 {
		return nil
	}
	if o.Member != "" {
		return identifier.FindAllString(o.Member, -1)
	}
	var all []string
	for _, c := range o.Candidates {
		all = append(all, identifier.FindAllString(c, -1)...)
	}
	return all
}

// HasName reports whether one of the names stands in a text as a word.
func HasName(text string, names []string) bool {
	return slices.ContainsFunc(identifier.FindAllString(text, -1), func(word string) bool { return slices.Contains(names, word) })
}

// Statement puts together the lines of the statement that a line is part of: the
// debug information may give any of them.
func Statement(lines []string, at int) string {
	if at < 0 || at >= len(lines) {
		return ""
	}
	const long = 8 // lines before or behind
	first, last := at, at
	for first > max(0, at-long) && !ends(lines[first-1]) {
		first--
	}
	for last < min(len(lines)-1, at+long) && !ends(lines[last]) {
		last++
	}
	return strings.Join(lines[first:last+1], "\n")
}

// ends tells lines behind which another statement may begin.
func ends(line string) bool {
	line, _, _ = strings.Cut(line, "//")
	line = strings.TrimSpace(line)
	return line == "" || strings.ContainsAny(line[len(line)-1:], ";{}:") || strings.HasSuffix(line, "*/") || strings.HasPrefix(line, "#")
}

var (
	callLike = regexp.MustCompile(`([A-Za-z_]\w*)\s*\(`)
	shouted  = regexp.MustCompile(`\b[A-Z][A-Z0-9_]+\b`)
	accessed = regexp.MustCompile(`(?:->|\.)\s*[A-Za-z_]`)
)

// Hides reports whether a statement may have a member without its name: in a macro or
// an inlined function, by a pointer or an index, or at the end of a block, where
// what was cleaned up is accessed.
func Hides(statement string) bool {
	statement = strings.ReplaceAll(statement, "NULL", "0")
	if strings.ContainsAny(statement, "*[\\#") || shouted.MatchString(statement) || !identifier.MatchString(statement) {
		return true
	}
	for _, call := range callLike.FindAllStringSubmatch(statement, -1) {
		switch call[1] {
		case "if", "for", "while", "switch", "return", "sizeof":
		default:
			return true
		}
	}
	return HasName(statement, []string{"current", "asm", "__asm__"})
}

// Accesses reports whether a statement has a member of anything: a macro may have made
// another one of its name, as of sk->sk_family (include/net/sock.h).
func Accesses(statement string) bool { return accessed.MatchString(statement) }
