package typed

import (
	"slices"
	"strings"

	"oopscope/parse/crash"
	"oopscope/parse/regex"
)

// What the text of a source line says of an expression: whether it can be the line
// that the expression was compiled from.

var identifier = regex.Of(`[A-Za-z_]\w*`)

// Names are those of the members that an operand may be, the innermost last. The
// line of the expression has one of them, as pointers to what lies around it may have
// names of their own.
func Names(o *crash.Operand) []string {
	if o.Struct == "" || o.Member == "" && len(o.Candidates) == 0 {
		return nil
	}
	if o.Member != "" {
		return identifier.Get().FindAllString(o.Member, -1)
	}
	var all []string
	for _, c := range o.Candidates {
		all = append(all, identifier.Get().FindAllString(c.Expression, -1)...)
	}
	return all
}

// HasName reports whether one of the names stands in a text as a word.
func HasName(text string, names []string) bool {
	return slices.ContainsFunc(identifier.Get().FindAllString(text, -1), func(word string) bool { return slices.Contains(names, word) })
}

// Settle returns an operand of several candidates as the one that a statement of the
// source names; ok is false when it names none of them, or more than one.
func Settle(o *crash.Operand, statement string) (settled crash.Operand, ok bool) {
	if len(o.Candidates) < 2 {
		return *o, false
	}
	members := map[string]bool{}
	for _, m := range memberLike.Get().FindAllStringSubmatch(string(codeOnly([]byte(statement))), -1) {
		members[m[1]] = true
	}
	named := func(names []string) bool {
		return len(names) > 0 && !slices.ContainsFunc(names, func(n string) bool { return !members[n] })
	}
	last := filter(o.Candidates, func(names []string) bool { return named(names[max(len(names)-1, 0):]) })
	if len(last) > 1 { // of one name, in members of others
		last = filter(last, named)
	}
	if len(last) != 1 || last[0].Member == "" {
		return *o, false
	}
	settled = *o
	settled.Expression, settled.Member, settled.Offset = last[0].Expression, last[0].Member, last[0].Offset
	settled.Shared, settled.Candidates = len(o.Candidates), nil
	return settled, true
}

// filter returns the candidates whose members' names are such.
func filter(all []crash.Candidate, such func(names []string) bool) []crash.Candidate {
	return slices.DeleteFunc(slices.Clone(all), func(c crash.Candidate) bool { return !such(identifier.Get().FindAllString(c.Member, -1)) })
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
	callLike   = regex.Of(`([A-Za-z_]\w*)\s*\(`)
	shouted    = regex.Of(`\b[A-Z][A-Z0-9_]+\b`)
	memberLike = regex.Of(`(?:->|\.)\s*([A-Za-z_]\w*)`)

	accessed = regex.Of(`(?:->|\.)\s*[A-Za-z_]`)
)

// Hides reports whether a statement may have a member without its name: in a macro or
// an inlined function, by a pointer or an index, or at the end of a block, where
// what was cleaned up is accessed.
func Hides(statement string) bool {
	statement = strings.ReplaceAll(statement, "NULL", "0")
	if strings.ContainsAny(statement, "*[\\#") || shouted.Get().MatchString(statement) || !identifier.Get().MatchString(statement) {
		return true
	}
	for _, call := range callLike.Get().FindAllStringSubmatch(statement, -1) {
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
func Accesses(statement string) bool { return accessed.Get().MatchString(statement) }
