package parse_test

import (
	"strings"
	"testing"
)

// The kernel dies again while it reports a death, before the end mark: who has the
// die lock prints alone, so the body that follows is all of the second oops.
func TestAnOopsInAnOopsHasItsOwnBody(t *testing.T) {
	oops := func(n, address, function, di string) string {
		return `BUG: kernel NULL pointer dereference, address: 00000000000001` + address + `
#PF: supervisor read access in kernel mode
#PF: error_code(0x0000) - not-present page
PGD 135e4067 P4D 135e3067 PUD 135e2067 PMD 0
Oops: 0000 [#` + n + `] PREEMPT SMP NOPTI
CPU: 0 PID: 82 Comm: sh Tainted: G           O       6.6.8 #1
Hardware name: QEMU Standard PC (Q35 + ICH9, 2009), BIOS 1.16.2 04/01/2014
RIP: 0010:` + function + `+0x5/0x20 [ring]
Code: 26 22 ea e8 2d e0 25 ea c3 cc cc cc cc 0f 1f 44 00 00 48 c7
RSP: 0018:ff781fec8062fd08 EFLAGS: 00000246
RAX: 0000000000000000 RBX: ff781fec8062fd38 RCX: 0000000000000000
RDX: 0000000000000000 RSI: ffffffffc05db52b RDI: ` + di + `
CR2: 00000000000001` + address + ` CR3: 00000000025e6000 CR4: 0000000000751ef0
Call Trace:
 <TASK>
`
	}
	log := oops("1", "c1", "ring_parse", "0000000000000000") + ` ring_write+0x7d/0xbe [ring]
 vfs_write+0xc7/0x3f0
 ksys_write+0x6b/0xf0
 </TASK>
Modules linked in: ring(O)
` + oops("2", "c2", "ring_snapshot", "0000000000000040") + ` ring_notify+0x20/0x25 [ring]
 notify_die+0x73/0xb0
 __die_body+0x78/0x90
 page_fault_oops+0xd2/0x2b0
 exc_page_fault+0x70/0x170
 </TASK>
Modules linked in: ring(O)
---[ end trace 0000000000000000 ]---
`
	got, _ := run(t, log)
	if len(got) != 2 {
		t.Fatalf("%d reports", len(got))
	}
	for i, want := range []string{"ring_parse", "ring_snapshot"} {
		if c := got[i]; c.Dump.PC.Function != want || !strings.Contains(c.Title, want) || c.Die != i+1 || !c.Task.Known {
			t.Errorf("%d: %q, oops #%d, task %v", i, c.Title, c.Die, c.Task)
		}
	}
}
