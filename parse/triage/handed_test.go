package triage

import (
	"strings"
	"testing"
)

// inUse is what 32-bit ARM, where WARN() is a call, prints of a name that an unmount
// finds in use: the header before the words.
const inUse = `------------[ cut here ]------------
WARNING: CPU: 0 PID: 136 at fs/dcache.c:1536 umount_check+0x84/0x9c
BUG: Dentry 5a78a3ec{i=0,n=level}  still in use (1) [unmount of benchfs benchfs]
Modules linked in: bench(OE)
CPU: 0 UID: 0 PID: 136 Comm: sh Tainted: G           OE      6.12.107 #1
Hardware name: Generic DT based system
Call trace: 
 show_stack from dump_stack_lvl+0x54/0x68
 dump_stack_lvl from __warn+0x88/0x11c
 __warn from warn_slowpath_fmt+0x128/0x194
 warn_slowpath_fmt from umount_check+0x84/0x9c
 umount_check from d_walk+0xf4/0x2f4
 d_walk from shrink_dcache_for_umount+0x44/0x15c
 shrink_dcache_for_umount from generic_shutdown_super+0x24/0x114
 generic_shutdown_super from kill_anon_super+0x18/0x40
 kill_anon_super from deactivate_locked_super+0x54/0x9c
 deactivate_locked_super from cleanup_mnt+0xe8/0x178
 cleanup_mnt from mntput_no_expire+0x24c/0x2d8
 mntput_no_expire from bench_mount+0x1c/0x24 [bench]
 bench_mount [bench] from proc_reg_write+0xb0/0xd4
---[ end trace 0000000000000000 ]---
`

// A name in use at an unmount is one report, whichever of its lines comes first; nothing
// waits for it, and the module that mounted and unmounted is the one to look at.
func TestANameInUse(t *testing.T) {
	all := readAll(inUse)
	if len(all) != 1 || all[0].Class != "refs-stuck" || all[0].Culprit.Function != "bench_mount" {
		t.Fatalf("%d reports, %s, culprit %+v", len(all), all[0].Class, all[0].Culprit)
	}
	f := found(all[0], afterwards)
	if f == nil || strings.Contains(f.Text, "stall") || !strings.Contains(f.Text, "Nothing was killed by this report") {
		t.Errorf("%+v", f)
	}
	waits := readAll("unregister_netdevice: waiting for eth0 to become free. Usage count = 2\n")
	if f := found(waits[0], afterwards); f == nil || !strings.Contains(f.Text, "what is stuck may go on") {
		t.Errorf("%+v", f)
	}
}

// A file that is closed once too often has no reference too many.
func TestAFileClosedTwice(t *testing.T) {
	f := found(readAll("VFS: Close: file count is 0 (f_op=bench_fops)\n")[0], "reference-leak")
	if f == nil || strings.Contains(f.Text, "never gives it back") || !strings.Contains(f.Text, "once too often") {
		t.Errorf("%+v", f)
	}
}

// Who waits for a lock of the kernel's core may hold it itself: it is called no victim.
func TestWaitsForAnotherOrItself(t *testing.T) {
	c := readAll(`INFO: task bench-off:138 blocked for more than 120 seconds.
      Tainted: G           OE      6.12.107 #1
"echo 0 > /proc/sys/kernel/hung_task_timeout_secs" disables this message.
task:bench-off       state:D stack:0     pid:138   tgid:138   ppid:2      flags:0x00000008
Call trace:
 __switch_to+0xf4/0x168
 __schedule+0x398/0xf18
 schedule+0x30/0xf0
 schedule_preempt_disabled+0x18/0x30
 __mutex_lock.constprop.0+0x3f0/0x868
 mutex_lock+0x6c/0x88
 rtnl_lock+0x20/0x38
 unregister_netdev+0x20/0x48
 bench_off+0x20/0x38 [bench]
 kthread+0xe8/0xf8
 ret_from_fork+0x10/0x20
`)[0]
	for _, f := range Triage(c) {
		if strings.Contains(f.Text, "victim") {
			t.Errorf("%+v", f)
		}
	}
	if f := found(c, "hung-on-rcu"); f == nil || !strings.Contains(f.Next, "this one holds it itself") {
		t.Errorf("%+v", f)
	}
}

