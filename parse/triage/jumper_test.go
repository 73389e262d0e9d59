package triage

import "testing"

// Kernels of x86 that walk frame pointers lose the one who called through a bad pointer:
// the return address is on the stack, but no frame is. It stands before the first sure
// frame as a guess; what the saved registers hold are starts and ends of functions.
func TestTheJumperIsAGuess(t *testing.T) {
	silent(t, everything(t, `BUG: unable to handle page fault for address: e07ec000
#PF: supervisor instruction fetch in kernel mode
#PF: error_code(0x0010) - not-present page
*pdpt = 000000000ecd2001 *pde = 00000000011fb067 *pte = 0000000000000000
Oops: 0010 [#1] SMP NOPTI
CPU: 0 PID: 72 Comm: sh Tainted: G           OE     5.10.0-32-686-pae #1
EIP: 0xe07ec000
Code: Unable to access opcode bytes at RIP 0xe07ebfd6.
EAX: e07ec000 EBX: c2051ea8 ECX: fffffff2 EDX: e07f64e8
ESI: 0888ea90 EDI: e07f5900 EBP: c2051e58 ESP: c2051e54
DS: 007b ES: 007b FS: 00d8 GS: 0033 SS: 0068 EFLAGS: 00000246
CR0: 80050033 CR2: e07ebfd6 CR3: 0100e320 CR4: 00350ef0
Call Trace:
 ? __die_body.cold+0x14/0x1a
 ? __die+0x21/0x26
 ? exc_page_fault+0xbc/0x140
 ? sysvec_kvm_asyncpf_interrupt+0x40/0x40
 ? handle_exception+0x133/0x133
 ? set_rate+0xb80/0xb80 [m]
 ? sysvec_kvm_asyncpf_interrupt+0x40/0x40
 ? reset_it+0x12/0x20 [m]
 set_rate+0x7b2/0xb80 [m]
 ? filemap_map_pages+0x1d0/0x3b0
 m_write+0x84/0xac [m]
 vfs_write+0xbd/0x3e0
---[ end trace ab1336d0f273d1b4 ]---
`), []string{"set_rate [m] jumped"}, "reset_it [m] jumped to 0xe07ec000")
}

// s390 says where the last branch came from: of a CPU astray that is who sent it there,
// of a function that has no frame yet its caller.
func TestTheLastBranchNames(t *testing.T) {
	const head = `Unable to handle kernel pointer dereference in virtual kernel address space
Failing address: 6b6b6b6b6b6b6000 TEID: 6b6b6b6b6b6b6803
Fault in home space mode while using kernel ASCE.
Oops: 0038 ilc:1 [#1] SMP
CPU: 0 UID: 0 PID: 136 Comm: sh Tainted: G           OE      6.12.107 #1
`
	silent(t, everything(t, head+`Krnl PSW : 0704f00180000000 6b6b6b6b6b6b6b6b (0x6b6b6b6b6b6b6b6b)
           R:0 T:1 IO:1 EX:1 Key:0 M:1 W:0 P:0 AS:3 CC:3 PM:0 RI:0 EA:3
Krnl Code: Bad PSW.
Call Trace:
 [<6b6b6b6b6b6b6b6b>] 0x6b6b6b6b6b6b6b6b
 [<000003fffe979796>] run_all+0x2e/0x40
 [<000003ff7e85b708>] fire_it+0x30/0x40 [m]
Last Breaking-Event-Address:
 [<000003fffe9796e2>] run_one+0x62/0xe8
---[ end trace 0000000000000000 ]---
`), []string{"run_all used"}, "run_one used a poisoned pointer")
	silent(t, everything(t, head+`Krnl PSW : 0704e00180000000 000003ffff3e277c (rb_erase+0x1c/0x498)
           R:0 T:1 IO:1 EX:1 Key:0 M:1 W:0 P:0 AS:3 CC:2 PM:0 RI:0 EA:3
Krnl GPRS: 4fdd57877538b006 000003fffec174ca 000000001ffe7568 000003ff7e85fab8
           6b6b6b6b6b6b6b6b 000003fffec17fca 000003fffed4f978 0000000001dbc8a0
           000003ff7e85cf08 0000037ffe9e7a50 0000000001dbc8a0 6b6b6b6b6b6b6b6b
           0000000000000000 0000000000000000 000003ff7e85b744 0000037ffe9e78e8
Krnl Code: 000003ffff3e2776: ec480155007c	cgij	%r4,0,8,000003ffff3e2a20
          >000003ffff3e277c: e31040100002	ltg	%r1,16(%r4)
           000003ffff3e2782: a78400c3		brc	8,000003ffff3e2908
Call Trace:
 [<000003ffff3e277c>] rb_erase+0x1c/0x498
 [<000003ff7e85cd96>] close_all+0xbde/0xd50 [m]
 [<000003fffec8fc40>] vfs_write+0xc0/0x400
Last Breaking-Event-Address:
 [<000003ff7e85b73e>] drop_one+0x26/0x40 [m]
---[ end trace 0000000000000000 ]---
`), []string{"close_all"}, "It worked for drop_one [m]")
}

