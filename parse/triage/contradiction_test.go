package triage

import (
	"strings"
	"testing"
)

// Each change makes two places of a sound dump contradict each other; undone, there
// is nothing to say.
func TestADumpThatDisagreesWithItselfIsSaidToDoSo(t *testing.T) {
	const arm64 = `Unable to handle kernel NULL pointer dereference at virtual address 0000000000000018
Mem abort info:
  ESR = 0x0000000096000005
  EC = 0x25: DABT (current EL), IL = 32 bits
Internal error: Oops: 0000000096000005 [#1] SMP
CPU: 1 PID: 431 Comm: sensord Tainted: G           O       6.1.55-bench #7
pstate: 60000005 (nZCv daif -PAN -UAO -TCO -DIT -SSBS BTYPE=--)
pc : sensor_read+0x14/0x40 [sensor]
lr : sensor_ioctl+0x88/0x130 [sensor]
sp : ffff80000a4dbc50
x2 : 0000000000000000 x1 : ffff000003a3d040 x0 : 0000000000000000
Call trace:
 sensor_read+0x14/0x40 [sensor]
 sensor_ioctl+0x88/0x130 [sensor]
 __arm64_sys_ioctl+0xa8/0xf0
Code: a9bf7bfd 910003fd f9400820 d503201f (f9400c00) 
---[ end trace 0000000000000000 ]---
`
	const riscv = `Unable to handle kernel NULL pointer dereference at virtual address 0000000000000018
Oops [#1]
CPU: 1 PID: 431 Comm: sensord Tainted: G           O       6.1.55-bench #7
epc : sensor_read+0x14/0x40 [sensor]
 ra : sensor_ioctl+0x88/0x130 [sensor]
epc : ffffffff01a6a014 ra : ffffffff01a6a0b8 sp : ff2000000066bd30
 a0 : 0000000000000000 a1 : ff60000002a3d040 a2 : 0000000000000000
status: 0000000200000120 badaddr: 0000000000000018 cause: 000000000000000d
[<ffffffff01a6a014>] sensor_read+0x14/0x40 [sensor]
[<ffffffff01a6a0b8>] sensor_ioctl+0x88/0x130 [sensor]
---[ end trace 0000000000000000 ]---
`
	const warn = `WARNING: CPU: 1 PID: 431 at drivers/sensor/core.c:215 sensor_check+0x14/0x40 [sensor]
Modules linked in: sensor(O)
CPU: 1 PID: 431 Comm: sensord Tainted: G           O       6.1.55-bench #7
RIP: 0010:sensor_check+0x14/0x40 [sensor]
Code: 0f 1f 44 00 00 55 48 89 e5 48 8b 47 10 <0f> 0b 5d c3 0f 1f 40 00
RSP: 0018:ffffc90000813e50 EFLAGS: 00010246
RAX: 0000000000000000 RBX: ffff888104a3d000 RCX: 0000000000000002
Call Trace:
 <TASK>
 sensor_ioctl+0x88/0x130 [sensor]
 do_syscall_64+0x5b/0x90
 </TASK>
---[ end trace 0000000000000000 ]---
`
	const registers = `CPU: 1 PID: 431 Comm: sensord Tainted: G           O       6.1.55-bench #7
RIP: 0010:sensor_check+0x14/0x40 [sensor]
RSP: 0018:ffffc90000813e50 EFLAGS: 00010246
RAX: 0000000000000000 RBX: ffff888104a3d000 RCX: 0000000000000000
Call Trace:
 <TASK>
 sensor_ioctl+0x88/0x130 [sensor]
 do_syscall_64+0x5b/0x90
 </TASK>
---[ end trace 0000000000000000 ]---
`
	bug := "kernel BUG at drivers/sensor/core.c:215!\ninvalid opcode: 0000 [#1] PREEMPT SMP NOPTI\n" +
		strings.Replace(registers, "RSP:", "Code: 0f 1f 44 00 00 55 48 89 e5 48 8b 47 10 <0f> 0b 5d c3 0f 1f 40 00\nRSP:", 1)
	divide := "divide error: 0000 [#1] PREEMPT SMP NOPTI\n" +
		strings.Replace(registers, "RSP:", "Code: 0f 1f 44 00 00 55 48 89 e5 48 8b 47 10 <f7> f9 5d c3 0f 1f 40 00\nRSP:", 1)
	x86 := x86Oops("00010246", "PID: 431 Comm: sensord", "")
	for _, c := range []struct{ log, from, to, says string }{
		{x86, "address: 0000000000000018", "address: 0000000000000128", "goes to 0x18 with these registers"},
		{x86, "CR2: 0000000000000018", "CR2: 0000000000000128", "CR2 holds 0x128"},
		{x86, "error_code(0x0000)", "error_code(0x0002)", "the error code is 0x2 in one line and 0x0 in the other"},
		{x86, "supervisor read access", "supervisor write access", "mov 0x18(%rax),%rax, can be none"},
		{x86, "<48> 8b 40 18", "<48> 89 c3 90", "accesses no memory"},
		{arm64, "ESR = 0x0000000096000005", "ESR = 0x0000000096000045", "in the other"},
		{arm64, "address 0000000000000018", "address 00000000000001c0", "goes to 0x18"},
		{riscv, "badaddr: 0000000000000018", "badaddr: 00000000000001c0", "badaddr holds 0x1c0"},
		{warn, "PID: 431 at", "PID: 432 at", "PID 432, and the line of the CPU the one with PID 431"},
		{bug, "<0f> 0b 5d", "<48> 89 c3", "the kernel reports a BUG()"},
		{divide, "<f7> f9", "<89> c8", "a division that the CPU refused"},
		{warn, "RIP: 0010:sensor_check", "RIP: 0010:gauge_check", "the PC is in gauge_check [sensor]"},
	} {
		if f, ok := told(t, c.log)["dump-disagrees"]; ok {
			t.Errorf("of a sound dump: %s", f.Text)
		}
		torn := strings.Replace(c.log, c.from, c.to, 1)
		if torn == c.log {
			t.Fatalf("%q is not in the log", c.from)
		}
		findings := told(t, torn)
		silent(t, findings["dump-disagrees"].Text, nil, "disagrees with itself", c.says)
		if f := findings["dump-disagrees"]; len(f.Evidence) < 2 || f.Confidence != Certain {
			t.Errorf("%s: %s, lines %v", c.says, f.Confidence, f.Evidence)
		}
		if f, ok := findings["null-member"]; ok && f.Confidence != Possible {
			t.Errorf("%s: beside it %s: %s", c.says, f.Confidence, f.Text)
		}
	}
}

