package triage

import (
	"fmt"
	"strings"

	"oopscope/parse/arch"
	"oopscope/parse/crash"
)

// afterRules tell what became of the machine.
var afterRules = []rule{
	{
		id: "interrupt-death", rank: rankPlace - 5, confidence: Certain, frames: true,
		says: "the kernel died in an interrupt, where there is no task to kill: it panics",
		fire: interruptDeath,
	},
	{
		id: afterwards, rank: rankAfter, confidence: Certain, frames: true,
		says: "whether work can go on after this report, and what was damaged",
		fire: canGoOn,
	},
}

// afterwards is the rule that answers "can I go on?".
const afterwards = "continue"

// interruptDeath: there is no task to kill in an interrupt, so the kernel panics.
func interruptDeath(x *exam, f *draft) bool {
	c := x.c
	inside := strings.Contains(c.Panic, "Fatal exception in interrupt") || strings.Contains(c.Panic, "Aiee, killing interrupt handler") || strings.Contains(c.Panic, "Attempted to kill the idle task")
	if !inside || c.Dump.UserMode || c.Context != arch.IRQ && c.Context != arch.SoftIRQ && c.Context != arch.NMI {
		return false
	}
	f.Text = fmt.Sprintf("It happened in an interrupt, on top of %s, which only happened to be running.", x.task())
	self := x.ranBySelf()
	switch {
	case c.Context == arch.SoftIRQ && runsSoftirqs(c.Task.Comm):
		f.Text = fmt.Sprintf("It happened in a softirq that %s ran.", x.task())
	case c.Context == arch.SoftIRQ && self != nil:
		f.Text = fmt.Sprintf("It happened in a softirq that %s ran itself, in %s(), where it let softirqs run again: what it had just done may be what the softirq was for.", x.task(), bare(self.Function))
		f.claim(ranFrame(self))
	case c.Context == arch.SoftIRQ:
		f.Text = fmt.Sprintf("It happened in a softirq, on top of %s, which only happened to be running.", x.task())
	}
	f.claim(interrupted(), panics())
	f.Text += " An oops there always ends in a panic: there is no task that could be killed instead."
	f.Next = "Do not look for the cause in the interrupted program. To keep the log after the panic, set panic=10 and ramoops or a serial capture."
	f.Evidence = []int{c.PanicLine, x.pcLine()}
	return true
}

// ranBySelf is the frame in which a task itself runs the softirqs that wait, when it enables
// them again (kernel/softirq.c): no interrupt had to come for that.
func (x *exam) ranBySelf() *arch.Frame {
	var by *arch.Frame
	for i := range x.chain {
		f := &x.chain[i]
		switch name := bare(f.Function); {
		case !f.Reliable:
		case name == "do_softirq":
			by = f
		case name == "__local_bh_enable_ip" || name == "local_bh_enable":
			return f
		case f.Context != arch.SoftIRQ:
			return by
		}
	}
	return by
}

// runsSoftirqs tells the threads that softirqs run in, of every CPU one:
// kernel/softirq.c; the one for timers is PREEMPT_RT's.
func runsSoftirqs(comm string) bool {
	name, _, ok := strings.Cut(comm, "/")
	return ok && (name == "ksoftirqd" || name == "ktimers" || name == "ktimersd")
}

// canGoOn answers "can I go on?" with reasons.
func canGoOn(x *exam, f *draft) bool {
	c := x.c
	switch c.Aftermath {
	case crash.Halted:
		isHalted(x, f)
	case crash.Rebooting:
		restarts(x, f)
	case crash.ContinuesDamaged:
		f.Next = "Save what you need and reboot before you trust anything else that this boot shows."
		if c.Past() {
			f.Next = "Do not trust what else that boot shows; the machine was restarted since."
		}
		f.Evidence = []int{x.headLine()}
		damaged(x, f)
	case crash.Continues:
		if c.Die > 0 { // a checker's complaint that is a BUG() as well
			f.Evidence = []int{x.headLine()}
			f.Next = "Save what you need and reboot before you trust anything else that this boot shows."
			damaged(x, f)
			break
		}
		if c.Severity <= crash.Error || x.fromPanic() != nil { // which is going down, as [panicEcho] says
			return false
		}
		goesOn(x, f)
	default:
		return false
	}
	if c.Later.Died > 0 && c.Panic == "" {
		f.also(fmt.Sprintf(" The machine died later, of the report at line %d.", c.Later.Died), heard())
	} else {
		f.also(" The log goes on after it.", machineWentOn())
	}
	return true
}

