package decode_test

import "testing"

// A checker prints its own report and then the kernel warns of the same: that trace is
// another, and the first one stays whole.
func TestAWarningBehindTheReportItself(t *testing.T) {
	c := decoded(t,
		"=============================================================================",
		"BUG chip_cache (Tainted: G           OE     ): Objects remaining in chip_cache on __kmem_cache_shutdown()",
		"-----------------------------------------------------------------------------",
		"",
		"Slab 0xffffe8afc0216d00 objects=16 used=1 fp=0xffff93f4085b4340 flags=0xfffffc0000a00",
		"CPU: 1 PID: 776 Comm: rmmod Tainted: G           OE      6.8.12 #1",
		"Call Trace:", " <TASK>", " dump_stack_lvl+0x64/0x80", " slab_err+0xe6/0x120", " __kmem_cache_shutdown+0x160/0x2e0", " kmem_cache_destroy+0x55/0x160",
		" chip_cache_destroy+0x15/0x60 [chip]", " __do_sys_delete_module+0x1d5/0x320", " do_syscall_64+0x83/0x190", " entry_SYSCALL_64_after_hwframe+0x78/0x80", " </TASK>",
		"Object 0xffff93f4085b4140 @offset=320",
		"Allocated in chip_add+0x297/0xa20 [chip] age=15835 cpu=1 pid=755",
		" chip_add+0x297/0xa20 [chip]", " chip_ioctl+0xf6/0x120 [chip]",
		"------------[ cut here ]------------",
		"kmem_cache_destroy chip_cache: Slab cache still has objects when called from chip_cache_destroy+0x15/0x60 [chip]",
		"WARNING: CPU: 1 PID: 776 at mm/slab_common.c:493 kmem_cache_destroy+0x14d/0x160",
		"CPU: 1 PID: 776 Comm: rmmod Tainted: G    B      OE      6.8.12 #1",
		"RIP: 0010:kmem_cache_destroy+0x14d/0x160",
		"Call Trace:", " <TASK>", " ? __warn+0x81/0x130", " ? kmem_cache_destroy+0x14d/0x160", " chip_cache_destroy+0x15/0x60 [chip]", " __do_sys_delete_module+0x1d5/0x320", " do_syscall_64+0x83/0x190", " </TASK>",
		"---[ end trace 0000000000000000 ]---",
	)
	if c.Class != "slab" || len(c.Chain) != 7 || c.Chain[0].Function != "slab_err" || c.Chain[3].Function != "chip_cache_destroy" {
		t.Errorf("%s: %d frames, %v", c.Class, len(c.Chain), c.Chain)
	}
	if c.Culprit.Function != "chip_cache_destroy" {
		t.Errorf("blamed %v", c.Culprit)
	}
	roles := ""
	for _, s := range c.Stacks {
		roles += s.Role + " "
	}
	if roles != "allocated other " {
		t.Errorf("stacks %q", roles)
	}
}

// Programs write to the console while a report is printed slowly: their lines have no
// time of the kernel's, and do not end it.
func TestProgramsTalkInTheMiddle(t *testing.T) {
	log := "[   10.000001] BUG: KASAN: stack-out-of-bounds in memcmp+0xe3/0x160\n[   10.000002] Read of size 1 at addr ffff8801c19175d0 by task sh/12\n" +
		"[   10.000003] CPU: 0 PID: 12 Comm: sh Not tainted 4.15.0 #1\n[   10.000004] Call Trace:\n[   10.000005]  dump_stack+0x194/0x257\n"
	for range 50 {
		log += "test 7 of 300: passed\n"
	}
	log += "[   10.000006]  memcmp+0xe3/0x160\n[   10.000007]  pick_state+0x1bc/0xe00\n"
	if c := only(t, log); c.Culprit.Function != "pick_state" {
		t.Errorf("blamed %v of %v", c.Culprit, c.Chain)
	}
}

// A mailer broke every line: a WARNING without its place, and frames of arm without
// their callers, go on in the next; a path is one word, however long.
func TestFramesOfArmThatWereBroken(t *testing.T) {
	c := only(t, `------------[ cut here ]------------
WARNING: CPU: 0 PID: 1 at
/home/jenkins/workspace/a-board-support-package/build/tmp/work-shared/board/kernel-source/mm/vmalloc.c:1465
chip_remove+0x6c/0x3f4()
Trying to vfree() nonexistent vm area (88047000)
CPU: 0 PID: 1 Comm: swapper/0 Not tainted
4.1.36-4.1-1.0.x-board+ga543d1b #1
[<80015d54>] (unwind_backtrace) from [<80012688>] (show_stack+0x10/0x14)
[<80012688>] (show_stack) from [<8076e810>] (dump_stack+0x78/0x8c)
[<8076e810>] (dump_stack) from [<800346a0>]
(warn_slowpath_common+0x80/0xb0)
[<800346a0>] (warn_slowpath_common) from [<80034700>]
(warn_slowpath_fmt+0x30/0x40)
[<80034700>] (warn_slowpath_fmt) from [<8054c278>] (chip_remove+0x6c/0x3f4)
[<8054c278>] (chip_remove) from [<8054ce74>] (chip_probe+0x874/0xfa8)
---[ end trace d5f941204ed8cb28 ]---
`)
	if c.Culprit.Function != "chip_remove" || len(c.Chain) < 2 || c.Chain[1].Function != "chip_probe" || c.Kernel != "4.1.36-4.1-1.0.x-board+ga543d1b" {
		t.Errorf("%q blames %v of %v on %s", c.Title, c.Culprit, c.Chain, c.Kernel)
	}
}
