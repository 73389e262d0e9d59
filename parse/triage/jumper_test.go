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
