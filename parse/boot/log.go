package boot

import (
	"bytes"
	"slices"
	"strings"
	"time"

	"oopscope/parse/crash"
)

// EarlyTime is a time, in microseconds, below what a restarted kernel stamps at first;
// lines that early are all read.
const EarlyTime = 2e6

// bannerTime is how late a kernel may say its name.
const bannerTime = 1e5

// Literals returns what stands in the lines that the log must see.
func Literals() []string {
	var all []string
	for _, m := range markers {
		all = append(all, m.literal)
	}
	return slices.Concat(all, EarlyStamps, machineMarks, replayCues, progressMarks, []string{"Restarting system", dumpHead})
}

// Tells is what the literals of [Literals] that stand in a text may say. Whoever
// looks for many literals at once knows; to look for each of them in every line
// would cost more than all the rest that is done with a line.
type Tells struct {
	Progress bool // how far the boot has come
	Replay   bool // that the log will be printed again
	Dump     bool // that the dump of an earlier boot is printed
}

// TellsOf is what one literal may say.
func TellsOf(literal string) Tells {
	return Tells{Progress: slices.Contains(progressMarks, literal), Replay: slices.Contains(replayCues, literal), Dump: literal == dumpHead}
}

// Add joins what two literals may say.
func (t *Tells) Add(o Tells) {
	t.Progress, t.Replay = t.Progress || o.Progress, t.Replay || o.Replay
	t.Dump = t.Dump || o.Dump
}

// EarlyStamps begin the lines of a kernel's first seconds. Most of any boot has
// them, so where they cannot matter nobody should look for them.
var EarlyStamps = []string{"[    0.", "[    1."}

// machineMarks stand before the machine's name in a boot's early lines.
var machineMarks = []string{"Machine model: ", "DMI: "}

// A Log segments the input into the lives of the machine.
type Log struct {
	current crash.Boot
	before  crash.Boot // whose words are those of the current one mostly: they are held once
	rank    int        // latest stage seen of the current boot, -1 none
	micro   int64      // latest printk time
	stamped bool       // the kernel has spoken in this boot
	orderly bool       // "reboot: Restarting system" was seen
	died    bool       // it panicked: a restart is no surprise
	replay  replay
	events  []Event

	progress progress
}

// NewLog returns the log of an input that begins.
func NewLog() *Log {
	b := &Log{}
	b.begin(1, byInput)
	return b
}

// GoOn has the log of an input begin in a boot that is known already: in the middle of it,
// or with its first line.
func (b *Log) GoOn(in crash.Boot, inside bool) {
	b.current, b.stamped = in, inside
	if inside && in.Banner != "" {
		b.rank = rankBanner
	}
}

// Current is the boot that the input is in, as far as it is known.
func (b *Log) Current() *crash.Boot { return &b.current }

// Died notes that the boot panicked.
func (b *Log) Died() { b.died = true }

func (b *Log) begin(line int, how string) {
	if b.current.Banner != "" || b.current.Machine != "" {
		b.before = b.current
	}
	b.current = crash.Boot{N: b.current.N + 1, Sender: b.current.Sender, First: line, How: how}
	b.rank, b.micro, b.stamped, b.orderly, b.died = -1, 0, false, false, false
	b.replay, b.progress = replay{early: b.replay.early, before: b.replay.early}, progress{}
	b.replay.early.clear()
}

// Line looks at a line that says something about boots, or that is looked at for
// its time.
func (b *Log) Line(l *Line) {
	text, p := l.Text, l.Prefix
	m := markerOf(text)
	b.listen(l)
	if b.replaying(l, m) {
		return
	}
	if m != nil {
		b.mark(l, m)
	}
	if p.Micro >= 0 && b.replay.suspect == 0 && !b.clockNotSet(l, m) {
		// A CPU that hung stamps its NMI backtrace with its last tick, seconds
		// ago; only a kernel that begins again is near zero.
		if b.wentBack(p.Micro) && m == nil && !l.NMI {
			if b.Asked() || b.replay.dumps {
				b.suspect(l, byTime)
				return
			}
			b.restart(l.N, l.Came, byTime, l.Recent.Before(l.N))
		}
		b.micro = p.Micro
		b.stamped = true
		b.replay.early.note(text, p, &b.replay.before)
	}
	if b.current.Machine == "" && b.rank >= rankKernel {
		b.machine(text)
	}
	b.part(l)
	b.progress.see(l, m)
}

// farewells are what kernel/reboot.c says last; before 3.11 it said the restart alone, with
// a full stop.
var farewells = []struct {
	text string
	how  crash.FarewellKind
}{
	{"reboot: Power down", crash.ToPowerDown}, {"reboot: System halted", crash.ToHalt}, {"reboot: Restarting system", crash.ToRestart}, {"Restarting system.", crash.ToRestart},
}

// part looks at a line that may say that the kernel was told to end.
func (b *Log) part(l *Line) {
	if !bytes.HasPrefix(l.Text, []byte("reboot: ")) && !bytes.HasPrefix(l.Text, []byte("Restarting system")) {
		return
	}
	b.orderly = true
	for _, f := range farewells {
		if bytes.HasPrefix(l.Text, []byte(f.text)) {
			b.current.Left = crash.Farewell{How: f.how, Line: l.N}
			b.events = append(b.events, Event{Kind: Learnt, Boot: b.current})
		}
	}
}

