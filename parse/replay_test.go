package parse_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"oopscope/parse"
)

// boot prints a short boot; skew makes its microseconds its own.
func boot(skew int) string {
	var b strings.Builder
	b.WriteString("[    0.000000] Booting Linux on physical CPU 0x0\r\n[    0.000000] Linux version 6.1.0 (a@b) #1\r\n[    0.000000] Zone ranges:\r\n")
	for i := range 40 {
		fmt.Fprintf(&b, "[    %d.%06d] pru %d: ready\r\n", i/10, i%10*100000+skew+1, i)
	}
	return b.String()
}

const oops = "[   20.000100] Unable to handle kernel NULL pointer dereference at virtual address 000001c1\r\n" +
	"[   20.000200] Internal error: Oops: 5 [#1] SMP ARM\r\n[   20.000300] PC is at pru_irq+0x8/0x24 [pru]\r\n" +
	"[   20.000400]  pru_irq [pru] from handle_irq+0x10/0x20\r\n[   20.000500] ---[ end trace 0000000000000000 ]---\r\n"

func run(t *testing.T, log string) (crashes []*parse.Crash, boots int) {
	t.Helper()
	d := parse.New(parse.Options{})
	for _, b := range []parse.Batch{d.Feed([]byte(log), time.Time{}), d.Close()} {
		crashes = append(crashes, b.Crashes...)
		for _, x := range b.Boots {
			boots = max(boots, x.N)
		}
	}
	return crashes, boots
}

func TestDmesgIsNoReboot(t *testing.T) {
	log := boot(7) + oops
	crashes, boots := run(t, log+"# dmesg\r\n"+log+"# \r\n[   30.000000] late\r\n")
	if len(crashes) != 1 || boots != 1 {
		t.Errorf("%d crashes in %d boots, want one in one", len(crashes), boots)
	}
}

func TestRebootIsOne(t *testing.T) {
	crashes, boots := run(t, boot(7)+oops+boot(11)+oops[:len(oops)/2])
	if len(crashes) != 2 && len(crashes) != 1 || boots != 2 {
		t.Fatalf("%d crashes in %d boots, want two boots", len(crashes), boots)
	}
	if c := crashes[0]; c.Boot != 1 || c.Aftermath != parse.Rebooting {
		t.Errorf("boot %d, %s: want boot 1, rebooting", c.Boot, c.Aftermath)
	}
}

// TestSilentReset is a restart that nothing announced: the last lines are its
// report.
func TestSilentReset(t *testing.T) {
	crashes, boots := run(t, boot(7)+boot(11))
	if len(crashes) != 1 || boots != 2 || crashes[0].Class != "reset" || crashes[0].Boot != 1 {
		t.Fatalf("%v in %d boots, want the reset of boot 1", crashes, boots)
	}
	if last := crashes[0].Body[len(crashes[0].Body)-1].Text; last != "pru 39: ready" {
		t.Errorf("its last line is %q", last)
	}
}

// TestCrashInEarlyBoot comes before the second boot has shown that it is one.
func TestCrashInEarlyBoot(t *testing.T) {
	second := "[    0.000000] Booting Linux on physical CPU 0x0\r\n" + strings.ReplaceAll(oops, "   20.0", "    0.0")
	crashes, boots := run(t, boot(7)+"[    9.000000] reboot: Restarting system\r\n"+second+boot(0)[60:])
	if len(crashes) != 1 || boots != 2 || crashes[0].Boot != 2 {
		t.Fatalf("%d crashes in %d boots, want one in boot 2", len(crashes), boots)
	}
}

// TestJoinedCaptures is the same capture twice in one file: nobody asked for a
// replay, so it happened twice.
func TestJoinedCaptures(t *testing.T) {
	crashes, boots := run(t, boot(7)+oops+boot(7)+oops+oops)
	if len(crashes) != 3 || boots != 2 {
		t.Errorf("%d crashes in %d boots, want three in two", len(crashes), boots)
	}
}
