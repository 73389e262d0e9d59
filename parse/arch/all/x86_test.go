package all

import (
	"strings"
	"testing"

	"oopscope/parse/arch"
	"oopscope/parse/arch/x86"
)

// x86_64 of 6.10 and later: "Oops: " twice, RIP, Code, registers, a trace with
// the interrupted code inside, and the first registers again.
const amd64New = `BUG: kernel NULL pointer dereference, address: 00000000000001c1
#PF: supervisor write access in kernel mode
#PF: error_code(0x0002) - not-present page
PGD 279f067 P4D 279e067 PUD 27ba067 PMD 0 
Oops: Oops: 0002 [#1] PREEMPT SMP NOPTI
CPU: 0 UID: 0 PID: 84 Comm: rmmod Tainted: G           OE      6.12.107+deb13-amd64 #1  Debian 6.12.107-1
RIP: 0010:pru0_comm_receive_msg+0x5/0x30 [shepherd]
Code: 00 00 00 00 00 0f 1f 44 00 00 <c6> 87 c1 01 00 00 01 31 c0 80 fa a5 74 05 c3 cc cc
RSP: 0018:ff876b6300003f00 EFLAGS: 00000046
RAX: 0000000000000000 RBX: ffffffffc02653e0 RCX: ff49cfc2df2235c0
RDX: 0000000000000000 RSI: ff876b6300003f08 RDI: 0000000000000000
RBP: ff49cfc2df223000 R08: ff49cfc2df223060 R09: 0000000000000000
R10: 0000000000000000 R11: ff876b6300003ff8 R12: 0000000000000002
R13: ff49cfc2df223060 R14: ffffffffc02653e0 R15: ff49cfc2df223040
FS:  000000002b0b63c0(0000) GS:ff49cfc2df200000(0000) knlGS:0000000000000000
CS:  0010 DS: 0000 ES: 0000 CR0: 0000000080050033
CR2: 00000000000001c1 CR3: 000000000273a000 CR4: 0000000000751ef0
PKRU: 55555554
Call Trace:
 <IRQ>
 coordinator_callback+0x35/0x91 [shepherd]
 ? pru0_comm_receive_msg+0x30/0x30 [shepherd]
 hrtimer_interrupt+0xf4/0x210
 </IRQ>
 <TASK>
 asm_sysvec_apic_timer_interrupt+0x16/0x20
RIP: 0010:console_emit_next_record.constprop.0+0x1d0/0x2b0
Code: e8 65 2f <48> 8b 44 24 78 65 48 2b 04 25 28 00 00 00
RSP: 0018:ff876b630059ba60 EFLAGS: 00000206
RAX: 0000000000000005 RBX: 0000000000000001 RCX: 0000000000000000
 console_unlock+0x104/0x1d0
 entry_SYSCALL_64_after_hwframe+0x6e/0xd8
RIP: 0033:0x47fbe9
RSP: 002b:00007ffd8673e2f8 EFLAGS: 00000246 ORIG_RAX: 00000000000000b0
 </TASK>
Modules linked in: shepherd(OE-) benchcrash(OE)
CR2: 00000000000001c1
---[ end trace 0000000000000000 ]---
RIP: 0010:some_other_function+0x5/0x30 [shepherd]
RSP: 0018:ff876b6300003f00 EFLAGS: 00000046`

