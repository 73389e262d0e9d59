package boot

import (
	"slices"
	"strings"
	"testing"

	"oopscope/parse/crash"
	"oopscope/parse/printk"
)

// A machine gives a log its lines.
type machine struct {
	log    *Log
	recent Recent
	n      int
	nmi    bool
	all    []Event
}

func newMachine() *machine { return &machine{log: NewLog()} }

// say gives the log a line with its prefix.
func (m *machine) say(raw string) {
	m.n++
	p := printk.Read([]byte(raw))
	first := int64(m.n) * 100
	var tells Tells
	for _, l := range Literals() {
		if strings.Contains(raw, l) {
			tells.Add(TellsOf(l))
		}
	}
	m.log.Line(&Line{N: m.n, Text: []byte(raw)[p.Text:], Prefix: p, First: first, Last: first + 100, Recent: &m.recent, Tells: tells, NMI: m.nmi})
	m.recent.Keep(m.n, first, first+100, []byte(raw), p)
	m.all = append(m.all, m.log.Events()...)
}

// restarts are the boots that began, and what they were recognised by.
func (m *machine) restarts() (how []string) {
	for _, e := range m.all {
		if e.Kind == Restarted {
			how = append(how, e.Boot.How)
		}
	}
	return how
}

// stages are what machines print as they come up, each once a boot: Arm Trusted
// Firmware, U-Boot with its loaders, OpenSBI, SLOF, EDK2, SeaBIOS, barebox, the
// EFI stub, the decompressor, arm64's and everybody's banner.
var stages = []struct{ line, how string }{
	{"NOTICE:  BL1: v2.9(release):v2.9.0", "firmware"},
	{"U-Boot TPL 2023.10 (Oct 02 2023 - 14:21:11)", "boot loader"},
	{"U-Boot SPL 2023.10 (Oct 02 2023 - 14:21:11 +0000)", "boot loader"},
	{"NOTICE:  BL2: v2.9(release):v2.9.0", "firmware"},
	{"NOTICE:  BL31: v2.9(release):v2.9.0", "firmware"},
	{"OpenSBI v1.3", "firmware"},
	{"UEFI firmware (version 2023.05 built at 12:00:00)", "firmware"},
	{"barebox 2023.09.0 #1 Fri Sep 15 09:00:00 UTC 2023", "boot loader"},
	{"U-Boot 2023.10 (Oct 02 2023 - 14:21:11 +0000)", "boot loader"},
	{"EFI stub: Booting Linux Kernel...", "boot loader"},
	{"Uncompressing Linux... done, booting the kernel.", "boot loader"},
	{"[    0.000000] Booting Linux on physical CPU 0x0000000000 [0x410fd034]", "kernel banner"},
	{"[    0.000000] Linux version 6.1.55 (root@b) (gcc 12.2.0) #1 SMP", "kernel banner"},
}

// others are stages that stand in place of one above.
var others = []struct{ line, how string }{
	{"SLOF **********************************************************************", "firmware"},
	{"SeaBIOS (version 1.16.2-debian-1.16.2-1)", "firmware"},
	{"Decompressing Linux... Parsing ELF... done.", "boot loader"},
}

// TestStagesOfABoot: all stages in their order are one boot; each of them begins
// another one when it comes again, or behind a later one.
func TestStagesOfABoot(t *testing.T) {
	m := newMachine()
	for _, s := range stages {
		m.say(s.line)
	}
	if got := m.restarts(); len(got) != 0 {
		t.Errorf("one boot is taken for more: %v", got)
	}
	if b := m.log.Current(); b.Kernel != "6.1.55" || b.N != 1 || b.How != "first" {
		t.Errorf("%+v", b)
	}
	banner := stages[len(stages)-1]
	for i, s := range append(slices.Clone(stages), others...) {
		for _, later := range stages[min(i, len(stages)-1):] {
			m := newMachine()
			m.say(later.line)
			m.say("[    9.000000] random: crng init done")
			m.say(s.line)
			if got := m.restarts(); !slices.Equal(got, []string{s.how}) {
				t.Errorf("%q behind %q: boots %q, want one by %s", s.line, later.line, got, s.how)
			}
		}
		m := newMachine()
		m.say(s.line)
		if s != banner {
			m.say(banner.line)
		}
		if got := m.restarts(); len(got) != 0 {
			t.Errorf("%q is of the boot that goes on with the banner: %q", s.line, got)
		}
	}
}

