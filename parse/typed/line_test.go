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
		{crash.Operand{Struct: "pump", Candidates: []crash.Candidate{{Expression: "p->code"}, {Expression: "p->raw"}}}, "p code p raw"},
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

// TestSettle: of members that share a place the statement tells which is meant, where it
// names one of them and no other.
func TestSettle(t *testing.T) {
	o := crash.Operand{Expression: "several", Struct: "frame", Offset: 8, Candidates: []crash.Candidate{
		{Expression: "f->stamp", Member: "stamp", Offset: 8}, {Expression: "f->culprit", Member: "culprit", Offset: 8},
		{Expression: "f->v4.peer", Member: "v4.peer", Offset: 8}, {Expression: "f->v6.peer", Member: "v6.peer", Offset: 8},
	}}
	for statement, want := range map[string]string{
		"	return READ_ONCE(f->stamp) + 1;":        "f->stamp",
		"	if (f -> culprit)":                      "f->culprit",
		"	x = f->v6.peer;":                        "f->v6.peer",
		"	x = v6->peer;":                          "", // v6 is no member there
		"	x = f->v6.peer + f->v4.peer;":           "",
		"	x = f->stamp + f->culprit;":             "",
		"	x = f->stamp; /* not f->culprit */":     "f->stamp",
		"	stamp = culprit(f);":                    "",
		"	printk(\"f->stamp %d\", f->culprit);":   "f->culprit",
		"	return f->stamp_of + f->culprit_of(f);": "",
		"": "",
	} {
		got, ok := Settle(&o, statement)
		if ok != (want != "") || ok && (got.Expression != want || got.Shared != 4 || got.Candidates != nil || "f->"+got.Member != want) {
			t.Errorf("%q: %v, %+v, want %q", statement, ok, got, want)
		}
	}
	if _, ok := Settle(&crash.Operand{Expression: "f->stamp"}, "f->stamp"); ok {
		t.Error("what is not several is settled")
	}
}
