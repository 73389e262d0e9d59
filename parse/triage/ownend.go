package triage

import (
	"fmt"
	"slices"

	"oopscope/parse/arch"
)

// ownEndRules are about callbacks that wait for their own end.
var ownEndRules = []rule{
	{
		id: "waits-for-own-end", rank: rankProof, confidence: Likely, classes: []string{"soft-lockup", "hard-lockup", "rcu-stall", "hung-task"},
		says:       "a timer's callback waits until that timer's callback has ended",
		suppresses: []string{"busy-cpu", "hung-waiter", "rcu-no-progress"},
		fire:       waitsForOwnEnd,
	},
}

// endings wait for the end of a callback, callers are who calls such a one: timers,
// high-resolution timers, tasklets.
var endings = []struct{ wait, caller []string }{
	{[]string{"del_timer_sync", "timer_delete_sync", "timer_shutdown_sync", "del_singleshot_timer_sync"}, []string{"call_timer_fn", "run_timers", "run_timer_softirq", "expire_timers"}},
	{[]string{"hrtimer_cancel", "hrtimer_cancel_wait_running"}, []string{"run_hrtimer", "hrtimer_run_queues", "hrtimer_run_softirq", "hrtimer_interrupt"}},
	{[]string{"tasklet_kill", "tasklet_unlock_wait", "tasklet_unlock_spin_wait"}, []string{"tasklet_action", "tasklet_action_common", "tasklet_hi_action"}},
}

// waitsForOwnEnd: kernel/time/timer.c says "must not be called from the timer's own
// callback" of del_timer_sync(), and then it spins for ever.
func waitsForOwnEnd(x *exam, f *draft) bool {
	for i := range endings {
		wait, by := x.beneath(endings[i].wait, endings[i].caller)
		if wait == nil {
			continue
		}
		f.Text = fmt.Sprintf("%s waits in %s() until a callback has ended, from within a callback of the same kind. This suggests that it waits for its own end, which never comes; or for one on another CPU that waits for this one.", subject(x), bare(wait.Function))
		f.Next = "A callback must not wait for itself: use the form without _sync (del_timer(), hrtimer_try_to_cancel()) there, or leave it to whoever stops the driver."
		f.Evidence = []int{x.headLine(), wait.Line, by.Line}
		f.claim(ranFrame(wait), ranFrame(by), x.subjectRan())
		return true
	}
	return false
}

// beneath returns the first frame of one list and the nearest frame further out of the
// other, where both stand in one context; nil when there are none.
func (x *exam) beneath(inner, outer []string) (in, out *arch.Frame) {
	for i := range x.chain {
		fr := &x.chain[i]
		switch w := word(fr.Function); {
		case !fr.Reliable || fr.Module != "":
		case in == nil && slices.Contains(inner, w):
			in = fr
		case in != nil && fr.Context != in.Context:
			return nil, nil
		case in != nil && slices.Contains(outer, w):
			return in, fr
		}
	}
	return nil, nil
}
