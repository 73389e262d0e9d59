package triage

import (
	"cmp"
	"fmt"
	"math/bits"
	"slices"
	"strconv"
	"strings"

	"oopscope/parse/arch"
	"oopscope/parse/crash"
)

// atomicRules are about sleeping, moving and spinning where nobody may.
var atomicRules = []rule{
	{
		id: "atomic-context", rank: rankProof, confidence: Certain, classes: []string{"atomic-sleep"},
		says: "something that may sleep was called where sleeping is forbidden, and what made it so",
		fire: atomicContext,
	},
	{
		id: "left-atomic", rank: rankProof, confidence: Certain, classes: []string{"panic"},
		says: "a task ended while its count said that it was in an interrupt: something before had left that behind",
		fire: leftAtomic,
	},
	{
		id: "callback-left-atomic", rank: rankProof, confidence: Certain, classes: []string{"warning"},
		says:       "a callback came back with another preempt count than it was called with",
		suppresses: []string{"warn-condition"},
		fire:       callbackLeftAtomic,
	},
	{
		id: "preemptible-percpu", rank: rankProof, confidence: Certain, classes: []string{"preempt-use"},
		says: "per-CPU data was used where the task may move to another CPU",
		fire: preemptible,
	},
	{
		id: "unprotected-rcu", rank: rankProof, confidence: Certain, classes: []string{"rcu-usage"},
		says: "data under RCU was read without rcu_read_lock() or the lock that protects it",
		fire: unprotectedRCU,
	},
	{
		id: "fault-while-atomic", rank: rankCause, confidence: Likely, classes: []string{"user-access", "bad-access", "null-deref", "exec-fault", "warning"},
		says:       "a program's own page fault was fatal, because its task was atomic",
		suppresses: []string{"user-pointer", "null-member", "stale-mapping", "wild-pointer", "warn-condition"},
		fire:       faultWhileAtomic,
	},
	{
		id: "slept-in-rcu", rank: rankProof, confidence: Certain, classes: []string{"warning"},
		says:       "a reader of RCU went to sleep",
		suppresses: []string{"warn-condition"},
		fire:       sleptInRCU,
	},
	{
		id: "rtmutex-circle", rank: rankProof, confidence: Certain,
		says:       "the kernel found a circle of tasks that wait for each other's locks",
		suppresses: []string{"warn-condition"},
		fire:       rtmutexCircle,
	},
	{
		id: "spinlock-stuck", rank: rankState + 10, confidence: Likely, classes: []string{"soft-lockup", "hard-lockup", "rcu-stall", "spinlock", "csd-stall"},
		says:       "a CPU spins on a lock that nobody gives back",
		suppresses: []string{"busy-cpu"},
		fire:       spinlockStuck,
	},
}

// atomicContext spells out what made the context atomic.
func atomicContext(x *exam, f *draft) bool {
	why, n := x.atomicWhy()
	if x.leakedBefore(f, why, n) {
		return true
	}
	if x.cameBackAtomic(f) {
		return true
	}
	who := subject(x)
	f.claim(x.heads(""), x.subjectRan())
	f.Text = fmt.Sprintf("%s slept, or called something that may sleep, where nobody may.", who)
	if why != "" {
		f.Text = fmt.Sprintf("%s slept, or called something that may sleep, while %s.", who, why)
	}
	f.Evidence = []int{x.headLine(), n, x.pcLine()}
	f.Next = "Move the sleeping call out of the atomic section, or use the variant that does not sleep: GFP_ATOMIC, udelay(), a spinlock instead of a mutex, schedule_work()."
	if why == "inside rcu_read_lock()" {
		f.Next = "Leave the RCU section before sleeping (take a reference on the object first), use SRCU, or the variant that does not sleep (GFP_ATOMIC)."
	}
	if s := x.stack("preempt-off"); s != nil {
		f.also(fmt.Sprintf(" Preemption was disabled at %s.", at(&s.Frames[0])), inStack("preempt-off", &s.Frames[0]))
	} else if n, l := x.line("Preemption disabled at:"); n > 0 && len(l) > 30 {
		f.Evidence = append(f.Evidence, n)
	}
	x.holdsNothing(f)
	return true
}

