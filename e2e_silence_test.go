//go:build unix

package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// hangs is a boot that stops in a driver, as initcall_debug shows it.
func hangs() string {
	var b strings.Builder
	b.WriteString("[    0.000000] Linux version 6.1.0 (a@b) (gcc) #1 SMP\r\n[    0.000000] Kernel command line: console=ttyS0,115200 initcall_debug\r\n")
	for i := range 60 {
		fmt.Fprintf(&b, "[    %d.%06d] bus%d: registered\r\n", i/10, i%10*100000+1, i)
	}
	b.WriteString("[    7.000000] calling  omap_hsmmc_driver_init+0x0/0x14 @ 1\r\n[    7.000100] omap_hsmmc 48060000.mmc: probing\r\n")
	return b.String()
}

// TestABoardThatHangsInItsBoot: nobody types, and the screen says that the board is
// silent, in which call, and how to ask whether it lives; that is over with its next
// word. An idle shell is left alone.
func TestABoardThatHangsInItsBoot(t *testing.T) {
	t.Parallel()
	c := newCable(t)
	d := sit(t, 150, 24, `"$OOPSCOPE" --silent-after 2s `+c.link)
	d.sees("nothing received yet")
	c.prints(hangs())
	d.sees("SILENT since ", "the console stopped in omap_hsmmc_driver_init()", "ctrl+t K (SysRq) asks whether it lives", "1 trouble")
	c.prints("[   30.000000] initcall omap_hsmmc_driver_init+0x0/0x14 returned 0 after 1 usecs\r\n[   30.100000] Run /sbin/init as init process\r\nWelcome\r\nlogin: ")
	d.until("the silence being over", func(s string) bool {
		return strings.Contains(s, "login:") && !strings.Contains(s, "SILENT") && !strings.Contains(s, "asks whether it lives")
	})
	d.keys("C-t", "A")
	d.sees("▸    error", "the console stopped in omap_hsmmc_driver_init()")
	d.keys("Enter")
	d.sees("The last thing that began and did not end is the call of", "initcall_blacklist=omap_hsmmc_driver_init")
	c.recorded(d.quits())
}

// TestAWatchSaysThatTheBoardHangs: so does a watch, and a scan of what it recorded.
func TestAWatchSaysThatTheBoardHangs(t *testing.T) {
	t.Parallel()
	c := newCable(t)
	home := t.TempDir()
	run := func(args ...string) string {
		var out bytes.Buffer
		cmd := exec.Command(os.Args[0], args...)
		cmd.Env = append(os.Environ(), "BE_OOPSCOPE=1", "HOME="+home, "XDG_STATE_HOME="+home, "XDG_CONFIG_HOME="+home)
		cmd.Stdout = &out
		if args[0] == "watch" {
			go c.master.WriteString(hangs())
		}
		cmd.Run()
		return out.String()
	}
	record := home + "/boot.log"
	out := run("watch", c.link, "--json", "--no-raw", "--silent-after", "1s", "--timeout", "8s", "--record", record)
	if !strings.Contains(out, `"class":"silence","severity":"error","title":"the console stopped in omap_hsmmc_driver_init()"`) || !strings.Contains(out, "is missing for") {
		t.Errorf("a watch says %q", out)
	}
	if out = run("scan", "--json", "--no-raw", record); !strings.Contains(out, `"title":"the log ends inside the boot in omap_hsmmc_driver_init()"`) {
		t.Errorf("a scan says %q", out)
	}
}