func TestAMD64(t *testing.T) {
	d := dumpOf(x86.AMD64, amd64New)
	if d.Die != "Oops" || d.DieNumber != 1 || d.DieCode != 2 || d.DieLine != 5 {
		t.Errorf("die %q #%d %#x", d.Die, d.DieNumber, d.DieCode)
	}
	if d.Fault != (arch.Fault{Address: 0x1c1, HasAddress: true, Access: "write", Detail: "not-present page", Area: arch.Region{Name: "number, or user", Holds: arch.Numbers | arch.UserMemory}, Line: 1}) {
		t.Errorf("fault %+v", d.Fault)
	}
	if got := chainOf(&arch.Dump{Chain: d.FullChain()}); got != "pru0_comm_receive_msg coordinator_callback hrtimer_interrupt asm_sysvec_apic_timer_interrupt console_emit_next_record.constprop.0 console_unlock entry_SYSCALL_64_after_hwframe" {
		t.Errorf("chain %s", got)
	}
	chain := d.FullChain()
	if chain[0].Context != arch.IRQ || chain[4].Context != arch.IRQ || chain[5].Context != arch.Task || !chain[5].Exact {
		t.Errorf("contexts: %+v", chain)
	}
	register(t, d, "RAX", 0)
	register(t, d, "R08", 0xff49cfc2df223060)
	register(t, d, "GS", 0xff49cfc2df200000)
	register(t, d, "CR4", 0x751ef0)
	register(t, d, "PKRU", 0x55555554)
	if _, ok := d.Register("ORIG_RAX"); ok || d.SP != 0xff876b6300003f00 || d.UserMode {
		t.Errorf("the system call's registers were taken: sp %#x", d.SP)
	}
	if got := status(d, "IF"); got != "IRQs off" {
		t.Errorf("IF %q", got)
	}
}

func TestAMD64Code(t *testing.T) {
	d := dumpOf(x86.AMD64, amd64New)
	var text []string
	for _, in := range d.Code {
		text = append(text, in.Bytes+" "+in.Text)
	}
	in := d.Trapping()
	if in == nil || in.Text != "movb $0x1,0x1c1(%rdi)" || in.Bytes != "c687c101000001" || in.Effective == nil || *in.Effective != 0x1c1 {
		t.Fatalf("trap %+v", in)
	}
	after := d.Code[len(d.Code)-5:]
	if got := after[1].Text; got != "je pru0_comm_receive_msg+0x18" {
		t.Errorf("branch %q\n%s", got, strings.Join(text, "\n"))
	}
}

// TestAMD64Old is 4.4: addresses everywhere, inline markers, Code at the end,
// RIP and CR2 once more.
func TestAMD64Old(t *testing.T) {
	d := dumpOf(x86.AMD64, `BUG: unable to handle kernel NULL pointer dereference at           (null)
IP: [<ffffffff8109e1c6>] __lock_acquire+0x5a/0x1c2
PGD 0 
Oops: 0000 [#2] SMP 
CPU: 1 PID: 5 Comm: kworker/1:0 Tainted: G      D         4.4.0 #1
task: ffff88003d8b8000 ti: ffff88003d8bc000 task.ti: ffff88003d8bc000
RIP: 0010:[<ffffffff8109e1c6>]  [<ffffffff8109e1c6>] __lock_acquire+0x5a/0x1c2
RSP: 0018:ffff88003d8bfa98  EFLAGS: 00010046
RAX: 0000000000000000 RBX: 0000000000000046 RCX: 0000000000000000
Stack:
 0000000000000001 ffff88003d8b8000 0000000000000000 0000000000000000
 ffff88003fc03e78 <EOI> ffffffff8109e1c6 0000000000000000 0000000000000001
Call Trace:
 <IRQ> 
 [<ffffffff8109e6a4>] lock_acquire+0xb4/0x1a0
 [<ffffffff8100b0d5>] ? native_sched_clock+0x35/0x90
 <EOI> 
 [<ffffffff81090000>] worker_thread+0x1/0x2
Code: 48 89 e5 <48> 8b 07 c3
RIP  [<ffffffff8109e1c6>] __lock_acquire+0x5a/0x1c2
 RSP <ffff88003d8bfa98>
CR2: 0000000000000000
---[ end trace 4e9f1a1b2c3d4e5f ]---`)
	if d.PC.Function != "__lock_acquire" || d.PC.Address != 0xffffffff8109e1c6 || d.DieNumber != 2 {
		t.Errorf("pc %+v #%d", d.PC, d.DieNumber)
	}
	if !d.Fault.HasAddress || d.Fault.Address != 0 || d.Fault.Access != "read" || d.Fault.Detail != "not-present page" {
		t.Errorf("fault %+v", d.Fault)
	}
	chain := d.FullChain()
	if got := chainOf(&arch.Dump{Chain: chain}); got != "__lock_acquire lock_acquire worker_thread" {
		t.Errorf("chain %s", got)
	}
	if chain[0].Context != arch.IRQ || chain[3].Context != arch.Task {
		t.Errorf("contexts %+v", chain)
	}
	if len(d.Stack) != 8 || d.Stack[4].Address != 0xffff88003d8bfab8 || d.Stack[5].Value != 0xffffffff8109e1c6 {
		t.Errorf("stack %+v", d.Stack)
	}
	in := d.Trapping()
	if in == nil || in.Text != "mov (%rdi),%rax" || in.Address != 0xffffffff8109e1c6 || in.Effective != nil {
		t.Errorf("trap %+v (RDI was not printed)", in)
	}
}

