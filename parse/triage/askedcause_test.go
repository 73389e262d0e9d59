package triage

import "testing"

// A check of the core is for whoever asked: reports reduced from the messages of patches in
// which the cause stands.
func TestWhoeverAskedIsToldOfTheCheck(t *testing.T) {
	for _, c := range []fixed{
		{
			source: "platform: driver_override that is no allocated memory", culprit: "platform_device_release", first: "double-free",
			must: []string{"platform_device_release frees a pointer"},
			log: `    kernel BUG at ../mm/slub.c:3960!
    Internal error: Oops - BUG: 0 [#1] PREEMPT SMP ARM
    (kfree) from [<c058da50>] (platform_device_release+0x88/0xb4)
    (platform_device_release) from [<c0585be0>] (device_release+0x2c/0x90)
    (device_release) from [<c0a69050>] (kobject_put+0xec/0x20c)
    (kobject_put) from [<c0f2f120>] (exynos5_clk_probe+0x154/0x18c)
    (exynos5_clk_probe) from [<c058de70>] (platform_drv_probe+0x6c/0xa4)
    (platform_drv_probe) from [<c058b7ac>] (really_probe+0x280/0x414)
`,
		},
		{
			source: "ARM: dts: qcom-msm8960: interrupts of type none", culprit: "gic_irq_domain_translate", first: "core-complained",
			must: []string{"no trigger type"},
			log: `WARNING: CPU: 0 PID: 1 at drivers/irqchip/irq-gic.c:1080 gic_irq_domain_translate+0x118/0x120
CPU: 0 PID: 1 Comm: swapper/0 Not tainted 5.16.0 #1
Hardware name: Generic DT based system
`,
		},
		{
			source: "phy: rockchip-inno-usb2: a clock outlives its driver on PX30", culprit: "clk_nodrv_disable_unprepare", first: "core-complained",
			must: []string{"a clock is used whose driver is gone"},
			log: `[    1.269466] rockchip-usb2phy: probe of ff2c0000.syscon:usb2phy@100 failed with error 1
[    1.279044] ------------[ cut here ]------------
[    1.284135] WARNING: CPU: 0 PID: 1 at drivers/clk/clk.c:4087 clk_nodrv_disable_unprepare+0x4/0x10
[    1.293913] Modules linked in:
[    1.297276] CPU: 0 PID: 1 Comm: swapper/0 Not tainted 6.0.0-rc6-00220-gb82580766e4c #147
[    1.306172] Hardware name: Rockchip PX30 EVB (DT)
[    1.311338] pstate: 600000c5 (nZCv daIF -PAN -UAO -TCO -DIT -SSBS BTYPE=--)
[    1.318993] pc : clk_nodrv_disable_unprepare+0x4/0x10
[    1.324549] lr : clk_core_disable+0x60/0xb8
[    1.329152] sp : ffff80000a5eba20
`,
		},
		{
			source: "module: sections of no size, set_memory_ro() on ARM", culprit: "apply_to_page_range", first: "core-complained",
			must: []string{"a size of 0"},
			log: `[ 53.642967] kernel BUG at mm/memory.c:1878!
[ 53.647153] Internal error: Oops - BUG: 0 [#1] PREEMPT SMP ARM
[ 53.652987] Modules linked in:
[ 53.656061] CPU: 0 PID: 483 Comm: insmod Not tainted 4.4.0 #3
[ 53.661808] Hardware name: Freescale i.MX6 Quad/DualLite (Device Tree)
[ 53.668338] task: a989d400 ti: 9e6a2000 task.ti: 9e6a2000
[ 53.673751] PC is at apply_to_page_range+0x204/0x224
[ 53.678723] LR is at change_memory_common+0x90/0xdc
[ 53.683604] pc : [<800ca0ec>] lr : [<8001d668>] psr: 600b0013
[ 53.683604] sp : 9e6a3e38 ip : 8001d6b4 fp : 7f0042fc
[ 53.695082] r10: 00000000 r9 : 9e6a3e90 r8 : 00000080
[ 53.700309] r7 : 00000000 r6 : 7f008000 r5 : 7f008000 r4 : 7f008000
[ 53.706837] r3 : 8001d5a4 r2 : 7f008000 r1 : 7f008000 r0 : 80b8d3c0
`,
		},
		{
			source: "soc/fsl/qe: cpm_muram_alloc_common() frees what is not of the pool", culprit: "cpm_muram_alloc_common", first: "core-complained",
			must: []string{"gen_pool_free complained about what cpm_muram_alloc_common asked for"},
			log: ` kernel BUG at lib/genalloc.c:399!
 Internal error: Oops - BUG: 0 [#1] PREEMPT SMP ARM
 [<803fd0e8>] (gen_pool_free) from [<80426bc8>] (cpm_muram_alloc_common+0xb0/0xc8)
 [<80426bc8>] (cpm_muram_alloc_common) from [<80426c28>] (cpm_muram_alloc+0x48/0x80)
 [<80426c28>] (cpm_muram_alloc) from [<80428214>] (ucc_slow_init+0x110/0x4f0)
 [<80428214>] (ucc_slow_init) from [<8044a718>] (qe_uart_request_port+0x3c/0x1d8)
`,
		},
		{
			source: "net: bgmac: bytes completed that were never sent", culprit: "bgmac_poll", first: "core-complained",
			must: []string{"more bytes or packets were reported as sent"},
			log: `kernel BUG at lib/dynamic_queue_limits.c:27!
Internal error: Oops - BUG: 0 [#1] PREEMPT SMP ARM
CPU: 0 PID: 1166 Comm: irq/41-bgmac Tainted: G        W  O    4.14.275-rt132 #1
Hardware name: BRCM XGS iProc
task: ee3415c0 task.stack: ee32a000
PC is at dql_completed+0x168/0x178
LR is at bgmac_poll+0x18c/0x6d8
pc : [<c03b9430>]    lr : [<c04b5a18>]    psr: 800a0313
sp : ee32be14  ip : 000005ea  fp : 00000bd4
r10: ee558500  r9 : c0116298  r8 : 00000002
r7 : 00000000  r6 : ef128810  r5 : 01993267  r4 : 01993851
r3 : ee558000  r2 : 000070e1  r1 : 00000bd4  r0 : ee52c180
`,
		},
		{
			source: "xen/events: interrupts of CPUs that were never up", culprit: "xen_uninit_lock_cpu", first: "core-complained",
			must: []string{"never bound"},
			log: `     WARNING: CPU: 0 PID: 1 at drivers/xen/events/events_base.c:1112 unbind_from_irqhandler+0x4e/0x60
     Hardware name: Xen HVM domU, BIOS 4.2.amazon 08/24/2006
     Call Trace:
      xen_uninit_lock_cpu+0x28/0x62
      xen_hvm_cpu_die+0x21/0x30
      takedown_cpu+0x9c/0xe0
      ? trace_suspend_resume+0x60/0x60
      cpuhp_invoke_callback+0x9a/0x530
      _cpu_up+0x11a/0x130
      cpu_up+0x7e/0xc0
      bringup_nonboot_cpus+0x48/0x50
      smp_init+0x26/0x79
      kernel_init_freeable+0xea/0x229
`,
		},
		{
			source: "i2c: imx: an interrupt of DEBUG_SHIRQ while a failed probe is unwound", culprit: "i2c_imx_isr", first: "external-abort",
			must: []string{"made by i2c_imx_isr"},
			log: `    Unhandled fault: external abort on non-linefetch (0x1008) at 0x8882d003
    Internal error: : 1008 [#1] ARM
    Modules linked in:
    CPU: 0 PID: 1 Comm: swapper Not tainted 5.7.0 #607
    Hardware name: Freescale Vybrid VF5xx/VF6xx (Device Tree)
      (i2c_imx_isr) from [<8017009c>] (free_irq+0x25c/0x3b0)
      (free_irq) from [<805844ec>] (release_nodes+0x178/0x284)
      (release_nodes) from [<80580030>] (really_probe+0x10c/0x348)
      (really_probe) from [<80580380>] (driver_probe_device+0x60/0x170)
      (driver_probe_device) from [<80580630>] (device_driver_attach+0x58/0x60)
      (device_driver_attach) from [<805806bc>] (__driver_attach+0x84/0xc0)
      (__driver_attach) from [<8057e228>] (bus_for_each_dev+0x68/0xb4)
      (bus_for_each_dev) from [<8057f3ec>] (bus_add_driver+0x144/0x1ec)
      (bus_add_driver) from [<80581320>] (driver_register+0x78/0x110)
`,
		},
	} {
		c.check(t)
	}
}
