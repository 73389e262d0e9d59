package symbols

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"oopscope/parse"
	"oopscope/parse/export"
	"oopscope/parse/symbol"
)

// oops is what a kernel prints that read through NULL in the pump's module, with
// the code that the module has; edit changes the text.
func oops(t *testing.T, module string, edit *strings.Replacer) *parse.Crash {
	return oopsIn(t, module, "pump_pressure", edit)
}

// oopsIn is oops at the beginning of another function.
func oopsIn(t *testing.T, module, function string, edit *strings.Replacer) *parse.Crash {
	t.Helper()
	f, err := os.Open(module)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	im, err := symbol.Open(f, nil)
	if err != nil {
		t.Fatal(err)
	}
	start := im.Addresses(function)[0]
	_, _, size, _ := im.Symbol(start)
	code := im.Bytes(start, 12)
	text := fmt.Sprintf(`Linux version 6.1.0-toy (someone@somewhere) (gcc 12) #1 SMP Thu Jan 1 00:00:00 UTC 1970
BUG: kernel NULL pointer dereference, address: 0000000000000038
#PF: supervisor read access in kernel mode
#PF: error_code(0x0000) - not-present page
PGD 0 P4D 0
Oops: 0000 [#1] PREEMPT SMP NOPTI
CPU: 0 PID: 94 Comm: sh Tainted: G           OE      6.1.0-toy #1
Hardware name: QEMU Standard PC (i440FX + PIIX, 1996), BIOS 1.16.2 04/01/2014
RIP: 0010:%s+0x0/%#x [pump]
Code: cc cc cc cc <%02x> % x
RSP: 0018:ffffc90000123e40 EFLAGS: 00010246
RAX: 0000000000000000 RBX: 0000000000000000 RCX: 0000000000000000
RDX: 0000000000000000 RSI: 0000000000000000 RDI: 0000000000000000
RBP: 0000000000000000 R08: 0000000000000000 R09: 0000000000000000
R10: 0000000000000000 R11: 0000000000000000 R12: 0000000000000000
R13: 0000000000000000 R14: 0000000000000000 R15: 0000000000000000
FS:  0000000000000000(0000) GS:ffff88807dc00000(0000) knlGS:0000000000000000
CS:  0010 DS: 0000 ES: 0000 CR0: 0000000080050033
CR2: 0000000000000038 CR3: 0000000003a2e000 CR4: 00000000000006f0
Call Trace:
 <TASK>
 vfs_write+0xcf/0x450
 </TASK>
Modules linked in: pump(OE)
---[ end trace 0000000000000000 ]---
`, function, size, code[0], code[1:])
	for c, err := range parse.Crashes(strings.NewReader(edit.Replace(text))) {
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	t.Fatal("no crash")
	return nil
}

// TestOperandInC: the module is there, and text and JSON say in C what was read.
func TestOperandInC(t *testing.T) {
	dir := t.TempDir()
	copyTo(t, "typed/pump-amd64.ko", filepath.Join(dir, "pump.ko"))
	s := New(Sources{Modules: dir})
	defer s.Close()
	c := s.Resolve(oops(t, filepath.Join(dir, "pump.ko"), strings.NewReplacer()))
	const want = "bank->valves[2].pressure (offset 0x38 of struct bank, 120 bytes), bank is NULL"
	if got := c.Operand.Words(); got != want {
		t.Errorf("the operand is %q, want %q", got, want)
	}
	text := strings.Join(strings.Fields(export.Text(c, export.Options{})), " ")
	if !strings.Contains(text, "in C "+want) || !strings.Contains(text, "In C that is "+want) || !strings.Contains(text, "RDI 0000000000000000 bank, NULL") {
		t.Errorf("the text does not say it:\n%s", export.Text(c, export.Options{}))
	}
	json := string(export.AppendJSON(nil, c, export.Options{}))
	for _, part := range []string{`"expression":"bank->valves[2].pressure","mode":"memory","struct":"bank","struct_size":"0x78","member":"valves[2].pressure","offset":"0x38","variable":"bank","type":"struct bank *"`,
		`"variable":{"name":"bank","type":"struct bank *"}`, `"named-in-c"`} {
		if !strings.Contains(json, part) {
			t.Errorf("the JSON has no %s:\n%s", part, json)
		}
	}
}

// TestNoOperandOfAnotherBuild: where the code or the sizes say that the module
// is another build's, nothing is said in C.
func TestNoOperandOfAnotherBuild(t *testing.T) {
	dir := t.TempDir()
	module := filepath.Join(dir, "pump.ko")
	copyTo(t, "typed/pump-amd64.ko", module)
	for what, edit := range map[string]*strings.Replacer{
		"another displacement": strings.NewReplacer("<8b> 47 38", "<8b> 47 3c"),
		"another size":         strings.NewReplacer("pump_pressure+0x0/0x", "pump_pressure+0x0/0x1"),
		"another module":       strings.NewReplacer("[pump]", "[pipe]"),
	} {
		s := New(Sources{Modules: dir})
		if c := s.Resolve(oops(t, module, edit)); c.Operand != nil {
			t.Errorf("%s: the operand is %s", what, c.Operand.Words())
		}
		s.Close()
	}
}

// TestOperandOfANewerFile: a module that was copied or stripped since has the code that the
// board printed, and says in C what that worked on. Its lines are doubtful, where it has any.
func TestOperandOfANewerFile(t *testing.T) {
	for name, doubt := range map[string]string{"pump-amd64.ko": "it is newer", "stripped-amd64.ko": ""} {
		dir := t.TempDir()
		module := copyTo(t, "typed/"+name, filepath.Join(dir, "pump.ko"))
		now := time.Now()
		dated(t, module, now)
		s := newTest(t, Sources{Modules: dir})
		c := s.Resolve(live(oopsIn(t, module, "pump_chain", strings.NewReplacer("0000000000000038", "0000000000000020")), now.Add(-time.Hour)))
		if c.Operand == nil || c.Operand.Expression != "p->bank" {
			t.Errorf("%s: the operand is %+v", name, c.Operand)
		}
		if !strings.Contains(c.Symbols.Doubt, doubt) || (c.Symbols.Doubt != "") != (doubt != "") {
			t.Errorf("%s: %+v", name, c.Symbols)
		}
		c = s.Resolve(live(oopsIn(t, module, "pump_chain", strings.NewReplacer("<48> 8b 47 20", "<48> 8b 47 24")), now.Add(-time.Hour)))
		if c.Operand != nil {
			t.Errorf("%s: of other code the operand is %s", name, c.Operand.Words())
		}
	}
}