func TestX86DieLines(t *testing.T) {
	tests := []struct {
		a       *arch.Arch
		line    string
		die     string
		address uint64
		detail  string
	}{
		{x86.AMD64, "general protection fault, probably for non-canonical address 0x6b6b6b6b6b6b6b6b: 0000 [#1] PREEMPT SMP NOPTI", "general protection fault, probably for non-canonical address 0x6b6b6b6b6b6b6b6b", 0x6b6b6b6b6b6b6b6b, "non-canonical address"},
		{x86.AMD64, "Oops: general protection fault, maybe for address 0xffffc90000a3fd40: 0000 [#1] SMP", "general protection fault, maybe for address 0xffffc90000a3fd40", 0xffffc90000a3fd40, "general protection"},
		{x86.AMD64, "Oops: divide error: 0000 [#1] PREEMPT SMP NOPTI", "divide error", 0, ""},
		{x86.AMD64, "invalid opcode: 0000 [#1] SMP", "invalid opcode", 0, ""},
		{x86.I386, "Oops: 0011 [#3] PREEMPT SMP", "Oops", 0, "permissions violation"},
	}
	for _, tt := range tests {
		d := dumpOf(tt.a, tt.line)
		if d.Die != tt.die || d.Fault.Address != tt.address || d.Fault.Detail != tt.detail {
			t.Errorf("%s: %q %+v", tt.line, d.Die, d.Fault)
		}
	}
	if d := dumpOf(x86.I386, "Oops: 0011 [#3] PREEMPT SMP"); d.Fault.Access != "execute" || d.DieNumber != 3 {
		t.Errorf("%+v", d.Fault)
	}
}

// TestI386 covers EIP with and without symbol, and the interrupted code in the
// trace where no marker tells the context.
func TestI386(t *testing.T) {
	d := dumpOf(x86.I386, `BUG: kernel NULL pointer dereference, address: 000001c1
Oops: 0000 [#1] PREEMPT SMP NOPTI
EIP: pru0_comm_receive_msg+0x6/0x30 [shepherd]
Code: 3e 8d 74 26 00 55 <0f> b6 88 c1 01 00 00 89 e5 80 f9 a5 74 0c 31 c0 5d
EAX: 00000000 EBX: e08032a0 ECX: 00000006 EDX: c132fcd8
ESI: df9b0cb8 EDI: e0801130 EBP: c132fcf0 ESP: c132fcd0
DS: 007b ES: 007b FS: 00d8 GS: 0033 SS: 0068 EFLAGS: 00000046
CR0: 80050033 CR2: 000001c1 CR3: 011f5220 CR4: 00350ef0
Call Trace:
 ? coordinator_callback+0x36/0x8a [shepherd]
 hrtimer_interrupt+0x113/0x260
 handle_exception+0x133/0x133
EIP: vprintk_store+0xae/0x470
EAX: 00000023 EBX: df9afee5 ECX: decd6598 EDX: 00000200
 vprintk_emit+0xee/0x290
 entry_SYSENTER_32+0x98/0xfb
EIP: 0xb7fc6559
EAX: ffffffda EBX: bf974e1c ECX: 00000880 EDX: 265da100
Modules linked in: shepherd(OE-)
CR2: 00000000000001c1
---[ end trace 0000000000000000 ]---
EIP: pru0_comm_receive_msg+0x6/0x30 [shepherd]`)
	chain := d.FullChain()
	if got := chainOf(&arch.Dump{Chain: chain}); got != "pru0_comm_receive_msg hrtimer_interrupt handle_exception vprintk_store vprintk_emit entry_SYSENTER_32" {
		t.Errorf("chain %s", got)
	}
	if chain[0].Context != arch.IRQ || chain[3].Context != arch.IRQ || chain[4].Context != arch.Task {
		t.Errorf("contexts %+v", chain)
	}
	in := d.Trapping()
	if in == nil || in.Text != "movzbl 0x1c1(%eax),%ecx" || in.Effective == nil || *in.Effective != 0x1c1 {
		t.Errorf("trap %+v", in)
	}
	if d.Bits != 32 || d.SP != 0xc132fcd0 {
		t.Errorf("%d bits, sp %#x", d.Bits, d.SP)
	}
	register(t, d, "EAX", 0)
}

