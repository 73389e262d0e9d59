package triage

import (
	"fmt"
	"slices"
	"strings"

	"oopscope/parse/arch"
)

// hungRules are about tasks that wait for ever, and for whom.
var hungRules = []rule{
	{
		id: "hung-on-owner", rank: rankProof, confidence: Likely, classes: []string{"hung-task"},
		says:       "the task waits for a lock whose owner the kernel names",
		suppresses: []string{"hung-waiter", "hung-on-rcu"},
		fire:       hungOnOwner,
	},
	{
		id: "hung-on-rcu", rank: rankProof - 10, confidence: Likely, classes: []string{"hung-task"},
		says:       "the task waits for an RCU grace period, or for another task that does",
		suppresses: []string{"hung-waiter"},
		fire:       hungOnOthers,
	},
	{
		id: "hung-io", rank: rankProof - 12, confidence: Likely, classes: []string{"hung-task"},
		says:       "the task waits for a disk or flash that does not answer",
		suppresses: []string{"hung-waiter"},
		fire:       hungIO,
	},
	{
		id: "kthread-never-woken", rank: rankProof - 8, confidence: Likely, classes: []string{"hung-task"},
		says:       "a kernel thread was created and never woken: it has not begun",
		suppresses: []string{"hung-waiter"},
		fire:       neverWoken,
	},
	{
		id: "waits-for-itself", rank: rankProof - 6, confidence: Likely, classes: []string{"hung-task"},
		says:       "the function that waits for the lock is further out in the same chain, and may hold it",
		suppresses: []string{"hung-waiter"},
		fire:       waitsForItself,
	},
	{
		id: "hung-waiter", rank: rankState, confidence: Likely, classes: []string{"hung-task"},
		says: "what the task has been waiting for",
		fire: hungWaiter,
	},
	{
		id: "work-stuck", rank: rankState, confidence: Likely, classes: []string{"workqueue-stall"},
		says: "a work item does not end, and others wait behind it",
		fire: workStuck,
	},
}

// hungOnOwner follows the blocker lines of kernel/hung_task.c (6.16 and newer):
//
//	INFO: task cat:90 is blocked on a mutex likely owned by task insmod:83.
func hungOnOwner(x *exam, f *draft) bool {
	v, n := x.fact("blocker")
	if n == 0 {
		return false
	}
	_, rest, ok := strings.Cut(v, "blocked on a")
	if !ok {
		return false
	}
	rest = strings.TrimSpace(strings.TrimPrefix(rest, "n "))
	kind, owner, found := strings.Cut(rest, " likely owned by task ")
	if !found {
		kind, owner, found = strings.Cut(rest, " likely last held by task ")
	}
	if !found {
		return false
	}
	owner = strings.TrimRight(owner, ". ")
	if i := strings.Index(owner, " <"); i > 0 {
		owner = owner[:i]
	}
	f.Evidence = []int{n, x.headLine()}
	if x.c.Task.Known && owner == fmt.Sprintf("%s:%d", x.c.Task.Comm, x.c.Task.PID) {
		f.Text = fmt.Sprintf("%s waits for a %s that it holds itself: a deadlock with itself.", x.task(), kind)
		f.Next = "Find the first taking further out in its own chain; split the function into a locked and an unlocked one."
		f.claim(says("blocked on a", n))
		return true
	}
	switch stack := x.ownerStack(owner); {
	case x.ownerWaits(owner):
		f.Text = fmt.Sprintf("%s waits for a %s held by %s, which waits for a lock itself.%s", x.task(), kind, owner, stack)
	case stack == "": // which may wait for what the task holds
		f.Text = fmt.Sprintf("%s waits for a %s held by %s. Where that one is does not stand in the report.", x.task(), kind, owner)
	default:
		f.Text = fmt.Sprintf("%s is only a victim: it waits for a %s held by %s.%s", x.task(), kind, owner, stack)
	}
	f.Next = fmt.Sprintf("Look at what %s does with the lock held: its stack is the one to read (SysRq-t or /proc/PID/stack). If it waits for a lock too, follow the chain until it closes.", owner)
	f.claim(says("blocked on a", n))
	return true
}

