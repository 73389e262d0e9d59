package symbols

import (
	"fmt"
	"strings"

	"oopscope/parse/crash"
	"oopscope/parse/typed"
)

// statement is what a line is part of.
func (t *text) statement(line int) string {
	const around = 8
	first := max(1, line-around)
	return typed.Statement(t.lines(first, 2*around+1), line-first)
}

// lacksMember says that the line of an expression does not name its member where it
// would have to, "" when it may well be the right one.
func lacksMember(t *text, e *crash.Excerpt, c claim) string {
	const far = 400
	statement := t.statement(e.Line)
	if len(c.names) == 0 || typed.HasName(statement, c.names) || typed.Hides(statement) {
		return ""
	}
	name := c.names[len(c.names)-1]
	if !typed.Accesses(statement) {
		return fmt.Sprintf("line %d does not name %s", e.Line, name)
	}
	if c.declared.Line == 0 || c.declared.File != e.File || e.Line <= c.declared.Line {
		return ""
	}
	for i, l := range t.lines(c.declared.Line, far) {
		switch {
		case i > 0 && strings.HasPrefix(l, "}"):
			return ""
		case typed.HasName(l, c.names):
			return fmt.Sprintf("line %d does not name %s, line %d does", e.Line, name, c.declared.Line+i)
		}
	}
	return ""
}
