package triage

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"oopscope/parse/arch"
	"oopscope/parse/crash"
	"oopscope/parse/regex"
)

// What the counters of an RCU stall tell, kernel/rcu/tree_stall.h:
// print_cpu_stall_info(), Documentation/RCU/stallwarn.rst.

var graceRules = []rule{
	{
		id: "rcu-starved", rank: rankState - 5, confidence: Likely, classes: []string{"rcu-stall"},
		says: "RCU's own thread did not get to run: the stalled task is not the point",
		fire: rcuStarved,
	},
	{
		id: "irqs-off-cpu", rank: rankState + 2, confidence: Likely, classes: []string{"rcu-stall", "hard-lockup"},
		says: "a CPU did not even take its timer tick: interrupts are off there",
		fire: irqsOffCPU,
	},
	{
		id: "rcu-reader", rank: rankState + 1, confidence: Likely, classes: []string{"rcu-stall"},
		says:       "a task that reads under RCU was put aside and does not leave its section",
		suppresses: []string{"busy-cpu"}, // it does not run
		fire:       rcuReader,
	},
	{
		id: "rcu-no-progress", rank: rankPlace, confidence: Likely, classes: []string{"rcu-stall"},
		says: "a CPU or task holds up a grace period, and what the counters tell of it",
		fire: rcuNoProgress,
	},
}

// rcuStarved: RCU's own thread did not run: the stalled task is not the point.
func rcuStarved(x *exam, f *draft) bool {
	n, l := x.line("kthread starved for")
	if n == 0 {
		return false
	}
	_, rest, _ := strings.Cut(l, "starved for ")
	long, _, _ := strings.Cut(rest, "!")
	if m := x.find("kthread timer wakeup didn't happen for"); m > 0 {
		return timerLate(f, long, []int{m, n, x.headLine()})
	}
	f.Text = fmt.Sprintf("RCU's own kernel thread got no CPU (starved for %s): something keeps the CPU from scheduling it.", long)
	if c := x.culprit(); c != "" && x.gaveAway() == nil && x.waitsForCPU() == nil {
		f.Text += fmt.Sprintf(" The CPU was in %s.", c)
	}
	f.Next = "Look for a loop with preemption or interrupts off, or a real-time task that never sleeps; the grace period only waits for that."
	f.Evidence = []int{n, x.headLine(), x.pcLine()}
	return true
}

// timerLate: the thread sleeps until a timer wakes it, and that did not happen; it
// wants no CPU (kernel/rcu/tree_stall.h: rcu_check_gp_kthread_expired_fqs_timer()).
func timerLate(f *draft, long string, lines []int) bool {
	f.Text = fmt.Sprintf("RCU's own kernel thread sleeps on a timer that should have woken it %s ago: timers are not handled on its CPU, or time itself stood still for the machine.", long)
	f.Next = "Look for who keeps softirqs off there (local_bh_disable(); on PREEMPT_RT whoever sleeps inside it holds up the timer thread of that CPU), for a timer interrupt that does not come, and, in a virtual machine, for a busy host."
	f.Evidence = lines
	return true
}

// gaveAway returns the frame in which the task of the chain gave its CPU away: what
// is shown does not run, and keeps nothing busy.
func (x *exam) gaveAway() *arch.Frame {
	for i := range x.chain[:min(len(x.chain), 4)] {
		f := &x.chain[i]
		if w := word(f.Function); f.Reliable && (w == "schedule" || w == "__schedule" || strings.HasPrefix(w, "preempt_schedule") || w == "__switch_to") {
			return f
		}
	}
	return nil
}

// counters are those of one CPU in an RCU stall.
type counters struct {
	cpu       string
	ticks     int  // timer ticks that it took in this grace period, -1 when not told
	waiting   bool // RCU's interrupt work waits to run there
	inIRQ     bool // nested into the idle loop, and no deeper: an interrupt that came while idle
	hardirqs  int  // interrupts it took, -1 when not told
	line      int
	interrupt int // the line of hardirqs
}

// Counters of a CPU, since 3.8 (before that without what stands in front):
//
//	0-...0: (0 ticks this GP) idle=7644/1/0x4000000000000000 softirq=192/192 fqs=484
//	1-...: (1 GPs behind) idle=7db/2/0 softirq=4884/4886 fqs=6999
var ofCPU = regex.Of(`^(?:rcu:)?\s*(\d+)-([O.]?[o.]?[N.]?[D.]?)([!?.\d]?): \((\d+) (ticks this GP|GPs behind)[^)]*\)(?: idle=([0-9a-f]+)/(-?[0-9a-f]+)/(?:0x)?([0-9a-f]+))?`)