// isHalted tells of a machine that panicked and does not come back by itself.
func isHalted(x *exam, f *draft) {
	c := x.c
	f.claim(panics())
	f.Evidence = []int{c.PanicLine, x.headLine()}
	f.Text = "The machine panicked" + because(c.Panic) + "."
	f.Next = "Reset or power cycle it. panic=10 on the kernel command line makes it restart by itself after a panic."
	switch {
	case c.Past():
		f.Text = "The machine panicked" + because(c.Panic) + " and was started again since."
		if x.proves(stayedHalted()) {
			f.Text = "The machine panicked and stayed halted" + because(c.Panic) + " until it was restarted."
			f.claim(stayedHalted())
		}
		f.claim(restartsItself())
		f.Next = "panic=10 on the kernel command line makes it restart by itself after a panic."
	case x.proves(stayedHalted()):
		f.Text = "The machine is dead: it panicked and stays halted" + because(c.Panic) + "."
		f.claim(stayedHalted())
	}
}

// restarts tells of a machine that comes back by itself.
func restarts(x *exam, f *draft) {
	c := x.c
	f.claim(restartsItself())
	f.Text = "The machine was restarted after this report" + because(c.Panic) + "."
	f.Next = "If the same report comes again, hold it in the boot loader or boot an older kernel."
	switch {
	case c.Past() || c.RebootIn == 0:
	case c.RebootIn > 600:
		f.Text = fmt.Sprintf("The machine restarts by itself in %d seconds%s.", c.RebootIn, because(c.Panic))
		f.Next = "Do not wait that long: reset or power cycle it. A smaller panic= on the kernel command line makes it restart sooner."
	default:
		f.Text = fmt.Sprintf("The machine restarts by itself in %d seconds%s.", c.RebootIn, because(c.Panic))
		f.Next = "Wait for the boot; if the same report comes again, hold it in the boot loader or boot an older kernel."
	}
	f.Evidence = []int{x.find("Rebooting in "), c.PanicLine, x.headLine()}
}

// goesOn tells what a report that kills nothing by itself leaves behind, and
// what could be set to stop there the next time.
func goesOn(x *exam, f *draft) {
	f.Evidence = []int{x.headLine()}
	f.claim(killsNothing())
	f.Text, f.Next = "Nothing was killed by this report.", "Go on with care: what it warns of may come back as a crash."
	if x.proves(machineWentOn()) {
		f.Next = "The session can go on."
	}
	switch x.c.Class {
	case "oom":
		f.Text = "Such a report does not stop the kernel by itself."
		f.also(" A process that it killed to get memory back is gone.", says("Killed process", 0))
		f.Next = "Start again what the board needs of it. vm.panic_on_oom=1 stops the machine instead, with everything still in memory."
	case "lockdep", "spinlock": // debug_locks_off(), lib/debug_locks.c
		f.Next += " The kernel checks locks no more in this boot: further mistakes with them go unreported."
	case "warning", "net-watchdog", "refcount", "list-corruption", "debugobjects", "kasan", "kfence", "kmsan", "kcsan", "ubsan":
		// Those that come to check_panic_on_warn(), kernel/panic.c.
		if x.c.Class != "warning" || x.warns() {
			f.Next += " panic_on_warn=1 stops at the first such report while its state is fresh."
		}
	}
}

func because(panic string) string {
	if panic == "" {
		return ""
	}
	return " (" + panic + ")"
}

// onlyRead is the line in which a checker of memory says that what it caught was a read, 0
// when it was not (mm/kasan/report.c: print_error_description(), mm/kfence/report.c).
//
//	Read of size 4 at addr ffff888003a7c000 by task sh/82
//	BUG: KFENCE: use-after-free read in acq_level+0x14/0x30
func (x *exam) onlyRead() int {
	switch x.c.Class {
	case "kasan":
		if v, n := x.fact("access"); strings.HasPrefix(v, "Read of size ") {
			return n
		}
	case "kfence":
		if kind, _, ok := strings.Cut(x.c.Header, " in "); ok && strings.HasSuffix(kind, " read") {
			return x.headLine()
		}
	}
	return 0
}

