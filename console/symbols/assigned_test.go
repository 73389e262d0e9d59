//go:build unix

package symbols

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"oopscope/parse"
	"oopscope/parse/export"
)

// edits make of the crash in pump_pressure one in another function.
var (
	inChain  = strings.NewReplacer("pump_pressure+0x0", "pump_chain+0x4", "cc cc cc cc <8b> 47 38 83 c8 01 c3 66", "48 8b 47 20 <8b> 40 74 83 c0 01 c3 0f", "00000038", "00000074")
	inGlobal = strings.NewReplacer("pump_pressure+0x0", "pump_global+0x7", "cc cc cc cc <8b> 47 38 83 c8 01 c3 66", "48 8b 05 00 00 00 00 <8b> 40 58 83 c0 01 c3 66", "00000038", "00000058")
)

// pumpTree resolves a crash of the pump's module with a tree of the pump and other files.
func pumpTree(t *testing.T, edit *strings.Replacer, more map[string]string) *parse.Crash {
	t.Helper()
	modules, tree := t.TempDir(), t.TempDir()
	copyTo(t, "typed/pump-amd64.ko", filepath.Join(modules, "pump.ko"))
	files := map[string]string{"pump.c": string(toy(t, "typed/pump.c"))}
	for name, text := range more {
		files[name] += text
	}
	for name, text := range files {
		os.MkdirAll(filepath.Dir(filepath.Join(tree, name)), 0o755)
		if err := os.WriteFile(filepath.Join(tree, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	outside := filepath.Join(t.TempDir(), "outside.c")
	os.WriteFile(outside, []byte("p->bank = outside;\n"), 0o644)
	os.Symlink(outside, filepath.Join(tree, "link.c"))
	os.Symlink(filepath.Dir(outside), filepath.Join(tree, "dir"))
	syscall.Mkfifo(filepath.Join(tree, "fifo.c"), 0o644)
	s := New(Sources{Modules: modules, Tree: tree})
	defer s.Close()
	return s.Resolve(oops(t, filepath.Join(modules, "pump.ko"), edit))
}

func setAt(c *parse.Crash) (all []string) {
	for _, q := range c.Operand.Assigned {
		all = append(all, fmt.Sprintf("%s:%d:%s", q.File, q.Line, q.Text))
	}
	return all
}

// TestAssignedInTheTree: where the tree sets the member or the global variable that was
// NULL is found in the file and beside it, and in no place that is not the tree's.
func TestAssignedInTheTree(t *testing.T) {
	lines := strings.Count(string(toy(t, "typed/pump.c")), "\n")
	more := map[string]string{
		"pump.c":        "void a(struct pump *p) { p->bank = NULL; }\n",
		"beside.c":      "\n	kfree(p->bank); \x1b[2J\n	x = p->bank;\n	pump_active = p;\n",
		"beside.h":      "	.bank = &one,\n",
		"beside.txt":    "p->bank = 1;\n",
		"low/er.c":      "get(&p->bank);\n",
		".git/no.c":     "p->bank = 1;\n",
		"a/b/c/d/no.c":  "p->bank = 1;\n",
		"low/commented": "p->bank = 1;\n",
	}
	c := pumpTree(t, inChain, more)
	want := fmt.Sprintf("pump.c:%d:void a(struct pump *p) { p->bank = NULL; }", lines+1) + ` beside.c:2:kfree(p->bank); \x1b[2J beside.h:1:.bank = &one, low/er.c:1:get(&p->bank);`
	if got := strings.Join(setAt(c), " "); got != want {
		t.Errorf("%s: set at\n%s, want\n%s", c.Operand.Words(), got, want)
	}
	text := strings.Join(strings.Fields(export.Text(c, export.Options{})), " ")
	if !strings.Contains(text, "set at p->bank is assigned in this tree at pump.c:") || strings.Contains(text, "\x1b") {
		t.Errorf("the text says\n%s", text)
	}
	if json := export.AppendJSON(nil, c, export.Options{}); !strings.Contains(string(json), `"assigned":[{"file":"pump.c"`) {
		t.Errorf("the JSON says\n%s", json)
	}
	c = pumpTree(t, inGlobal, more)
	if got := strings.Join(setAt(c), " "); got != "beside.c:4:pump_active = p;" {
		t.Errorf("%s: set at %s", c.Operand.Words(), got)
	}
	if got := setAt(pumpTree(t, strings.NewReplacer(), more)); got != nil {
		t.Errorf("a parameter is set at %q", got)
	}
	more["pump.c"] = strings.Repeat("p->bank = 1;\n", 20)
	if got := setAt(pumpTree(t, inChain, more)); len(got) != maxAssigned {
		t.Errorf("%d places: %q", len(got), got)
	}
}

// TestAssignedIsBounded: of a large directory so much is read as is within reason.
func TestAssignedIsBounded(t *testing.T) {
	more := map[string]string{"zz.c": "p->bank = 1;\n"}
	for i := range assignFiles {
		more[fmt.Sprintf("f%03d.c", i)] = "\n"
	}
	if got := setAt(pumpTree(t, inChain, more)); got != nil {
		t.Errorf("more than %d files are read: %q", assignFiles, got)
	}
}
