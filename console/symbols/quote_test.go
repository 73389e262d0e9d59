package symbols

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"oopscope/parse"
	"oopscope/parse/export"
	"oopscope/parse/symbol"
)

// pumpOf resolves a crash of the pump's module with a tree that has its source, edited.
func pumpOf(t *testing.T, edit func(source string) string) *parse.Crash {
	t.Helper()
	modules, tree := t.TempDir(), t.TempDir()
	copyTo(t, "typed/pump-amd64.ko", filepath.Join(modules, "pump.ko"))
	if edit != nil {
		if err := os.WriteFile(filepath.Join(tree, "pump.c"), []byte(edit(string(toy(t, "typed/pump.c")))), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	s := New(Sources{Modules: modules, Tree: tree})
	defer s.Close()
	return s.Resolve(oops(t, filepath.Join(modules, "pump.ko"), strings.NewReplacer()))
}

const pressureLine = "	return READ_ONCE(bank->valves[2].pressure) | 1;"

// TestSourceOfTheExpression: the line of the trapping place is quoted beside the
// expression, unless the tree's line cannot be the one that it was compiled from.
func TestSourceOfTheExpression(t *testing.T) {
	line := func(is string) func(string) string {
		return func(s string) string { return strings.Replace(s, pressureLine, is, 1) }
	}
	for what, c := range map[string]struct {
		edit        func(string) string
		text, doubt string
	}{
		"no tree":            {nil, "", ""},
		"the right tree":     {line(pressureLine), strings.TrimSpace(pressureLine), ""},
		"another statement":  {line("	seven = 1;\n" + pressureLine), "", "does not match (--source DIR names the right one): line 67 does not name pressure"},
		"another member":     {line("	total += bank->used;\n" + pressureLine), "", "line 67 does not name pressure, line 68 does"},
		"a macro's member":   {line("	total += bank->valve_pressure;"), "total += bank->valve_pressure;", ""},
		"within a macro":     {line("	return PRESSURE_OF(bank);"), "return PRESSURE_OF(bank);", ""},
		"within a function":  {line("	return pressure_of(bank);"), "return pressure_of(bank);", ""},
		"through a pointer":  {line("	return *bank;"), "return *bank;", ""},
		"over several lines": {line("	return bank\n		->valves[2].pressure;"), "return bank", ""},
		"hostile":            {line("	return bank->valves[2].pressure; \x1b[2J\u202e\xff"), `return bank->valves[2].pressure; \x1b[2J\u202e?`, ""},
	} {
		c1 := pumpOf(t, c.edit)
		q := c1.Operand.Source
		if q.Text != c.text || !strings.Contains(q.Doubt, c.doubt) || c.doubt == "" && strings.Contains(q.Doubt, "match") {
			t.Errorf("%s: %+v, want %q, %q", what, q, c.text, c.doubt)
		}
		if text := export.Text(c1, export.Options{}); q.Some() != strings.Contains(text, "source     pump.c:67: ") || strings.Contains(text, "\x1b") {
			t.Errorf("%s: %s", what, text)
		}
	}
}

// TestSourceViewLacksTheMember: the source view says the same of the line.
func TestSourceViewLacksTheMember(t *testing.T) {
	modules, tree := t.TempDir(), t.TempDir()
	copyTo(t, "typed/pump-amd64.ko", filepath.Join(modules, "pump.ko"))
	source := strings.Replace(string(toy(t, "typed/pump.c")), pressureLine, "	seven = 1;\n"+pressureLine, 1)
	if err := os.WriteFile(filepath.Join(tree, "pump.c"), []byte(source), 0o644); err != nil {
		t.Fatal(err)
	}
	s := New(Sources{Modules: modules, Tree: tree})
	defer s.Close()
	c := s.Resolve(oops(t, filepath.Join(modules, "pump.ko"), strings.NewReplacer()))
	if got := notes(s.Listing(c, &c.Chain[0], 2, 2).Places); !strings.Contains(got, "line 67 does not name pressure") {
		t.Errorf("the source view says %q", got)
	}
}

// TestDeclaredByAMacrosName: a function whose name is a macro is declared where the
// macro stands, if that is its name.
func TestDeclaredByAMacrosName(t *testing.T) {
	for name, want := range map[string]bool{"a_very_long_name": true, "another_name": false} {
		in := &text{data: []byte("#define LONGNAME a_very_long_name\nstatic noinline int LONGNAME(struct pump *p)\n{\n")}
		in.mark()
		if declares(in, symbol.Location{Function: name, Line: 2}) != want {
			t.Errorf("%s is declared by LONGNAME: %v", name, !want)
		}
	}
}
