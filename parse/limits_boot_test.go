package parse_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"oopscope/parse"
)

// at prints a line at a time of the kernel.
func at(micro int, text string) string {
	return fmt.Sprintf("[%5d.%06d] %s\n", micro/1e6, micro%1e6, text)
}

// chat prints n lines of others, from a time on.
func chat(micro, n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(at(micro+i*1000, fmt.Sprintf("bridge0: port %d entered the forwarding state", i)))
	}
	return b.String()
}

func bootsOf(t *testing.T, log string) int {
	t.Helper()
	_, n := run(t, log)
	return max(n, 1)
}

// TestLimitsOfBoots: what the kernel's clock and the order of a boot's stages
// say, at their limits.
func TestLimitsOfBoots(t *testing.T) {
	const banner = "Linux version 6.1.0 (a@b) #1"
	// enough of the late lines that one of them tells the time, which the first line of every 16 KiB does
	long := chat(10, 300) + chat(1_900_000, 20) + chat(9_000_000, 300) + "# dmesg\n"
	replayedFrom := func(line int) string {
		ls := strings.SplitAfter(long, "\n")
		return long + strings.Join(ls[line-2:340], "") + chat(9_900_000, 5) // the line before it makes one suspect
	}
	undecided := func(lines int) string {
		return at(0, banner) + chat(1000, 10) + chat(9_000_000, 10) + "# dmesg\n" + at(0, banner) + strings.Repeat(at(0, "pru: ready"), lines)
	}
	for _, c := range []struct {
		name string
		log  string
		want int
	}{
		{"back to just below two seconds", chat(10e6, 5) + chat(1_999_999, 1), 2},
		{"back to two seconds: a CPU that hung stamps so", chat(10e6, 5) + chat(2_000_000, 1), 1},
		{"back by two seconds", chat(3_500_000, 1) + chat(1_500_000, 1), 1},
		{"back by more", chat(3_500_000, 1) + chat(1_499_999, 1), 2},
		{"a banner behind the first lines of its own boot", at(99_999, "x") + at(99_999, banner), 1},
		{"a banner too late for that", at(100_000, "x") + at(100_000, banner), 2},
		{"dmesg from the last line that is remembered", replayedFrom(256), 1},
		{"dmesg from the first that is not", replayedFrom(257), 2},
		{"400 lines do not tell", undecided(400), 1},
		{"401 are too many", undecided(401), 2},
	} {
		if got := bootsOf(t, c.log); got != c.want {
			t.Errorf("%s: %d boots, want %d", c.name, got, c.want)
		}
	}
}

// TestStagesOfABoot: what boot loaders, firmware and kernels print once a boot,
// in the order of the stages, with what each boot is then said to be known by.
func TestStagesOfABoot(t *testing.T) {
	stages := []struct{ line, how string }{
		{"NOTICE:  BL1: v2.9(release)", "firmware"},
		{"U-Boot TPL 2023.07 (Jul 10 2023)", "boot loader"},
		{"U-Boot SPL 2023.07 (Jul 10 2023)", "boot loader"},
		{"NOTICE:  BL2: v2.9(release)", "firmware"},
		{"NOTICE:  BL31: v2.9(release)", "firmware"},
		{"OpenSBI v1.3", "firmware"},
		{"UEFI firmware (version 2023.05 built at 10:00)", "firmware"},
		{"barebox 2023.08.0", "boot loader"},
		{"U-Boot 2023.07 (Jul 10 2023)", "boot loader"},
		{"EFI stub: Booting Linux Kernel...", "boot loader"},
		{"Uncompressing Linux... done, booting the kernel.", "boot loader"},
		{"Booting Linux on physical CPU 0x0", "kernel banner"},
		{"Linux version 6.1.0 (a@b) #1", "kernel banner"},
	}
	const life = "[    9.000000] pru: running\n[    9.100000] pru: still running\n"
	upwards := ""
	for i, s := range stages {
		upwards += s.line + "\n"
		if got := bootsOf(t, upwards); got != 1 {
			t.Errorf("%q is a later stage of the same boot, but %d boots", s.line, got)
		}
		d := parse.New(parse.Options{})
		boots := d.Feed([]byte(life+s.line+"\nmore of it\n"), time.Time{}).Boots
		if len(boots) == 0 || boots[0].N != 2 || boots[0].How != s.how || boots[0].First != 3 {
			t.Errorf("%q begins no boot known by its %s: %+v", s.line, s.how, boots)
		}
		if got := bootsOf(t, life+s.line+"\n"+s.line+"\n"); got != 3 {
			t.Errorf("%q twice: %d boots", s.line, got)
		}
		if i > 0 {
			if got := bootsOf(t, life+s.line+"\n"+stages[i-1].line+"\n"); got != 3 {
				t.Errorf("%q behind the later stage %q: %d boots", stages[i-1].line, s.line, got)
			}
		}
		if got := bootsOf(t, life+"x"+s.line+"\n"); got != 1 {
			t.Errorf("%q in the middle of a line: %d boots", s.line, got)
		}
	}
	for _, other := range []string{"SLOF **********************", "SeaBIOS (version 1.16.2-debian)"} { // stages beside OpenSBI and UEFI
		if got := bootsOf(t, life+other+"\n"); got != 2 {
			t.Errorf("%q: %d boots", other, got)
		}
	}
}