// Hear takes the time of a line without a trigger. It refuses one that must be
// read: it was not understood yet, it is worth remembering, or it shows that the
// machine started again.
func (b *Log) Hear(micro int64) bool {
	switch {
	case micro == Unread, b.replay.suspect > 0, b.replay.active:
		return false
	case micro < 0:
		return true
	case b.wentBack(micro), micro < EarlyTime && b.WantsEarly():
		return false
	}
	b.micro, b.stamped = micro, true
	return true
}

// wentBack tells that only a kernel that began again can show this time.
func (b *Log) wentBack(micro int64) bool { return micro+2e6 < b.micro && micro < EarlyTime }

// WantsEarly reports whether a stamp of a kernel's first seconds would be news.
func (b *Log) WantsEarly() bool {
	return b.micro >= EarlyTime || !b.stamped || b.replay.suspect > 0 || b.replay.active || !b.replay.early.full()
}

// clockNotSet tells the stamp of a CPU that is just being started.
func (b *Log) clockNotSet(l *Line, m *marker) bool {
	return m == nil && l.Prefix.Micro > 0 && b.wentBack(l.Prefix.Micro) && bringsUp(l.Recent.Before(l.N))
}

// bringsUp tells that the other CPUs are being started, kernel/smp.c: one whose clock was not
// set yet stamps what it says itself with that.
//
//	[    3.188384] .... node  #0, CPUs:      #1
//	[    0.260281] calibrate_delay_direct() failed to get a good estimate for loops_per_jiffy.
//	[    3.400523] smp: Brought up 1 node, 2 CPUs
func bringsUp(last []crash.BodyLine) bool {
	for i := range slices.Backward(last) {
		switch t := last[i].Text; {
		case strings.HasPrefix(t, "smp: Brought up "):
			return false
		case strings.HasPrefix(t, "smp: Bringing up secondary CPUs"), strings.HasPrefix(t, ".... node "):
			return true
		}
	}
	return false
}

// mark handles a line that shows a stage of a boot.
func (b *Log) mark(l *Line, m *marker) {
	if m.rank == rankBanner && debugs(l.Recent.Before(l.N)) {
		if b.current.Banner == "" {
			b.banner(string(l.Text))
		}
		return
	}
	// some kernels speak before their banner, none before its boot loader
	fresh := b.rank < 0 && (!b.stamped || m.rank >= rankKernel && b.micro < bannerTime)
	if m.rank <= b.rank || b.rank < 0 && !fresh {
		if m.rank >= rankKernel && b.stamped && (b.Asked() || b.replay.dumps) {
			b.suspect(l, m.how)
			return
		}
		b.restart(l.N, l.Came, m.how, l.Recent.Before(l.N))
	}
	if fresh && b.current.N == 1 && !b.stamped && powersUp(l.Text) {
		if last := l.Recent.Before(l.N); spoke(last) {
			b.stamped = true
			b.restart(l.N, l.Came, m.how, last)
		}
	}
	b.rank = m.rank
	if m.rank == rankBanner {
		b.banner(once(b.before.Banner, l.Text))
	}
}

// debugs tells that powerpc's debugger spoke last: below the task that an exception
// hit it says which kernel runs (arch/powerpc/xmon/xmon.c: excprint()).
//
//	    pid   = 3267, comm = sh
//	Linux version 4.12.0-rc1 (root@b) (gcc version 6.3.1) #81 SMP …
func debugs(last []crash.BodyLine) bool {
	if len(last) == 0 {
		return false
	}
	pid, comm, ok := strings.Cut(last[len(last)-1].Text, ", comm = ")
	key, _, told := strings.Cut(pid, "= ")
	return ok && told && comm != "" && strings.TrimSpace(key) == "pid"
}

// restart begins the next boot at line n, which came then; last are the lines
// before it.
func (b *Log) restart(n int, came time.Time, how string, last []crash.BodyLine) {
	before, told := b.current, b.orderly
	silent := !told && !b.died && b.stamped
	b.begin(n, how)
	b.current.Silent, b.current.Seen, b.current.Heard = silent, came, LastStamped(last)
	b.events = append(b.events, Event{Kind: Restarted, Line: n, Boot: b.current, Before: before, Told: told, Last: last})
}

// banner reads "Linux version 4.19.94-ti-r73 (root@b) (gcc …) #1focal SMP …".
func (b *Log) banner(text string) {
	b.current.Banner = text
	rest := strings.TrimPrefix(text, "Linux version ")
	b.current.Kernel, _, _ = strings.Cut(rest, " ")
	b.events = append(b.events, Event{Kind: Learnt, Boot: b.current})
}

// machine reads the model from "OF: fdt: Machine model: TI AM335x BeagleBone Black".
func (b *Log) machine(text []byte) {
	for _, mark := range machineMarks {
		if i := bytes.Index(text[:min(len(text), 15+len(mark))], []byte(mark)); i >= 0 {
			name := bytes.TrimSpace(text[i+len(mark):])
			if !firmwareTables(name) {
				b.current.Machine = once(b.before.Machine, name)
			}
			return
		}
	}
}

// firmwareTables tells what dmi_scan_machine() of drivers/firmware/dmi_scan.c says of the
// tables themselves, with the mark that stands before the machine's name as well.
func firmwareTables(text []byte) bool {
	for _, what := range []string{"SMBIOS ", "Legacy DMI ", "not present or invalid", "Memory slots populated"} {
		if bytes.HasPrefix(text, []byte(what)) {
			return true
		}
	}
	return false
}

// once returns a text as a string, the one that was if that says the same.
func once(was string, text []byte) string {
	if was == string(text) {
		return was
	}
	return string(text)
}