// atomicWhy reads the preempt count out of the forms it is printed in:
//
//	BUG: scheduling while atomic: sh/77/0x00000201
//	in_atomic(): 1, irqs_disabled(): 128, non_block: 0, pid: 77, name: sh
//	preempt_count: 201, expected: 0
func (x *exam) atomicWhy() (string, int) {
	if _, rest, ok := strings.Cut(x.c.Header, "scheduling while atomic: "); ok {
		if i := strings.LastIndex(rest, "/0x"); i >= 0 {
			if v, err := strconv.ParseUint(strings.TrimSpace(rest[i+3:]), 16, 32); err == nil {
				if below := x.countBelow(v); below != "" {
					return below, x.headLine()
				}
				return cmp.Or(preemptCount(v, 1+x.idles()), idleSleeps(v, x.idles())), x.headLine()
			}
		}
	}
	var why []string
	line := 0
	if v, n := x.fact("preempt count"); n > 0 {
		digits, _, _ := strings.Cut(strings.TrimPrefix(v, "preempt_count: "), ",")
		if c, err := strconv.ParseUint(strings.TrimSpace(digits), 16, 32); err == nil && c != 0 {
			if w := preemptCount(c, x.idles()); w != "" {
				why, line = append(why, w), n
			}
		}
	}
	if v, n := x.fact("context"); n > 0 {
		why, line = addContext(why, v), max(line, n)
	}
	if v, n := x.fact("RCU nesting"); n > 0 {
		digits, rest, _ := strings.Cut(strings.TrimPrefix(v, "RCU nest depth: "), ",")
		_, allowed, _ := strings.Cut(rest, "expected: ") // a spinlock of PREEMPT_RT may be taken at any depth
		if digits != "0" && strings.TrimSpace(digits) != "" && strings.TrimSpace(digits) != strings.TrimSpace(allowed) {
			why, line = append(why, "inside rcu_read_lock()"), n
		}
	}
	return strings.Join(why, ", "), line
}

// countBelow tells a count that is below what schedule() adds itself. Since 4.4 the
// scheduler sets the count back when it complains (schedule_debug()), so that whatever
// ends the section later takes it below: that is no fault of its own.
func (x *exam) countBelow(v uint64) string {
	switch {
	case v != 0 && v>>24&0x7f != 0x7f:
		return ""
	case x.c.Echo.Kind == crash.Unwound:
		return fmt.Sprintf("the preempt count was too low (%#x, where schedule() itself adds 1): the scheduler set it back when it complained at line %d, and the enable that ended that section was counted after that", v, x.c.Echo.First)
	}
	return fmt.Sprintf("the preempt count was too low (%#x, where schedule() itself adds 1): by the enable that ends a section in which the scheduler had complained already and set the count back, by one enable too many, or by a frame that was abandoned in a crash", v)
}

// preemptCount spells out include/linux/preempt.h: 8 bits of preempt_disable(),
// 8 of softirq (an odd count serves one, two each for local_bh_disable), 4 of
// hard interrupts (10 until 3.19), 4 of NMI (1 until 5.7). Until 4.2 one bit
// further up, another on every architecture, was PREEMPT_ACTIVE. own is what
// schedule() itself adds.
func preemptCount(v, own uint64) string {
	switch above := v >> 24 & 0x7f; {
	case above == 0x7f:
		return fmt.Sprintf("the preempt count was below zero (%#x), by one enable too many or by a frame that was abandoned in a crash", v)
	case bits.OnesCount64(above) == 1:
		v &= 0xffffff // PREEMPT_ACTIVE
	case above != 0:
		return fmt.Sprintf("the preempt count was not 0 (%#x)", v)
	}
	var parts []string
	if v>>20&0xf != 0 {
		parts = append(parts, "in an NMI")
	}
	if v>>16&0xf != 0 {
		parts = append(parts, "in a hard interrupt")
	}
	if soft := v >> 8 & 0xff; soft&1 != 0 {
		parts = append(parts, "in a softirq (timer, tasklet, network)")
	} else if soft != 0 {
		parts = append(parts, "bottom halves were disabled (local_bh_disable() or a _bh lock)")
	}
	if depth := v & 0xff; depth > own {
		parts = append(parts, fmt.Sprintf("preemption was disabled %d deep (a spinlock, preempt_disable(), or rcu_read_lock() where that does the same)", depth-own))
	}
	if len(parts) == 0 {
		return ""
	}
	return fmt.Sprintf("%s (preempt_count %#x)", strings.Join(parts, ", "), v)
}

