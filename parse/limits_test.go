package parse_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"oopscope/parse"
	"oopscope/parse/class"
	"oopscope/parse/crash"
)

// How far apart two lines may be and still are of one report is a matter of
// numbers. They stand here a second time, each with a log in which it decides:
// one that is at the limit, and one that is just beyond.

// A console writes a log line by line.
type console struct {
	strings.Builder
	n      int
	micro  int64
	caller string // "[  T231]"
}

// say prints lines a millisecond apart.
func (c *console) say(lines ...string) *console {
	for _, text := range lines {
		for l := range strings.Lines(text) {
			c.n++
			c.micro += 1000
			fmt.Fprintf(c, "[%5d.%06d]%s %s\n", c.micro/1e6, c.micro%1e6, c.caller, strings.TrimSuffix(l, "\n"))
		}
	}
	return c
}

// chatter prints lines that are of no report, which nothing looks for.
func (c *console) chatter(n int) *console {
	for i := range n {
		c.say(fmt.Sprintf("bridge0: port %d entered the forwarding state", i))
	}
	return c
}

// pause lets time pass.
func (c *console) pause(micro int64) *console {
	c.micro += micro
	return c
}

// by has the following lines printed by another task or CPU.
func (c *console) by(caller string) *console {
	c.caller = caller
	return c
}

func newConsole() *console {
	c := &console{micro: 100e6}
	return c.say("bridge0: port 1 entered the learning state", "eth0: link becomes ready", "random: crng done")
}

func (c *console) crashes() []*parse.Crash { return bad(decode([]byte(c.String()))) }

// has tells whether the crash holds the line.
func has(k *parse.Crash, text string) bool {
	for _, l := range k.Body {
		if strings.Contains(l.Text, text) {
			return true
		}
	}
	return false
}

// Lines of reports.
const (
	warnLine  = "WARNING: CPU: 0 PID: 77 at drivers/misc/bench.c:215 buffer_check+0x40/0x4c [bench]\n"
	traceLine = "Call Trace:\n do_one+0x10/0x20\n do_two+0x10/0x20\n"
	lastFrame = " last_of_all+0x10/0x20\n"
	endMark   = "---[ end trace 0000000000000000 ]---\n"
	cutHere   = "------------[ cut here ]------------\n"
	dieOfARM  = "Internal error: Oops: 5 [#1] SMP ARM\n"
	faultLine = "Unable to handle kernel paging request at virtual address 6b6b6c2c\n"
	fatal     = "Kernel panic - not syncing: Fatal exception\n"
)

