package parse

import (
	"bytes"
	"slices"
	"strings"
	"time"

	"oopscope/parse/crash"
	"oopscope/parse/printk"
)

// bootMarker is a line by which a boot shows. rank orders the stages of one
// boot: a marker of the same or an earlier stage begins another.
type bootMarker struct {
	literal string
	rank    int
	how     string
	start   bool // the literal must begin the text
}

// How a boot was recognised.
const (
	byInput    = "first"
	byFirmware = "firmware"
	byLoader   = "boot loader"
	byKernel   = "kernel banner"
	byTime     = "time went back"
)

const (
	rankStub   = 9
	rankKernel = 11
	rankBanner = 12
)

// bootMarkers are the beginnings that boot loaders, firmware, decompressors and
// the kernel itself print once a boot, earliest stage first.
var bootMarkers = []bootMarker{
	{"NOTICE:  BL1: v", 0, byFirmware, true},
	{"U-Boot TPL 20", 1, byLoader, true},
	{"U-Boot SPL 20", 2, byLoader, true},
	{"NOTICE:  BL2: v", 3, byFirmware, true},
	{"NOTICE:  BL31: v", 4, byFirmware, true},
	{"OpenSBI v", 5, byFirmware, true},
	{"SLOF **********", 5, byFirmware, true},
	{"UEFI firmware (version", 6, byFirmware, true},
	{"SeaBIOS (version", 6, byFirmware, true},
	{"barebox 20", 7, byLoader, true},
	{"U-Boot 20", 8, byLoader, true},
	{"EFI stub: Booting Linux Kernel", rankStub, byLoader, true},
	{"Decompressing Linux...", 10, byLoader, false},
	{"Uncompressing Linux", 10, byLoader, true},
	{"Booting Linux on ", rankKernel, byKernel, true},
	{"Linux version ", rankBanner, byKernel, true},
}

// bootTime, in microseconds, is below what a restarted kernel stamps at first;
// lines that early are all read.
const bootTime = 2e6

// bannerTime is how late a kernel may say its name.
const bannerTime = 1e5

// bootLiterals are further lines the log must see.
var bootLiterals = slices.Concat([]string{"reboot: ", "Restarting system"}, earlyStamps, machineMarks, replayCues)

// earlyStamps are those of a kernel's first seconds (bootTime).
var earlyStamps = []string{"[    0.", "[    1."}

// machineMarks stand before the machine's name in a boot's early lines.
var machineMarks = []string{"Machine model: ", "DMI: "}

// bootLog segments the input into the lives of the machine.
type bootLog struct {
	current crash.Boot
	rank    int   // latest stage seen of the current boot, -1 none
	micro   int64 // latest printk time
	stamped bool  // the kernel has spoken in this boot
	orderly bool  // "reboot: Restarting system" was seen
	replay  replay
}

func (b *bootLog) begin(line int, how string) {
	b.current = crash.Boot{N: b.current.N + 1, Sender: b.current.Sender, First: line, How: how}
	b.rank, b.micro, b.stamped, b.orderly = -1, 0, false, false
	b.replay = replay{early: b.replay.early}
	b.replay.early.clear()
}

// line looks at the lines that a scan reads: those that say something and one
// in each block of the input.
func (b *bootLog) line(d *Decoder, n int, text []byte, p printk.Prefix) {
	m := bootMarkerOf(text)
	b.replay.listen(d, text, p)
	if b.replay.line(d, text, p, m) {
		return
	}
	if m != nil {
		b.mark(d, n, m, text)
	}
	if p.Micro >= 0 && b.replay.suspect == 0 {
		// A CPU that hung stamps its NMI backtrace with its last tick, seconds
		// ago; only a kernel that begins again is near zero.
		if b.wentBack(p.Micro) && m == nil && !d.desk.nmi() {
			if b.replay.cued() {
				b.suspect(d, n, byTime, text)
				return
			}
			b.restart(d, n, d.came, byTime, d.desk.recent.before(n))
		}
		b.micro = p.Micro
		b.stamped = true
		b.replay.early.note(text, p)
	}
	if b.current.Machine == "" && b.rank >= rankKernel {
		b.machine(text)
	}
	if bytes.HasPrefix(text, []byte("reboot: ")) || bytes.HasPrefix(text, []byte("Restarting system")) {
		b.orderly = true
	}
}