// TestWhatAsksForALog: commands and kernels that print the log again; behind any
// other word an early stamp is another boot.
func TestWhatAsksForALog(t *testing.T) {
	log := boot(7) + chat(9_000_000, 3)
	for _, cue := range []string{
		"# dmesg", "$ sudo dmesg -T | less", "# cat /dev/kmsg", "# cat /proc/kmsg", "# journalctl -k", "# cat /sys/fs/pstore/dmesg-ramoops-0", "# cat /var/log/kern.log",
		"[    9.100000] sysrq: Replay kernel logs on consoles", "** replaying previous printk message **",
	} {
		if got := bootsOf(t, log+cue+"\n"+log); got != 1 {
			t.Errorf("behind %q: %d boots", cue, got)
		}
	}
	for _, no := range []string{"# ls /dev", "[    9.100000] systemd: dmesg was rotated"} {
		if got := bootsOf(t, log+no+"\n"+log); got != 2 {
			t.Errorf("behind %q: %d boots", no, got)
		}
	}
}

// TestLastWords: a report that is made of what came before has eight lines, and
// of each at most 512 bytes.
func TestLastWords(t *testing.T) {
	long := at(9_500_000, strings.Repeat("x", 600))
	crashes, _ := run(t, boot(7)+chat(9_000_000, 20)+long+boot(11))
	if len(crashes) != 1 || crashes[0].Class != "reset" {
		t.Fatal(summaries(crashes))
	}
	body := crashes[0].Body
	if n := len(body); n != 8 || len(body[7].Raw) != 512 || len(body[6].Raw) > 100 {
		t.Errorf("%d lines, the last of %d bytes", n, len(body[n-1].Raw))
	}
}

// TestOrderlyRestarts: who says that he restarts leaves no report.
func TestOrderlyRestarts(t *testing.T) {
	for said, reports := range map[string]int{
		"reboot: Restarting system": 0, "reboot: Power down": 0, "Restarting system.": 0, "pru: restarting": 1,
	} {
		crashes, boots := run(t, boot(7)+at(9_000_000, said)+boot(11))
		if len(crashes) != reports || boots != 2 {
			t.Errorf("%q: %v in %d boots", said, summaries(crashes), boots)
		}
	}
}

// TestMachineOfABoot: the model stands near the beginning of its line.
func TestMachineOfABoot(t *testing.T) {
	for text, want := range map[string]string{
		"OF: fdt: Machine model: TI AM335x BeagleBone Black":    "TI AM335x BeagleBone Black",
		"DMI: QEMU Standard PC (i440FX + PIIX, 1996)":           "QEMU Standard PC (i440FX + PIIX, 1996)",
		strings.Repeat("x", 15) + "Machine model: at the limit": "at the limit",
		strings.Repeat("x", 16) + "Machine model: beyond it":    "",
	} {
		log := at(0, "Linux version 6.1.0 (a@b) #1") + at(0, text) + oops
		if got := decode([]byte(log)); len(got) != 1 || got[0].Machine != want {
			t.Errorf("%q: machine %q", text, got[0].Machine)
		}
	}
}

// TestWhoSpeaksWithoutAStamp: where most of the last eight lines carry a time,
// one that does not is not the kernel's.
func TestWhoSpeaksWithoutAStamp(t *testing.T) {
	for stamped, foreign := range map[int]bool{4: false, 5: true} {
		log := strings.Repeat("init: starting\n", 8) + at(9_000_000, strings.TrimSpace(warnLine)) + chat(9_000_100, stamped-1) + "who am I\n"
		got, _ := traced(t, log, 8+stamped+1)
		if len(got.Pieces) != 1 || got.Pieces[0].Foreign != foreign {
			t.Errorf("behind %d of 8 with a stamp: %+v", stamped, got.Pieces)
		}
	}
}

// TestAnswerTime: how long a board may think before its console has stopped.
func TestAnswerTime(t *testing.T) {
	for wait, crashes := range map[time.Duration]int{8*time.Second - 1: 0, 8 * time.Second: 1} {
		start := time.Unix(1000, 0)
		d := parse.New(parse.Options{Lines: true})
		d.Feed([]byte("[    1.500000] pru: probing\n# "), start)
		d.Typed([]byte("ls\r"), start)
		if got := d.Idle(start.Add(wait)).Crashes; len(got) != crashes {
			t.Errorf("after %v: %v", wait, summaries(got))
		}
	}
}

// TestWhoStartedTheMachine: output in front of the firmware's first line is that of
// a machine that ran before, unless somebody is there who started this one.
func TestWhoStartedTheMachine(t *testing.T) {
	const before, firmware = "mounting all volumes\nnetwork is coming up\n", "SeaBIOS (version 1.16.2-debian)\n"
	if got := bootsOf(t, before+firmware); got != 2 {
		t.Errorf("a machine that ran: %d boots", got)
	}
	for _, line := range []string{
		"qemu-system-x86_64: -nographic", "kvm: host does not support it", "virsh console board", "virt-install done", "Escape character is '^]'.",
		"Connected to domain board", "Trying 10.0.0.7...", "picocom v3.1", "minicom 2.8", "Terminal ready", "Welcome to the lab", "tio v2.7",
		"screen is terminating", "Press any key", "please press a key", "make: Nothing to be done", "++ run board", "+ run board", "u@h:~$ run board",
		"root# run board", "> run board", "Domain board started", "char device redirected to /dev/pts/1", "WARNING: Image format was not specified", "Reset the board",
		"board was reset", "power cycle", "Power is on", "reboot now", "shutdown now", "docker run lab", "gdb attached",
	} {
		if got := bootsOf(t, before+line+"\n"+firmware); got != 1 {
			t.Errorf("%q started it, but %d boots", line, got)
		}
	}
	for lines, want := range map[string]int{"1234567\n7654321\n": 1, "12345678\n87654321\n": 2, "12345678\n": 1} {
		if got := bootsOf(t, lines+firmware); got != want {
			t.Errorf("%q in front: %d boots, want %d", lines, got, want)
		}
	}
}