// ownerStack says where the owner stands, when the report shows its stack.
func (x *exam) ownerStack(owner string) string {
	comm, _, _ := strings.Cut(owner, ":")
	for i := range x.c.Stacks {
		s := &x.c.Stacks[i]
		if len(s.Frames) == 0 || !strings.HasPrefix(s.Title, "task:"+comm+" ") {
			continue
		}
		for j := range s.Frames {
			if w := word(s.Frames[j].Function); s.Frames[j].InFunction() && !strings.HasPrefix(w, "schedule") && w != "context_switch" && w != "switch_to" {
				return fmt.Sprintf(" That one is in %s.", at(&s.Frames[j]))
			}
		}
	}
	return ""
}

// ownerWaits tells that the owner's stack stands in a lock that sleeps.
func (x *exam) ownerWaits(owner string) bool {
	comm, _, _ := strings.Cut(owner, ":")
	for i := range x.c.Stacks {
		if s := &x.c.Stacks[i]; strings.HasPrefix(s.Title, "task:"+comm+" ") {
			return slices.ContainsFunc(s.Frames, func(f arch.Frame) bool { return f.Reliable && asksForLock(word(f.Function)) })
		}
	}
	return false
}

// asksForLock tells the functions in which a task sleeps until it gets a lock.
func asksForLock(w string) bool {
	return strings.Contains(w, "mutex_lock") || strings.HasPrefix(w, "rt_mutex_slowlock") || strings.HasPrefix(w, "rtlock_slowlock") || strings.HasPrefix(w, "rwsem_down") || strings.HasPrefix(w, "down_")
}

// waitsForOthers are waits whose end is up to others, unless the task waits for itself: for
// a lock that it holds, or for what needs such a lock.
var waitsForOthers = []struct {
	function, what, next string
	work                 bool // for work that was queued
}{
	{"synchronize_rcu", "the end of all RCU readers", "Look for a reader that sleeps or loops inside rcu_read_lock(), or an RCU stall report.", false},
	{"synchronize_srcu", "the end of all SRCU readers", "Look for a reader that blocks inside srcu_read_lock().", false},
	{"rcu_boost_kthread", "an RCU reader that it helps to its end", "Look at the RCU stall report: the task named there does not leave its section.", false},
	{"rcu_barrier", "all pending RCU callbacks", "Look for an RCU stall report.", false},
	{"rtnl_lock", "the network configuration lock (rtnl)", "Look for the task that holds rtnl: another hung task, or one in a driver's open/stop. If there is none this one holds it itself: register_netdev() and unregister_netdev() take it, register_netdevice() and unregister_netdevice() want it held.", false},
	{"flush_work", "a work item to finish", "Find the kworker that runs it: its stack shows what it waits for.", true},
	{"flush_workqueue", "a workqueue to drain", "Find the kworker that runs its items: its stack shows what it waits for.", true},
	{"cancel_work_sync", "a work item to finish", "If that work needs a lock the caller holds, it is a deadlock: release the lock before cancelling.", true},
	{"cancel_delayed_work_sync", "a delayed work item to finish", "If that work needs a lock the caller holds, it is a deadlock: release the lock before cancelling.", true},
	{"drain_workqueue", "a workqueue to drain", "Look for work that queues itself again.", true},
	{"kthread_stop", "a kernel thread to end", "Look at that thread: it does not check kthread_should_stop(), or sleeps without being woken.", false},
	{"timer_delete_sync", "a timer callback to end", "Look for a callback that needs a lock the caller holds.", false},
	{"blk_mq_freeze_queue_wait", "all requests of a disk to finish", "Look for I/O that the device never completes.", false},
	{"unregister_netdevice_many", "a network device's references to go", "Look for the holder of the reference.", false},
	{"usb_kill_urb", "a USB transfer to be given back", "Look at the host controller: a transfer that never completes.", false},
}