// hear takes the time of a line without a trigger. It refuses one that must be
// read: it was not understood yet, it is worth remembering, or it shows that the
// machine started again.
func (b *bootLog) hear(micro int64) bool {
	switch {
	case micro == unread, b.replay.suspect > 0, b.replay.active:
		return false
	case micro < 0:
		return true
	case b.wentBack(micro), micro < bootTime && b.wantsEarly():
		return false
	}
	b.micro, b.stamped = micro, true
	return true
}

// wentBack tells that only a kernel that began again can show this time.
func (b *bootLog) wentBack(micro int64) bool { return micro+2e6 < b.micro && micro < bootTime }

// wantsEarly tells that a stamp of a kernel's first seconds would be news.
func (b *bootLog) wantsEarly() bool {
	return b.micro >= bootTime || !b.stamped || b.replay.suspect > 0 || b.replay.active || !b.replay.early.full()
}

func bootMarkerOf(text []byte) *bootMarker {
	if len(text) < 8 {
		return nil
	}
	switch text[0] {
	case 'N', 'U', 'O', 'S', 'b', 'E', 'D', 'B', 'L':
	default:
		return nil
	}
	for i := range bootMarkers {
		m := &bootMarkers[i]
		if m.literal[0] == text[0] && len(text) >= len(m.literal) && string(text[:len(m.literal)]) == m.literal {
			return m
		}
	}
	return nil
}

// mark handles a line that shows a stage of a boot.
func (b *bootLog) mark(d *Decoder, n int, m *bootMarker, text []byte) {
	// some kernels speak before their banner, none before its boot loader
	fresh := b.rank < 0 && (!b.stamped || m.rank >= rankKernel && b.micro < bannerTime)
	if m.rank <= b.rank || b.rank < 0 && !fresh {
		if m.rank >= rankKernel && b.stamped && b.replay.cued() {
			b.suspect(d, n, m.how, text)
			return
		}
		b.restart(d, n, d.came, m.how, d.desk.recent.before(n))
	}
	if fresh && b.current.N == 1 && !b.stamped && powersUp(text) {
		if last := d.desk.recent.before(n); spoke(last) {
			b.stamped = true
			b.restart(d, n, d.came, m.how, last)
		}
	}
	b.rank = m.rank
	if m.rank == rankBanner {
		b.banner(d, string(text))
	}
}

// restart begins the next boot at line n, which came then; last are the lines before it.
func (b *bootLog) restart(d *Decoder, n int, came time.Time, how string, last []crash.BodyLine) {
	silent := !b.orderly && !d.desk.died && b.stamped
	d.burst.close(d)
	d.desk.reboot(n, silent, last)
	b.begin(n, how)
	b.current.Seen = came
	b.current.Silent = silent
	d.batch.Boots = append(d.batch.Boots, b.current)
}

// banner reads "Linux version 4.19.94-ti-r73 (root@b) (gcc …) #1focal SMP …".
func (b *bootLog) banner(d *Decoder, text string) {
	b.current.Banner = text
	rest := strings.TrimPrefix(text, "Linux version ")
	b.current.Kernel, _, _ = strings.Cut(rest, " ")
	d.batch.Boots = append(d.batch.Boots, b.current)
}

// machine reads the model from "OF: fdt: Machine model: TI AM335x BeagleBone Black".
func (b *bootLog) machine(text []byte) {
	for _, mark := range machineMarks {
		if i := bytes.Index(text, []byte(mark)); i >= 0 && i < 16 {
			b.current.Machine = strings.TrimSpace(string(text[i+len(mark):]))
			return
		}
	}
}
