package parse_test

import (
	"fmt"
	"testing"

	"oopscope/parse"
)

// TestQuotedAlone: what mails show of a report is often one line of it; reduced from
// linux-kernel (2.6.12-mm1 does not reboot), linux-mm (a swapless kernel kills), u-boot (an
// abort breaks into a line), xen-devel (#CP in tboot), and a search for "Kill" in a log.
func TestQuotedAlone(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"panic":    {"> VFS: Cannot open root device \"sda1\" or unknown-block(0,0)\n> Kernel panic - not syncing: VFS: Unable to mount root fs on unknown-block(0,0)\n> \n> Looks like it didn't find the SCSI card at all.\n", "[no-rootfs]"},
		"indented": {"detect stage.  Later the mount fails.\n\n  RAMDISK: cramfs filesystem found at block 0\n  XFS: bad magic number\n  Kernel panic - not syncing: VFS: Unable to mount root fs on unknown-block(8,1)\n\nSigned-off-by: A B <a@b>\n", "[no-rootfs]"},
		"oom":      {">the output:\n>\n>oom-killer: gfp_mask=0x1d2\n>DMA per-cpu:\n>cpu 0 hot: low 2, high 6, batch 1\n>Free pages:        1316kB (0kB HighMem)\n", "[oom]"},
		"xen":      {"> faults:\n> \n> Panic on CPU 0:\n> CONTROL-FLOW PROTECTION FAULT: #CP[0003] endbranch\n> \n> And Xen hangs at this point.\n", "[firmware-panic]"},
		"broken":   {">    Loading Device Tree to 00000000bfff4000 ... \"Synchronous Abort\" handler, esr 0x96000045\n> elr: 000000000006e1cc lr : 0000000000068fd8 (reloc)\n> x0 : ffffffffffffffff x1 : 00000000bfffc258\n> Resetting CPU ...\n", "[firmware-panic]"},
		"4.19":     {"[  100.000008] Out of memory: Kill process 100 (stress) score 900 or sacrifice child\n[  100.000009] Killed process 100 (stress) total-vm:265804kB, anon-rss:222856kB, file-rss:0kB, shmem-rss:0kB\n", "[oom]"},
		"tail": {"[    2.138018]  ret_from_fork+0x10/0x34\n[    2.141606] Code: 97e0b11d aa0003f3 b4000680 f94006e0 (f9404000)\n[    2.147723] ---[ end trace 26cf63e6cbba33a8 ]---\n" +
			"[    2.152374] Kernel panic - not syncing: Attempted to kill init! exitcode=0x0000000b\n[    2.160061] SMP: stopping secondary CPUs\n", "[init-killed]"},
		"subject":  {"Subject: Re: kswapd0: page allocation failure: order:0, mode:0x820(GFP_ATOMIC),\n nodemask=(null) (Kernel v6.5.9)\n\nI think there are multiple ways.\n", "[]"},
		"document": {"> -A typical out-of-bounds report looks like this::\n> +A typical report looks like this::\n>  \n>      BUG: KASAN: slab-out-of-bounds in kmalloc_oob_right+0xa8/0xbc [test_kasan]\n> @@ -133,33 +133,43 @@\n", "[]"},
		"table":    {"| Symptom | Action |\n|---|---|\n| Kernel panic - not syncing: VFS: Unable to mount root fs | add the driver |\n", "[]"},
	} {
		classes := []string{}
		for _, x := range decode([]byte(c.text)) {
			if x.Severity > parse.Error {
				classes = append(classes, x.Class)
			}
		}
		if got := fmt.Sprint(classes); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}
