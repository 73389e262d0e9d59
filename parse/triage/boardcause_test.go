package triage

import (
	"slices"
	"strings"
	"testing"
)

// Reports of boards as they came to the lists, reduced, with what the answers say.
func TestWhatTheAnswerSaysIsSaidFirst(t *testing.T) {
	for _, c := range []fixed{
		{
			source: "staging: mt7621-pci: a phy that is not there is switched off", culprit: "phy_power_off", first: "integer-pointer",
			must: []string{"mutex_lock was given 0x10d as a pointer", "a member at 0x120", "s0 holds ERR_PTR(-19) ENODEV", "IS_ERR() was forgotten", "It worked for phy_power_off"},
			log: `Unhandled kernel unaligned access[#1]:
CPU: 3 PID: 111 Comm: kworker/3:2 Not tainted 5.6.0-rc3 #9
$ 0   : 00000000 00000001 5f60d043 8fe1ba80
$ 4   : 0000010d 01eb9000 00000000 00000000
$ 8   : 294b4c00 80940000 00000008 000000ce
$12   : 2e303030 00000000 00000000 65696370
$16   : ffffffed 0000010d 8e373cd0 8214c1e0
$20   : 00000000 82144c80 82144680 8214c250
$24   : 00000018 803ef8f4
$28   : 8e372000 8e373c60 8214c080 803940e8
epc   : 807b3328 mutex_lock+0x8/0x44
ra    : 803940e8 phy_power_off+0x28/0xb0
Status: 1100fc03        KERNEL EXL IE
Cause : 00800010 (ExcCode 04)
BadVA : 0000010d
PrId  : 0001992f (MIPS 1004Kc)
Process kworker/3:2 (pid: 111, threadinfo=(ptrval), task=(ptrval), tls=00000000)
Call Trace:
[<807b3328>] mutex_lock+0x8/0x44
[<803940e8>] phy_power_off+0x28/0xb0
[<804fe648>] mt7621_pci_probe+0xc20/0xd18
[<80402ab8>] platform_drv_probe+0x40/0x94
Code: 24050002  27bdfff8  8f830000 <c0850000> 14a00005  00000000  00600825  e0810000  1020fffa
---[ end trace 8e3fadee03559cba ]---
`,
		},
		{
			source: "Linux 4.14.153 on MIPS 74Kc: a hash was given for its key", culprit: "skb_get_hash_perturb", first: "wild-pointer",
			must: []string{"__siphash_aligned used the address 0x67aae3c7", "nor a multiple of what the access needs"},
			log: `Unhandled kernel unaligned access[#1]:
CPU: 0 PID: 1634 Comm: wpa_supplicant Not tainted 4.14.153 #0
$ 0   : 00000000 77ea0b33 00000000 ceb5840c
$ 4   : 860c7a78 00000014 67aae3bf 00000000
$ 8   : 00000000 8040c9b0 87d1e460 0000d000
$12   : 74650000 00000000 00000001 00000002
$16   : 0000fffe 804f0000 67aae3bf 8766e5a4
$20   : 00000000 804f0000 804f3978 87d1e054
$24   : 00000002 00000003
$28   : 860c6000 860c7a30 00000000 8032cff8
epc   : 804061a4 __siphash_aligned+0x24/0x730
ra    : 8032cff8 skb_get_hash_perturb+0x160/0x1a8
Status: 1100dc03 KERNEL EXL IE
Cause : 00800010 (ExcCode 04)
BadVA : 67aae3c7
Call Trace:
[<804061a4>] __siphash_aligned+0x24/0x730
[<8032cff8>] skb_get_hash_perturb+0x160/0x1a8
[<86d2b604>] ieee80211_reserve_tid+0x26c/0xeb8 [mac80211]
Code: afb2000c  afb10008  afb00004 <8cd40008> 8cc90000  3c136c79  3c02646f  3c07736f  24427261
---[ end trace ec8947d373843bf7 ]---
`,
		},
		{
			source: "LoongArch: BPF: Sign extend struct ops return values properly", culprit: "__qdisc_run", first: "cut-pointer",
			must: []string{"register s7 is 0x741ce8, the lower 32 bits of 0x9000000100741ce8 in a5"},
			log: `CPU 0 Unable to handle kernel paging request at virtual address 0000000000741d58, era == 90000000851b5ac0, ra == 90000000851b5aa4
Oops[#1]:
CPU: 0 UID: 0 PID: 449 Comm: test_progs Not tainted 6.16.0+ #3
pc 90000000851b5ac0 ra 90000000851b5aa4 tp 90000001076b8000 sp 90000001076bb600
a0 0000000000741ce8 a1 0000000000000001 a2 90000001076bb5c0 a3 0000000000000008
a4 90000001004c4620 a5 9000000100741ce8 a6 0000000000000000 a7 0100000000000000
t0 0000000000000010 t1 0000000000000000 t2 9000000104d24d30 t3 0000000000000001
t4 4f2317da8a7e08c4 t5 fffffefffc002f00 t6 90000001004c4620 t7 ffffffffc61c5b3d
t8 0000000000000000 u0 0000000000000001 s9 0000000000000050 s0 90000001075bc800
s1 0000000000000040 s2 900000010597c400 s3 0000000000000008 s4 90000001075bc880
s5 90000001075bc8f0 s6 0000000000000000 s7 0000000000741ce8 s8 0000000000000000
   ra: 90000000851b5aa4 __qdisc_run+0xac/0x8d8
  ERA: 90000000851b5ac0 __qdisc_run+0xc8/0x8d8
 CRMD: 000000b0 (PLV0 -IE -DA +PG DACF=CC DACM=CC -WE)
 PRMD: 00000004 (PPLV0 +PIE -PWE)
ESTAT: 00010000 [PIL] (IS= ECode=1 EsubCode=0)
 BADV: 0000000000741d58
Call Trace:
[<90000000851b5ac0>] __qdisc_run+0xc8/0x8d8
[<9000000085130008>] __dev_queue_xmit+0x578/0x10f0

Code: 4001ad80  2400873f  2400832d <240073cc> 001137ff  001133ff  6407b41f  001503cc  0280041d
---[ end trace 0000000000000000 ]---
`,
		},
		{
			source: "drm/msm/dp: attach the DP subconnector property", culprit: "drm_object_property_set_value", first: "null-member",
			must: []string{"drm_object_property_set_value [drm] touched offset 0x60 of a NULL pointer"},
			log: `Unable to handle kernel NULL pointer dereference at virtual address 0000000000000060
CPU: 4 PID: 57 Comm: kworker/u16:1 Not tainted 6.7.0-rc1 #4
Call trace:
 drm_object_property_set_value+0x0/0x88 [drm]
 dp_display_process_hpd_high+0xa0/0x14c [msm]
 dp_hpd_plug_handle.constprop.0.isra.0+0x90/0x110 [msm]
`,
		},
		{
			source: "crypto: nx - fix nx_crypto_ctx_exit argument", culprit: "nx_crypto_ctx_shash_exit", first: "wild-pointer",
			must: []string{"0xc0403effffffffc8 can be no pointer"},
			log: `BUG: Unable to handle kernel data access at 0xc0403effffffffc8
Faulting instruction address: 0xc000000000396cb4
Oops: Kernel access of bad area, sig: 11 [#1]
Call Trace:
 nx_crypto_ctx_shash_exit+0x24/0x60
 crypto_shash_exit_tfm+0x28/0x40
 crypto_destroy_tfm+0x98/0x140
`,
		},
		{
			source: "ARM: floating point in userspace crashes kernels built with clang", culprit: "vfp_support_entry", first: "kernel-fp",
			must: []string{"vfp_support_entry ran an instruction of the floating point unit"},
			log: `BUG: unsupported FP instruction in kernel mode
FPEXC == 0xc0000780
Internal error: Oops - undefined instruction: 0 [#1] ARM
CPU: 0 PID: 196 Comm: vfp-reproducer Not tainted 6.10.0 #1
PC is at vfp_support_entry+0xc8/0x2cc
LR is at do_undefinstr+0xa8/0x250
pc : [<c0101d50>]    lr : [<c010a80c>]    psr: a0000013
sp : dc8d1f68  ip : 60000013  fp : bedea19c
`,
		},
		{
			source: "GICv3 on a board whose firmware left ICC_SRE_EL2 off", culprit: "gic_cpu_sys_reg_init", first: "withheld-register",
			must: []string{"gic_cpu_sys_reg_init touched the system register icc_ctlr_el1"},
			log: `Internal error: Oops - Undefined instruction: 0000000062383019 [#1] SMP
CPU: 0 PID: 0 Comm: swapper/0 Not tainted 6.5.0 #107
pstate: 600000c5 (nZCv daIF -PAN -UAO -TCO -DIT -SSBS BTYPE=--)
pc : gic_cpu_sys_reg_init+0x58/0x2e4
lr : gic_cpu_sys_reg_init+0x2a4/0x2e4
sp : ffff8000808f3b40
`,
		},
		{
			source: "arm64: dts: qcom: sa8775p: memory of the firmware was handed out", culprit: "clear_huge_page", first: "external-abort",
			must: []string{"0xffff1aa26e1ff000 made by clear_page", "That is ordinary memory for the kernel (linear map)"}, never: []string{"clock"},
			log: `Internal error: synchronous external abort: 0000000096000010 [#1] PREEMPT SMP
CPU: 3 PID: 472 Comm: memtester Not tainted 6.7.0-next-20240118 #169
pstate: 80400005 (Nzcv daif +PAN -UAO -TCO -DIT -SSBS BTYPE=--)
pc : clear_page+0x18/0x58
lr : clear_huge_page+0x84/0x1a0
sp : ffff800081ef3a30
x2 : 0000000000000004 x1 : 0000000000000040 x0 : ffff1aa26e1ff000
Call trace:
 clear_page+0x18/0x58
 do_huge_pmd_anonymous_page+0x254/0x8f8
 __handle_mm_fault+0x728/0x1548
Code: 37200121 12000c21 d2800082 9ac12041 (d50b7420)
---[ end trace 0000000000000000 ]---
`,
		},
	} {
		c.check(t)
	}
}