// sleptInRCU: kernel/rcu/tree_plugin.h, rcu_note_context_switch().
func sleptInRCU(x *exam, f *draft) bool {
	const words = "oluntary context switch within RCU read-side critical section"
	n := x.find(words)
	if n == 0 {
		return false
	}
	if x.c.Culprit.Function == "" {
		f.claim(says(words, n))
		f.Evidence = []int{n, x.headLine()}
		if x.body() == nil {
			f.Text = fmt.Sprintf("%s slept, or called something that may sleep, inside an RCU read-side section. Where is not in the trace.", x.task())
			f.Next = "Leave the RCU section before sleeping (take a reference on the object first), use SRCU, or the variant that does not sleep."
			return true
		}
		f.Text = fmt.Sprintf("%s went to sleep in its own loop inside an RCU read-side section. This suggests that a callback which it ran before took a lock, or rcu_read_lock(), and never gave it back.", x.task())
		f.Next = "Look at what this thread had run: timers, tasklets, softirqs, interrupt handlers. On PREEMPT_RT local_bh_disable(), spin_lock(), read_lock() and their kin are such sections as well."
		return true
	}
	f.claim(says(words, n), x.subjectRan())
	f.Text = fmt.Sprintf("%s slept, or called something that may sleep, inside an RCU read-side section.", subject(x))
	f.Next = "Leave the RCU section before sleeping (take a reference on the object first), use SRCU, or the variant that does not sleep. On PREEMPT_RT local_bh_disable(), spin_lock(), read_lock() and their kin are such sections as well."
	f.Evidence = []int{n, x.headLine(), x.culpritLine()}
	return true
}

// rtmutexCircle: kernel/locking/rtmutex.c, rt_mutex_handle_deadlock(): the task then
// sleeps for ever.
func rtmutexCircle(x *exam, f *draft) bool {
	const words = "rtmutex deadlock detected"
	n := x.find(words)
	if n == 0 {
		return false
	}
	f.claim(says(words, n), x.subjectRan())
	f.Text = fmt.Sprintf("%s wants a lock in %s that it can never get: by the kernel's records the lock is its own already, or is held by who waits for it. It sleeps there for ever.", x.task(), subject(x))
	f.Next = "Find where this lock is taken a second time, or in another order with a second one; CONFIG_PROVE_LOCKING names both places. A task that was killed inside the kernel while it held the lock leaves such records as well: then read that report."
	f.Evidence = []int{n, x.headLine(), x.culpritLine()}
	return true
}

func preemptible(x *exam, f *draft) bool {
	who := subject(x)
	f.Text = fmt.Sprintf("%s asked for the CPU that it was on, or used the data of that one, while it could be moved to another one at any time.", who)
	f.Next = "Use get_cpu()/put_cpu() or get_cpu_var() around it, raw_smp_processor_id() if a stale answer does no harm, or this_cpu_ operations."
	f.Evidence = []int{x.headLine(), x.pcLine()}
	f.claim(reported(x.headLine()), x.subjectRan())
	return true
}

