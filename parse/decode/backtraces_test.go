package decode_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"oopscope/parse"
	"oopscope/parse/crash"
)

// backtrace is what nmi_cpu_backtrace() prints of a CPU that loops in a function of a module.
func backtrace(cpu, comm, module string) []string {
	return strings.Split(strings.NewReplacer("%", cpu, "COMM", comm, "MOD", module).Replace(`NMI backtrace for cpu %
CPU: % PID: 16% Comm: COMM Tainted: G           O       6.1.55-bench #7
RIP: 0010:MOD_wait+0x17/0x20 [MOD]
Code: 0f 1f 44 00 00 55 48 89 e5 48 8b 47 10 <f3> 90 48 8b 40 18 5d c3 0f
RSP: 0018:ffffc9000%813e50 EFLAGS: 00000246
RAX: 000000000000000% RBX: ffff888104a3d000 RCX: 0000000000000002
Call Trace:
 <TASK>
 MOD_poll+0x30/0x3c [MOD]
 kthread+0xe6/0x110
 ret_from_fork+0x1f/0x30
 </TASK>`), "\n")
}

const (
	stalled1 = "rcu: \t1-....: (20999 ticks this GP) idle=2b7c/1/0x4000000000000000 softirq=254/257 fqs=4420\n"
	stalled2 = "rcu: \t2-...0: (5 ticks this GP) idle=4b7c/1/0x4000000000000000 softirq=154/157 fqs=4420\n"
)

// callers prints the lines as CONFIG_PRINTK_CALLER has them: the report's by the CPU that
// noticed, each backtrace by its own.
func callers(t *testing.T, order string, backtraces ...[]string) *crash.Crash {
	t.Helper()
	log := ""
	put := func(cpu int, line string) { log += fmt.Sprintf("[   41.250113][    C%d] %s\n", cpu, line) }
	for l := range strings.SplitSeq("rcu: INFO: rcu_preempt detected stalls on CPUs/tasks:\n"+stalled1+stalled2+"rcu: \t(detected by 0, t=21002 jiffies, g=-703, q=22 ncpus=4)\nSending NMI from CPU 0 to CPUs 1-2:", "\n") {
		put(0, l)
	}
	for _, who := range order { // whose next line it is
		b := &backtraces[who-'1']
		put(int(who-'0'), (*b)[0])
		*b = (*b)[1:]
	}
	d := parse.New(parse.Options{})
	crashes := append(d.Feed([]byte(log), time.Time{}).Crashes, d.Close().Crashes...)
	return crashes[len(crashes)-1]
}

// Where the kernel says who printed a line, crossed backtraces are dealt out: both are
// whole, and nothing is in doubt.
func TestCrossedBacktracesAreDealtOutByCaller(t *testing.T) {
	n := len(backtrace("1", "ringd", "ring"))
	for _, order := range []string{
		strings.Repeat("12", n), strings.Repeat("1", 7) + strings.Repeat("2", 4) + strings.Repeat("1", n-7) + strings.Repeat("2", n-4), strings.Repeat("1", n) + strings.Repeat("2", n),
	} {
		c := callers(t, order, backtrace("1", "ringd", "ring"), backtrace("2", "gauged", "gauge"))
		if c.CPU != 1 || c.Culprit.Function != "ring_wait" || len(c.Chain) < 4 || c.Chain[1].Function != "ring_poll" || c.Quality.Has(crash.Interleaved) {
			t.Errorf("%s: CPU %d, %v, chain of %d, %v", order, c.CPU, c.Culprit, len(c.Chain), c.Quality)
		}
		if len(c.Stacks) != 1 || c.Stacks[0].CPU != 2 || len(c.Stacks[0].Frames) < 4 || c.Stacks[0].Frames[1].Function != "gauge_poll" {
			t.Errorf("%s: %+v", order, c.Stacks)
		}
		for i := 1; i < len(c.Body); i++ {
			if c.Body[i].N < c.Body[i-1].N {
				t.Fatal("the crash's own lines are out of order")
			}
		}
	}
}