// Since 6.3 the kernel samples a stalled CPU twice:
//
//	rcu:    hardirqs   softirqs   csw/system
//	rcu: number:      624         45            0
var sampled = regex.Of(`^(?:rcu:)?\s*number:\s+(\d+)\s+(\d+)\s+(\d+)`)

// counters reads those of the first CPU that is named.
func (x *exam) counters() (c counters, ok bool) {
	c.ticks, c.hardirqs = -1, -1
	for i := range x.c.Body {
		if i > mostBody {
			break
		}
		t := x.c.Body[i].Text
		if m := ofCPU.Get().FindStringSubmatch(t); m != nil && !ok {
			c.cpu, c.line, ok = m[1], x.c.Body[i].N, true
			c.waiting = m[3] >= "0" && m[3] <= "9"
			if m[5] == "ticks this GP" {
				c.ticks, _ = strconv.Atoi(m[4])
			}
			const ofTask = 8 // digits of the nesting that a task has, at least
			c.inIRQ = m[7] != "" && len(m[7]) < ofTask && m[7] > "0" && m[8] == "0"
		}
		if m := sampled.Get().FindStringSubmatch(t); m != nil && ok && c.interrupt == 0 {
			c.hardirqs, _ = strconv.Atoi(m[1])
			c.interrupt = x.c.Body[i].N
		}
	}
	return c, ok
}

// irqsOffCPU: a CPU that did not even take its timer tick.
func irqsOffCPU(x *exam, f *draft) bool {
	if x.c.Class == "hard-lockup" {
		return hardLockup(x, f)
	}
	c, ok := x.counters()
	saved := x.proves(irqsOff())
	on := x.c.Dump.IRQs.Known && !saved
	why, line := "", c.line
	switch {
	case !ok && !saved:
		return false
	case c.hardirqs == 0:
		why, line = "it took no interrupt while the kernel looked", c.interrupt
	case c.ticks == 0:
		why = "it took not one timer tick in this grace period"
	case c.waiting && saved:
		why = "RCU's interrupt work waits there"
	case saved:
		why, line = "its saved status word says so", 0
	default:
		return false
	}
	if c.cpu == "" {
		c.cpu = cpu(x.c.CPU)
	}
	f.Text = fmt.Sprintf("CPU %s ran with interrupts off%s: %s.", c.cpu, x.inside(), why)
	if line != 0 {
		f.claim(reported(line))
	}
	switch {
	case on: // a CPU whose tick was stopped, or the status word is another's
		f.Text = fmt.Sprintf("CPU %s took no interrupt of its timer%s: %s.", c.cpu, x.inside(), why)
	case saved:
		f.claim(irqsOff())
	}
	f.Next = "Look for local_irq_save() or spin_lock_irqsave() around the place named in the chain: whatever takes that long must not stand between them."
	f.Evidence = []int{line, x.headLine(), x.culpritLine()}
	return true
}

// hardLockup: the watchdog's timer did not run on the CPU, which another CPU or an NMI saw.
func hardLockup(x *exam, f *draft) bool {
	f.Text = fmt.Sprintf("CPU %s did not get to its watchdog's timer for seconds%s.", cpu(x.c.CPU), x.inside())
	f.claim(reported(x.headLine()))
	if x.culprit() != "" {
		f.claim(x.culpritRan())
	}
	f.also(" It ran with interrupts off.", irqsOff())
	if loop := x.hrtimerLoop(); loop != nil {
		f.also(" It was in the loop that runs the hrtimers whose time has come, and in no callback: one that restarts its timer without moving it on (hrtimer_forward_now()) keeps it there.", ranFrame(loop))
	}
	f.Next = "Look at what runs with spin_lock_irqsave() or local_irq_save() there; if its chain is idle or firmware, suspect a bus access that never ends."
	f.Evidence = []int{x.headLine(), x.pcLine()}
	return true
}

// hrtimerLoop is the frame of kernel/time/hrtimer.c that calls what has expired, where nothing
// but the timer core lies above it.
func (x *exam) hrtimerLoop() *arch.Frame {
	const deep = 6
	for i := range x.chain[:min(len(x.chain), deep)] {
		f := &x.chain[i]
		switch {
		case rooted(f.Function, []string{"hrtimer_run_queues"}):
			return f
		case f.Module != "" || !rooted(f.Function, timerCore) && !strings.Contains(f.Function, "hrtimer"):
			return nil
		}
	}
	return nil
}

// inside names the function that the CPU was in.
func (x *exam) inside() string {
	if c := x.culprit(); c != "" {
		return ", in " + c
	}
	return ""
}

// preempted is a task in the list of those that hold up a grace period, "P392".
var preempted = regex.Of(`\bP(\d+)\b`)

