package triage

import (
	"strings"
	"testing"
)

// What was said of memory and addresses, and was false.

// Newer slab allocators (6.12.107 has it) say what was overwritten before the rule; that red
// zones are printed says nothing.
func TestWhatOfTheSlabWasOverwritten(t *testing.T) {
	const report = `[Poison overwritten] 0xc24d8814-0xc24d8817 @offset=2068. First byte 0x44 instead of 0x6b
=============================================================================
BUG kmalloc-512 (Not tainted): Object corrupt
-----------------------------------------------------------------------------

Allocated in probe_it+0x38/0x94 [m] age=0 cpu=0 pid=144
Freed in remove_it+0x44/0x94 [m] age=0 cpu=0 pid=144
Slab 0xdebc3e60 objects=10 used=4 fp=0xc24d9a00 flags=0x240(workingset|head|zone=0)
Object 0xc24d8800 @offset=2048 fp=0xc24d9a00

Redzone  c24d87f0: bb bb bb bb bb bb bb bb bb bb bb bb bb bb bb bb  ................
Object   c24d8810: 6b 6b 6b 6b 44 33 22 11 6b 6b 6b 6b 6b 6b 6b 6b  kkkkD3".kkkkkkkk
Redzone  c24d8a00: bb bb bb bb                                      ....
CPU: 0 UID: 0 PID: 144 Comm: sh Not tainted 6.16.0 #1
Call trace:
 dump_stack_lvl from check_object+0x254/0x298
 check_object from ___slab_alloc+0x2dc/0x754
 ___slab_alloc from next_user+0x14/0x2c
`
	silent(t, everything(t, report), []string{"red zone"}, "A free slab object was written to: use after free, 4 bytes (first byte 0x44 instead of 0x6b)")
	over := strings.NewReplacer("[Poison", "[Right Redzone", "0x6b", "0xcc").Replace(report)
	silent(t, everything(t, over), []string{"use after free"}, "4 bytes of its red zone are changed")
}

// i386 prints no CS since 4.10: that a jump into user space was the kernel's own shows
// by SS.
func TestTheKernelWentToUserSpace(t *testing.T) {
	silent(t, everything(t, `BUG: unable to handle page fault for address: 6b6b6b6b
#PF: supervisor instruction fetch in kernel mode
#PF: error_code(0x0010) - not-present page
*pdpt = 000000000215f001 *pde = 0000000000000000
Oops: 0010 [#1] SMP NOPTI
CPU: 0 PID: 72 Comm: sh Not tainted 5.10.0-32-686-pae #1
EIP: 0x6b6b6b6b
Code: Unable to access opcode bytes at RIP 0x6b6b6b41.
EAX: c20c7698 EBX: 6b6b6b6b ECX: 00000000 EDX: 00000003
ESI: ffffffff EDI: 6b6b6b6b EBP: c2051e50 ESP: c2051e38
DS: 007b ES: 007b FS: 00d8 GS: 0033 SS: 0068 EFLAGS: 00000282
CR0: 80050033 CR2: 6b6b6b6b CR3: 0100e320 CR4: 00350ef0
Call Trace:
 event_fire+0x19/0x20 [m]
 vfs_write+0xbd/0x3e0
---[ end trace ab1336d0f273d1b4 ]---
`), []string{"in its own program"}, "0x6b6b6b6b")
}

// A value one bit away from the kernel's addresses is no address of user space.
func TestOneBitIsTheMemory(t *testing.T) {
	for _, c := range crashesOf(t, "triage/bit-flip.fires") {
		if all := Triage(c); len(all) == 0 || all[0].Rule != "bit-flip" || found(c, "wild-pointer") != nil {
			t.Errorf("%+v", all)
		}
	}
}

// GFP_KERNEL in the place of a pointer, and any other small number, is no address
// of user space.
func TestFlagsAreNoUserAddress(t *testing.T) {
	for _, v := range []string{"024000c0", "00001234"} {
		silent(t, everything(t, `Unable to handle kernel paging request at virtual address `+v+`
[`+v+`] *pgd=00000000
Internal error: Oops: 5 [#1] SMP ARM
CPU: 0 PID: 77 Comm: sh Tainted: G           OE      6.1.0 #1
Hardware name: Generic DT based system
PC is at sensor_read+0x8/0x20 [sensor]
LR is at sensor_ioctl+0x58/0x70 [sensor]
pc : [<bf001108>]    lr : [<bf001164>]    psr: 60000013
sp : d0984e50  ip : 00000000  fp : 00000000
r3 : `+v+`  r2 : 00000000  r1 : 00000000  r0 : c1e01500
 sensor_read [sensor] from sensor_ioctl+0x58/0x70 [sensor]
 sensor_ioctl [sensor] from sys_ioctl+0xac/0xf0
 sys_ioctl from ret_fast_syscall+0x0/0x1c
Code: e5933000 e12fff1e e5903000 (e5932000)
---[ end trace 0000000000000000 ]---
`), []string{"user address"})
	}
}

