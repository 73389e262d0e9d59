package parse_test

import (
	"bytes"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"oopscope/parse"
)

// TestAnswer types to a board that stopped: said once, and again only after the
// board was heard.
func TestAnswer(t *testing.T) {
	at := time.Unix(1000, 0)
	d := parse.New(parse.Options{Lines: true})
	d.Feed([]byte("[    1.000000] calling  pru_init+0x0/0x30 @ 1\n[    1.500000] pru: probing\n"), at)
	idle := func(after time.Duration) []*parse.Crash {
		at = at.Add(after)
		return d.Idle(at).Crashes
	}
	d.Typed([]byte("l"), at)
	if c := idle(20 * time.Second); len(c) != 0 {
		t.Fatalf("no line was typed yet: %v", c[0].Title)
	}
	d.Typed([]byte("s\r"), at)
	c := idle(9 * time.Second)
	if len(c) != 1 || c[0].Class != "silence" || c[0].Severity != parse.Error || c[0].Title != "the console stopped in pru_init()" {
		t.Fatalf("got %v, want one silence", c)
	}
	if f := c[0].Facts; len(f) != 6 || f[3].Value != "29s" || f[4] != (parse.Fact{Name: "open call", Value: "pru_init", Line: 1}) || f[5].Value != "1.000000 s" {
		t.Errorf("facts %v, want last line, pace, how long, and the open call", f)
	}
	if !c[0].Quality.Complete || c[0].Aftermath != "" {
		t.Errorf("there is no more to come, and nothing is known of the machine: %+v, %s", c[0].Quality, c[0].Aftermath)
	}
	d.Typed([]byte("\r"), at)
	if c := idle(time.Minute); len(c) != 0 {
		t.Error("said twice")
	}
	d.Feed([]byte("# "), at)
	d.Typed([]byte("\r"), at)
	if c := idle(time.Minute); len(c) != 1 {
		t.Error("not said again after the board was heard")
	}
}

// kernelBoot are lines of a kernel that comes up, a tenth of a second apart.
func kernelBoot(lines int) string {
	var b strings.Builder
	b.WriteString("[    0.000000] Linux version 6.1.0 (a@b) (gcc) #1 SMP\n[    0.000000] Kernel command line: console=ttyS0,115200 root=/dev/mmcblk0p2\n")
	for i := range lines {
		fmt.Fprintf(&b, "[%5d.%06d] bus%d: registered\n", i/10, i%10*100000+1, i)
	}
	return b.String()
}

