package triage

import (
	"fmt"
	"strings"

	"oopscope/parse/arch"
)

// armedRules are about timers that were armed when their memory went.
var armedRules = []rule{
	{
		id: "timer-left-armed", rank: rankState + 8, confidence: Likely, classes: faults,
		says:       "the timer core tripped over an armed timer whose memory is none any more",
		suppresses: []string{"stale-mapping", "text-pointer", "wild-pointer", "user-pointer", "tagged-pointer", "integer-pointer", "container-of-null", "bad-function-pointer", "null-call", "null-member", "uninitialised-object", "dma-pool-poison", "redzone-pointer", "page-poison"},
		fire:       timerLeftArmed,
	},
	{
		id: "left-registered", rank: rankState + 8, confidence: Likely, classes: faults,
		says:       "the kernel called what lay in a work item or a notifier whose memory is none any more",
		suppresses: []string{"stale-mapping", "text-pointer", "wild-pointer", "user-pointer", "tagged-pointer", "integer-pointer", "bad-function-pointer", "null-call", "null-member", "uninitialised-object", "dma-pool-poison", "redzone-pointer", "page-poison"},
		fire:       leftRegistered,
	},
}

// registries call the functions that others left with them: kernel/workqueue.c and
// kernel/notifier.c, with what of theirs the function lay in.
var registries = []struct {
	in         []string
	what, next string
}{
	{[]string{"process_one_work"}, "a work item that was queued", "Every path that frees the object, and the error path of init and probe, needs cancel_work_sync() (or cancel_delayed_work_sync()) before. CONFIG_DEBUG_OBJECTS_WORK names the work's function when its memory is freed; KASAN names who freed it."},
	{[]string{"notifier_call_chain", "notifier_call_chain_robust", "raw_notifier_call_chain", "atomic_notifier_call_chain", "blocking_notifier_call_chain", "srcu_notifier_call_chain"}, "a notifier block of the chain", "Look for a driver or module that registered a notifier and went without unregistering it: the error path of its probe or init, most often. The functions below tell which chain it is."},
}

// leftRegistered: the core calls through a structure that somebody else owns. What is no
// function there was one when it was registered: INIT_WORK() and the notifier's owner set it.
func leftRegistered(x *exam, f *draft) bool {
	j, ok := x.c.Jumper()
	pc := x.c.Dump.PC
	if !ok || !x.c.Astray() || !pc.HasAddress || pc.Address > 0 && pc.Address < nullPage || x.c.Die == 0 || j.Module != "" {
		return false
	}
	for i := range registries {
		r := &registries[i]
		if !rooted(j.Function, r.in) {
			continue
		}
		to := hex(pc.Address)
		switch m := x.means(pc.Address); {
		case pc.Address == 0:
			to = "NULL"
		case x.inModule(pc.Address):
			to += " (modules are loaded there, and this one is no more)"
		case m.Text != "":
			to += " (" + m.Text + ")"
		}
		f.Text = fmt.Sprintf("%s called %s, which it found as the function of %s. This suggests that the object or the module in which that lay was given back while it was registered, that it was overwritten, or that it was never set up.", at(&j), to, r.what)
		f.Next = r.next
		f.Evidence = []int{x.pcLine(), x.headLine(), j.Line}
		f.claim(ranFrame(&j), wentTo(pc.Address))
		return true
	}
	return false
}

// timerLeftArmed: all timers hang together, so the next one to be armed, or the next
// tick, trips over one that was freed while it was armed. Neither that nor the task that
// was interrupted has to do with it; who armed it is known to CONFIG_DEBUG_OBJECTS_TIMERS.
func timerLeftArmed(x *exam, f *draft) bool {
	core := x.inTimerCore()
	if core == nil || x.c.Die == 0 {
		return false
	}
	v, what, line, ok := x.pointer()
	astray := x.c.Astray() && x.c.Dump.PC.HasAddress
	if astray {
		v, line, ok = x.c.Dump.PC.Address, x.pcLine(), true
	}
	m := x.means(v)
	if !ok || v < nullPage || m.Kind == arch.ErrPtr || m.Mark == "POISON_FREE" || m.Kind == arch.Poison && !m.Deleted() {
		return false // a NULL may be a timer that was never set up; of freed slab memory others tell
	}
	value := hex(v)
	switch {
	case m.Kind == arch.Fill: // a timer may lie on a stack, where the byte is somebody's own
		value += " (memory that is filled with one byte)"
	case m.Text != "":
		value += " (" + m.Text + ")"
	}
	f.Text = fmt.Sprintf("%s tripped over a timer that was armed: %s is %s.", at(core), what, value)
	if astray {
		f.Text = fmt.Sprintf("%s jumped to %s, which it found as the function of a timer that was armed.", at(core), value)
	}
	if x.inModule(v) {
		f.Text += " Modules are loaded there, and this one is no more. This suggests a module that left its timer armed when it was unloaded, or when its init failed half way, of which no list tells."
	} else {
		f.Text += " This suggests that the object, the module or the stack frame in which the timer lay was given back while it was armed, or that it was overwritten."
	}
	f.also(" Who armed it is not in the report: what ran here only came upon it.", ranFrame(core))
	f.Next = "Every path that frees the object, and the error path of init and probe, needs timer_delete_sync() or hrtimer_cancel() before. CONFIG_DEBUG_OBJECTS_TIMERS names the timer's function when its memory is freed; KASAN names who freed it."
	f.Evidence = []int{line, x.headLine(), x.pcLine(), core.Line}
	f.claim(ranFrame(core))
	return true
}

// inTimerCore is the frame of the timer core at the place of death, with nothing but
// the tree's own functions (lib/rbtree.c) above it.
func (x *exam) inTimerCore() *arch.Frame {
	if j, ok := x.c.Jumper(); ok && x.c.Astray() {
		if j.Module != "" || !rooted(j.Function, timerCore) {
			return nil
		}
		return &j
	}
	for i := range x.chain {
		f := &x.chain[i]
		switch {
		case i > 0 && !f.Reliable:
		case f.Module != "" || !f.InFunction():
			return nil
		case rooted(f.Function, timerCore):
			return f
		case !strings.HasPrefix(word(f.Function), "rb_"):
			return nil
		}
	}
	return nil
}