// stall is a stall of RCU with backtraces behind it.
func stall(t *testing.T, named string, backtraces ...[]string) *crash.Crash {
	t.Helper()
	log := "rcu: INFO: rcu_preempt detected stalls on CPUs/tasks:\n" + named + "rcu: \t(detected by 0, t=21002 jiffies, g=-703, q=22 ncpus=4)\nSending NMI from CPU 0 to CPUs 1-3:\n"
	for _, b := range backtraces {
		log += strings.Join(b, "\n") + "\n"
	}
	log = "[   41.250113] " + strings.ReplaceAll(strings.TrimSuffix(log, "\n"), "\n", "\n[   41.250113] ") + "\n"
	d := parse.New(parse.Options{})
	crashes := append(d.Feed([]byte(log), time.Time{}).Crashes, d.Close().Crashes...)
	if len(crashes) == 0 {
		t.Fatal("no report")
	}
	return crashes[len(crashes)-1]
}

// The chain is that of a CPU that the report names, whichever answered first; who is
// not named is another one.
func TestTheChainOfAStallIsThatOfTheCPUThatIsNamed(t *testing.T) {
	c := stall(t, stalled2, backtrace("3", "helper", "fan"), backtrace("2", "gauged", "gauge"))
	if c.CPU != 2 || c.Culprit.Function != "gauge_wait" || c.Task.Comm != "gauged" {
		t.Errorf("CPU %d, %v, %v", c.CPU, c.Culprit, c.Task)
	}
	if len(c.Stacks) != 1 || c.Stacks[0].Role != "other-cpu" || c.Stacks[0].CPU != 3 {
		t.Errorf("%+v", c.Stacks)
	}
	both := stall(t, stalled1+stalled2, backtrace("1", "ringd", "ring"), backtrace("2", "gauged", "gauge"))
	if both.CPU != 1 || both.Culprit.Function != "ring_wait" || len(both.Stacks) != 1 || both.Stacks[0].Role != "stalled" || both.Quality.Has(crash.Interleaved) {
		t.Errorf("CPU %d, %v, %+v, %v", both.CPU, both.Culprit, both.Stacks, both.Quality)
	}
}

// Backtraces whose lines stand between each other are nobody's for sure.
func TestCrossedBacktracesAreFlagged(t *testing.T) {
	a, b := backtrace("1", "ringd", "ring"), backtrace("2", "gauged", "gauge")
	var zipped []string
	for i := range a {
		zipped = append(zipped, a[i], b[i])
	}
	split := append(append(append([]string{}, a[:7]...), b[:4]...), append(a[7:], b[4:]...)...)
	for _, mixed := range [][]string{zipped, split} {
		c := stall(t, stalled1+stalled2, mixed)
		if !c.Quality.Has(crash.Interleaved) || c.Signature.Exact != "" {
			t.Errorf("%v, signature %q", c.Quality, c.Signature.Exact)
		}
	}
}

// lockup is a report of the watchdog without its header.
func lockup(cpu, comm, module string) []string {
	b := backtrace(cpu, comm, module)
	b[0] = "Modules linked in: ring(O) gauge(O)"
	return b
}

// Two CPUs that get stuck together report together: what stands under a header is that
// CPU's for sure only as far as no line of the other one came between.
func TestCrossedLockupsAreFlagged(t *testing.T) {
	const zero, one = "watchdog: BUG: soft lockup - CPU#1 stuck for 22s! [ringd:161]", "watchdog: BUG: soft lockup - CPU#2 stuck for 22s! [gauged:162]"
	a, b := lockup("1", "ringd", "ring"), lockup("2", "gauged", "gauge")
	read := func(lines ...[]string) (all []*crash.Crash) {
		d := parse.New(parse.Options{})
		log := "[   41.250113] " + strings.Join(slices.Concat(lines...), "\n[   41.250113] ") + "\n"
		return append(append(all, d.Feed([]byte(log), time.Time{}).Crashes...), d.Close().Crashes...)
	}
	for _, c := range read([]string{zero}, a, []string{one}, b) {
		if c.Quality.Has(crash.Interleaved) {
			t.Errorf("one behind the other: %v", c.Quality)
		}
	}
	for name, lines := range map[string][][]string{
		"before the CPU's line": {{zero, one}, a[:1], a[1:3], b, a[3:]},
		"before the trace":      {{zero}, a[:1], {one}, a[2:], b},
	} {
		all := read(lines...)
		if last := all[len(all)-1]; !last.Quality.Has(crash.Interleaved) || last.Signature.Exact != "" {
			t.Errorf("%s: %v", name, last.Quality)
		}
	}
}