// TestWhoOwesAWord feeds a board's words and then nothing: a board is called silent
// where a word was to come, and nowhere else.
func TestWhoOwesAWord(t *testing.T) {
	const minute = time.Minute
	userland := kernelBoot(60) + "[    8.000000] Freeing unused kernel memory: 1024K\n[    8.100000] Run /sbin/init as init process\n"
	for _, c := range []struct {
		name, said string
		quiet      time.Duration
		title      string
	}{
		{"inside the boot", kernelBoot(60), minute, "the console stopped inside the boot"},
		{"inside the boot, not long", kernelBoot(60), 20 * time.Second, ""},
		{"in an initcall", kernelBoot(60) + "[    7.000000] calling  omap_hsmmc_driver_init+0x0/0x14 @ 1\n[    7.000100] mmc0: x\n", minute, "the console stopped in omap_hsmmc_driver_init()"},
		{"behind an initcall", userland + "[    9.000000] calling  pru_init+0x0/0x14 [pru] @ 77\n[    9.000100] initcall pru_init+0x0/0x14 [pru] returned 0 after 12 usecs\n", 10 * minute, ""},
		{"in a module's initcall, on a shell", userland + "# insmod pru.ko\n[   19.000000] calling  pru_init+0x0/0x14 [pru] @ 77\n", minute, "the console stopped in pru_init()"},
		{"in a suspend callback", userland + "# echo mem > /sys/power/state\n[   19.000000] PM: suspend entry (deep)\n[   19.000000] mmc0: calling  mmc_bus_suspend+0x0/0x50 @ 77, parent: 48060000.mmc\n", minute,
			"the console stopped in mmc_bus_suspend()"},
		{"suspended", userland + "# echo mem > /sys/power/state\n[   19.000000] PM: suspend entry (deep)\n", 10 * minute, ""},
		{"decompressed", "Uncompressing Linux... done, booting the kernel.\n", 3 * minute, "nothing came from the kernel that was started"},
		{"started by U-Boot", "U-Boot 2021.01\nStarting kernel ...\n\n", 3 * minute, "nothing came from the kernel that was started"},
		{"init started", userland, 3 * minute, "nothing came behind the start of init"},
		{"init speaks", userland + "Starting syslogd: OK\n", 10 * minute, ""},
		{"a login", userland + "Welcome to Buildroot\nbuildroot login: ", 10 * minute, ""},
		{"a shell", userland + "# ls\nbin\n# ", 10 * minute, ""},
		{"a prompt inside the boot", kernelBoot(60) + "(initramfs) ", 10 * minute, ""},
		{"a line of the kernel cut in two", kernelBoot(60) + "[    7.000000] clk: Disabling unu", minute, "the console stopped inside the boot"},
		{"a quiet kernel", strings.ReplaceAll(kernelBoot(60), "root=", "quiet root="), 10 * minute, ""},
		{"a panic", kernelBoot(60) + "[    7.000000] Kernel panic - not syncing: VFS: Unable to mount root fs on unknown-block(0,0)\n", 10 * minute, ""},
		{"powered down", kernelBoot(60) + "[    7.000000] reboot: Power down\n", 10 * minute, ""},
		{"begun in the middle", "[ 7000.000000] usb 1-1: new device\n", 10 * minute, ""},
		{"a boot loader at its prompt", "U-Boot 2021.01\nHit any key\n=> ", 10 * minute, ""},
	} {
		d, at := parse.New(parse.Options{Lines: true}), time.Unix(1000, 0)
		d.Feed([]byte(c.said), at)
		title := ""
		for end := at.Add(c.quiet); at.Before(end); at = at.Add(time.Second) {
			for _, x := range d.Idle(at).Crashes {
				if x.Class == "silence" {
					title += x.Title
				}
			}
		}
		if title != c.title {
			t.Errorf("%s: %q is said, want %q", c.name, title, c.title)
		}
	}
}

// TestPatience: how long is too long is learnt from the pauses that the board came
// out of, unless somebody says; and a line that is unplugged owes nothing.
func TestPatience(t *testing.T) {
	quietAfter := func(d *parse.Decoder, at time.Time, before func()) time.Duration {
		before()
		for s := time.Second; s < 20*time.Minute; s += time.Second {
			if len(d.Idle(at.Add(s)).Crashes) > 0 {
				return s
			}
		}
		return -1
	}
	at := time.Unix(1000, 0)
	d := parse.New(parse.Options{Lines: true})
	for i, line := range slices.Collect(strings.Lines(kernelBoot(10))) {
		at = at.Add(time.Duration(i) * 2 * time.Second) // up to 22 s
		d.Idle(at)
		d.Feed([]byte(line), at)
	}
	if got := quietAfter(d, at, func() {}); got != 4*22*time.Second {
		t.Errorf("behind pauses of up to 22 s it is called silent after %v", got)
	}
	for patience, want := range map[time.Duration]time.Duration{5 * time.Second: 5 * time.Second, -1: -1} {
		d := parse.New(parse.Options{Lines: true, Quiet: patience})
		d.Feed([]byte(kernelBoot(10)), at)
		if got := quietAfter(d, at, func() {}); got != want {
			t.Errorf("with a patience of %v it is called silent after %v", patience, got)
		}
	}
	d = parse.New(parse.Options{Lines: true})
	d.Feed([]byte(kernelBoot(10)), at)
	if got := quietAfter(d, at, d.Away); got != -1 {
		t.Errorf("unplugged it is called silent after %v", got)
	}
}

