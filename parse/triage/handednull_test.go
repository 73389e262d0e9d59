package triage

import (
	"fmt"
	"strings"
	"testing"
)

// fellIn is an oops of x86 in the first of the functions.
func fellIn(functions string, regs string) string {
	all := strings.Fields(functions)
	return fmt.Sprintf(`BUG: kernel NULL pointer dereference, address: 0000000000000040
#PF: supervisor read access in kernel mode
#PF: error_code(0x0000) - not-present page
Oops: 0000 [#1] SMP
CPU: 0 PID: 73 Comm: benchd Tainted: G           O      6.12.55-bench #1
RIP: 0010:%s+0x52/0x260
RSP: 0018:ffffc90000813c50 EFLAGS: 00010246
RAX: 0000000000000000 RBX: %s RCX: 0000000000000000
Modules linked in: bench(O)
CR2: 0000000000000040
Call Trace:
 <TASK>
 %s+0x22/0x90
 </TASK>
---[ end trace 0000000000000000 ]---
`, all[0], regs, strings.Join(all[1:], "+0x22/0x90\n "))
}

// A NULL pointer that has one reason only is told with it; the same below a function that
// has others is not.
func TestANullOfOneReason(t *testing.T) {
	for functions, words := range map[string]string{
		"__do_fault do_fault handle_mm_fault":                    "set no page (vmf->page)",
		"enqueue_to_backlog netif_rx_internal netif_rx bench_rx": "has no device (skb->dev)",
		"kernfs_find_ns device_del bench_off":                    "was taken off before",
		"kthread_stop bench_off":                                 "the thread was never created",
		"mutex_lock __flush_workqueue bench_off":                 "the workqueue was never allocated",
		"bench_fault __do_fault do_fault":                        "",
		"ip_rcv __netif_receive_skb_core process_backlog":        "",
		"bench_release device_del bench_off":                     "",
	} {
		f := found(readAll(fellIn(functions, "0000000000000000"))[0], "core-handed-null")
		switch {
		case words == "" && f != nil, words != "" && (f == nil || f.Confidence != Likely || !strings.Contains(f.Text, words)):
			t.Errorf("%s: %+v", functions, f)
		}
	}
}

// What was freed is named where a register still holds it.
func TestAnErrorNumberThatWasFreed(t *testing.T) {
	log := strings.ReplaceAll(fellIn("kfree bench_put bench_off", "fffffffffffffffe"), "0000000000000040", "fffff5ba41d37fc8")
	log = strings.Replace(log, "kernel NULL pointer dereference, address", "unable to handle page fault for address", 1)
	log = strings.Replace(log, "RAX: 0000000000000000", "Code: 48 c1 ed 0c 48 c1 e5 06 <48> 8b 45 08\nRBP: fffff5ba41d37fc0", 1)
	f := found(readAll(log)[0], "freed-no-object")
	if f == nil || !strings.Contains(f.Text, "Register rbx holds ERR_PTR(-2) ENOENT: this is what was freed, most likely.") {
		t.Errorf("%+v", f)
	}
}

// -1 over half of a pointer is told; on 32 bit it is all of one, and nothing was cut.
func TestMinusOneInAPointer(t *testing.T) {
	c := readAll(`Unable to handle kernel paging request at virtual address ffff12f6ffffffff
Mem abort info:
  ESR = 0x0000000096000004
  FSC = 0x04: level 0 translation fault
Internal error: Oops: 0000000096000004 [#1] SMP
CPU: 0 PID: 137 Comm: sh Tainted: G           O      6.12.107 #1
pstate: 60000005 (nZCv daif -PAN -UAO -TCO -DIT -SSBS BTYPE=--)
pc : bench_follow+0x8/0x18 [bench]
lr : bench_write+0x428/0xa30 [bench]
sp : ffff8000804a3a50
x2 : 00000000000000af x1 : 0000000000000006 x0 : ffff12f6ffffffff
Call trace:
 bench_follow+0x8/0x18 [bench]
 bench_write+0x428/0xa30 [bench]
Code: d503245f d503233f f9401000 d503201f (b9400000) 
---[ end trace 0000000000000000 ]---
`)[0]
	told := ""
	for _, f := range Triage(c) {
		told += f.Text
	}
	if !strings.Contains(told, "One half of 0xffff12f6ffffffff is -1") {
		t.Errorf("%s", told)
	}
	c = readAll(`Unable to handle kernel paging request at virtual address ffffffff when read
[ffffffff] *pgd=5eff6861, *pte=00000000, *ppte=00000000
Internal error: Oops: 37 [#1] SMP ARM
CPU: 0 PID: 136 Comm: sh Tainted: G           O       6.12.107 #1
PC is at bench_follow+0xc/0x14 [bench]
LR is at bench_write+0x428/0xa30 [bench]
pc : [<bf000150>]    lr : [<bf000d68>]    psr: 60030013
sp : e0991e48  ip : 00000000  fp : 00000000
r3 : ffffffff  r2 : 000000af  r1 : 00000006  r0 : c2221e00
Call trace:
 bench_follow [bench] from bench_write+0x428/0xa30 [bench]
Code: e52de004 e8bd4000 e5903020 (e5930000) e12fff1e
---[ end trace 0000000000000000 ]---
`)[0]
	f := found(c, "err-pointer-int")
	if f == nil || f.Confidence != Possible || strings.Contains(f.Text, "cut to 32 bits") || !strings.Contains(f.Text, "used -1 as a pointer") {
		t.Errorf("%+v", f)
	}
}