func unprotectedRCU(x *exam, f *draft) bool {
	place := ""
	if x.c.Source != "" {
		place = " at " + x.c.Source
	}
	f.claim(x.subjectRan())
	f.Evidence = []int{x.headLine(), x.pcLine()}
	if n, l := x.line("RCU used illegally from "); n > 0 {
		_, cpu, _ := strings.Cut(l, "RCU used illegally from ")
		f.claim(says("RCU used illegally from ", n))
		f.Text = fmt.Sprintf("%s uses RCU%s on an %s, for which RCU does not wait: readers do not count there, whether they hold rcu_read_lock() or not.", subject(x), place, clip(cpu, 40))
		f.Next = "Do not use RCU (nor a tracepoint, a printk() or a lock that does) between the idle loop's ct_idle_enter() or rcu_idle_enter() and its counterpart, or on a CPU that goes offline; tell RCU otherwise with ct_irq_enter() or RCU_NONIDLE()."
		f.Evidence = append(f.Evidence, n)
		return true
	}
	f.Next = "Hold rcu_read_lock() around the use, or say which lock protects it with rcu_dereference_protected(). Without it the object may be freed under the reader."
	for _, m := range []struct{ mark, text string }{
		{"rcu_dereference", "%s reads an RCU protected pointer%s without rcu_read_lock() or the lock that updates it."},
		{"RCU-list traversed in non-reader section", "%s walks an RCU protected list%s without rcu_read_lock() or the lock that updates it."},
	} {
		if n := x.find(m.mark); n > 0 {
			f.claim(says(m.mark, n))
			f.Text = fmt.Sprintf(m.text, subject(x), place)
			return true
		}
	}
	n, l := x.line(" usage!")
	if m, at := x.line("Illegal context switch in RCU"); n == 0 && m > 0 {
		n, l = m, at
		f.Next = "Leave the RCU section before sleeping: take a reference on the object first, or use SRCU."
	}
	if n == 0 {
		n, l = x.headLine(), x.c.Header
	}
	f.claim(reported(n))
	f.Text = fmt.Sprintf("%s uses RCU against its rules: %s.", subject(x), clip(l, 100))
	if off := x.find("debug_locks = 0"); off > 0 {
		f.Confidence, f.Evidence = Likely, append(f.Evidence, off) // lockdep no longer knows what is held
	}
	return true
}

// spinlockStuck: a CPU hangs waiting for a lock: the holder is to look for.
func spinlockStuck(x *exam, f *draft) bool {
	if x.c.Class == "spinlock" && !strings.Contains(x.c.Header, "lockup") {
		return false
	}
	guessed := x.proves(guessedOnly())
	for i := range x.chain {
		fr := &x.chain[i]
		if i > 12 {
			break
		}
		if fr.Context == arch.NMI && x.c.Context != arch.NMI || !fr.Reliable && !guessed || !slices.Contains(spinners, word(fr.Function)) || strings.Contains(fr.Function, "unlock") {
			continue
		}
		taker := x.lockTaker(i + 1)
		if taker == nil {
			return false
		}
		f.Text = fmt.Sprintf("The CPU spins in %s() for a lock that %s wants and does not get.%s", bare(fr.Function), at(taker), x.holder())
		f.Next = fmt.Sprintf("Look for who holds this lock: another CPU's stack in the report, a path that returns without unlocking, or %s itself called with the lock held (then it waits for itself). CONFIG_PROVE_LOCKING names it.", bare(taker.Function))
		f.Evidence = []int{x.headLine(), fr.Line, taker.Line}
		x.tellInterrupted(f, taker)
		if right, _ := x.frameOf(bare(x.c.Culprit.Function), x.c.Culprit.Module); right != nil && right != taker && taker.Module == "" && right.Module != "" {
			f.also(fmt.Sprintf(" It wants it for %s.", x.culprit()), x.culpritRan())
		}
		if len(x.chain) > 0 && x.c.Dump.PC.InFunction() && slices.Contains(spinners, word(x.c.Dump.PC.Function)) {
			x.tellLockValue(f)
		}
		if x.mixed { // whose frames these are is not sure
			f.Confidence = Possible
		}
		return true
	}
	return spinsUnseen(x, f)
}

// lockTaker is takerFrom, or the report's culprit where only the watchdog's own trace
// stands there, which looks on.
func (x *exam) lockTaker(i int) *arch.Frame {
	f := x.takerFrom(i)
	if f != nil && (printsItself(f) || strings.HasPrefix(word(f.Function), "watchdog_")) {
		f, _ = x.frameOf(bare(x.c.Culprit.Function), x.c.Culprit.Module)
	}
	return f
}

