package decode_test

import (
	"testing"

	"oopscope/parse"
)

// A line that cannot end as it does goes on in the next one, whatever its length.
func TestLinesThatCannotEndSo(t *testing.T) {
	for name, c := range map[string]struct {
		log   string
		wrong func(*parse.Crash) bool
	}{
		"a soft lockup": {`> [Wed May 25 05:27:59 2022] watchdog: BUG:
> soft lockup - CPU#5 stuck for 23s! [pumpd/5:302]
> [Wed May 25 05:27:59 2022] Call Trace:
> [Wed May 25 05:27:59 2022]  pump_fill+0xf2/0x140
> [Wed May 25 05:27:59 2022]  pump_write+0x56/0x251
> [Wed May 25 05:27:59 2022]  vfs_write+0x4b/0x70
`, func(c *parse.Crash) bool {
			return c.Class != "soft-lockup" || c.Task.Comm != "pumpd/5" || c.Task.PID != 302 || c.CPU != 5
		}},
		"a BUG()": {`kernel BUG at
/home/autobuild/BUILD/linux-2.6.23-20071017/fs/pump/journal.c:1117!
illegal operation: 0001 [#1]
CPU:    3    Not tainted
Process pump/3 (pid: 2592, task: 77dac418, ksp: 7513ee88)
Krnl PSW : 070c3000 fb344380 (flush_list+0x808/0x95c [pump])
`, func(c *parse.Crash) bool { return c.Class != "kernel-bug" }},
		"the place of s390": {`[    1.000000] kernel BUG at lib/list_debug.c:53!
[    1.000001] monitor event: 0040 ilc:2 [#1] SMP
[    1.000002] CPU: 12 PID: 4991 Comm: pump Not tainted 6.0.0 #40
[    1.000003] Krnl PSW : 0704c00180000000 00000000cbc90568
(__list_del_entry_valid+0xd8/0xf0)
[    1.000004] Call Trace:
[    1.000005]  [<00000000cbc90568>] __list_del_entry_valid+0xd8/0xf0
[    1.000006]  [<000003ff8011a1b8>]
pump_detach+0x88/0x170 [pump]
`, func(c *parse.Crash) bool {
			return c.Dump.PC.Function != "__list_del_entry_valid" || c.Culprit.Function != "pump_detach"
		}},
		"the kernel behind its taints": {`> BUG: KFENCE: invalid read in pump_read+0x54/0x23c
>
> Invalid read at 0x(ptrval):
>  pump_read+0x54/0x23c
>  vfs_read+0x5c/0xd0
> CPU: 0 PID: 111 Comm: pump Tainted: G    B
> 5.12.0-rc1 #4674
> ==================================================================
`, func(c *parse.Crash) bool { return c.Kernel != "5.12.0-rc1" }},
		"the kernel behind the word for its taints": {`> [   33.325013] BUG: KASAN: use-after-free in pump_read+0x8c/0xb0
> [   33.330646] Read of size 1 at addr ffffffc10beae600 by task pump
> [   33.339068] CPU: 5 PID: 518 Comm: pump Tainted:
> 			G S      W  O      4.19.30+ #3
> [   33.350419] Call trace:
> [   33.377248]  pump_read+0x8c/0xb0
> [   33.380306]  vfs_read+0x70/0x1f8
`, func(c *parse.Crash) bool { return c.Kernel != "4.19.30+" || c.Task.Comm != "pump" }},
		"a lock without who takes it": {`[    8.197433] ============================================
[    8.197437] WARNING: possible recursive locking detected
[    8.197440] 6.19.0-rc1 #1 Not
tainted
[    8.197444] --------------------------------------------
[    8.197447] pump/0/20 is trying to acquire lock:
[    8.197450] ffffffff83487870 (pump_lock){++++}-{0:0}, at: 
pump_add+0x37/0x370 [pump]
[    8.197463]
                   but task is already holding lock:
[    8.197466] ffffffff83487870 (pump_lock){++++}-{0:0}, at: 
pump_thread+0x6d/0x290 [pump]
[    8.197477]
                   other info that might help us debug this:
[    8.197480]  Possible unsafe locking scenario:
`, func(c *parse.Crash) bool { return c.Culprit.Function != "pump_add" }},
	} {
		if got := only(t, c.log); c.wrong(got) {
			t.Errorf("%s: %s %q in %q, task %+v on %d, kernel %q, by %+v", name, got.Class, got.Header, got.Dump.PC.Function, got.Task, got.CPU, got.Kernel, got.Culprit)
		}
	}
}

// Who ran where, as powerpc and mips printed it before there was a line for the CPU.
func TestWhoRanOnOldKernels(t *testing.T) {
	c := decoded(t, "Unable to handle kernel paging request for data at address 0x00000000", "Faulting instruction address: 0xd107c0c8",
		"Oops: Kernel access of bad area, sig: 11 [#1]", "NIP: d107c0c8 LR: c0072834 CTR: 0fe368a4", "REGS: cf9cfe40 TRAP: 0300   Not tainted  (2.6.25-rc2)",
		"TASK = cfa5d000[950] 'ba sh' THREAD: cf9ce000", "NIP [d107c0c8] pump_write+0x8/0x10 [pump]")
	if c.Task.Comm != "ba sh" || c.Task.PID != 950 || c.Kernel != "2.6.25-rc2" {
		t.Errorf("%+v on %q", c.Task, c.Kernel)
	}
	c = decoded(t, "CPU 0 Unable to handle kernel paging request at virtual address 00100100, epc == 8008fb00, ra == 8008cf9c", "Oops[#1]:", "Cpu 1",
		"epc   : 8008fb00 pump_move+0x20/0x68", "    Not tainted", "Process pump (pid: 260, threadinfo=8410c000, task=84136b20, tls=005c9470)")
	if c.CPU != 1 {
		t.Errorf("on CPU %d", c.CPU)
	}
}

// The address alone, of a report without the line that names the place, is no jump to nowhere.
func TestAnAddressWithoutItsName(t *testing.T) {
	c := decoded(t, "BUG: Unable to handle kernel data access at 0xc0403effffffffc8", "Faulting instruction address: 0xc000000000396cb4",
		"Oops: Kernel access of bad area, sig: 11 [#15]", "Call Trace:", " pump_exit+0x24/0x60", " pump_destroy+0x98/0x140", " sock_close+0x20/0x40")
	if c.Astray() || c.Culprit.Function != "pump_exit" {
		t.Errorf("astray %v, by %+v", c.Astray(), c.Culprit)
	}
}