// On s390 the PSW stands behind an instruction that trapped: where that was the last of its
// function, the kernel prints the next one's name. The call before it tells.
func TestTheTrapAtTheEndOfAFunction(t *testing.T) {
	c := readAll(`------------[ cut here ]------------
kernel BUG at fs/super.c:1831!
monitor event: 0040 ilc:2 [#1] SMP 
Modules linked in: bench(OE)
CPU: 0 UID: 0 PID: 136 Comm: sh Tainted: G           OE      6.12.107 #1
Hardware name: QEMU 8561 QEMU (KVM/Linux)
Krnl PSW : 0704c00180000000 000003fffec92c48 (super_setup_bdi_name+0x0/0xd0)
           R:0 T:1 IO:1 EX:1 Key:0 M:1 W:0 P:0 AS:3 CC:0 PM:0 RI:0 EA:3
Krnl GPRS: 000003ffffd95c90 000003ffffd95c88 000000000000003c 000003fffe9c375e
           000003fffec92c44 0000037ffe9ab678 000003fffed4f978 00000000028a28a0
           000003ff7e76a290 000003ff7e76c018 00000000028073c0 00000000028073c0
           0000000000000000 0000000000000000 000003fffec92c44 0000037ffe9ab8e8
Krnl Code: 000003fffec92c3e: c0e5003b1881	brasl	%r14,000003ffff3f5d40
          #000003fffec92c44: af000000		mc	0,0
          >000003fffec92c48: c004003dc230	brcl	0,000003ffff44b0a8
Call Trace:
 [<000003fffec92c48>] super_setup_bdi_name+0x0/0xd0 
([<000003fffec92c44>] vfs_get_tree+0x10c/0x110)
 [<000003fffecc2186>] fc_mount+0x26/0x60 
 [<000003fffecc2300>] kern_mount+0x30/0x50 
 [<000003ff7e7691d2>] bench_mount+0x22/0x48 [bench] 
 [<000003fffed4fa0e>] proc_reg_write+0x96/0xf8 
Last Breaking-Event-Address:
 [<000003ffff3f5d92>] _printk+0x52/0x58
---[ end trace 0000000000000000 ]---
`)[0]
	if c.Dump.PC.Function != "vfs_get_tree" || c.Culprit.Function != "bench_mount" || !strings.HasPrefix(found(c, "bug-assertion").Text, "vfs_get_tree (below bench_mount [bench]) stopped") {
		t.Errorf("PC %+v, culprit %+v, %q", c.Dump.PC, c.Culprit, Triage(c)[0].Text)
	}
}

// A file of the kernel's tree has no function of a module from outside it: the name is that
// of the caller, to which the function that warned returned.
func TestAWarnInWhatAModuleCalled(t *testing.T) {
	c := readAll(`------------[ cut here ]------------
WARNING: CPU: 0 PID: 136 at drivers/base/devres.c:1077 bench_drop+0x10/0x14 [bench]
Modules linked in: bench(OE)
CPU: 0 UID: 0 PID: 136 Comm: sh Tainted: G           OE      6.12.107 #1
Hardware name: Generic DT based system
Call trace: 
 dump_stack_lvl from __warn+0x88/0x11c
 __warn from warn_slowpath_fmt+0x188/0x194
 warn_slowpath_fmt from bench_drop+0x10/0x14 [bench]
 bench_drop [bench] from bench_write+0xb0/0x128 [bench]
 bench_write [bench] from proc_reg_write+0xb0/0xd4
---[ end trace 0000000000000000 ]---
`)[0]
	if f := Triage(c)[0]; c.Culprit.Function != "bench_drop" || !strings.Contains(f.Text, "in a function that bench_drop [bench] called") {
		t.Errorf("culprit %+v, %q", c.Culprit, f.Text)
	}
}
