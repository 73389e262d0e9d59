package triage

import (
	"fmt"

	"oopscope/parse/arch"
)

// waiterRules are about what is woken: completions and wait queues lie on stacks, most often.
var waiterRules = []rule{
	{
		id: "waiter-gone", rank: rankCause - 4, confidence: Likely, classes: []string{"gpf", "bad-access", "user-access", "alignment", "exec-fault"},
		says:       "who was to be woken is no waiter: the completion or wait queue is gone",
		suppresses: []string{"uninitialised-object", "page-poison", "dma-pool-poison", "redzone-pointer", "wild-pointer", "stale-mapping", "user-pointer", "text-pointer", "tagged-pointer", "misaligned-access", "nothing-mapped", "bit-flip", "integer-pointer", "bad-function-pointer"},
		fire:       waiterGone,
	},
}

// wakers walk the list of who waits, kernel/sched/{completion,swait,wait}.c.
var wakers = []string{"complete", "complete_all", "complete_with_flags", "swake_up_locked", "swake_up_all_locked", "swake_up_one", "swake_up_all", "wake_up_common", "wake_up_locked", "wake_up"}

// waiterGone: a waker fell over what it found in the list, or called what was there for a
// function. NULL has rules of its own: a queue that was never set up.
func waiterGone(x *exam, f *draft) bool {
	waker, called := x.waker()
	if waker == nil {
		return false
	}
	v, line := x.c.Dump.PC.Address, x.pcLine()
	if !called {
		var ok bool
		if v, _, line, ok = x.pointer(); !ok {
			return false
		}
	}
	switch m := x.means(v); {
	case v < nullPage, m.Kind == arch.ErrPtr, m.Mark == "POISON_FREE", m.Deleted():
		return false // which tell more themselves
	}
	f.Text = fmt.Sprintf("%s looked for who waits and found %s in the place of a waiter", at(waker), hex(v))
	switch m := x.means(v); m.Kind { // which of the kernel's patterns it would be elsewhere tells nothing on a stack
	case arch.Fill:
		f.Text += " (memory that is filled with one byte)"
	case arch.Letters:
		f.Text += " (" + m.Text + ")"
	}
	f.Text += ". This suggests a completion or a wait queue entry that is gone: it lay on the stack of a function which has returned meanwhile (its wait timed out or was interrupted), or in an object that was freed or never set up."
	f.Next = "Find who waits there: after wait_for_completion_timeout() or an interrupted wait the other side must be stopped before the function returns; a wait queue entry must be taken off (finish_wait()) on every path. Otherwise check the life of the object and init_completion() or init_waitqueue_head()."
	f.Evidence = []int{waker.Line, line, x.headLine(), x.pcLine()}
	f.claim(ranFrame(waker))
	x.tellCaller(f)
	return true
}

// waker is the function that wakes, where it died itself, or called what is no function.
func (x *exam) waker() (f *arch.Frame, called bool) {
	if x.c.Astray() {
		if j, ok := x.c.Jumper(); ok && rooted(j.Function, wakers) {
			return &j, true
		}
		return nil, false
	}
	if len(x.chain) > 0 && x.chain[0].Module == "" && rooted(x.chain[0].Function, wakers) {
		return &x.chain[0], false
	}
	return nil, false
}
