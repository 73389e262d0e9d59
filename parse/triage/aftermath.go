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
		id: "interrupt-death", rank: rankPlace - 5, confidence: Certain,
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
func interruptDeath(x *exam, f *Finding) bool {
	c := x.c
	inside := strings.Contains(c.Panic, "Fatal exception in interrupt") || strings.Contains(c.Panic, "Aiee, killing interrupt handler") || strings.Contains(c.Panic, "Attempted to kill the idle task")
	if !inside || c.Context != arch.IRQ && c.Context != arch.SoftIRQ && c.Context != arch.NMI {
		return false
	}
	f.Text = fmt.Sprintf("It happened in an interrupt, on top of %s, which is only the task that was interrupted. An oops there always ends in a panic: there is no task that could be killed instead.", x.task())
	f.Next = "Do not look for the cause in the interrupted program. To keep the log after the panic, set panic=10 and ramoops or a serial capture."
	f.Evidence = []int{c.PanicLine, x.pcLine()}
	return true
}

// canGoOn answers "can I go on?" with reasons.
func canGoOn(x *exam, f *Finding) bool {
	c := x.c
	switch c.Aftermath {
	case crash.Halted:
		f.Text = "The machine is dead: it panicked and stays halted" + because(c.Panic) + "."
		f.Next = "Reset or power cycle it. panic=10 on the kernel command line makes it restart by itself after a panic."
		if c.Past() {
			f.Text = "The machine panicked and stayed halted" + because(c.Panic) + " until it was restarted."
			f.Next = "panic=10 on the kernel command line makes it restart by itself after a panic."
		}
		f.Evidence = []int{c.PanicLine, x.headLine()}
	case crash.Rebooting:
		restarts(x, f)
	case crash.ContinuesDamaged:
		f.Text, f.Evidence = damaged(x)
		f.Next = "Save what you need and reboot before you trust anything else that this boot shows."
		if c.Past() {
			f.Next = "Do not trust what else that boot shows; the machine was restarted since."
		}
		if c.Severity == crash.Oops && (c.Context == arch.IRQ || c.Context == arch.SoftIRQ || !c.Quality.Complete) {
			f.Confidence = Likely // what comes next is not in the log
		}
	case crash.Continues:
		if c.Severity <= crash.Error || x.fromPanic() != nil { // which is going down, as [panicEcho] says
			return false
		}
		f.Text, f.Next = goesOn(c.Class)
		if c.Past() || c.Later.Died > 0 {
			f.Next = strings.TrimSpace(strings.TrimPrefix(f.Next, sessionGoesOn))
		}
		f.Evidence = []int{x.headLine()}
	default:
		return false
	}
	return true
}

// restarts tells of a machine that comes back by itself.
func restarts(x *exam, f *Finding) {
	c := x.c
	f.Text = "The machine restarts by itself" + because(c.Panic) + "."
	if c.RebootIn > 0 {
		f.Text = fmt.Sprintf("The machine restarts by itself in %d seconds%s.", c.RebootIn, because(c.Panic))
	}
	f.Next = "Wait for the boot; if the same report comes again, hold it in the boot loader or boot an older kernel."
	switch {
	case c.Past():
		f.Text = "The machine restarted" + because(c.Panic) + "."
		f.Next = "If the same report comes again, hold it in the boot loader or boot an older kernel."
	case c.RebootIn > 600:
		f.Next = "Do not wait that long: reset or power cycle it. A smaller panic= on the kernel command line makes it restart sooner."
	}
	f.Evidence = []int{x.find("Rebooting in "), c.PanicLine, x.headLine()}
}

// sessionGoesOn is the advice after a report that harms nothing.
const sessionGoesOn = "The session can go on."

// goesOn tells what a report that kills nothing by itself leaves behind, and
// what could be set to stop there the next time.
func goesOn(class string) (text, next string) {
	text, next = "The kernel goes on after such a report; nothing was killed.", sessionGoesOn
	switch class {
	case "oom":
		return "The kernel goes on; a process that it killed to get memory back is gone.",
			"Start again what the board needs of it. vm.panic_on_oom=1 stops the machine instead, with everything still in memory."
	case "lockdep", "spinlock": // debug_locks_off(), lib/debug_locks.c
		next += " The kernel checks locks no more in this boot: further mistakes with them go unreported."
	case "warning", "net-watchdog", "refcount", "list-corruption", "debugobjects", "kasan", "kfence", "kmsan", "kcsan", "ubsan":
		// Those that come to check_panic_on_warn(), kernel/panic.c.
		next += " panic_on_warn=1 stops at the first such report while its state is fresh."
	}
	return text, next
}

func because(panic string) string {
	if panic == "" {
		return ""
	}
	return " (" + panic + ")"
}

// damaged says what is lost when the kernel goes on after an oops.
func damaged(x *exam) (string, []int) {
	c := x.c
	evidence := []int{x.headLine()}
	if c.Severity == crash.Stall {
		return "Something in the machine has stopped; what waits for that will stop too.", evidence
	}
	if c.Severity < crash.Oops {
		return "The kernel goes on, but memory or state is known to be wrong: later crashes may come from it.", evidence
	}
	if c.Context == arch.IRQ || c.Context == arch.SoftIRQ {
		return "The report ends before the machine does: an oops in an interrupt is always followed by a panic, which is not in this log.", evidence
	}
	var why []string
	if c.Task.Known && c.Task.PID == 0 {
		why = append(why, "the idle task died: that CPU does nothing any more")
	} else if c.Task.Known {
		why = append(why, x.task()+" was killed inside the kernel")
	}
	if n, _ := x.line("exited with preempt_count"); n > 0 {
		why, evidence = append(why, "it held a spinlock or had preemption off (preempt_count was not 0)"), append(evidence, n)
	}
	if n, _ := x.line("exited with irqs disabled"); n > 0 {
		why, evidence = append(why, "it had interrupts off"), append(evidence, n)
	} else if off := x.irqsOff(); off != "" {
		why = append(why, off)
	}
	if l := x.lockFrame(); l != nil {
		why, evidence = append(why, "it may hold the lock around "+bare(l.Function)), append(evidence, l.Line)
	}
	if strings.HasPrefix(c.Task.Comm, "kworker") || c.Workqueue != "" {
		why = append(why, "a worker of the kernel died: work queued behind it may never run")
	}
	why = append(why, "locks, references and memory that it held are never given back")
	return "The kernel goes on, but damaged: " + strings.Join(why, "; ") + ".", evidence
}

// irqsOff reads the decoded status word.
func (x *exam) irqsOff() string {
	for _, s := range x.c.Dump.Status {
		if strings.EqualFold(s.Meaning, "IRQs off") || strings.EqualFold(s.Meaning, "interrupts off") {
			return "interrupts were off at that place"
		}
	}
	return ""
}

// lockFrame is a frame whose name says that it runs with a lock held.
func (x *exam) lockFrame() *arch.Frame {
	for i := range x.chain {
		f := &x.chain[i]
		if f.Reliable && (strings.HasSuffix(f.Function, "_locked") || strings.Contains(f.Function, "_unlocked_") && f.Module != "") {
			return f
		}
	}
	return nil
}