// TestSteadyStream: what ran for two minutes without a pause and stopped at no
// prompt broke off; what paused before, or came out of a program that ended, did not.
func TestSteadyStream(t *testing.T) {
	for name, c := range map[string]struct {
		every time.Duration
		n     int
		last  string
		want  string
	}{
		"steady":   {500 * time.Millisecond, 240, "", "a steady stream broke off"},
		"short":    {500 * time.Millisecond, 60, "", ""},
		"pausing":  {6 * time.Second, 240, "", ""},
		"a prompt": {500 * time.Millisecond, 240, "# ", ""},
	} {
		d, at := parse.New(parse.Options{Lines: true}), time.Unix(1000, 0)
		for i := range c.n {
			at = at.Add(c.every)
			d.Feed(fmt.Appendf(nil, "measured %d mV\n", i), at)
		}
		d.Feed([]byte(c.last), at)
		got := ""
		for end := at.Add(2 * time.Minute); at.Before(end); at = at.Add(time.Second) {
			for _, x := range d.Idle(at).Crashes {
				got += x.Title
			}
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

// TestLogEndsInside: a scan says of a log that ends in a boot that it does, and in
// which call.
func TestLogEndsInside(t *testing.T) {
	for name, c := range map[string]struct{ log, want string }{
		"in a boot":          {kernelBoot(60), "the log ends inside the boot"},
		"in a call":          {kernelBoot(60) + "[    7.000000] calling  omap_hsmmc_driver_init+0x0/0x14 @ 1\n" + strings.Repeat("[    7.100000] mmc0: waiting\n", 20), "the log ends inside the boot in omap_hsmmc_driver_init()"},
		"behind a call":      {kernelBoot(20) + "[    7.000000] calling  a_init+0x0/0x14 @ 1\n[    7.000000] initcall a_init+0x0/0x14 returned -19 after 1 usecs\n", ""},
		"an excerpt":         {kernelBoot(60)[200:], ""},
		"the first lines":    {kernelBoot(20), ""},
		"init runs":          {kernelBoot(60) + "[    7.000000] Run /init as init process\n" + strings.Repeat("[    7.100000] mmc0: x\n", 20), ""},
		"programs are heard": {kernelBoot(60) + "Starting syslogd: OK\n", ""},
		"it died": {kernelBoot(60) + "[    7.000000] Kernel panic - not syncing: No working init found.\n[    7.000001] CPU: 0 PID: 1 Comm: swapper/0 Not tainted 6.1.0 #1\n" +
			strings.Repeat("[    7.100000] mmc0: x\n", 100), ""},
	} {
		got := ""
		for x, err := range parse.Crashes(strings.NewReader(c.log)) {
			if err == nil && x.Class == "silence" {
				got += x.Title
			}
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

// TestAConsoleThatWasStopped has the line stand still for three seconds behind each line
// of a crash, as when a person stops the flow: the report goes on behind it.
func TestAConsoleThatWasStopped(t *testing.T) {
	for _, name := range []string{
		"arm/shepherd-panic.log", "riscv/null_read.log", "s390/bug.log", "mips/bug_call.log", "powerpc/null_read.log",
		"x86_64/mutex_freed-510.log", "x86_64/jump_data-5.10.log", "i386/exec_data.log", "arm64/jump_null-rt.log",
	} {
		log, err := os.ReadFile("../testdata/" + name)
		if err != nil {
			t.Fatal(err)
		}
		final := func(stops int) (last *parse.Crash, crashes int) {
			at, ids := time.Unix(1000, 0), map[int]bool{}
			d := parse.New(parse.Options{Lines: true})
			see := func(b parse.Batch) {
				for _, c := range b.Crashes {
					if ids[c.ID] = true; c.ID == 1 {
						last = c
					}
				}
			}
			for i, line := range bytes.SplitAfter(log, []byte("\n")) {
				see(d.Feed(line, at))
				if i == stops {
					for range 3 {
						at = at.Add(time.Second)
						see(d.Idle(at))
					}
				}
			}
			see(d.Close())
			return last, len(ids)
		}
		want, crashes := final(-1)
		for line := want.First; line < want.Last; line++ {
			got, n := final(line - 1)
			if len(got.Body) != len(want.Body) || got.Title != want.Title || n != crashes {
				t.Errorf("%s stopped behind line %d: %d lines of %d, %q, %d crashes", name, line, len(got.Body), len(want.Body), got.Title, n)
			}
		}
	}
}