// TestOrderOfStages: what comes first of two stages belongs to the same boot,
// what comes last begins another.
func TestOrderOfStages(t *testing.T) {
	for i, a := range stages {
		for j, b := range stages {
			m := newMachine()
			m.say(a.line)
			m.say(b.line)
			if got, want := len(m.restarts()) > 0, i >= j; got != want {
				t.Errorf("%q, then %q: another boot %v", a.line, b.line, got)
			}
		}
	}
}

// TestNoMarkers: quotations of a stage begin nothing.
func TestNoMarkers(t *testing.T) {
	for _, line := range []string{"see U-Boot 2023.10 (Oct 02 2023)", "U-Boot SP", "xLinux version 6.1", "my OpenSBI v1", "Decompress"} {
		if m := markerOf([]byte(line)); m != nil {
			t.Errorf("%q is %q", line, m.literal)
		}
	}
}

// TestClockThatWentBack: the kernel's time begins again below two seconds, by
// more than two; or it is another CPU's.
func TestClockThatWentBack(t *testing.T) {
	for _, c := range []struct {
		before, after string
		restart       bool
	}{
		{"[    9.000000] a", "[    1.999999] b", true},
		{"[    9.000000] a", "[    2.000000] b", false},
		{"[    2.100000] a", "[    0.099999] b", true},
		{"[    2.100000] a", "[    0.100000] b", false},
	} {
		m := newMachine()
		m.say(c.before)
		m.say(c.after)
		if got := len(m.restarts()) == 1; got != c.restart {
			t.Errorf("%q, then %q: another boot %v", c.before, c.after, got)
		}
	}
	for said, want := range map[string]int{"smp: Bringing up secondary CPUs ...": 0, "smp: Brought up 1 node, 2 CPUs": 1} {
		m := newMachine()
		m.say("[    3.148346] " + said)
		m.say("[    0.260281] calibrate_delay_direct() failed to get a good estimate for loops_per_jiffy.")
		m.say("[    3.400523] smpboot: Total of 2 processors activated (6390.35 BogoMIPS)")
		if got := len(m.restarts()); got != want {
			t.Errorf("behind %q: %d boots began, want %d", said, got, want)
		}
	}
	m := newMachine()
	m.say("[    9.000000] a")
	m.nmi = true
	m.say("[    0.500000] NMI backtrace for cpu 1")
	if len(m.restarts()) != 0 {
		t.Error("a hung CPU's old stamp is taken for a boot")
	}
}

// TestEarlyWords: a kernel may speak before its banner, for a tenth of a second.
func TestEarlyWords(t *testing.T) {
	for stamp, want := range map[string]int{"[    0.099999]": 0, "[    0.100000]": 1} {
		m := newMachine()
		m.say(stamp + " percpu: embedded 20 pages")
		m.say("[    0.100001] Linux version 6.1.55 (root@b)")
		if got := len(m.restarts()); got != want {
			t.Errorf("%s in front of the banner: %d boots began, want %d", stamp, got, want)
		}
	}
}

// TestSilentRestart: a boot that ended in a panic or was told to is none.
func TestSilentRestart(t *testing.T) {
	for _, c := range []struct {
		last   string
		died   bool
		silent bool
	}{
		{"[   90.000000] usb 1-1: new device", false, true},
		{"[   90.000000] reboot: Restarting system", false, false},
		{"[   90.000000] Restarting system.", false, false},
		{"[   90.000000] usb 1-1: new device", true, false},
	} {
		m := newMachine()
		m.say("[    0.000000] Linux version 6.1.55 (root@b)")
		m.say(c.last)
		if c.died {
			m.log.Died()
		}
		m.say("U-Boot 2023.10 (Oct 02 2023 - 14:21:11 +0000)")
		if b := m.log.Current(); b.N != 2 || b.Silent != c.silent || b.Heard != 2 {
			t.Errorf("%q, died %v: %+v", c.last, c.died, b)
		}
	}
}

