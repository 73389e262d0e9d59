package typed_test

import (
	"strings"
	"testing"

	"oopscope/parse"
	"oopscope/parse/arch"
	"oopscope/parse/symbol"
	"oopscope/parse/typed"
)

// TestCodeWithoutAFile: of a function whose file is not here there is only the code that
// the kernel printed. What a call in it returned is not known, and asking is no fault.
func TestCodeWithoutAFile(t *testing.T) {
	const log = `[   10.000000] BUG: kernel NULL pointer dereference, address: 0000000000000008
[   10.000001] #PF: supervisor read access in kernel mode
[   10.000002] #PF: error_code(0x0000) - not-present page
[   10.000003] Oops: 0000 [#1] SMP
[   10.000004] CPU: 0 PID: 80 Comm: insmod Not tainted 6.1.0 #1
[   10.000005] RIP: 0010:valve_open+0x25/0x40 [pump]
[   10.000006] Code: 55 48 89 e5 53 90 90 90 90 90 90 90 90 90 90 90 90 90 90 90 90 90 90 90 90 90 48 89 fb 48 89 df 90 90 90 90 90 e8 10 00 00 00 <48> 8b 40 08 5b 5d c3 0f 1f 40 00 90 90 90 90 90 90 90 90 90
[   10.000007] RSP: 0018:ffffc90000173d40 EFLAGS: 00010246
[   10.000008] RAX: 0000000000000000 RBX: ffff888100000000 RCX: 0000000000000000
[   10.000009] Call Trace:
[   10.000010]  <TASK>
[   10.000011]  do_one_initcall+0x56/0x220
[   10.000012]  </TASK>
[   10.000013] CR2: 0000000000000008
[   10.000014] ---[ end trace 0000000000000000 ]---
`
	var crashes []*parse.Crash
	for c := range parse.Crashes(strings.NewReader(log)) {
		crashes = append(crashes, c)
	}
	if len(crashes) != 1 || len(crashes[0].Chain) == 0 || len(crashes[0].Dump.Code) == 0 {
		t.Fatal("the log is no longer a crash with code")
	}
	none := func(*arch.Frame) (typed.File, symbol.Place) { return typed.File{}, symbol.Place{} }
	if o := (typed.Look{Crash: crashes[0], File: none}).Operand(); o != nil {
		t.Errorf("%+v is known of nothing", o)
	}
}
