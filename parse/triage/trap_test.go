package triage

import "testing"

// mipsTrap is what arch/mips/kernel/traps.c prints of a trap, with holes: the kind,
// the instruction.
func mipsTrap(kind, insn string) string {
	return kind + ` instruction in kernel code[#1]:
CPU: 0 PID: 812 Comm: gauged Tainted: G           O       6.6.8 #1
$ 0   : 00000000 10008400 000003e8 00000000
$ 4   : 000003e8 00000000 00000000 00000000
$ 8   : 00000000 00000000 00000000 00000000
$12   : 00000000 00000000 00000000 00000000
$16   : 82a3c000 00000009 00000000 00000000
$20   : 00000000 00000000 00000000 00000000
$24   : 00000000 00000000
$28   : 82d0a000 82d0bd98 00000000 c00fa0a4
Hi    : 00000000
Lo    : 00000000
epc   : c00fa064 gauge_scale+0x4/0x20 [gauge]
ra    : c00fa0a4 gauge_show+0x24/0x60 [gauge]
Status: 1000a403	KERNEL EXL IE
Cause : 10800034 (ExcCode 0d)
PrId  : 00019300 (MIPS 24Kc)
Modules linked in: gauge(O)
Process gauged (pid: 812, threadinfo=82d0a000, task=82c10000, tls=77e64490)
Call Trace:
[<c00fa064>] gauge_scale+0x4/0x20 [gauge]
[<c00fa0a4>] gauge_show+0x24/0x60 [gauge]
[<801b3a3c>] seq_read+0x90/0x4ac

Code: 00000000  0085001a  <` + insn + `> 00001012  03e00008  00000000

---[ end trace 0000000000000000 ]---
`
}

// Compilers for MIPS test a divisor with a trap or a break whose code is 7; 6 is a
// result that did not fit.
func TestATrapSaysWhatItIsFor(t *testing.T) {
	for _, c := range []struct{ kind, insn, rule, says string }{
		{"Trap", "00a001f4", "divide-by-zero", "teq a1,zero,0x7, divisor 0x0"},
		{"Break", "0007000d", "divide-by-zero", "divided by zero"},
		{"Break", "0006000d", "divide-by-zero", "did not fit"},
		{"Break", "0000000d", "compiler-trap", "nothing but trap"},
	} {
		f := told(t, mipsTrap(c.kind, c.insn))
		silent(t, f[c.rule].Text, nil, "gauge_scale [gauge]", c.says)
	}
}

// A CPU with LASS refuses a NULL pointer as it does any lower address, before it
// looks for a page: a general protection fault.
func TestAProtectionFaultMayBeANullPointer(t *testing.T) {
	f := told(t, `Oops: general protection fault, kernel NULL pointer dereference 0x8: 0000 [#1] SMP NOPTI
CPU: 1 UID: 0 PID: 431 Comm: sensord Not tainted 7.1.0-bench #7 PREEMPT(lazy)
RIP: 0010:sensor_read+0x14/0x40 [sensor]
Code: 0f 1f 44 00 00 55 48 89 e5 48 8b 47 10 <48> 8b 40 08 5d c3 0f 1f 40 00
RSP: 0018:ffffc90000813e50 EFLAGS: 00010246
RAX: 0000000000000000 RBX: ffff888104a3d000 RCX: 0000000000000002
Call Trace:
 <TASK>
 sensor_ioctl+0x88/0x130 [sensor]
 __x64_sys_ioctl+0x8f/0xd0
 do_syscall_64+0x5b/0x90
 entry_SYSCALL_64_after_hwframe+0x6e/0xd8
 </TASK>
---[ end trace 0000000000000000 ]---
`)
	silent(t, f["null-member"].Text, nil, "read offset 0x8 of a NULL pointer", "rax = NULL")
}