// TestMachineName: device tree's and DMI's, at the beginning of a line of the kernel.
func TestMachineName(t *testing.T) {
	for line, want := range map[string]string{
		"[    0.000000] OF: fdt: Machine model: TI AM335x BeagleBone Black":                  "TI AM335x BeagleBone Black",
		"[    0.000000] Machine model: Raspberry Pi 4 Model B Rev 1.4":                       "Raspberry Pi 4 Model B Rev 1.4",
		"[    0.000000] DMI: QEMU Standard PC (i440FX + PIIX, 1996), BIOS 1.16":              "QEMU Standard PC (i440FX + PIIX, 1996), BIOS 1.16",
		"[    0.000000] a driver tells of its own Machine model: something that is no model": "",
	} {
		m := newMachine()
		m.say("[    0.000000] Linux version 6.1.55 (root@b)")
		m.say(line)
		if got := m.log.Current().Machine; got != want {
			t.Errorf("%q: %q", line, got)
		}
	}
}

// TestPowersUp: what stands in front of the firmware's first line is of a machine
// that ran, unless it is of whoever started this one.
func TestPowersUp(t *testing.T) {
	for _, c := range []struct {
		before  []string
		restart int
	}{
		{[]string{"building the index now", "processing of batch 12 finished"}, 1},
		{[]string{"processing of batch 12 finished"}, 0}, // one line is too little
		{[]string{"short", "words", "only"}, 0},
		{[]string{"building the index now", "processing of batch 12 finished", "qemu-system-x86_64 -m 512"}, 0},
		{[]string{"building the index now", "processing of batch 12 finished", "Escape character is '^]'."}, 0},
		{[]string{"building the index now", "processing of batch 12 finished", "$ virsh start board"}, 0},
	} {
		m := newMachine()
		for _, l := range c.before {
			m.say(l)
		}
		m.say("SeaBIOS (version 1.16.2-debian-1.16.2-1)")
		if got := len(m.restarts()); got != c.restart {
			t.Errorf("%q: %d boots began, want %d", c.before, got, c.restart)
		}
	}
}

// TestWhoeverStartsAMachine: behind the words of a terminal, an emulator, a power
// switch or a shell the firmware's first line is no restart.
func TestWhoeverStartsAMachine(t *testing.T) {
	ran := []crash.BodyLine{{Text: "processing of batch 12", Micro: -1}, {Text: "building the index now", Micro: -1}}
	if !spoke(ran) {
		t.Fatal("a machine that ran is not known")
	}
	for _, l := range []string{
		"/usr/bin/qemu-system-x86_64 -nographic", "exec kvm -m 512", "virsh console board", "virt-install --name board",
		"Escape character is '^]'.", "Connected to domain 'board'", "Trying 192.168.7.2...", "picocom v3.1", "Minicom: minicom 2.8", "Terminal ready",
		"Welcome to the lab", "tio v2.7", "[tio 14:21:11]", "[screen is terminating]", "Press CTRL-A Z for help", "or press a key",
		"make run", "++ sleep 1", "+ ./start.sh", "user@lab:~$ ./start.sh", "root@lab:~# ./start.sh", "lab> on", "Domain 'board' started",
		"char device redirected to /dev/pts/3 (label serial0)", "WARNING: Image format was not specified for 'a.img'",
		"Resetting the board", "the reset line is low", "the power is on", "Power cycled", "reboot of board", "shutdown of board",
		"docker run --rm board", "gdb: target remote :1234",
	} {
		if spoke(append(ran, crash.BodyLine{Text: l, Micro: -1})) {
			t.Errorf("%q is taken for the words of a machine that ran", l)
		}
	}
}

// TestHear: the times of lines that nobody reads still show a restart.
func TestHear(t *testing.T) {
	m := newMachine()
	m.say("[    9.000000] a")
	for _, c := range []struct {
		micro int64
		heard bool
	}{{Unread, false}, {-1, true}, {10e6, true}, {3e6, true}, {1.9e6, false}} {
		if got := m.log.Hear(c.micro); got != c.heard {
			t.Errorf("a line of %d us: heard %v", c.micro, got)
		}
	}
}

// TestLiterals: every line that the log reacts to has one of its literals.
func TestLiterals(t *testing.T) {
	all := Literals()
	for _, want := range []string{"Linux version ", "reboot: ", "Restarting system", "[    0.", "[    1.", "Machine model: ", "DMI: ", "dmesg", "/kmsg",
		"journalctl", "/pstore", "kern.log", "Replay kernel logs", "replaying previous printk", "calling  ", " returned ", "initcall ",
		"Freeing unused kernel", "Freeing init memory", " as init process", "ommand line: ", "Starting kernel ...", "Exiting boot services", "suspend entry", "suspend exit"} {
		if !slices.Contains(all, want) {
			t.Errorf("no line with %q would reach the log", want)
		}
	}
}