func hungOnOthers(x *exam, f *draft) bool {
	for i := range x.chain {
		fr := &x.chain[i]
		if !fr.Reliable {
			continue
		}
		for _, w := range waitsForOthers {
			if word(fr.Function) != w.function && !strings.HasPrefix(word(fr.Function), w.function+"_") {
				continue
			}
			f.Text = fmt.Sprintf("%s waits in %s() for %s.", x.task(), bare(fr.Function), w.what)
			f.Next = w.next
			if w.work && x.c.Workqueue != "" {
				f.Text = fmt.Sprintf("%s runs a work item (%s) and waits in %s() for %s. This suggests that it waits for itself, or for work that stands behind it in its own queue, which never ends; or else that the other work is stuck.", x.task(), x.c.Workqueue, bare(fr.Function), w.what)
				f.Next = "Look at which work or queue is waited for: a work item must not flush or cancel itself, nor its own queue. If it is another's, find the kworker that runs that."
			}
			f.Evidence = []int{x.headLine(), fr.Line}
			return true
		}
	}
	return false
}

// hungIO: the task waits for a disk or flash that does not answer.
func hungIO(x *exam, f *draft) bool {
	for i := range x.chain {
		fr := &x.chain[i]
		w := word(fr.Function)
		io := strings.HasPrefix(w, "io_schedule") || w == "wait_on_buffer" || w == "folio_wait_bit_common" || w == "wait_on_page_bit_common" || w == "submit_bio_wait" || w == "blk_execute_rq" || w == "mmc_wait_for_req_done" || w == "mmc_wait_for_req"
		if !fr.Reliable || !io {
			continue
		}
		f.Text = fmt.Sprintf("%s waits for the storage to answer (%s).", x.task(), bare(fr.Function))
		f.Next = "Look for errors of the disk, flash or bus before the report (mmc, ata, nvme, scsi, timeouts), and at its clock and power; try the same with another medium."
		f.Evidence = []int{x.headLine(), fr.Line}
		if lock := x.locksPage(); lock != nil {
			f.Text = fmt.Sprintf("%s waits for a page of a file that is locked (%s): while it is read or written, and the storage does not answer, or by another task that does not give it back.", x.task(), bare(lock.Function))
			f.Next = "SysRq-w shows who else waits: a task that holds pages locked and waits for something that this one holds is a deadlock of the file system. If none does, look for errors of the disk, flash or bus before the report."
			f.Evidence = []int{x.headLine(), lock.Line}
		}
		return true
	}
	return false
}

// locksPage is the frame in which a page of the page cache is locked, mm/filemap.c.
func (x *exam) locksPage() *arch.Frame {
	for i := range x.chain {
		if f := &x.chain[i]; f.Reliable && slices.Contains([]string{"__lock_page", "__lock_page_killable", "__folio_lock", "__folio_lock_killable", "__folio_lock_or_retry", "__lock_page_or_retry"}, bare(f.Function)) {
			return f
		}
	}
	return nil
}

func hungWaiter(x *exam, f *draft) bool {
	who := x.culprit()
	if who == "" {
		f.Text = fmt.Sprintf("%s waits for something that does not come: a lock, a completion or an answer of the hardware.", x.task())
		f.Next = "SysRq-w shows every blocked task and SysRq-d all locks held: the one that waits for something else is the cause."
		f.Evidence = []int{x.headLine()}
		return len(x.chain) > 0
	}
	f.Text = fmt.Sprintf("%s waits in %s for something that does not come: a lock, a completion or an answer of the hardware.", x.task(), who)
	if fr := x.sleeps(); fr != nil {
		f.Text = fmt.Sprintf("%s sleeps in %s for a time that it chose itself (%s): the time is longer than the watchdog's, or it sleeps again and again.", x.task(), who, bare(fr.Function))
		f.Next = "Look at the length of the sleep, and at what the loop around it waits for. A sleep that may be long is better an interruptible one: the watchdog leaves it alone."
		f.Evidence = []int{x.headLine(), fr.Line, x.culpritLine()}
		return true
	}
	self := ""
	for i := range x.chain {
		if x.chain[i].Reliable && asksForLock(word(x.chain[i].Function)) {
			f.Text = fmt.Sprintf("%s waits in %s for a lock that it does not get (%s).", x.task(), who, bare(x.chain[i].Function))
			if n := x.otherHalf(); n > 0 {
				f.Text += fmt.Sprintf(" So does another task in the same code, see line %d: each may hold what the other one wants.", n)
			}
			f.Evidence = append(f.Evidence, x.chain[i].Line)
			self = " If no other task holds it, this one took it before and waits for itself."
			break
		}
	}
	f.Next = "SysRq-w shows every blocked task and SysRq-d all locks held: the one that waits for something else is the cause." + self + " For hardware, wait with a timeout (wait_for_completion_timeout())."
	f.Evidence = append([]int{x.headLine(), x.culpritLine()}, f.Evidence...)
	return true
}