// What s390 prints of a place that holds no code keeps a report together; BUG() as a
// function's last instruction leaves the PSW at the next function; EX runs an instruction
// that lies elsewhere.
func TestTheRowsOfS390(t *testing.T) {
	silent(t, everything(t, `Unable to handle kernel pointer dereference in virtual kernel address space
Failing address: 0000037ffe9e3000 TEID: 0000037ffe9e3000
Fault in primary space mode while using kernel ASCE.
Oops: 0004 ilc:1 [#1] SMP
CPU: 0 UID: 0 PID: 0 Comm: swapper/0 Tainted: G           OE      6.12.107 #1
Krnl PSW : 0704c00180000000 0000037ffe9e3e30 (0x37ffe9e3e30)
           R:0 T:1 IO:1 EX:1 Key:0 M:1 W:0 P:0 AS:3 CC:0 PM:0 RI:0 EA:3
Krnl Code:>0000037ffe9e3e30: 0000		illegal	
           0000037ffe9e3e32: 037f		unknown
           0000037ffe9e3e34: fe9e3e300000	unknown
           0000037ffe9e3e3a: 037f		unknown
           0000037ffe9e3e3c: fe9e3e300000	unknown
           0000037ffe9e3e42: 037f		unknown
           0000037ffe9e3e44: fe8939200000	unknown
           0000037ffe9e3e4a: 0000		illegal	
Call Trace:
 [<0000037ffe9e3e30>] 0x37ffe9e3e30
 [<000003fffea00d54>] __run_timers+0x39c/0x468
 [<000003fffea00e8c>] run_timer_softirq+0x6c/0x98
Last Breaking-Event-Address:
 [<000003fffea00076>] call_timer_fn+0x36/0x118
---[ end trace 0000000000000000 ]---
`), nil, "call_timer_fn jumped to 0x37ffe9e3e30")
	silent(t, everything(t, `kernel BUG at chip.c:399!
monitor event: 0040 ilc:2 [#1] SMP
CPU: 0 UID: 0 PID: 10 Comm: kworker/0:1 Tainted: G           OE      6.12.107 #1
Krnl PSW : 0704e00180000000 000003ff7e895248 (chip_wait+0x0/0xa8 [chip])
           R:0 T:1 IO:1 EX:1 Key:0 M:1 W:0 P:0 AS:3 CC:2 PM:0 RI:0 EA:3
Krnl Code: 000003ff7e895242: 07fe		bcr	15,%r14
          #000003ff7e895244: af000000		mc	0,0
          >000003ff7e895248: c00400009230	brcl	0,000003ff7e8a76a8
           000003ff7e89524e: ebaff0680024	stmg	%r10,%r15,104(%r15)
Call Trace:
 [<000003ff7e895248>] chip_wait+0x0/0xa8 [chip]
 [<000003fffe96dda4>] worker_thread+0x1dc/0x3b8
Last Breaking-Event-Address:
 [<000003ff7e89523c>] chip_work+0xc/0x18 [chip]
---[ end trace 0000000000000000 ]---
`), []string{"chip_wait"}, "chip_work [chip] stopped the kernel on purpose")
	silent(t, everything(t, `Unable to handle kernel pointer dereference in virtual kernel address space
Failing address: ffff238000000000 TEID: ffff238000000403
Fault in home space mode while using kernel ASCE.
Oops: 0038 ilc:1 [#1] SMP
CPU: 0 UID: 0 PID: 137 Comm: sh Tainted: G           OE      6.12.107 #1
Krnl PSW : 0704c00180000000 000003fffefdfd84 (memcpy+0x24/0x48)
           R:0 T:1 IO:1 EX:1 Key:0 M:1 W:0 P:0 AS:3 CC:0 PM:0 RI:0 EA:3
Krnl GPRS: ffff238000000000 ffff238000000000 ffff238000000000 0000037ffe8938e0
           000000000000000f 000003fffefdfda0 0000037ffe8937c8 0000000000000000
           0000037ffe8938e0 0000000000000010 0000000000000010 0000000000000010
           0000000000000000 0000000000000000 000003fffef07d3e 0000037ffe893728
Krnl Code:#000003fffefdfd7e: c05000000011	larl	%r5,000003fffefdfda0
          >000003fffefdfd84: 44405000		ex	%r4,0(%r5)
           000003fffefdfd88: 07fe		bcr	15,%r14
Call Trace:
 [<000003fffefdfd84>] memcpy+0x24/0x48
 [<000003ff7e8953ce>] chip_push+0x2e/0x40 [chip]
---[ end trace 0000000000000000 ]---
`), []string{"disagrees"}, "0xffff238000000000")
}

// A PC in a module's data has the name of the module's last function; the caller is still
// the guess that is inside one.
func TestTheJumperIntoData(t *testing.T) {
	silent(t, everything(t, `kernel tried to execute NX-protected page - exploit attempt? (uid: 0)
BUG: unable to handle page fault for address: e08010e0
#PF: supervisor instruction fetch in kernel mode
#PF: error_code(0x0011) - permissions violation
*pdpt = 0000000018cd2001 *pde = 0000000001204067 *pte = 80000000013f6163
Oops: 0011 [#1] SMP NOPTI
CPU: 0 PID: 73 Comm: sh Tainted: G           OE     5.10.0-32-686-pae #1
EIP: chip_exit+0x14d0/0x3f0 [chip]
EAX: e08010e0 EBX: 08e66a90 ECX: fffffff2 EDX: e08004ec
ESI: c13e3ea8 EDI: e07ffb40 EBP: c13e3e48 ESP: c13e3e44
DS: 007b ES: 007b FS: 00d8 GS: 0033 SS: 0068 EFLAGS: 00000246
Call Trace:
 ? __die_body.cold+0x14/0x1a
 ? exc_page_fault+0xbc/0x140
 ? handle_exception+0x133/0x133
 ? chip_ctl+0xdc0/0xdc0 [chip]
 ? sysvec_kvm_asyncpf_interrupt+0x40/0x40
 ? chip_run+0xd/0x10 [chip]
 chip_ctl+0x9de/0xdc0 [chip]
 vfs_write+0xbd/0x3e0
---[ end trace 6f458fb3560fd463 ]---
`), []string{"chip_ctl [chip] jumped"}, "chip_run [chip] jumped")
}