// What a late abort, a fault while the code was looked for, a program's registers or
// a page's address leave in a dump is no contradiction.
func TestWhatOnlyLooksContradictoryIsNot(t *testing.T) {
	jump := strings.NewReplacer(
		"RIP: 0010:sensor_read+0x14/0x40 [sensor]", "RIP: 0010:0x18",
		"Code: 0f 1f 44 00 00 55 48 89 e5 48 8b 47 10 <48> 8b 40 18 5d c3 0f 1f 40 00", "Code: Unable to access opcode bytes at 0xffffffffffffffee.",
		"CR2: 0000000000000018", "CR2: ffffffffffffffee",
	).Replace(x86Oops("00010246", "PID: 431 Comm: sensord", ""))
	abort := `Unhandled fault: imprecise external abort (0x1406) at 0xb6f2a000
Internal error: : 1406 [#1] SMP ARM
CPU: 0 PID: 77 Comm: sh Tainted: G           O       6.1.0 #1
PC is at sensor_read+0x8/0x20 [sensor]
LR is at sensor_ioctl+0x58/0x70 [sensor]
pc : [<bf001108>]    lr : [<bf001164>]    psr: 60000013
sp : c2a09e50  ip : 00000000  fp : 00000000
r3 : c2a0a000  r2 : 00000000  r1 : 00000000  r0 : 00000001
Code: e1a00000 e92d4010 (e1a04003) e8bd8010 
 sensor_read [sensor] from sensor_ioctl+0x58/0x70 [sensor]
---[ end trace 0000000000000000 ]---
`
	for _, log := range []string{jump, abort} {
		if f, ok := told(t, log)["dump-disagrees"]; ok {
			t.Error(f.Text)
		}
	}
}