// damaged says what is lost when the kernel goes on after an oops.
func damaged(x *exam, f *draft) {
	c := x.c
	switch {
	case c.Severity == crash.Stall && !x.foundLeft():
		f.Text = "A report of a stall kills nothing by itself: what is stuck may go on, or stay stuck until somebody resets the machine."
		f.Next = "See whether the console still answers and whether the report comes again; SysRq-w and SysRq-l show who waits and who runs."
		f.claim(killsNothing())
	case c.Die == 0 && c.Severity < crash.Oops && x.stopped() == 0:
		f.Text = "Nothing was killed by this report, but memory or state is known to be wrong: later crashes may come from it."
		f.claim(killsNothing())
		if n := x.onlyRead(); n > 0 {
			f.Text = "Nothing was killed by this report, and the access that it tells of overwrote nothing: it was a read. What was made of the value may be wrong."
			f.claim(reported(n))
		}
	case c.Context == arch.IRQ || c.Context == arch.SoftIRQ || c.Context == arch.NMI:
		f.Text = "An oops in an interrupt ends the machine: a panic follows, or a kernel for the dump is started, which is not in this report."
		f.Next = "Look further down for the panic, or capture more: the console was lost before the machine was."
		f.claim(interrupted())
	case x.find("Fixing recursive fault") > 0 || x.inPanic() != nil: // no panic follows: it came, or the task is left as it is
		lost(x, f)
	case indispensable(x, f):
	default:
		lost(x, f)
	}
}

// indispensable tells of a task that no kernel survives the death of.
func indispensable(x *exam, f *draft) bool {
	task := &x.c.Task
	switch fr := x.boots(); {
	case task.Known && task.PID == 0:
		f.Text = "The idle task died, which no kernel survives: a panic follows that is not in this report."
		f.claim(says("PID: 0 ", 0))
	case task.Known && task.PID == 1:
		f.Text = "Process 1 (init) died, which no kernel survives: a panic follows that is not in this report."
		f.claim(says("PID: 1 ", 0))
	case fr != nil && !task.Known:
		f.Text = fmt.Sprintf("Process 1 (init) died, which no kernel survives: %s() is on its stack. A panic follows that is not in this report.", bare(fr.Function))
		f.claim(ranFrame(fr))
	default:
		return false
	}
	return true
}

// lost says what a task takes along that the kernel killed.
func lost(x *exam, f *draft) {
	c := x.c
	who := "The task"
	if c.Task.Known {
		who = x.task()
	}
	if n := x.debugged(); n > 0 {
		f.Text = "The kernel's own debugger took over at this report: the machine stands still until somebody gives it a command at the console."
		f.Next = "Ask it what you need (? lists its commands). xmon goes on with the oops by x, and restarts the machine by zr."
		f.claim(reported(n))
		return
	}
	if n := x.find("Fixing recursive fault"); n > 0 {
		f.Text = who + " faulted when it was ending already, and was left as it is, neither running nor gone."
		f.claim(says("Fixing recursive fault", n))
		return
	}
	if fr := x.inPanic(); fr != nil {
		f.Text = "It happened while the machine was already going down: " + bare(fr.Function) + "() is on the stack."
		f.Next = "Read the report of the panic; this one only came on top of it."
		f.claim(ranFrame(fr))
		return
	}
	if n := c.Later.Again; n > 0 {
		f.Text = fmt.Sprintf("%s was not gone after this report: it faulted again, see the report at line %d.", who, n)
		f.claim(again())
		return
	}
	if n := c.Later.Cut; n > 0 && !x.proves(killed()) {
		f.Confidence = Likely
		f.Text = fmt.Sprintf("The kernel faulted again, at line %d, before this report had come to its end: %s would have been killed after it, and nothing shows that it was.", n, who)
		f.Next = "Look at what the board does now; a fault inside a report often leaves the machine hanging, with interrupts off."
		f.Evidence = []int{x.headLine(), n}
		f.claim(reported(x.headLine()))
		return
	}
	if c.Quality.Has(crash.Truncated, crash.Lost) && !x.proves(killed()) {
		f.Text = fmt.Sprintf("The report is cut off: whether only %s was killed or the machine panicked is not in it.", x.task())
		f.Next = "Capture more of the console, or look at what the board does now."
		f.claim(reported(c.Last))
		return
	}
	f.Text = who + " was killed inside the kernel: locks, references and memory that it held are never given back."
	f.claim(killed())
	f.also(" Interrupts were off at that place.", irqsOff())
	if left, n := x.line("exited with preempt_count "); n != "" && !x.countsItself(n) {
		f.also(" It held a spinlock or had preemption off (preempt_count was not 0).", reported(left))
	}
	if strings.HasPrefix(c.Task.Comm, "kworker") || c.Workqueue != "" {
		f.also(" It was a worker of the kernel: work queued behind it may never run.", reported(x.find("Comm: kworker")))
	}
}

// countsItself tells a preempt count that is no more than the exception's own, by which
// BUG() works.
func (x *exam) countsItself(left string) bool {
	return x.arch != nil && x.arch.BugCounts != "" && x.c.Dump.Die == x.arch.BugCounts && strings.HasSuffix(strings.TrimSpace(left), " 1")
}