// takerFrom is the first function that is no locking itself.
func (x *exam) takerFrom(i int) *arch.Frame {
	for ; i < len(x.chain); i++ {
		f := &x.chain[i]
		if (f.Reliable || x.proves(guessedOnly())) && f.InFunction() && !nextsName(f) && !slices.Contains(spinners, word(f.Function)) && (f.Module != "" || !strings.Contains(f.Function, "_lock")) {
			return f
		}
	}
	return nil
}

// holder says what the other CPUs were doing, when the report tells.
func (x *exam) holder() string {
	for i := range x.c.Stacks {
		s := &x.c.Stacks[i]
		if s.Role == "other-cpu" && len(s.Frames) > 0 && s.CPU >= 0 && s.CPU != x.c.CPU && !crash.Idle(s.Frames) {
			return fmt.Sprintf(" CPU %d was in %s meanwhile and may hold it.", s.CPU, at(&s.Frames[0]))
		}
	}
	return ""
}

// faultWhileAtomic: the registers are a program's. Its page faults are handled, and
// end in a signal at the worst; a task that is atomic may not handle any, and the
// kernel takes that for a fault of its own (faulthandler_disabled()).
func faultWhileAtomic(x *exam, f *draft) bool {
	d := &x.c.Dump
	if n := x.refusedFault(); n > 0 {
		f.Text = fmt.Sprintf("A page fault of %s in its own program was refused, because the task was atomic: something in the kernel left it so (a preempt count, bottom halves or page faults disabled and not enabled again). The WARN() only says that the fault had no signal to end in.", x.task())
		f.claim(reported(n))
		f.Next = "Look at what the task called last: a return between local_bh_disable(), preempt_disable() or pagefault_disable() and its counterpart."
		f.Evidence = []int{x.headLine(), n}
		return true
	}
	if !d.UserMode || !d.Fault.HasAddress || x.c.Die == 0 && d.DieLine == 0 {
		return false
	}
	if d.Fault.Refusal()&(arch.Tables|arch.Aborted) != 0 { // nobody handles those
		return false
	}
	f.Text = fmt.Sprintf("%s had an ordinary page fault in its own program, at %s: the registers are the program's. It was fatal because the task was atomic: something in the kernel left it so (a preempt count, bottom halves or page faults disabled and not enabled again).", x.task(), hex(d.Fault.Address))
	f.claim(reported(max(d.DieLine, d.Fault.Line)))
	f.Next = "Look for a report before this one (scheduling while atomic), and at what the task called last: a return between local_bh_disable(), preempt_disable() or pagefault_disable() and its counterpart."
	f.Evidence = []int{x.headLine(), d.PCLine, x.c.PanicLine}
	return true
}

// refusedFault is the line of a WARN() that s390 gives of such a fault, arch/s390/mm/fault.c:
// handle_fault_error_nolock(), WARN_ON_ONCE(!si_code) for a program's fault; 0 when it is none.
func (x *exam) refusedFault() int {
	if len(x.chain) == 0 || x.c.Class != "warning" {
		return 0
	}
	f := &x.chain[0]
	for _, g := range x.chain[1:] { // from a program the trap leads right there
		if g.Reliable && !rooted(g.Function, []string{"do_pgm_check", "pgm_check_handler", "do_exception", "do_dat_exception", "do_protection_exception"}) {
			return 0
		}
	}
	if bare(f.Function) != "handle_fault_error_nolock" {
		return 0
	}
	return f.Line
}

// spinsUnseen: the kernel itself says that the CPU waits for a spinlock; the trace
// that would show for whom is not there.
func spinsUnseen(x *exam, f *draft) bool {
	if x.c.Class != "spinlock" {
		return false
	}
	f.Text = fmt.Sprintf("A CPU spins for a lock that it does not get.%s", x.holder())
	f.claim(reported(x.headLine()))
	f.Next = "Look for who holds this lock: another CPU's stack in the report, or a path that returns without unlocking. CONFIG_PROVE_LOCKING names it."
	f.Evidence = []int{x.headLine()}
	return true
}
