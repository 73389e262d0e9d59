package export

import (
	"strings"
	"testing"

	"oopscope/parse/arch"
	"oopscope/parse/crash"
)

// withVariables is a crash three calls deep.
func withVariables() *crash.Crash {
	frame := func(name string, all ...arch.Variable) arch.Frame {
		return arch.Frame{Symbol: arch.Symbol{Function: name, HasOffset: true, Offset: 8}, Reliable: true, Variables: all}
	}
	c := &crash.Crash{Class: "null-deref", Title: "NULL pointer dereference in pump_read"}
	c.Dump.PC = arch.Symbol{Function: "pump_read", HasOffset: true, Offset: 8}
	c.Culprit.Function = "pump_poll"
	c.Chain = []arch.Frame{
		frame("pump_read",
			arch.Variable{Name: "v", Type: "struct valve *", Function: "valve_of", Parameter: true, Known: true, Meaning: "NULL", From: "r3"},
			arch.Variable{Name: "p", Type: "struct pump *", Parameter: true, Known: true, Value: 0xd9535b58, Meaning: "current stack", From: "r0"},
			arch.Variable{Name: "lost", Type: "int", Parameter: true}),
		frame("plumbing", arch.Variable{Name: "n", Type: "int", Known: true, Value: 3, From: "caller"}),
		frame("pump_poll", arch.Variable{Name: "text", Type: "char [16]", Meaning: `"pump-7\x1b[2J"`, Address: 0xd9535b90}),
		frame("worker", arch.Variable{Name: "work", Type: "struct work_struct *", Parameter: true}),
	}
	return c
}

// TestVariablesInTheChain: those of the place of death and of the function to look at
// stand in the chain, all of which something is known in a section of their own.
func TestVariablesInTheChain(t *testing.T) {
	text := Text(withVariables(), Options{})
	chain, section, _ := strings.Cut(text, "\nVariables\n")
	for _, want := range []string{"v = NULL, p = current stack; not known: lost\n", `text = "pump-7`} {
		if !strings.Contains(chain, want) {
			t.Errorf("the chain lacks %q:\n%s", want, chain)
		}
	}
	if strings.Contains(chain, "n = 0x3") || strings.Contains(text, "worker\n        ") || strings.Contains(text, "\x1b") {
		t.Error(text)
	}
	for _, want := range []string{"struct valve *v = NULL (r3)  in valve_of", "struct pump *p = 0xd9535b58, current stack (r0)", "int lost = not known", "int n = 0x3 (caller)", "char [16] text = at 0xd9535b90, "} {
		if !strings.Contains(section, want) {
			t.Errorf("the section lacks %q:\n%s", want, section)
		}
	}
	if md := Markdown(withVariables(), Options{Sections: []string{"variables"}}); !strings.Contains(md, "## Variables") || strings.Contains(md, "## Call chain") {
		t.Error(md)
	}
}

// TestVariablesInJSON: a value of nothing known is left out.
func TestVariablesInJSON(t *testing.T) {
	line := string(AppendJSON(nil, withVariables(), Options{}))
	for _, want := range []string{`"variables":[{"name":"v","type":"struct valve *","value":"0x0","meaning":"NULL","from":"r3","function":"valve_of","parameter":true}`,
		`{"name":"lost","type":"int","parameter":true}`, `{"name":"n","type":"int","value":"0x3","from":"caller"}`, `"address":"0xd9535b90"`} {
		if !strings.Contains(line, want) {
			t.Errorf("it lacks %s:\n%s", want, line)
		}
	}
}