// limits are logs with a number n in them: at most n things are together in one
// report, and one more are not.
var limits = []struct {
	name   string
	most   int
	log    func(n int) *console
	within func(all []*parse.Crash) bool // the n are together
}{
	{"lines of others inside a trace", 6,
		func(n int) *console { return newConsole().say(warnLine, traceLine).chatter(n).say(lastFrame) }, holdsLast},
	{"lines of others between a header and its trace", 24,
		func(n int) *console { return newConsole().say(warnLine).chatter(n).say(lastFrame) }, holdsLast},
	{"lines of others behind what a driver calls a bug", 1,
		func(n int) *console {
			return newConsole().say("BUG: the frobnicator slept\n").chatter(n).say(traceLine)
		}, areOne},
	{"lines of others between an end mark and x86's repeat of the registers", 3,
		func(n int) *console {
			return newConsole().say(warnLine, traceLine, endMark).chatter(n).say("RSP: 0018:ffffc90000b37d88 EFLAGS: 00010246\n")
		},
		func(all []*parse.Crash) bool { return has(all[0], "RSP: 0018") }},
	{"microseconds of the kernel inside a report", 30e6,
		func(n int) *console {
			return newConsole().say(warnLine, traceLine).pause(int64(n) - 1000).say(lastFrame)
		}, holdsLast},
	{"microseconds between an oops and its panic", 15e6,
		func(n int) *console {
			return newConsole().say(faultLine, dieOfARM, traceLine, endMark).chatter(4).pause(int64(n) - 5000).say(fatal)
		}, areOne},
	{"lines between the end of an oops and its panic", 60,
		// three lines of others it waits for, with the fourth it is over
		func(n int) *console {
			return newConsole().say(faultLine, dieOfARM, traceLine, endMark).chatter(4 + n - 1).say(fatal)
		}, areOne},
	{"lines of other CPUs while a report is silent", 600,
		func(n int) *console {
			return newConsole().by("[    C1]").say(warnLine, traceLine).by("[    T9]").chatter(n - 1).by("[    C1]").say(lastFrame)
		}, holdsLast},
	{"lines between a fault and its die line", 30,
		func(n int) *console {
			return newConsole().say(faultLine).say(strings.Repeat("[00000044] *pgd=00000000\n", n-1)).say(dieOfARM, traceLine)
		}, areOne},
	{"lines between the cut mark and its WARNING", 4,
		func(n int) *console { return newConsole().say(cutHere).chatter(n-1).say(warnLine, traceLine) },
		func(all []*parse.Crash) bool { return has(all[0], "cut here") }},
	{"lines between what announces a report and it", 4,
		func(n int) *console {
			return newConsole().say("VFS: Busy inodes after unmount of loop0 (ext4)\n").chatter(n-1).say("kernel BUG at fs/super.c:691!\n", traceLine)
		}, areOne},
	{"lines between FORTIFY's warning and its BUG", 4,
		func(n int) *console {
			return newConsole().say("strcpy: detected buffer overflow: 17 byte write of buffer size 16\n",
				"WARNING: CPU: 1 PID: 231 at lib/string_helpers.c:1033 __fortify_report+0x45/0x50\n", traceLine, endMark).
				chatter(n-1).say("kernel BUG at lib/string_helpers.c:1040!\n", traceLine)
		}, areOne},
	{"lines between SLUB's report and the WARN that closes it", 30,
		func(n int) *console {
			return newConsole().say("BUG kmalloc-128 (Tainted: G    B      O     ): Poison overwritten\n", traceLine, endMark).
				chatter(n-1).say("WARNING: CPU: 0 PID: 77 at mm/slub.c:1218 object_err+0x40/0x4c\n", traceLine)
		}, areOne},
	{"lines between two bad pages", 2, again("BUG: Bad page state in process modprobe  pfn:9c2a1\n"), areOne},
	{"lines between two banks of a machine check", 2, again("mce: [Hardware Error]: CPU 0: Machine Check Exception: 5 Bank 4: b200000000070f0f\n"), areOne},
	{"lines between two sentences of an unmount", 2, again("BUG: Dentry ffff8880{i=1,n=x}  still in use (1) [unmount of ext4 sda1]\n"), areOne},
	{"lines between two pools of a workqueue lockup", 3, again("BUG: workqueue lockup - pool cpus=0 node=0 flags=0x0 nice=0 stuck for 32s!\n"), areOne},
	{"lines of input before a report without a header", 1,
		func(n int) *console {
			c := (&console{micro: 100e6}).chatter(n)
			return c.say(traceLine, endMark, fatal)
		},
		func(all []*parse.Crash) bool { return len(all) == 1 && all[0].Quality.Has(crash.Headless) }},
	{"lines that a report's middle is kept of", 3400,
		func(n int) *console {
			return newConsole().say(warnLine, strings.Repeat(traceLine, (n-1)/3), strings.Repeat(lastFrame, (n-1)%3))
		},
		func(all []*parse.Crash) bool { return !all[0].Quality.Has(crash.Abridged) && len(all[0].Body) == 3400 }},
	{"bytes of a report whose next line still belongs to its beginning", 1<<20 - 1,
		func(n int) *console {
			c := newConsole().say(warnLine)
			const prefix = len("[  100.000000] ")
			said := prefix + len(warnLine) - 1
			for said < n {
				room := min(4000, n-said)
				c.say(" " + strings.Repeat("f", room-prefix-len(" +0x10/0x20")) + "+0x10/0x20\n")
				said += room
			}
			return c.say(strings.Repeat(lastFrame, 401)) // of the end 400 lines are kept
		},
		func(all []*parse.Crash) bool { return !all[0].Quality.Has(crash.Abridged) }},
	{"lines after which the OOM killer that the operator ran is still at work", 399,
		func(n int) *console {
			return newConsole().say("sh invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=-1, oom_score_adj=0\n").chatter(n-1).
				say("tail invoked oom-killer: gfp_mask=0x140dca(GFP_HIGHUSER_MOVABLE), order=0, oom_score_adj=0\n", traceLine)
		},
		func(all []*parse.Crash) bool { return len(all) == 0 }},
	{"devices that the kernel is known to wait for", 257,
		func(n int) *console {
			c := newConsole()
			for i := range n {
				c.say(fmt.Sprintf("unregister_netdevice: waiting for eth%d to become free. Usage count = 2\n", i)).chatter(70)
			}
			return c.say("unregister_netdevice: waiting for eth0 to become free. Usage count = 2\n")
		},
		func(all []*parse.Crash) bool { return strings.Contains(all[len(all)-1].Title, "eth256") }},
	{"tasks that may print reports at once", 64,
		func(n int) *console {
			c := newConsole()
			for i := range n {
				c.by(fmt.Sprintf("[%6s]", fmt.Sprintf("T%d", i+10))).say(warnLine, traceLine)
			}
			return c.by("[   T10]").say(lastFrame)
		}, holdsLast},
}