// What the core calls while a driver takes over its device need not be the probe function.
func TestTheProbeFunctionIsTheDriversOwn(t *testing.T) {
	const log = `Internal error: synchronous external abort: 0000000096000010 [#1] SMP
pc : valve_read+0x2c/0x58
Call trace:
 valve_read+0x2c/0x58
 FRAMES
 driver_probe_device+0x38/0x100
`
	for frames, must := range map[string]string{
		"valve_probe+0x10/0x20\n platform_probe+0x10/0x20\n really_probe+0x64/0x3a8":                                         "in its probe function valve_probe.",
		"valve_probe+0x10/0x20 [valve]\n local_pci_probe+0x48/0xb8\n pci_device_probe+0x120/0x1b8\n really_probe+0x64/0x3a8": "in its probe function valve_probe [valve].",
		"pinctrl_select_state+0x28/0x48\n pinctrl_bind_pins+0x1f4/0x2a0\n really_probe+0x64/0x3a8":                           "took over its device.",
		"valve_free+0x10/0x20\n release_nodes+0x40/0x70\n device_unbind_cleanup+0x18/0x68\n really_probe+0x64/0x3a8":         "its probe function had failed before.",
		"free_irq+0x25c/0x3b0\n release_nodes+0x178/0x284\n devres_release_all+0x94/0xe0\n really_probe+0x10c/0x348":         "its probe function had failed before.",
	} {
		said := Triage(readAll(strings.Replace(log, "FRAMES", frames, 1))[0])
		i := slices.IndexFunc(said, func(f Finding) bool { return f.Rule == "during-probe" })
		if i < 0 || !strings.HasSuffix(said[i].Text, must) {
			t.Errorf("%q: %+v", must, said)
		}
	}
}

