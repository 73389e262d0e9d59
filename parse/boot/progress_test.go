package boot

import (
	"fmt"
	"testing"
)

// TestDue: what a kernel that says these lines has to say next.
func TestDue(t *testing.T) {
	const banner = "[    0.000000] Linux version 6.1.55 (root@b)"
	for _, c := range []struct {
		name  string
		lines []string
		want  Reason
	}{
		{"nothing is known", []string{"login:"}, Nothing},
		{"U-Boot", []string{"U-Boot 2023.10 (Oct 02 2023)"}, Nothing},
		{"U-Boot gave way", []string{"U-Boot 2023.10 (Oct 02 2023)", "Starting kernel ..."}, Start},
		{"EFI gave way", []string{"EFI stub: Exiting boot services..."}, Start},
		{"the EFI stub", []string{"EFI stub: Booting Linux Kernel..."}, Start},
		{"the decompressor", []string{"Uncompressing Linux... done, booting the kernel."}, Start},
		{"the kernel boots", []string{banner}, Boot},
		{"arm64 boots", []string{"[    0.000000] Booting Linux on physical CPU 0x0"}, Boot},
		{"quiet", []string{banner, "[    0.000000] Kernel command line: console=ttyS0 quiet"}, Nothing},
		{"loglevel=4", []string{banner, "[    0.000000] Kernel command line: loglevel=4 console=ttyS0"}, Nothing},
		{"loglevel=5", []string{banner, "[    0.000000] Kernel command line: loglevel=5 console=ttyS0"}, Boot},
		{"init is to start", []string{banner, "[    3.000000] Freeing unused kernel image (initmem) memory: 1024K"}, InitUp},
		{"init, older", []string{banner, "[    3.000000] Freeing init memory: 200K"}, InitUp},
		{"init runs", []string{banner, "[    3.000000] Run /sbin/init as init process"}, InitUp},
		{"with its arguments", []string{banner, "[    3.000000] Run /sbin/init as init process", "[    3.000001]   with arguments:", "[    3.000002]     /sbin/init"}, InitUp},
		{"init spoke", []string{banner, "[    3.000000] Run /sbin/init as init process", "Welcome to Buildroot"}, Nothing},
		{"the kernel went on", []string{banner, "[    3.000000] Run /sbin/init as init process", "[    4.000000] EXT4-fs (mmcblk0p2): re-mounted"}, Nothing},
		{"suspended", []string{banner, "[    9.000000] PM: suspend entry (deep)"}, Nothing},
		{"awake", []string{banner, "[    9.000000] PM: suspend entry (deep)", "[   10.000000] PM: suspend exit"}, Nothing},
		{"switched off", []string{banner, "[    9.000000] reboot: Power down"}, Nothing},
		{"a call", []string{banner, "[    1.000000] calling  omap_hsmmc_driver_init+0x0/0x14 @ 1"}, Return},
		{"that returned", []string{banner, "[    1.000000] calling  omap_hsmmc_driver_init+0x0/0x14 @ 1",
			"[    1.100000] initcall omap_hsmmc_driver_init+0x0/0x14 returned 0 after 1234 usecs"}, Boot},
		{"of a module", []string{banner, "[    5.000000] calling  pru_init+0x0/0x14 [pru] @ 77",
			"[    5.100000] initcall pru_init+0x0/0x14 [pru] returned 0 after 1234 usecs"}, Boot},
		{"of a device", []string{banner, "[    5.000000] mmc_host mmc0: calling  mmc_bus_suspend+0x0/0x50 @ 77, parent: 48060000.mmc"}, Return},
		{"no call", []string{banner, "[    5.000000] someone is calling  me without a place"}, Boot},
	} {
		m := newMachine()
		for _, l := range c.lines {
			m.say(l)
		}
		if got, _ := m.log.Due(m.n, &m.recent); got != c.want {
			t.Errorf("%s: %d, want %d", c.name, got, c.want)
		}
	}
}

// TestInitMayBeLost: eight lines behind its start nobody waits for init any more.
func TestInitMayBeLost(t *testing.T) {
	m := newMachine()
	m.say("[    0.000000] Linux version 6.1.55 (root@b)")
	m.say("[    3.000000] Run /sbin/init as init process")
	for i := range 10 {
		want := InitUp
		if i >= 8 {
			want = Nothing
		}
		if got, _ := m.log.Due(m.n, &m.recent); got != want {
			t.Errorf("%d lines later: %d, want %d", i, got, want)
		}
		m.say("[    3.100000]     argument")
	}
}

// TestOpenCalls: the latest call that did not return is due for 2000 lines, and 64
// are remembered.
func TestOpenCalls(t *testing.T) {
	m := newMachine()
	m.say("[    0.000000] Linux version 6.1.55 (root@b)")
	for i := range 70 {
		m.say(fmt.Sprintf("[    1.000000] calling  init_%d+0x0/0x14 @ 1", i))
	}
	last := m.n
	for behind, want := range map[int]Reason{0: Return, 1999: Return, 2000: Boot} {
		if got, _ := m.log.Due(last+behind, &m.recent); got != want {
			t.Errorf("%d lines behind the call: %d, want %d", behind, got, want)
		}
	}
	for i := 69; i >= 6; i-- {
		if _, open := m.log.Due(m.n, &m.recent); open.Function != fmt.Sprintf("init_%d", i) || open.Line.N != i+2 {
			t.Fatalf("open is %s of line %d, want init_%d", open.Function, open.Line.N, i)
		}
		m.say(fmt.Sprintf("[    1.500000] initcall init_%d+0x0/0x14 returned 0 after 12 usecs", i))
	}
	if got, open := m.log.Due(m.n, &m.recent); got != Boot {
		t.Errorf("more than 64 calls are open: %s", open.Function)
	}
	for length, want := range map[int]Reason{128: Return, 129: Boot} {
		m := newMachine()
		m.say("[    0.000000] Linux version 6.1.55 (root@b)")
		m.say(fmt.Sprintf("[    1.000000] calling  %0*d+0x0/0x14 @ 1", length, 7))
		if got, _ := m.log.Due(m.n, &m.recent); got != want {
			t.Errorf("a name of %d bytes: %d, want %d", length, got, want)
		}
	}
}