// sleeps returns the frame of a sleep that a timer ends, kernel/time/timer.c.
func (x *exam) sleeps() *arch.Frame {
	for i := range x.chain[:min(len(x.chain), 6)] {
		f := &x.chain[i]
		if w := word(f.Function); f.Reliable && f.Module == "" && (w == "msleep" || w == "ssleep" || w == "fsleep" || strings.HasPrefix(w, "usleep_range")) {
			return f
		}
	}
	return nil
}

// waitsForItself: whoever asks for the lock has been called by itself. The outer call is
// past the place where it takes the lock, or it would stand there.
func waitsForItself(x *exam, f *draft) bool {
	asker := x.lockAsker()
	if asker < 0 {
		return false
	}
	in := &x.chain[asker]
	for i := asker + 1; i < len(x.chain); i++ {
		out := &x.chain[i]
		if !out.Reliable || out.Function != in.Function || out.Module != in.Module {
			continue
		}
		f.Text = fmt.Sprintf("%s waits for a lock in %s, which had been called already further out in the same chain (line %d). This suggests that it holds the lock itself since then, a deadlock with itself; or each level has a lock of its own.", x.task(), place(in.Function, in.Module), out.Line)
		f.Next = "Look at which lock the outer call holds where it calls on: the inner one waits for that. Split the function into a locked and an unlocked one, or drop the lock before the call."
		f.Evidence = []int{x.headLine(), in.Line, out.Line}
		f.claim(ranFrame(in), ranFrame(out))
		if in.Module == "" { // the core's own walks of trees and lists lock each level
			f.Confidence = Possible
		}
		return true
	}
	return false
}

// lockAsker is the index in the chain of who asks for the lock that the task sleeps for,
// -1 when it sleeps for something else.
func (x *exam) lockAsker() int {
	inside := false
	for i := range x.chain {
		switch fr := &x.chain[i]; {
		case !fr.Reliable:
		case asksForLock(word(fr.Function)):
			inside = true
		case inside:
			return i
		}
	}
	return -1
}

func workStuck(x *exam, f *draft) bool {
	f.Text = "The workers of a pool make no progress: one work item blocks the others behind it."
	if n, l := x.line("in-flight: "); n > 0 {
		_, item, _ := strings.Cut(l, "in-flight: ")
		f.Text = fmt.Sprintf("The workers of a pool make no progress; in flight: %s.", clip(item, 100))
		f.Evidence = append(f.Evidence, n)
	}
	f.Next = "Look at that work function: it loops or waits. Long or blocking work belongs on a queue of its own (alloc_workqueue with WQ_UNBOUND or WQ_CPU_INTENSIVE)."
	f.Evidence = append(f.Evidence, x.headLine())
	return true
}

// neverWoken: kthread(), kernel/kthread.c, sleeps uninterruptibly until somebody
// wakes the new thread; its function does not stand in the chain yet.
func neverWoken(x *exam, f *draft) bool {
	inside := 0
	for i := range x.chain {
		fr := &x.chain[i]
		w := word(fr.Function)
		switch {
		case !fr.Reliable || fr.Function == "":
		case w == "kthread":
			inside = fr.Line
		case inside > 0 && strings.HasPrefix(w, "ret_from"):
		case inside == 0 && (strings.HasPrefix(w, "schedule") || w == "context_switch" || w == "switch_to" || w == "sched_text_start"):
		default:
			return false
		}
	}
	if inside == 0 {
		return false
	}
	f.Text = fmt.Sprintf("The kernel thread %s was created and never woken: its function has not begun.", x.task())
	f.claim(reported(inside))
	f.Next = "Find the kthread_create() of that name: wake_up_process() (or kthread_run()) is missing on some path, or its creator hangs before it. The thread itself is innocent."
	f.Evidence = []int{x.headLine(), inside}
	return true
}
