package typed

import (
	"strings"
	"testing"

	"oopscope/parse/crash"
)

// TestNames: the members of an operand, and of all that it may be.
func TestNames(t *testing.T) {
	for _, c := range []struct {
		o    crash.Operand
		want string
	}{
		{crash.Operand{Struct: "bank", Member: "valves[2].pressure", Expression: "bank->valves[2].pressure"}, "valves pressure"},
		{crash.Operand{Struct: "pump", Candidates: []string{"p->code", "p->raw"}}, "p code p raw"},
		{crash.Operand{Expression: "*p"}, ""},
	} {
		if got := strings.Join(Names(&c.o), " "); got != c.want {
			t.Errorf("%+v: %q, want %q", c.o, got, c.want)
		}
	}
}

// TestStatement: the line of a statement stands for all of it, and what can hide a
// member is told from what cannot.
func TestStatement(t *testing.T) {
	lines := strings.Split("\tint v;\n\n\tif (a &&\n\t    b->c &&\n\t    d) {\n\t\tgone();", "\n")
	if got := Statement(lines, 3); got != strings.Join(lines[2:5], "\n") {
		t.Errorf("the statement is %q", got)
	}
	if Statement(lines, 6) != "" || Statement(nil, 0) != "" || Statement(lines, -1) != "" {
		t.Error("a statement where there is no line")
	}
	for line, hides := range map[string]bool{
		"	return b->c;": false, "	if (b->c)": false, "	if (b == NULL)": false, "	n++;": false, "	for (;;)": false,
		"	return *c;": true, "	return c[1];": true, "	get(c);": true, "	x = HIDDEN;": true, "}": true, "	return current->pid;": true,
	} {
		if Hides(line) != hides {
			t.Errorf("%q hides a member: %v", line, !hides)
		}
	}
}