// Somebody who only allocates does not own the object that was overwritten.
func TestTheAllocatorIsAVictim(t *testing.T) {
	for _, c := range crashesOf(t, "triage/broken-freelist.fires") {
		for _, f := range Triage(c) {
			silent(t, f.Text, []string{"used text as a pointer"})
		}
	}
}

// The stack is used up where the CPU could not push any more: that is no interrupt, though
// the panic calls it one (a double fault's handler counts as an NMI).
func TestADoubleFaultIsAStackUsedUp(t *testing.T) {
	for _, c := range crashesOf(t, "triage/double-fault.stack") {
		if f := found(c, "double-fault"); f == nil || f.Confidence != Likely {
			t.Errorf("%+v", f)
		} else {
			silent(t, f.Text, nil, "used up in gauge_parse [gauge]", "0xffffae008011af88", "20008 bytes")
		}
		if f := found(c, "interrupt-death"); f != nil || c.Context != "task" {
			t.Errorf("%s %+v", c.Context, f)
		}
	}
}

// bts with the number of the bit in a register goes to where the bit is, far from the
// operand that is written.
func TestABitFarAway(t *testing.T) {
	for _, c := range crashesOf(t, "triage/bit-far") {
		if f := found(c, "dump-disagrees"); f != nil {
			t.Error(f.Text)
		}
		for _, in := range c.Dump.Code {
			if in.Trap && (in.Effective == nil || *in.Effective != c.Dump.Fault.Address) {
				t.Errorf("%s: %v, not %x", in.Text, in.Effective, c.Dump.Fault.Address)
			}
		}
	}
}

// Not mapped, below 4 GB on a machine of 64 bits: no program's pointer is meant there, most often.
func TestAPhysicalAddressIsNoProgramsPointer(t *testing.T) {
	log := x86Oops("00010246", "PID: 431 Comm: sensord", "")
	for from, to := range map[string]string{
		"address: 0000000000000018": "address: 00000000fe000018", "RAX: 0000000000000000": "RAX: 00000000fe000000", "CR2: 0000000000000018": "CR2: 00000000fe000018",
		"kernel NULL pointer dereference, address": "unable to handle page fault for address",
	} {
		log = strings.ReplaceAll(log, from, to)
	}
	f := told(t, log)["user-pointer"]
	if f.Confidence != Possible {
		t.Errorf("%+v", f)
	}
	silent(t, f.Text, []string{"copy_from_user"}, "physical", "0xfe000018")
}

// Refused by SUM or PAN, whether or not it is mapped: a base on a page's border is a device's, most often.
func TestADevicesAddressIsNoProgramsPointer(t *testing.T) {
	log := `Unable to handle kernel access to user memory without uaccess routines at virtual address 000000000b000014
Oops [#1]
Modules linked in: gauge(OE)
CPU: 0 UID: 0 PID: 131 Comm: sh Tainted: G           OE      6.12.107 #1
Hardware name: riscv-virtio,qemu (DT)
epc : gauge_status+0xa/0x1c [gauge]
 ra : gauge_start+0x5c/0x80 [gauge]
epc : ffffffff01e6c39c ra : ffffffff01e6c3be sp : ff2000000022be80
 gp : ffffffff81db6718 tp : ff60000002cd63c0 t0 : 0000000000000000
 s1 : ff600000082c6340 a0 : 000000000b000000 a1 : 0000000000000002
status: 0000000200000120 badaddr: 000000000b000014 cause: 000000000000000d
[<ffffffff01e6c39c>] gauge_status+0xa/0x1c [gauge]
[<ffffffff01e6c3be>] gauge_start+0x5c/0x80 [gauge]
[<ffffffff80271d04>] vfs_write+0xaa/0x3c6
[<ffffffff80272160>] ksys_write+0x62/0xe2
[<ffffffff80a69d5e>] do_trap_ecall_u+0x1a2/0x1d6
Code: 1141 e422 0800 (4948) 6422
---[ end trace 0000000000000000 ]---
`
	f := told(t, log)["user-pointer"]
	if f.Confidence != Possible || !strings.Contains(f.Text, "physical") {
		t.Errorf("%+v", f)
	}
}