func areOne(all []*parse.Crash) bool    { return len(all) == 1 }
func holdsLast(all []*parse.Crash) bool { return has(all[0], "last_of_all") }
func again(header string) func(int) *console {
	return func(n int) *console { return newConsole().say(header).chatter(n - 1).say(header) }
}

// TestLimits tries every limit at its value and one beyond.
func TestLimits(t *testing.T) {
	for _, l := range limits {
		for n, want := range map[int]bool{l.most: true, l.most + 1: false} {
			all := l.log(n).crashes()
			if got := l.within(all); got != want {
				t.Errorf("%s: of %d they are together: %v, %v", l.name, n, got, summaries(all))
			}
		}
	}
}

// TestPatienceOfClasses: a report of some classes bears more lines of others in a
// row, all the rest six.
func TestPatienceOfClasses(t *testing.T) {
	patience := map[string]int{
		"soft-lockup": 12, "hard-lockup": 12, "rcu-usage": 16, "hung-task": 16, "workqueue-stall": 16, "alloc-failure": 16,
		"lockdep": 24, "rcu-stall": 24, "oom": 24,
	}
	for _, c := range class.All() {
		if len(c.Samples) == 0 || c.Severity == parse.Error {
			continue
		}
		most := patience[c.Name]
		if most == 0 {
			most = 6
		}
		for n, want := range map[int]bool{most: true, most + 1: false} {
			all := newConsole().say(c.Samples[0]+"\n", traceLine).chatter(n).say(lastFrame).crashes()
			if len(all) == 0 || has(all[0], "last_of_all") != want {
				t.Errorf("%s: %d lines of others: %v", c.Name, n, summaries(all))
			}
		}
	}
}

// TestTheSilenceThatEnds: what a live line no longer adds to is over after two seconds,
// and closed after four, or twenty when it had no end.
func TestTheSilenceThatEnds(t *testing.T) {
	start := time.Unix(1000, 0)
	for _, c := range []struct {
		quiet        time.Duration
		end          string
		open, closed bool
	}{
		{2 * time.Second, "", true, false},
		{2*time.Second + 1, "", false, false},
		{20 * time.Second, "", false, false},
		{20*time.Second + 1, "", false, true},
		{2 * time.Second, endMark, true, false},
		{2*time.Second + 1, endMark, false, false},
		{4 * time.Second, endMark, false, false},
		{4*time.Second + 1, endMark, false, true},
	} {
		d := parse.New(parse.Options{Lines: true})
		d.Feed([]byte(newConsole().say(warnLine, traceLine, c.end).String()), start)
		d.Idle(start.Add(time.Second)) // a snapshot was due
		ids, open := map[int]bool{1: true}, true
		for i, b := range []parse.Batch{d.Idle(start.Add(c.quiet)), d.Feed([]byte("[  101.000000] "+fatal), start.Add(c.quiet)), d.Close()} {
			for _, k := range b.Crashes {
				ids[k.ID] = true
				open = open && (i > 0 || k.Open)
			}
		}
		if open != c.open || (len(ids) > 1) != c.closed {
			t.Errorf("%v of silence: its lines may go on: %v, it is %d crashes", c.quiet, open, len(ids))
		}
	}
}