// Who goes to an address in KASAN's shadow read no shadow there.
func TestNobodyReadsTheShadowByGoingThere(t *testing.T) {
	said := Triage(readAll(`Unable to handle kernel paging request at virtual address dfff800080099ee4
Internal error: Oops: 0000000086000004 [#1] SMP
pc : 0xdfff800080099ee4
lr : __wake_up_common+0x8c/0xe0
Call trace:
 0xdfff800080099ee4
 __wake_up+0x6c/0x9c
 valve_irq+0x198/0x3a0
`)[0])
	for _, f := range said {
		if f.Rule == "kasan-shadow" {
			t.Errorf("%s", f.Text)
		}
	}
}

// Kinds of sentences that were false of logs that are public, each with what holds instead.
func TestSentencesThatWereFalse(t *testing.T) {
	rcu := "rcu: INFO: rcu_sched self-detected stall on CPU\nCall Trace:\n <IRQ>\n sched_show_task+0x1c9/0x279\n rcu_dump_cpu_stacks+0x1a1/0x1ed\n rcu_check_callbacks+0xc70/0xd27\n update_process_times+0x30/0x70\n tick_sched_handle+0x55/0xf0\n tick_sched_timer+0x72/0x120\n" +
		" __hrtimer_run_queues+0x375/0xe50\n hrtimer_interrupt+0x1b1/0x430\n smp_apic_timer_interrupt+0x7c/0xa0\n apic_timer_interrupt+0xa0/0xb0\n </IRQ>\n smp_call_function_single+0x11b/0x360\n smp_call_function_many+0x57a/0x6a0\n native_flush_tlb_others+0xd4/0x510\n flush_tlb_mm_range+0x10c/0x440\n valve_unmap+0x10c/0x440\n"
	hung := "INFO: task valved:61 blocked for more than 122 seconds.\n      Not tainted 5.10.2 #10\ntask:valved  state:D stack:    0 pid:61 ppid:  1 flags:0x00000001\nCall Trace:\n __schedule+0x1/0x2\n schedule+0x60/0xdc\n io_schedule+0x48/0x6c\n wait_on_page_bit_common+0x1fc/0x59c\n __lock_page+0x64/0x84\n valve_writepages+0x3bc/0x4e4\n"
	slab := "------------[ cut here ]------------\nWARNING: CPU: 1 PID: 61 at mm/page_alloc.c:4410 __alloc_pages_noprof+0x1818/0x1888\nCPU: 1 PID: 61 Comm: valved Not tainted 6.11.0 #4\npc : __alloc_pages_noprof+0x1818/0x1888\nlr : __alloc_pages_noprof+0x5f4/0x1888\nCall trace:\n" +
		" __alloc_pages_noprof+0x1818/0x1888\n new_slab+0x284/0x2f0\n ___slab_alloc+0x208/0x8e0\n __kmalloc_noprof+0x328/0x340\n valve_open+0x106c/0x1830\n---[ end trace 0000000000000000 ]---\n"
	kfence := "==================================================================\nBUG: KFENCE: out-of-bounds read in valve_read+0xa3/0x22b\n\nOut-of-bounds read at 0xffff8c3f2e291fff (1B left of kfence-#72):\n valve_read+0xa3/0x22b\n vfs_read+0x51/0x82\n\nCPU: 0 PID: 484 Comm: valved Not tainted 5.13.0-rc3+ #7\n==================================================================\n"
	sysrq := "general protection fault: 0000 [#1] SMP KASAN\nCPU: 0 PID: 61 Comm: sh Not tainted 4.15.0 #1\nRIP: 0010:sysrq_handle_crash+0x4d/0x60\nCode: 48 b8 00 00 00 00 00 fc ff df 48 c1 ea 03 <80> 3c 02 00 75 09\nRAX: dffffc0000000000 RBX: ffffffff85e3f560 RCX: 0000000000000000\nRDX: 0000000000000000 RSI: 0000000000000000 RDI: 0000000000000000\nCall Trace:\n __handle_sysrq+0x10d/0x240\n write_sysrq_trigger+0xb6/0xd0\n---[ end trace 0000000000000000 ]---\n"
	softirq := "------------[ cut here ]------------\nODEBUG: free active (active state 0) object: ffff88801 object type: timer_list hint: valve_timeout+0x0/0x10\nWARNING: CPU: 1 PID: 61 at lib/debugobjects.c:612 debug_print_object+0x1a2/0x2b0\nCPU: 1 PID: 61 Comm: kworker/1:1 Not tainted 6.16.0 #4\nRIP: 0010:debug_print_object+0x1a2/0x2b0\nCall Trace:\n <IRQ>\n" +
		" debug_check_no_obj_freed+0x4b7/0x600\n kfree+0x13b/0x660\n valve_expire+0x4cb/0x600\n call_timer_fn+0x16e/0x590\n run_timer_softirq+0xb7/0x180\n handle_softirqs+0x27d/0x850\n sysvec_apic_timer_interrupt+0x9f/0xc0\n </IRQ>\n <TASK>\n asm_sysvec_apic_timer_interrupt+0x1a/0x20\n usb_probe_interface+0x10/0x20\n really_probe+0x26d/0xad0\n hub_event+0x29b1/0x4ef0\n process_one_work+0x93a/0x15a0\n </TASK>\n---[ end trace 0000000000000000 ]---\n"
	for _, c := range []struct{ log, rule, must, never string }{
		{rcu, "waits-for-cpu", "waits in smp_call_function_single() for another CPU", "kept"},
		{hung, "hung-io", "waits for a page of a file that is locked (__lock_page)", "waits for the storage to answer"},
		{slab, "allocation-too-big", "with flags that the page allocator does not take", "more memory in one piece"},
		{kfence, "continue", "the access that it tells of overwrote nothing", "memory or state is known to be wrong"},
		{strings.Replace(kfence, "bounds read", "bounds write", 2), "continue", "memory or state is known to be wrong", "changed nothing"},
		{sysrq, "operator", "Somebody asked for this crash", "NULL"},
		{softirq, "freed-while-active", "valve_expire freed an object", "bus"},
		{"Kernel panic - not syncing: Attempted to kill init! exitcode=0x00007f00\nCPU: 0 PID: 1 Comm: init Not tainted 5.10.66 #1\nCall Trace:\n panic+0x125/0x40b\n do_exit+0xb9c/0xc20\n do_group_exit+0xd0/0xe0\n", "init-killed", "ended with status 127 (exitcode 0x00007f00), by which shells and loaders mean", "127 (exitcode 0x00007f00): a program"},
		{"BUG: rwlock bad magic on CPU#0, valved/61, 00000000d1de7a9c\nCPU: 0 PID: 61 Comm: valved Not tainted 5.5.0 #1\nCall Trace:\n dump_stack+0x1/0x2\n do_raw_write_lock+0x10/0x20\n valve_init+0x10/0x20\n", "lock-not-initialised", "takes an rwlock whose magic", "spinlock"},
		{"Call Trace:\n register_lock_class+0x51f/0x530\n __lock_acquire+0x6c/0x1580\n lock_acquire+0x88/0x120\n __mutex_lock+0x4a/0x4f0\n valve_set+0x28/0x50\n valve_ioctl+0x16d/0x4e0\n", "lock-not-initialised", "valve_set takes a lock that was never initialised", ""},
	} {
		all := readAll(c.log)
		if len(all) == 0 {
			t.Errorf("%s: no crash", c.must)
			continue
		}
		said := Triage(all[0])
		i := slices.IndexFunc(said, func(f Finding) bool { return f.Rule == c.rule })
		if i < 0 {
			t.Errorf("%s: %+v", c.must, said)
			continue
		}
		if !strings.Contains(said[i].Text, c.must) || c.never != "" && slices.ContainsFunc(said, func(f Finding) bool { return strings.Contains(f.Text, c.never) }) {
			t.Errorf("%q, never %q: %+v", c.must, c.never, said)
		}
	}
}

