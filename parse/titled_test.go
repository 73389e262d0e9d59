package parse_test

import "testing"

// A title that somebody put in front ends in a colon and a blank, as "RIP: " does:
// rows of registers teach no prefix.
func TestATitleInFrontTeachesNoPrefix(t *testing.T) {
	got, _ := run(t, `TITLE: BUG: corrupted list in ring_put
TYPE: memory safety

[  440.811510] list_del corruption. prev->next should be 00000000bc6553ca, but was 0000000038fa8131
[  440.811620] ------------[ cut here ]------------
[  440.811625] kernel BUG at lib/list_debug.c:53!
[  440.811637] invalid opcode: 0000 [#1] SMP NOPTI
[  440.811658] CPU: 1 PID: 3200 Comm: ringd Not tainted 4.15.0 #264
[  440.811673] RIP: 0010:__list_del_entry_valid+0xef/0x150
[  440.811677] RSP: 0018:ffff8801be95eb20 EFLAGS: 00010286
[  440.811683] RAX: 0000000000000054 RBX: ffff8801d359f240 RCX: 0000000000000000
[  440.811718] Call Trace:
[  440.811737]  ring_put+0x318/0x990
[  440.811964]  ring_close+0x2c0/0x3d0
[  440.812000]  __fput+0x327/0x7e0
[  440.812100] ---[ end trace 0000000000000000 ]---
`)
	if len(got) != 1 || got[0].Dump.PC.Function != "__list_del_entry_valid" || got[0].Culprit.Function != "ring_put" {
		t.Errorf("%d reports", len(got))
		for _, c := range got {
			t.Errorf("%q blames %q", c.Title, c.Culprit.Function)
		}
	}
}