// A text of several lines is one as well.
func TestATextWithALineEnd(t *testing.T) {
	log := strings.Replace(fellIn("bench_start bench_write vfs_write", "0000000000000000"), "BUG: kernel NULL pointer dereference, address: 0000000000000040\n#PF: supervisor read access in kernel mode\n#PF: error_code(0x0000) - not-present page\nOops: 0000",
		"general protection fault, probably for non-canonical address 0x706d75700a796461: 0000", 1)
	log = strings.Replace(log, "RAX: 0000000000000000", "Code: 55 48 8b 47 28 <48> 8b 00 5d\nRAX: 706d75700a796461", 1)
	f := found(readAll(log)[0], "text-pointer")
	if f == nil || !strings.Contains(f.Text, `text "ady\npump"`) {
		t.Errorf("%+v", f)
	}
}

// s390 gives a WARN() of a program's page fault that it may not handle.
func TestAFaultThatWasRefused(t *testing.T) {
	log := `------------[ cut here ]------------
WARNING: CPU: 0 PID: 137 at arch/s390/mm/fault.c:238 handle_fault_error_nolock+0xcc/0x110
Modules linked in: bench(O)
CPU: 0 UID: 0 PID: 137 Comm: sh Tainted: G           O       6.12.107 #1
Hardware name: QEMU 8561 QEMU (KVM/Linux)
Krnl PSW : 0704f00180000000 000003fffe924008 (handle_fault_error_nolock+0xd0/0x110)
           R:0 T:1 IO:1 EX:1 Key:0 M:1 W:0 P:0 AS:3 CC:3 PM:0 RI:0 EA:3
Call Trace:
 [<000003fffe924008>] handle_fault_error_nolock+0xd0/0x110 
 [<000003fffe40181a>] __do_pgm_check+0x102/0x1c0 
 [<000003fffe40d9c2>] pgm_check_handler+0x122/0x170 
Last Breaking-Event-Address:
 [<000003fffe923f64>] handle_fault_error_nolock+0x2c/0x110
---[ end trace 0000000000000000 ]---
`
	c := readAll(log)[0]
	if f := Triage(c)[0]; f.Rule != "fault-while-atomic" || !strings.Contains(f.Text, "was refused, because the task was atomic") {
		t.Errorf("%+v", f)
	}
	inside := strings.Replace(log, "Last Breaking", " [<000003fffe95d9c2>] copy_page_to_iter+0x122/0x170 \nLast Breaking", 1)
	if f := found(readAll(inside)[0], "fault-while-atomic"); f != nil {
		t.Errorf("%+v", f)
	}
}

// -17 is EEXIST, and a member at 16 before -1: which, the value does not tell.
func TestAnErrorOrMinusOne(t *testing.T) {
	for v, confidence := range map[string]string{"ffffffffffffffef": Likely, "ffffffffffffffea": Certain} {
		log := strings.ReplaceAll(fellIn("bench_sum bench_read vfs_read", "0000000000000000"), "0000000000000040", v)
		log = strings.Replace(log, "kernel NULL pointer dereference, address", "unable to handle page fault for address", 1)
		log = strings.Replace(log, "RAX: 0000000000000000", "Code: 48 8b 05 00 00 00 00 <8b> 10 01 d1 48 8b 40 10\nRAX: "+v, 1)
		f := found(readAll(log)[0], "err-pointer")
		if f == nil || f.Confidence != confidence || strings.Contains(f.Text, "all ones") != (confidence == Likely) {
			t.Errorf("%s: %+v", v, f)
		}
	}
}