// do_alignment() of arm goes behind the instruction that it cannot mend: the next one may do
// anything, and contradicts nothing.
func TestTheInstructionBehindAnUnalignedOneIsNone(t *testing.T) {
	const log = `Unhandled fault: alignment exception (0x001) at 0x000008ad
pgd = 522df9df
[000008ad] *pgd=8c7d2835, *pte=00000000, *ppte=00000000
Internal error: : 1 [#1] SMP ARM
CPU: 0 PID: 3797 Comm: valved Not tainted 4.17.0-rc1+ #11
PC is at valve_dup+0x154/0x39c
LR is at valve_dup+0x148/0x39c
pc : [<8028bd5c>]    lr : [<8028bd50>]    psr: 20030013
sp : 9ec4fea0  ip : 00000000  fp : 9f6a3700
r10: 0000088d  r9 : 9eae886c  r8 : 9eaea868
r7 : 8c785800  r6 : 00000001  r5 : 0000001a  r4 : 00000100
r3 : 000008ad  r2 : ae648000  r1 : 00040000  r0 : 00000019
Code: ebfcdd4b e28a3020 f593f000 e1932f9f (CODE)
---[ end trace 0eb64bd854360932 ]---
`
	for _, code := range []string{"e2822001", "e5942004"} {
		said := Triage(readAll(strings.Replace(log, "CODE", code, 1))[0])
		if slices.ContainsFunc(said, func(f Finding) bool { return f.Rule == "dump-disagrees" }) {
			t.Errorf("%s: %+v", code, said)
		}
	}
	said := Triage(readAll(strings.NewReplacer("Unhandled fault: alignment exception (0x001)", "Unable to handle kernel paging request at virtual address 000008ad\n#", "Internal error: : 1", "Internal error: Oops: 5", "CODE", "e5942004").Replace(log))[0])
	if !slices.ContainsFunc(said, func(f Finding) bool { return f.Rule == "dump-disagrees" }) {
		t.Errorf("another fault: %+v", said)
	}
}