func TestI386Old(t *testing.T) {
	d := dumpOf(x86.I386, `BUG: unable to handle kernel paging request at f8a3c000
IP: [<c01d3b4e>] sysfs_open_file+0x5e/0x1f0
*pde = 00000000 
Oops: 0002 [#1] SMP 
EIP: 0060:[<c01d3b4e>] EFLAGS: 00010246 CPU: 0
EIP is at sysfs_open_file+0x5e/0x1f0
EAX: 00000000 EBX: f69c4000 ECX: 00000000 EDX: 00000001
 DS: 007b ES: 007b FS: 00d8 GS: 00e0 SS: 0068
Stack:
 f69c4000 00000000 c01d3af0 f6a3bd9c 00000000 00000001 c0191234 00000000
Call Trace:
 [<c0191234>] ? __dentry_open+0xd4/0x2a0
 [<c01914e5>] nameidata_to_filp+0x55/0x70
Code: 89 e5 <89> 02 c3
EIP: [<c01d3b4e>] sysfs_open_file+0x5e/0x1f0 SS:ESP 0068:f6a3bd74
CR2: 00000000f8a3c000`)
	if d.PC.Function != "sysfs_open_file" || d.PC.Address != 0xc01d3b4e || d.PC.Offset != 0x5e {
		t.Errorf("pc %+v", d.PC)
	}
	if d.Fault.Address != 0xf8a3c000 || d.Fault.Access != "write" {
		t.Errorf("fault %+v", d.Fault)
	}
	if got := chainOf(&arch.Dump{Chain: d.FullChain()}); got != "sysfs_open_file nameidata_to_filp" {
		t.Errorf("chain %s", got)
	}
	if in := d.Trapping(); in == nil || in.Text != "mov %eax,(%edx)" || *in.Effective != 1 {
		t.Errorf("trap %+v", in)
	}
}

// TestGeneralProtection computes what kernels before 5.6 did not print.
func TestGeneralProtection(t *testing.T) {
	d := dumpOf(x86.AMD64, `general protection fault: 0000 [#1] SMP PTI
RIP: 0010:session_account.isra.0+0x5/0x20 [benchcrash]
Code: 66 90 <48> 8b 47 08 c3
RSP: 0018:ffffc90000a3fd40 EFLAGS: 00010246
RAX: 0000000000000000 RDI: 6b6b6b6b6b6b6b6b`)
	want := arch.Fault{Address: 0x6b6b6b6b6b6b6b73, HasAddress: true, Access: "read", Detail: "non-canonical address", Area: arch.Region{Name: "non-canonical", Holds: arch.NoAddress}, Line: 3}
	if d.Fault != want {
		t.Errorf("%+v", d.Fault)
	}
	if got := noteOf(d, "access"); got != "RDI 0x6b6b6b6b6b6b6b6b + 0x8 = 0x6b6b6b6b6b6b6b73" {
		t.Errorf("access %q", got)
	}
}