// rcuReader: no CPU holds up the grace period but a task that was preempted, or
// sleeps, between rcu_read_lock() and rcu_read_unlock().
//
//	rcu: Tasks blocked on level-0 rcu_node (CPUs 0-3): P392
func rcuReader(x *exam, f *draft) bool {
	n, l := x.line("Tasks blocked on level-")
	if n == 0 {
		if n, l = x.line("detected expedited stalls on CPUs/tasks: {"); n == 0 || !preempted.Get().MatchString(l) {
			return false
		}
	}
	if _, ok := x.counters(); ok {
		return false // a CPU is named as well
	}
	who := "A task"
	if m := preempted.Get().FindStringSubmatch(l); m != nil {
		who = "Task " + m[1]
	}
	f.Text = who + " holds up the grace period: it was preempted, or sleeps, between rcu_read_lock() and rcu_read_unlock(), and has not left that section since."
	f.claim(reported(n))
	if x.waitsForSleepingLock(who, f) {
		f.Evidence = []int{n, x.culpritLine(), x.headLine()}
		return true
	}
	if c := x.culprit(); c != "" && x.gaveAway() != nil {
		f.also(fmt.Sprintf(" It gave its CPU away in %s.", c), x.culpritRan())
	}
	f.Next = "Look at that task's stack (SysRq-t), and at what keeps the CPU from it: a real-time task that never sleeps, most often. If it runs, the section is too long (on PREEMPT_RT a spin_lock() is one). CONFIG_RCU_BOOST lets readers go on; a sleep inside of the section is the bug itself."
	f.Evidence = []int{n, x.headLine()}
	return true
}

// waitsForSleepingLock: on PREEMPT_RT whoever has a spinlock is in a section of RCU
// (rt_spin_lock(), kernel/locking/spinlock_rt.c), and waits asleep for the next one.
func (x *exam) waitsForSleepingLock(who string, f *draft) bool {
	c := x.culprit()
	if c == "" || x.gaveAway() == nil {
		return false
	}
	for i := range x.chain[:min(len(x.chain), 6)] {
		fr := &x.chain[i]
		if !fr.Reliable || !slices.Contains(sleepingLocks, word(fr.Function)) {
			continue
		}
		f.Text = fmt.Sprintf("%s holds up the grace period: it sleeps inside of a section of RCU, in wait for a spinlock that %s wants and does not get. On PREEMPT_RT each spin_lock() that it holds is such a section.", who, c)
		f.claim(ranFrame(fr), x.culpritRan())
		f.Next = "Find who holds that lock and what it waits for in turn (SysRq-t): two tasks that take two locks in different order wait so for each other for ever. CONFIG_PROVE_LOCKING finds such pairs before they meet."
		return true
	}
	return false
}

// sleepingLocks take the spinlocks and rwlocks of PREEMPT_RT, kernel/locking/{spinlock_rt,rwbase_rt}.c.
var sleepingLocks = []string{"rt_spin_lock", "rt_spin_lock_nested", "rt_read_lock", "rt_write_lock", "rtlock_slowlock", "rtlock_slowlock_locked"}

// lasted is how long the stall has been, in jiffies: as many ticks a CPU takes that
// runs in the kernel with interrupts on.
//
//	(detected by 1, t=1505 jiffies, g=-771, q=17 ncpus=2)
var lasted = regex.Of(`[( ]t=(\d+) jiffies`)

// stalledFor returns it, 0 when it is not told.
func (x *exam) stalledFor() int {
	_, l := x.line(" jiffies")
	if m := lasted.Get().FindStringSubmatch(l); m != nil {
		n, _ := strconv.Atoi(m[1])
		return n
	}
	return 0
}

// rcuNoProgress: no trace tells what the CPU does; the counters do a little.
func rcuNoProgress(x *exam, f *draft) bool {
	c, ok := x.counters()
	if !ok || x.culprit() != "" || crash.Idle(x.chain) {
		return false
	}
	f.Text = fmt.Sprintf("CPU %s holds up a grace period and keeps taking its timer ticks: it loops in the kernel without letting go.", c.cpu)
	switch {
	case c.inIRQ:
		f.Text = fmt.Sprintf("CPU %s holds up a grace period from within an interrupt that came while it was idle: a handler that never ends, or an interrupt that comes again and again.", c.cpu)
	case c.ticks > 0 && (c.waiting || c.ticks < x.stalledFor()/4):
		f.Text = fmt.Sprintf("CPU %s holds up a grace period and took its timer tick %d times in it, then no more: this suggests that interrupts are off there since, in a loop or in a wait for a lock.", c.cpu, c.ticks)
	case c.ticks <= 0:
		f.Text = fmt.Sprintf("CPU %s holds up a grace period; what it does is not in the report.", c.cpu)
	}
	f.claim(reported(c.line))
	f.Next = "Get its backtrace: SysRq-l, or nmi_watchdog; /proc/interrupts shows a line that counts up fast."
	f.Evidence = []int{c.line, x.headLine()}
	return true
}
