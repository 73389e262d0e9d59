package typed

import (
	"bytes"
	"regexp"
	"slices"
	"strings"

	"oopscope/parse/arch"
	"oopscope/parse/crash"
	"oopscope/parse/regex"
	"oopscope/parse/symbol"
)

// A Holder is what in the source keeps a pointer: a member of a structure, or a
// variable of the file or the kernel.
type Holder struct {
	Name   string
	Member bool
}

var (
	subscript = regex.Of(`\[[^\]]*\]`)
	pathLike  = regex.Of(`^\(?\*?[A-Za-z_][\w.>-]*\)?[\w.>-]*$`)
)

// HolderOf returns what keeps the pointer that an expression went wrong by, when it was
// NULL, an error number or a poison: others are set everywhere. A local variable or a
// parameter is no holder.
func HolderOf(c *crash.Crash) (h Holder, ok bool) {
	o := c.Operand
	if o == nil {
		return h, false
	}
	switch o.Kind {
	case arch.Null, arch.ErrPtr, arch.Poison, arch.Fill:
	default:
		return h, false
	}
	pointer := subscript.Get().ReplaceAllString(o.Pointer, "")
	if !pathLike.Get().MatchString(pointer) {
		return h, false
	}
	if i := strings.LastIndexAny(pointer, ".>"); i >= 0 {
		return Holder{pointer[i+1:], true}, identifier.Get().FindString(pointer[i+1:]) == pointer[i+1:] && pointer[i+1:] != ""
	}
	return Holder{Name: pointer}, o.Global && pointer == o.Variable
}

// global tells whether a name is a variable of the file or the kernel at the place.
func (c *code) global(name string) bool {
	if name == "" || slices.ContainsFunc(c.seen(c.at), func(v symbol.Variable) bool { return v.Name == name && v.Sort != symbol.Global }) {
		return false
	}
	_, ok := c.debug.Global(c.insns[c.at].Address+c.shift, name)
	return ok
}

// sets makes the expression that finds where a holder is given a value, or loses what it
// pointed to: assignments, designated initialisers, the macros that assign, its
// address given to a function, and functions that free.
func (h Holder) sets() *regexp.Regexp {
	name, before, first, any, of := regexp.QuoteMeta(h.Name)+`\s*(?:\[[^\]]*\]\s*)*`, `(?:^|[^\w.>])`, ``, `(?:|[^;*]*?[^\w.>*])`, ``
	if h.Member {
		before, first, any, of = `(?:->|\.)\s*`, `[^;,*]*?(?:->|\.)`, `[^;*]*?(?:->|\.)`, `[\w.>\[\]()-]*(?:->|\.)`
	}
	return regexp.MustCompile(strings.Join([]string{
		before + name + `=(?:[^=]|$)`,
		`\b(?:WRITE_ONCE|rcu_assign_pointer|RCU_INIT_POINTER|rcu_replace_pointer|swap)\s*\(\s*` + first + name + `,`,
		`\b\w*free\w*\s*\(` + any + name + `[,)]`,
		`[(,]\s*&\s*` + of + name + `[,)]`,
	}, "|"))
}

// through finds where what the pointer points to is set: *p->out = 1.
func (h Holder) through() *regexp.Regexp {
	return regexp.MustCompile(`(?:^|[;{(,])\s*\*[\w.>\[\]() -]*\b` + regexp.QuoteMeta(h.Name) + `\s*[=,]`)
}

// Assigned returns the numbers of the lines of a C source that set what is held, at
// most so many, from the top.
func (h Holder) Assigned(source []byte, most int) (lines []int) {
	if !bytes.Contains(source, []byte(h.Name)) {
		return nil
	}
	sets, through := h.sets(), h.through()
	for i, line := range strings.Split(string(codeOnly(source)), "\n") {
		if len(lines) == most {
			break
		}
		if strings.Contains(line, h.Name) && sets.MatchString(line) && !through.MatchString(line) {
			lines = append(lines, i+1)
		}
	}
	return lines
}

// codeOnly blanks the comments and the strings of a C source; its lines stay.
func codeOnly(source []byte) []byte {
	out := slices.Clone(source)
	for i := 0; i < len(out); {
		n := aside(out[i:])
		for k := i; k < i+n; k++ {
			if out[k] != '\n' {
				out[k] = ' '
			}
		}
		i += max(n, 1)
	}
	return out
}

// aside is the length of the comment or the literal that a text begins with, 0 for none.
func aside(s []byte) int {
	switch {
	case bytes.HasPrefix(s, []byte("/*")):
		if end := bytes.Index(s[2:], []byte("*/")); end >= 0 {
			return end + 4
		}
		return len(s)
	case bytes.HasPrefix(s, []byte("//")):
		if end := bytes.IndexByte(s, '\n'); end >= 0 {
			return end
		}
		return len(s)
	case s[0] != '"' && s[0] != '\'':
		return 0
	}
	for i := 1; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '\n', s[0]:
			return i + 1
		}
	}
	return len(s)
}
