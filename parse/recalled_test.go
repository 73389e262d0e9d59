package parse_test

import (
	"fmt"
	"strings"
	"testing"

	"oopscope/parse"
	"oopscope/parse/crash"
)

const death = `[   12.345670] Unable to handle kernel NULL pointer dereference at virtual address 00000010
[   12.345671] Internal error: Oops: 17 [#1] SMP ARM
[   12.345672] CPU: 0 PID: 77 Comm: sh Not tainted 6.1.0 #1
[   12.345673] PC is at pump_read+0x10/0x40
[   12.345674] LR is at vfs_read+0x10/0x40
[   12.345675]  pump_read from vfs_read+0xa4/0x200
[   12.345676]  vfs_read from ksys_read+0x60/0xe0
[   12.345677] ---[ end trace 0000000000000000 ]---
[   12.345678] Kernel panic - not syncing: Fatal exception
[   12.345679] Rebooting in 5 seconds..
`

// booting are the first lines of a boot whose clock is that much off another one's.
func booting(jitter int) string {
	return fmt.Sprintf("U-Boot 2021.01\nStarting kernel ...\n[    0.000000] Booting Linux on physical CPU 0x0\n[    0.000000] Linux version 6.1.0 (me@host) #1 SMP\n"+
		"[    1.%06d] mmc0: new card\n[    1.%06d] eth0: link up\n[    5.%06d] systemd[1]: started\n", 31*jitter, 400000+57*jitter, 71*jitter)
}

// later is the death with times of its own.
func later(micro int) string {
	return strings.ReplaceAll(death, "[   12.3456", fmt.Sprintf("[   12.%04d", 3456+micro))
}

// What a boot prints of an earlier one's death, out of pstore or the console that
// ramoops kept, happened once: a watchdog that resets the board in a circle makes no
// further deaths of it. A board that dies again and again does so at other times.
func TestADeathThatIsRecalled(t *testing.T) {
	leveled := ""
	for line := range strings.Lines(death) {
		leveled += "<4>" + line
	}
	for name, c := range map[string]struct {
		first, each string // behind the early lines of the first boot, and of each later one
		jitter      int
		want        int
	}{
		"a dump printed in each boot":    {death, "Panic#1 Part1\n" + leveled + "[    6.000000] app: started\n", 7, 1},
		"only dumps of an unseen boot":   {"[    5.9] app: started\n", "Panic#1 Part1\n" + leveled + "[    6.000000] app: started\n", 7, 1},
		"the console of ramoops":         {death, death + "[    6.000000] app: started\n", 7, 1},
		"a dump, on a simulated machine": {death, "Panic#1 Part1\n" + leveled + "[    6.000000] app: started\n", 0, 1},
		"deaths of a simulated machine":  {death, death, 0, 4},
	} {
		log := booting(1) + c.first
		for i := range 3 {
			log += booting(1+c.jitter*(i+1)) + c.each
		}
		deaths := 0
		for x, err := range parse.Crashes(strings.NewReader(log)) {
			if err != nil {
				t.Fatal(err)
			}
			if x.Severity > crash.Error {
				deaths++
			}
		}
		if deaths != c.want {
			t.Errorf("%s: %d deaths, want %d", name, deaths, c.want)
		}
	}
	log := ""
	for i := range 4 {
		log += booting(i*7) + later(i*5)
	}
	deaths := 0
	for range parse.Crashes(strings.NewReader(log)) {
		deaths++
	}
	if deaths != 4 {
		t.Errorf("a board that dies in each of 4 boots: %d deaths", deaths)
	}
}
