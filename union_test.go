package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// unionOops is what a kernel prints that read through NULL in the module of
// testdata/symbol/typed/union.c, at the beginning of a function.
const unionOops = `[   10.000000] BUG: kernel NULL pointer dereference, address: 00000000000000%02x
[   10.000001] #PF: supervisor read access in kernel mode
[   10.000002] #PF: error_code(0x0000) - not-present page
[   10.000003] PGD 0 P4D 0
[   10.000004] Oops: 0000 [#1] PREEMPT SMP NOPTI
[   10.000005] CPU: 0 PID: 94 Comm: sh Tainted: G           OE      6.1.0-toy #1
[   10.000006] RIP: 0010:%s+0x0/0x%x [union]
[   10.000007] Code: cc cc cc cc <48> 8b 47 %02x 48 83 c0 01 c3
[   10.000008] RSP: 0018:ffffc90000123e40 EFLAGS: 00010246
[   10.000009] RAX: 0000000000000000 RBX: 0000000000000000 RCX: 0000000000000000
[   10.000010] RDX: 0000000000000000 RSI: 0000000000000000 RDI: 0000000000000000
[   10.000011] Call Trace:
[   10.000012]  <TASK>
[   10.000013]  vfs_write+0xcf/0x450
[   10.000014]  </TASK>
[   10.000015] ---[ end trace 0000000000000000 ]---
`

// TestTheSourceSettlesUnions: members that share a place are all candidates, unless the
// line of the tree that --source names has one of them.
func TestTheSourceSettlesUnions(t *testing.T) {
	modules, tree := t.TempDir(), t.TempDir()
	source, err := os.ReadFile("testdata/symbol/typed/union.c")
	if err != nil {
		t.Fatal(err)
	}
	ko, err := os.ReadFile("testdata/symbol/typed/union-amd64.ko")
	if err != nil {
		t.Fatal(err)
	}
	put := func(dir, name string, data []byte) {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	put(modules, "union.ko", ko)
	stamp, peer := fmt.Sprintf(unionOops, 8, "frame_stamp", 16, 8), fmt.Sprintf(unionOops, 16, "frame_peer", 9, 16)
	for _, c := range []struct{ log, line, tree, want string }{
		{stamp, "", "", `"expression":"f->stamp or f->culprit"`},
		{stamp, "", tree, `"expression":"f->stamp","mode":"memory","struct":"frame","struct_size":"0x20","member":"stamp","offset":"0x8","variable":"f","type":"struct frame *","shared":2`},
		{peer, "", tree, `"expression":"f->v6.peer","mode":"memory","struct":"frame","struct_size":"0x20","member":"v6.peer"`},
		{stamp, "\treturn f->stamp + (f->culprit != 0);", tree, `"expression":"f->stamp or f->culprit"`},
		{stamp, "\treturn f->length;", tree, `"expression":"f->stamp or f->culprit"`},
	} {
		text := string(source)
		if c.line != "" {
			text = strings.Replace(text, "\treturn READ_ONCE(f->stamp) + 1;", c.line, 1)
		}
		put(tree, "union.c", []byte(text))
		put(modules, "union.ko", ko) // newer than its source, as what is built
		args := []string{"scan", "--json", "--no-raw", "--modules", modules}
		if c.tree != "" {
			args = append(args, "--source", c.tree)
		}
		if status, out, errs := oopscope(t, c.log, append(args, "-")...); status != 0 || !strings.Contains(out, c.want) {
			t.Errorf("%q with %q: status %d, no %s in\n%s%s", c.line, c.tree, status, c.want, out, errs)
		}
	}
	if _, _, errs := oopscope(t, stamp, "scan", "--modules", modules, "--source", tree+"/gone", "-"); !strings.Contains(errs, "no lines from a source tree: stat "+tree+"/gone: no such file") {
		t.Errorf("a tree that is not there: %s", errs)
	}
	put(tree, "union.c", source)
	put(modules, "union.ko", ko)
	_, out, _ := oopscope(t, stamp, "scan", "--modules", modules, "--source", tree, "-")
	if want := "f->stamp (offset 0x8 of struct frame, 32 bytes; of 2 members there, the one that the source line names), f is NULL"; !strings.Contains(strings.Join(strings.Fields(out), " "), want) {
		t.Errorf("no %q in\n%s", want, out)
	}
}
