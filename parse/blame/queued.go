package blame

import (
	"slices"
	"strings"

	"oopscope/parse/arch"
	"oopscope/parse/class"
	"oopscope/parse/crash"
	"oopscope/parse/places"
)

// expiring walk the list or tree of all timers and call those whose time has come,
// kernel/time/{timer,hrtimer}.c. What they trip over was left there by somebody who freed the
// timer, or the module that it lay in, without timer_delete_sync().
var expiring = []string{"run_timers", "run_timer_base", "expire_timers", "call_timer_fn", "enqueue_timer", "detach_expired_timer", "collect_expired_timers",
	"hrtimer_run_queues", "run_hrtimer", "hrtimer_next_event_base", "timerqueue_add", "timerqueue_del", "timerqueue_linked_add"}

// deferred call what was handed in for later: softirqs' and RCU's callbacks, tasklets,
// irq_work, kernel/{softirq,irq_work}.c and kernel/rcu/tree.c. Who handed in what was
// freed then is gone.
var deferred = []string{"process_one_work", "rcu_do_batch", "rcu_core", "tasklet_action", "tasklet_action_common", "tasklet_hi_action", "irq_work_single", "irq_work_run_list"}

// notifying calls those who asked to be told, kernel/notifier.c; it may as well be called
// with a chain that is not one, so that it is blamed still where nobody else is known.
var notifying = []string{"notifier_call_chain", "raw_notifier_call_chain", "atomic_notifier_call_chain", "blocking_notifier_call_chain", "srcu_notifier_call_chain"}

// treeNodes are moved about for whoever keeps a tree, lib/rbtree.c.
var treeNodes = compileNames(`rb_*`)

// firstPage holds the members of a NULL structure: nothing was left there. A jump to it
// went through a pointer in what was.
const firstPage = 4096

// leftBehind tells a bad pointer in a list that all use, or in what was called
// from it, whoever runs that.
func leftBehind(c *crash.Crash, walkers []string) bool {
	at, known := c.Dump.Fault.Address, c.Dump.Fault.HasAddress
	if pc := &c.Dump.PC; !known && c.Astray() { // of an address that is none, most CPUs tell nothing else
		at, known = pc.Address, pc.HasAddress
	}
	if c.Die == 0 || !known || at < firstPage && !c.Astray() || errorNumber(&c.Dump, at) {
		return false
	}
	f, ok := firstFrame(c.Chain, true, []*nameSet{reporting, treeNodes})
	if c.Astray() {
		f, ok = c.Jumper()
	}
	return ok && f.Module == "" && slices.Contains(walkers, places.Word(f.Function))
}

// errorNumber tells an address that is an error's number: it was stored where a pointer
// belongs, and nothing was freed.
func errorNumber(d *arch.Dump, a uint64) bool {
	if d.Bits == 32 {
		a |= 0xffffffff << 32
	}
	return a >= uint64(1<<64-4095)
}

// whoLeft is who freed the object, by the kernel's own word, or else the module that
// went last where the address is one that had been mapped; nobody when neither is told.
func whoLeft(c *crash.Crash) crash.Culprit {
	if _, path := c.FreePath(); len(path) > 0 {
		if f, ok := firstFrame(path, true, []*nameSet{reporting, helpers, libraries}); ok {
			return asCulprit(f)
		}
	}
	if len(c.LastUnloaded) > 0 && upper(&c.Dump) {
		return crash.Culprit{Module: c.LastUnloaded[0]}
	}
	return crash.Culprit{}
}

// upper tells a fault at an address of the kernel: above where user space ends, and
// the modules of 32-bit ARM, which lie right below the rest of it, begin.
func upper(d *arch.Dump) bool {
	const modules32 = 0x7f000000
	a := d.Fault.Address
	return d.Fault.HasAddress && (a>>48 == 0xffff || d.Bits == 32 && a >= modules32)
}

// copying moves bytes for its caller, in files that are not there for that alone.
var copying = compileNames(`copy_to_* copy_from_* copyin* copyout* copy_page* copy_folio* iterate_and_advance* strncpy_from_user*`)

// racer is the function whose access met another's, which KCSAN names: the accesses are in
// the functions themselves, of timers and work as of any, and whoever called them only had them
// made. What copies and compares for its callers is none.
//
//	BUG: KCSAN: data-race in add_timer / timer_clear_idle
func racer(c *crash.Crash) (arch.Frame, bool) {
	_, both, _ := strings.Cut(c.Header, " in ")
	f, ok := firstFrame(c.Chain, true, []*nameSet{reporting, libraries, copying})
	return f, ok && slices.Contains(strings.Fields(both), places.Bare(f.Function))
}

// stillActive is the function that a timer or a work calls that was freed while it ran,
// where the one who freed it is not to be seen: RCU frees later what was handed to it, and
// who owns the timer did not stop it before. debug_print_object() names it, lib/debugobjects.c:
//
//	ODEBUG: free active (active state 0) object type: timer_list hint: chan_timeout+0x0/0x150
func stillActive(c *crash.Crash) (arch.Frame, bool) {
	if _, ok := firstFrame(c.Chain, true, []*nameSet{reporting, helpers, libraries, bodies}); ok {
		return arch.Frame{}, false
	}
	for i := range c.Body {
		_, hint, ok := strings.Cut(c.Body[i].Text, " hint: ")
		if !ok || !strings.Contains(c.Body[i].Text, "ODEBUG: free active") {
			continue
		}
		f := symbolIn(hint)
		return f, f.InFunction() && !places.Within(crash.PlaceOf(&f), "kernel/workqueue.c") // the timer of any delayed work
	}
	return arch.Frame{}, false
}

// othersStand tells that the chain shows others than whose fault it is.
func othersStand(c *crash.Crash, way class.Blame) bool {
	return foundAtItsEnd(c) || c.LeftAtomic() != nil || way == class.LeakedWork && c.EndsAtomic() != nil || c.Elsewhere() && c.Chain[0].Module == "" || way == class.PageUser && takenBad(c)
}

// hands tells a function that calls what others gave it, and nothing else.
func hands(function string) bool {
	return function == "kthread" || slices.Contains(deferred, strings.TrimLeft(function, "_"))
}

// foundAtItsEnd tells of a stack that was overrun, which the scheduler found at one of the last
// switches of the task: one that ends has left the deep call.
func foundAtItsEnd(c *crash.Crash) bool {
	return strings.Contains(c.Panic+c.Header, "corrupted stack end") && !anyModule(c.Chain) &&
		slices.ContainsFunc(c.Chain, func(f arch.Frame) bool { return f.Function == "do_exit" || f.Function == "do_group_exit" })
}
