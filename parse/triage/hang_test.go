package triage

import (
	"strings"
	"testing"
	"time"

	"oopscope/parse"
)

// TestChecklistOfASilence: where a board stopped tells what to look at.
func TestChecklistOfASilence(t *testing.T) {
	boot := "[    0.000000] Linux version 6.1.0 (a@b) (gcc) #1 SMP\n[    0.100000] usbcore: registered\n[    0.200000] mmc0: new card\n"
	for said, want := range map[string]string{
		boot + "[    1.000000] printk: console [ttyS0] enabled\n[    1.000001] printk: bootconsole [earlycon0] disabled\n": "keep_bootcon",
		boot + "[    1.000000] clk: Disabling unused clocks\n":                                                             "clk_ignore_unused",
		boot + "[    1.000000] PM: genpd: Disabling unused power domains\n":                                                "pd_ignore_unused",
		"Uncompressing Linux... done, booting the kernel.\n":                                                               "earlycon",
		boot + "[    1.000000] Waiting for root device /dev/mmcblk0p2...\n":                                                "Compare root=",
		boot + "[    1.000000] Run /sbin/init as init process\n":                                                           "init=/bin/sh",
		boot + "[    1.000000] omap_wdt: watchdog set up\n":                                                                "wdctl",
		boot + "[    1.000000] calling  omap_hsmmc_driver_init+0x0/0x14 @ 1\n":                                             "initcall_blacklist=omap_hsmmc_driver_init",
		boot: "Try SysRq",
	} {
		d, at := parse.New(parse.Options{Lines: true, Quiet: time.Second}), time.Unix(1000, 0)
		d.Feed([]byte(said), at)
		b := d.Idle(at.Add(10 * time.Second))
		if len(b.Crashes) != 1 {
			t.Errorf("%q: %d reports", said, len(b.Crashes))
			continue
		}
		next := ""
		for _, f := range Triage(b.Crashes[0]) {
			next += f.Text + " " + f.Next + "\n"
			if len(f.Evidence) == 0 {
				t.Errorf("%s: no evidence", f.Rule)
			}
		}
		if !strings.Contains(next, want) || !strings.Contains(next, " is missing for 10s.") {
			t.Errorf("%q: %q is not in\n%s", said, want, next)
		}
	}
}
