package triage

import "testing"

// Reports from the messages of commits, patches and threads of mailing lists in which the
// cause stands, reduced: what is to be said of each first.
func TestWhatThreadsFoundIsSaidFirst(t *testing.T) {
	for _, c := range foundInThreads {
		c.check(t)
	}
}

var foundInThreads = []fixed{
	{
		source: "iommu/power domains of remoteproc: detach on remove", culprit: "adsp_probe", first: "name-taken",
		log: `[   29.452005] sysfs: cannot create duplicate filename '/devices/genpd:0:3000000.remoteproc'
[   29.477121] CPU: 1 PID: 483 Comm: sh Tainted: G        W          6.1.0-rc4-00075-g71a113770bda #78
[   29.510319] Hardware name: Fairphone 4 (DT)
[   29.538335] Call trace:
[   29.564470]  dump_backtrace.part.0+0xe0/0xf0
[   29.592602]  show_stack+0x18/0x30
[   29.619616]  dump_stack_lvl+0x64/0x80
[   29.646834]  dump_stack+0x18/0x34
[   29.673541]  sysfs_warn_dup+0x60/0x7c
[   29.700592]  sysfs_create_dir_ns+0xec/0x110
[   29.728057]  kobject_add_internal+0xb8/0x374
[   29.755530]  kobject_add+0x9c/0x104
[   29.782072]  device_add+0xbc/0x8a0
[   29.808445]  device_register+0x20/0x30
[   29.835175]  genpd_dev_pm_attach_by_id+0xa4/0x190
[   29.862851]  genpd_dev_pm_attach_by_name+0x3c/0xb0
[   29.890472]  dev_pm_domain_attach_by_name+0x20/0x30
[   29.918212]  adsp_probe+0x278/0x580
`,
	},
	{
		source: "drm/amdgpu: reserve a fence slot in the fault handler", culprit: "amdgpu_bo_fence", first: "core-complained",
		must: []string{"A check in drivers/dma-buf/dma-resv.c", "no slot was reserved"},
		log: `[  179.556745] kernel BUG at drivers/dma-buf/dma-resv.c:282!
[  179.702910] Call Trace:
[  179.705696]  amdgpu_bo_fence+0x21/0x50 [amdgpu]
[  179.710707]  amdgpu_vm_sdma_commit+0x299/0x430 [amdgpu]
[  179.716497]  amdgpu_vm_bo_update_mapping.constprop.0+0x29f/0x390 [amdgpu]
[  179.723927]  ? find_held_lock+0x38/0x90
[  179.728183]  amdgpu_vm_handle_fault+0x1af/0x420 [amdgpu]
[  179.734063]  gmc_v9_0_process_interrupt+0x245/0x2e0 [amdgpu]
[  179.740347]  ? kgd2kfd_interrupt+0xb8/0x1e0 [amdgpu]
[  179.745808]  amdgpu_irq_dispatch+0x10a/0x3c0 [amdgpu]
[  179.757159]  amdgpu_ih_process+0xbb/0x1a0 [amdgpu]
[  179.762466]  amdgpu_irq_handle_ih1+0x27/0x40 [amdgpu]
[  179.767997]  process_one_work+0x23c/0x580
[  179.772371]  worker_thread+0x50/0x3b0
`,
	},
	{
		source: "net: netif_rx() in any context, seen with the USB gadget of dwc2", culprit: "rx_complete", first: "core-complained",
		must: []string{"switched off in a hard interrupt"},
		log: `------------[ cut here ]------------
WARNING: CPU: 0 PID: 876 at kernel/softirq.c:308 __local_bh_disable_ip+0xbc/0xc0
Modules linked in: hci_uart btbcm btintel brcmfmac bluetooth s5p_mfc s5p_csis
CPU: 0 PID: 876 Comm: ip Not tainted 5.17.0-rc3-01145-gbaebdf48c360 #11325
Hardware name: Samsung Exynos (Flattened Device Tree)
 unwind_backtrace from show_stack+0x10/0x14
 show_stack from dump_stack_lvl+0x58/0x70
 dump_stack_lvl from __warn+0x238/0x23c
 __warn from warn_slowpath_fmt+0xac/0xb4
 warn_slowpath_fmt from __local_bh_disable_ip+0xbc/0xc0
 __local_bh_disable_ip from netif_rx+0x1c/0x28c
 netif_rx from rx_complete+0x12c/0x224
 rx_complete from dwc2_hsotg_complete_request+0x94/0x208
 dwc2_hsotg_complete_request from dwc2_hsotg_epint+0x9ac/0x1224
 dwc2_hsotg_epint from dwc2_hsotg_irq+0x1c8/0x5b4
 dwc2_hsotg_irq from __handle_irq_event_percpu+0x94/0x210
`,
	},
	{
		source: "after a report of a NanoPi R4S: one bit", culprit: "clk_change_rate", first: "wild-pointer",
		must: []string{"But for bit 58 it would be 0xffff0000f2150160"},
		log: `[22511.247464] Unable to handle kernel paging request at virtual address fbff0000f2150160
[22511.248157] Mem abort info:
[22511.248403]   ESR = 0x96000004
[22511.248672]   EC = 0x25: DABT (current EL), IL = 32 bits
[22511.249136]   SET = 0, FnV = 0
[22511.249403]   EA = 0, S1PTW = 0
[22511.249678] Data abort info:
[22511.249962]   ISV = 0, ISS = 0x00000004
[22511.250299]   CM = 0, WnR = 0
[22511.250561] [fbff0000f2150160] address between user and kernel address ranges
[22511.251185] Internal error: Oops: 96000004 [#1] PREEMPT SMP
[22511.251672] Modules linked in: pppoe ppp_async wireguard snd_usb_audio
[22511.260000] CPU: 4 PID: 2 Comm: kworker/4:2 Not tainted 5.15.27 #0
[22511.260100] pc : clk_change_rate+0x30/0x2a0
[22511.260200] lr : clk_change_rate+0x1d8/0x2a0
`,
	},
	{
		source: "tipc: fix NULL deref in cleanup_bearer()", culprit: "cleanup_bearer", first: "kasan-null-range",
		must: []string{"cleanup_bearer: KASAN says"},
		log: `Oops: general protection fault, probably for non-canonical address 0xdffffc0000000006: 0000 [#1] PREEMPT SMP KASAN PTI
KASAN: null-ptr-deref in range [0x0000000000000030-0x0000000000000037]
CPU: 0 UID: 0 PID: 5896 Comm: kworker/0:3 Not tainted 6.13.0-rc1-next-20241203 #0
Hardware name: Google Google Compute Engine/Google Compute Engine, BIOS Google 09/13/2024
Workqueue: events cleanup_bearer
 RIP: 0010:read_pnet include/net/net_namespace.h:387 [inline]
 RIP: 0010:sock_net include/net/sock.h:655 [inline]
 RIP: 0010:cleanup_bearer+0x1f7/0x280 net/tipc/udp_media.c:820
Code: 18 48 89 d8 48 c1 e8 03 42 80 3c 28 00 74 08 48 89 df e8 3c f7 99 f6 48 8b 1b 48 83 c3 30 e8 f0 e4 60 00 48 89 d8 48 c1 e8 03 <42> 80 3c 28 00 74 08 48 89 df e8 1a f7 99 f6 49 83 c7 e8 48 8b 1b
RSP: 0018:ffffc9000410fb70 EFLAGS: 00010206
RAX: 0000000000000006 RBX: 0000000000000030 RCX: ffff88802fe3c000
`,
	},
	{
		source: "efi/arm64: runtime services wrote to a page that is read-only", culprit: "", first: "firmware-ran",
		must: []string{"0x201ff820", "firmware that the kernel called"},
		log: `Unable to handle kernel paging request at virtual address 20251000
pgd = ffff000009090000
[20251000] *pgd=0000010ffff90003, *pud=0000010ffff90003, *pmd=0000000fdc030003, *pte=00e8832000250707
Internal error: Oops: 96000047 [#1] SMP
Modules linked in:
CPU: 49 PID: 1 Comm: swapper/0 Tainted: G        W       4.9.0.0.vanilla10-00002-g429605e9ab0a #1
Hardware name: www.cavium.com ThunderX CRB-2S/ThunderX CRB-2S, BIOS 0.3 Sep 13 2016
task: ffff800feee6bc00 task.stack: ffff800fec050000
PC is at 0x201ff820
LR is at 0x201fdfc0
pc : [<00000000201ff820>] lr : [<00000000201fdfc0>] pstate: 20000045
sp : ffff800fec053b70
x29: ffff800fec053bc0 x28: 0000000000000000 
x27: ffff000008ce3e08 x26: ffff000008c52568 
x25: ffff000008bf045c x24: ffff000008bdb828 
x23: 0000000000000000 x22: 0000000000000040 
x21: ffff800fec053bb8 x20: 0000000020251000 
x19: ffff800fec053c20 x18: 0000000000000000 
`,
	},
	{
		source: "wifi: ath12k on big endian", culprit: "", first: "user-pointer",
		must: []string{"may be a number that is no pointer (another type or byte order"},
		log: `    Kernel attempted to read user page (40dcdf) - exploit attempt? (uid: 0)
    BUG: Unable to handle kernel data access on read at 0x0040dcdf
    Faulting instruction address: 0xe209290c
    Oops: Kernel access of bad area, sig: 11 [#1]
    BE PAGE_SIZE=4K SMP NR_CPUS=4 CoreNet Generic
    Modules linked in: ath12k(O) mac80211(O) cfg80211(O) compat(O)
    CPU: 1 PID: 10200 Comm: jshn Tainted: G           O       6.6.73 #0
    Hardware name: CyBoxAP-A e5500 0x80241021 CoreNet Generic
    NIP:  e209290c LR: e2092854 CTR: c08d3190
    REGS: dffe3d40 TRAP: 0300   Tainted: G           O        (6.6.73)
    MSR:  00029002 <CE,EE,ME>  CR: 44004804  XER: 00000000
    DEAR: 0040dcdf ESR: 00000000 
    GPR00: e2092854 dffe3e30 c328a500 e2092854 0040dcce 00000008 00070000 cf900000 
    GPR08: 00000000 cf900004 40000000 c8e52c4c c08d3190 1002801c 0fcf5000 c0ab85f8 
`,
	},
	{
		source: "drm/buddy: a lock for trimming", culprit: "__alloc_range", first: "list-poison",
		must: []string{"LIST_POISON1"},
		log: `[ 7197.250436] general protection fault, probably for non-canonical address 0xdead000000000108
[ 7197.250447] RIP: 0010:__alloc_range+0x8b/0x340 [amddrm_buddy]
[ 7197.250470] Call Trace:
[ 7197.250472]  <TASK>
[ 7197.250475]  ? show_regs+0x6d/0x80
[ 7197.250481]  ? die_addr+0x37/0xa0
[ 7197.250483]  ? exc_general_protection+0x1db/0x480
[ 7197.250488]  ? drm_suballoc_new+0x13c/0x93d [drm_suballoc_helper]
[ 7197.250493]  ? asm_exc_general_protection+0x27/0x30
[ 7197.250498]  ? __alloc_range+0x8b/0x340 [amddrm_buddy]
[ 7197.250501]  ? __alloc_range+0x109/0x340 [amddrm_buddy]
[ 7197.250506]  amddrm_buddy_block_trim+0x1b5/0x260 [amddrm_buddy]
[ 7197.250511]  amdgpu_vram_mgr_new+0x4f5/0x590 [amdgpu]
[ 7197.250682]  amdttm_resource_alloc+0x46/0xb0 [amdttm]
`,
	},
	{
		source: "net: hns3, mlx5: one number given out twice", culprit: "add_adev", first: "name-taken",
		log: `[13904.917246] sysfs: cannot create duplicate filename '/bus/auxiliary/devices/mlx5_core.eth.2'
[13904.925656] CPU: 64 PID: 957 Comm: kworker/64:2 Tainted: G        W         5.13.0-rc3-bisect+ #37
[13904.934573] Hardware name: Huawei TaiShan 200 (Model 2280)/BC82AMDD, BIOS 2280-V2 CS V5.B170.01 06/30/2021
[13904.944181] Workqueue: events work_for_cpu_fn
[13904.948522] Call trace:
[13904.950949]  dump_backtrace+0x0/0x19c
[13904.954598]  show_stack+0x24/0x30
[13904.957899]  dump_stack+0xc8/0x104
[13904.961287]  sysfs_warn_dup+0x70/0x90
[13904.964936]  sysfs_do_create_link_sd+0xf8/0x100
[13904.969448]  sysfs_create_link+0x2c/0x50
[13904.973355]  bus_add_device+0x74/0x120
[13904.977088]  device_add+0x2f4/0x840
[13904.980562]  __auxiliary_device_add+0x4c/0xb0
[13904.984901]  add_adev+0x9c/0xf0
[13904.988030]  mlx5_rescan_drivers_locked.part.0+0x154/0x1c0
`,
	},
	{
		source: "usb: musb: fix external abort on suspend", culprit: "musb_default_readb", first: "external-abort",
		must:  []string{"clock or power domain is off"},
		never: []string{"ordinary memory"},
		log: `Unhandled fault: external abort on non-linefetch (0x1008) at 0xd025840a
Internal error: : 1008 [#1] SMP ARM
CPU: 0 PID: 1260 Comm: sh Not tainted 4.13.0-rc2 #1
PC is at musb_default_readb+0x10/0x20
LR is at musb_disable_interrupts+0x84/0xa8
[<c05481a4>] (musb_default_readb) from [<c0545abc>] (musb_disable_interrupts+0x84/0xa8)
[<c0545abc>] (musb_disable_interrupts) from [<c0546b08>] (musb_suspend+0x38/0xb8)
[<c0546b08>] (musb_suspend) from [<c04a57f8>] (platform_pm_suspend+0x3c/0x64)
`,
	},
	{
		source: "arm64: fix kernel stack overflow in kdump capture kernel", culprit: "el1_sync", first: "stack-overflow",
		must:  []string{"begins at 0", "its pointer was never set"},
		never: []string{"is used up in"},
		log: `[    0.000000] CPU features: detected: IRQ priority masking
[    0.000000] alternatives: patching kernel code
[    0.000000] Insufficient stack space to handle exception!
[    0.000000] ESR: 0x96000044 -- DABT (current EL)
[    0.000000] FAR: 0x0000000000000040
[    0.000000] Task stack:     [0xffff0000097f0000..0xffff0000097f4000]
[    0.000000] IRQ stack:      [0x0000000000000000..0x0000000000004000]
[    0.000000] Overflow stack: [0xffff80002b7cf290..0xffff80002b7d0290]
[    0.000000] CPU: 0 PID: 0 Comm: swapper Not tainted 4.19.34-lw+ #3
[    0.000000] pstate: 400003c5 (nZcv DAIF -PAN -UAO)
[    0.000000] pc : el1_sync+0x0/0xb8
[    0.000000] lr : el1_irq+0xb8/0x140
[    0.000000] sp : 0000000000000040
[    0.000000] pmr_save: 00000070
[    0.000000] x29: ffff0000097f3f60 x28: ffff000009806240
[    0.000000] x27: 0000000080000000 x26: 0000000000004000
[    0.000000] x25: 0000000000000000 x24: ffff000009329028
[    0.000000] x23: 0000000040000005 x22: ffff000008095c6c
`,
	},
	{
		source: "dmaengine: rcar-dmac: a descriptor completed twice", culprit: "rcar_dmac_isr_channel_thread", first: "core-complained",
		must: []string{"never submitted, or was completed before"},
		log: `kernel BUG at drivers/dma/dmaengine.h:54!
Internal error: Oops - BUG: 0 [#1] PREEMPT SMP
Hardware name: Custom board board based on r8a77990 (DT)
pc : rcar_dmac_isr_channel_thread+0xc0/0x190
lr : rcar_dmac_isr_channel_thread+0x84/0x190
sp : ffffff800a9e3d80
Call trace:
 rcar_dmac_isr_channel_thread+0xc0/0x190
 irq_thread_fn+0x28/0x6c
 irq_thread+0x130/0x1e4
 kthread+0x134/0x138
`,
	},
	{
		source: "i2c: riic: Move suspend handling to NOIRQ phase", culprit: "__i2c_smbus_xfer", first: "core-said",
		must: []string{"controller is suspended"},
		log: `[  134.285536] ------------[ cut here ]------------
[  134.290298] i2c i2c-2: Transfer while suspended
[  134.295174] WARNING: drivers/i2c/i2c-core.h:56 at __i2c_smbus_xfer+0x1e4/0x214, CPU#0: systemd-sleep/388
[  134.365507] Tainted: [W]=WARN
[  134.368485] Hardware name: Renesas SMARC EVK version 2 based on r9a09g047e57 (DT)
[  134.375961] pstate: 60400005 (nZCv daif +PAN -UAO -TCO -DIT -SSBS BTYPE=--)
[  134.382935] pc : __i2c_smbus_xfer+0x1e4/0x214
[  134.387329] lr : __i2c_smbus_xfer+0x1e4/0x214
[  134.391717] sp : ffff800083f23860
[  134.395040] x29: ffff800083f23860 x28: 0000000000000000 x27: ffff800082ed5d60
[  134.459672] x2 : 0000000000000000 x1 : 0000000000000000 x0 : ffff0000c9ee9e80
[  134.466851] Call trace:
[  134.469311]  __i2c_smbus_xfer+0x1e4/0x214 (P)
[  134.473677]  i2c_smbus_xfer+0xbc/0x120
`,
	},
	{
		source: "H264 encode makes RK3328 hang", culprit: "rk_iommu_read", first: "external-abort",
		must:  []string{"clock or power domain is off"},
		never: []string{"ordinary memory"},
		log: `[   41.675708] ff340000.vepu: power on
[   41.676326] Unhandled fault: synchronous external abort (0x96000210) at 0xffffff8008066804
[   41.677599] Internal error: : 96000210 [#1] SMP
[   41.678269] Modules linked in:
[   41.678760] CPU: 1 PID: 525 Comm: mpp_enc_ctrl Not tainted 4.4.71 #3
[   41.679682] Hardware name: Rockchip RK3328 EVB (DT)
[   41.680403] task: ffffffc038530000 ti: ffffffc038538000 task.ti: ffffffc038538000
[   41.681498] PC is at rk_iommu_read+0x20/0x34
[   41.682132] LR is at rk_iommu_is_stall_active+0x44/0x64
[   41.682893] pc : [<ffffff8008452118>] lr : [<ffffff80084521c4>] pstate: 80000145
[   41.696025] sp : ffffffc03853bb60
[   41.771668] x19: 0000000000000004 x18: 00000000000a4f7c
`,
	},
	{
		source: "mm/slub: fix to return errno if kmalloc() fails", culprit: "f2fs_init_xattr_caches", first: "core-complained",
		must: []string{"no memory left for the name"},
		log: `kernel BUG at mm/slub.c:5893!
Internal error: Oops - BUG: 0 [#1] PREEMPT SMP
Call trace:
 sysfs_slab_add+0x258/0x260 mm/slub.c:5973
 __kmem_cache_create+0x60/0x118 mm/slub.c:4899
 create_cache mm/slab_common.c:229 [inline]
 kmem_cache_create_usercopy+0x19c/0x31c mm/slab_common.c:335
 kmem_cache_create+0x1c/0x28 mm/slab_common.c:390
 f2fs_kmem_cache_create fs/f2fs/f2fs.h:2766 [inline]
 f2fs_init_xattr_caches+0x78/0xb4 fs/f2fs/xattr.c:808
 f2fs_fill_super+0x1050/0x1e0c fs/f2fs/super.c:4149
 mount_bdev+0x1b8/0x210 fs/super.c:1400
`,
	},
	{
		source: "qcom: EDAC driver is removed", culprit: "", first: "core-complained",
		must: []string{"free already"},
		log: `[ 8470.972150] EDAC MC: Removed device 0 for qcom_llcc_edac llcc: DEV qcom_llcc_edac
[ 8471.047124] EDAC DEVICE1: Giving out device to module qcom_llcc_edac controller llcc: DEV qcom_llcc_edac (INTERRUPT)
[ 8477.005625] EDAC MC: Removed device 1 for qcom_llcc_edac llcc: DEV qcom_llcc_edac
[ 8477.005659] ------------[ cut here ]------------
[ 8477.005661] kernel BUG at mm/slub.c:435!
[ 8477.005668] Internal error: Oops - BUG: 00000000f2000800 [#1] PREEMPT SMP
[ 8477.005674] Modules linked in: qcom_edac(-) aes_ce_ccm michael_mic snd_soc_wsa883x
`,
	},
}
