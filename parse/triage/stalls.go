package triage

import (
	"fmt"
	"strings"
)

// stallRules are about what has stopped moving, and who is really to blame.
var stallRules = []rule{
	{
		id: "busy-cpu", rank: rankState, confidence: Likely, classes: []string{"soft-lockup", "hard-lockup", "rcu-stall"},
		fire: busyCPU,
	},
	{
		id: "rcu-starved", rank: rankState - 5, confidence: Likely, classes: []string{"rcu-stall"},
		fire: rcuStarved,
	},
	{
		id: "slow-console", rank: rankSetting, confidence: Possible, classes: []string{"rcu-stall", "soft-lockup", "hard-lockup"},
		suppresses: []string{"busy-cpu"},
		fire:       slowConsole,
	},
	{
		id: "irqs-off-cpu", rank: rankState - 4, confidence: Likely, classes: []string{"rcu-stall", "hard-lockup"},
		fire: irqsOffCPU,
	},
	{
		id: "hung-on-owner", rank: rankProof, confidence: Certain, classes: []string{"hung-task"},
		suppresses: []string{"hung-waiter", "hung-on-rcu"},
		fire:       hungOnOwner,
	},
	{
		id: "hung-on-rcu", rank: rankProof - 10, confidence: Likely, classes: []string{"hung-task"},
		suppresses: []string{"hung-waiter"},
		fire:       hungOnOthers,
	},
	{
		id: "hung-io", rank: rankProof - 12, confidence: Likely, classes: []string{"hung-task"},
		suppresses: []string{"hung-waiter"},
		fire:       hungIO,
	},
	{
		id: "hung-waiter", rank: rankState, confidence: Likely, classes: []string{"hung-task"},
		fire: hungWaiter,
	},
	{
		id: "work-stuck", rank: rankState, confidence: Likely, classes: []string{"workqueue-stall"},
		fire: workStuck,
	},
	{
		id: "cpu-does-not-answer", rank: rankState, confidence: Likely, classes: []string{"csd-stall"},
		fire: noAnswer,
	},
	{
		id: "reference-leak", rank: rankState, confidence: Certain, classes: []string{"refs-stuck"},
		fire: referenceLeak,
	},
	{
		id: "transmit-stuck", rank: rankState, confidence: Likely, classes: []string{"net-watchdog"},
		fire: transmitStuck,
	},
	{
		id: "irq-nobody-cared", rank: rankProof, confidence: Likely, classes: []string{"irq-unhandled"},
		fire: nobodyCared,
	},
}

// busyCPU names the function that keeps the CPU.
func busyCPU(x *exam, f *Finding) bool {
	if len(x.chain) == 0 || x.c.Culprit.Function == "" || idle(x.chain[:min(len(x.chain), 12)]) || strings.HasPrefix(word(x.c.Culprit.Function), "schedule") {
		return false
	}
	which := "a CPU"
	if x.c.CPU >= 0 {
		which = "CPU " + cpu(x.c.CPU)
	}
	f.Text = fmt.Sprintf("%s keeps %s busy and does not let go%s: a loop without end, or one that waits for something without sleeping.", x.culprit(), which, x.since())
	f.Next = "Look at the loop's exit condition: hardware that never sets a bit needs a timeout (readl_poll_timeout()); long work needs cond_resched(), or interrupts and preemption enabled in between."
	f.Evidence = []int{x.headLine(), x.pcLine(), x.culpritLine()}
	return true
}

func cpu(n int) string {
	if n < 0 {
		return "?"
	}
	return fmt.Sprint(n)
}

// since reads for how long, as the header says.
func (x *exam) since() string {
	if _, rest, ok := strings.Cut(x.c.Header, "stuck for "); ok {
		s, _, _ := strings.Cut(rest, "!")
		return " (stuck for " + s + ")"
	}
	return ""
}

// culpritLine is the line of the frame that is to blame.
func (x *exam) culpritLine() int {
	for i := range x.chain {
		if bare(x.chain[i].Function) == x.c.Culprit.Function {
			return x.chain[i].Line
		}
	}
	return 0
}

// rcuStarved: RCU's own thread did not run: the stalled task is not the point.
func rcuStarved(x *exam, f *Finding) bool {
	n, l := x.line("kthread starved for")
	if n == 0 {
		return false
	}
	_, rest, _ := strings.Cut(l, "starved for ")
	long, _, _ := strings.Cut(rest, "!")
	f.Text = fmt.Sprintf("RCU's own kernel thread got no CPU (starved for %s): something keeps the CPU from scheduling it.", long)
	if c := x.culprit(); c != "" {
		f.Text += fmt.Sprintf(" The CPU was in %s.", c)
	}
	f.Next = "Look for a loop with preemption or interrupts off, or a real-time task that never sleeps; the grace period is a victim. Nothing is wrong with the reader that is named."
	f.Evidence = []int{n, x.headLine(), x.pcLine()}
	return true
}

// slowConsole: the CPU was printing: a slow UART can stall it by itself.
func slowConsole(x *exam, f *Finding) bool {
	for i := range x.chain {
		w := word(x.chain[i].Function)
		if i > 14 {
			break
		}
		if strings.HasPrefix(w, "console_unlock") || strings.HasPrefix(w, "console_flush") || strings.HasPrefix(w, "console_emit") || strings.HasPrefix(w, "serial8250_console") || strings.HasSuffix(w, "_console_write") || strings.HasSuffix(w, "_console_putchar") || strings.HasPrefix(w, "uart_console_write") {
			f.Text = fmt.Sprintf("The CPU was printing to the console (%s). At 115200 baud a long burst of messages takes seconds and can look like a stall.", bare(x.chain[i].Function))
			f.Next = "Lower the console's log level (dmesg -n 4, loglevel=4) or raise its speed; then see whether the stall comes again."
			f.Evidence = []int{x.chain[i].Line, x.headLine()}
			return true
		}
	}
	return false
}

// irqsOffCPU: a CPU that did not even take its timer tick.
func irqsOffCPU(x *exam, f *Finding) bool {
	if x.c.Class == "hard-lockup" {
		f.Text = fmt.Sprintf("CPU %s took no interrupt for seconds: it runs with interrupts off in %s.", cpu(x.c.CPU), subject(x))
		f.Next = "Look at what runs with spin_lock_irqsave() or local_irq_save() there; if its chain is idle or firmware, suspect a bus access that never ends."
		f.Evidence = []int{x.headLine(), x.pcLine()}
		return len(x.chain) > 0
	}
	n, l := x.line("(0 ticks this GP)")
	if n == 0 {
		return false
	}
	id, _, _ := strings.Cut(strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(l), "rcu:")), "-")
	f.Text = fmt.Sprintf("CPU %s took not one timer tick in this grace period: it runs with interrupts off%s.", id, inside(x))
	f.Next = "Look for local_irq_save() or spin_lock_irqsave() around the loop named in the chain."
	f.Evidence = []int{n, x.headLine(), x.culpritLine()}
	return true
}

func inside(x *exam) string {
	if c := x.culprit(); c != "" {
		return ", in " + c
	}
	return ""
}

// hungOnOwner follows the blocker lines of kernel/hung_task.c (6.16 and newer):
//
//	INFO: task cat:90 is blocked on a mutex likely owned by task insmod:83.
func hungOnOwner(x *exam, f *Finding) bool {
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
		f.Confidence = Likely
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
		return true
	}
	f.Text = fmt.Sprintf("%s is only a victim: it waits for a %s held by %s.%s", x.task(), kind, owner, x.ownerStack(owner))
	f.Next = fmt.Sprintf("Look at what %s does with the lock held: its stack is the one to read (SysRq-t or /proc/PID/stack). If it waits for a lock too, follow the chain until it closes.", owner)
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
			if w := word(s.Frames[j].Function); named(&s.Frames[j]) && !strings.HasPrefix(w, "schedule") && w != "context_switch" && w != "switch_to" {
				return fmt.Sprintf(" That one is in %s.", at(&s.Frames[j]))
			}
		}
	}
	return ""
}

// waitsForOthers are waits in which the named task is never the culprit.
var waitsForOthers = []struct{ function, what, next string }{
	{"synchronize_rcu", "the end of all RCU readers", "Look for a reader that sleeps or loops inside rcu_read_lock(), or an RCU stall report."},
	{"synchronize_srcu", "the end of all SRCU readers", "Look for a reader that blocks inside srcu_read_lock()."},
	{"rcu_barrier", "all pending RCU callbacks", "Look for an RCU stall report."},
	{"rtnl_lock", "the network configuration lock (rtnl)", "Look for the task that holds rtnl: another hung task, or one in a driver's open/stop."},
	{"flush_work", "a work item to finish", "Find the kworker that runs it: its stack shows what it waits for."},
	{"flush_workqueue", "a workqueue to drain", "Find the kworker that runs its items: its stack shows what it waits for."},
	{"cancel_work_sync", "a work item to finish", "If that work needs a lock the caller holds, it is a deadlock: release the lock before cancelling."},
	{"cancel_delayed_work_sync", "a delayed work item to finish", "If that work needs a lock the caller holds, it is a deadlock: release the lock before cancelling."},
	{"drain_workqueue", "a workqueue to drain", "Look for work that queues itself again."},
	{"kthread_stop", "a kernel thread to end", "Look at that thread: it does not check kthread_should_stop(), or sleeps without being woken."},
	{"timer_delete_sync", "a timer callback to end", "Look for a callback that needs a lock the caller holds."},
	{"blk_mq_freeze_queue_wait", "all requests of a disk to finish", "Look for I/O that the device never completes."},
	{"unregister_netdevice_many", "a network device's references to go", "Look for the holder of the reference."},
	{"usb_kill_urb", "a USB transfer to be given back", "Look at the host controller: a transfer that never completes."},
}

func hungOnOthers(x *exam, f *Finding) bool {
	for i := range x.chain {
		fr := &x.chain[i]
		if !fr.Reliable {
			continue
		}
		for _, w := range waitsForOthers {
			if word(fr.Function) != w.function && !strings.HasPrefix(word(fr.Function), w.function+"_") {
				continue
			}
			f.Text = fmt.Sprintf("%s is a victim: it waits in %s() for %s.", x.task(), bare(fr.Function), w.what)
			f.Next = w.next
			f.Evidence = []int{x.headLine(), fr.Line}
			return true
		}
	}
	return false
}

// hungIO: the task waits for a disk or flash that does not answer.
func hungIO(x *exam, f *Finding) bool {
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
		return true
	}
	return false
}

func hungWaiter(x *exam, f *Finding) bool {
	who := x.culprit()
	if who == "" {
		return false
	}
	f.Text = fmt.Sprintf("%s waits in %s for something that does not come: a lock, a completion or an answer of the hardware.", x.task(), who)
	for i := range x.chain {
		if w := word(x.chain[i].Function); x.chain[i].Reliable && (strings.Contains(w, "mutex_lock") || strings.HasPrefix(w, "rwsem_down") || strings.HasPrefix(w, "down_")) {
			f.Text = fmt.Sprintf("%s waits in %s for a lock that somebody else holds (%s).", x.task(), who, bare(x.chain[i].Function))
			f.Evidence = append(f.Evidence, x.chain[i].Line)
			break
		}
	}
	f.Next = "SysRq-w shows every blocked task and SysRq-d all locks held: the one that waits for something else is the cause. For hardware, wait with a timeout (wait_for_completion_timeout())."
	f.Evidence = append([]int{x.headLine(), x.culpritLine()}, f.Evidence...)
	return true
}

func workStuck(x *exam, f *Finding) bool {
	f.Text = "The workers of a pool make no progress: one work item blocks the others behind it."
	if n, l := x.line("in-flight: "); n > 0 {
		_, item, _ := strings.Cut(l, "in-flight: ")
		f.Text = fmt.Sprintf("The workers of a pool make no progress: they are all in %s.", clip(item, 100))
		f.Evidence = append(f.Evidence, n)
	}
	f.Next = "Look at that work function: it loops or waits. Long or blocking work belongs on a queue of its own (alloc_workqueue with WQ_UNBOUND or WQ_CPU_INTENSIVE)."
	f.Evidence = append(f.Evidence, x.headLine())
	return true
}

func noAnswer(x *exam, f *Finding) bool {
	f.Text = "A CPU does not answer a call of another one: it runs with interrupts off or hangs in hardware or firmware."
	if _, rest, ok := strings.Cut(x.c.Header, "for CPU#"); ok {
		id, _, _ := strings.Cut(rest, " ")
		f.Text = fmt.Sprintf("CPU %s does not answer a call of CPU %s: it runs with interrupts off or hangs in hardware or firmware.", strings.TrimLeft(id, "0 ")+zero(id), cpu(x.c.CPU))
	}
	f.Next = "Read the backtrace of the CPU that does not answer, not of the one that complains."
	f.Evidence = []int{x.headLine(), x.pcLine()}
	return true
}

func zero(id string) string {
	if strings.Trim(id, "0") == "" {
		return "0"
	}
	return ""
}

func referenceLeak(x *exam, f *Finding) bool {
	f.Text = "Something still holds a reference to an object that is being taken down, and never gives it back: " + clip(x.c.Header, 120) + "."
	f.Next = "Look for the get without a put: for network devices CONFIG_NET_DEV_REFCNT_TRACKER, for inodes and dentries the open files of that file system (fuser -m)."
	f.Evidence = []int{x.headLine()}
	return true
}

func transmitStuck(x *exam, f *Finding) bool {
	n, l := x.line("NETDEV WATCHDOG: ")
	if n == 0 {
		return false
	}
	_, what, _ := strings.Cut(l, "NETDEV WATCHDOG: ")
	f.Text = fmt.Sprintf("The network hardware stopped sending: %s. The driver waits for a transmit interrupt that does not come.", clip(what, 100))
	f.Next = "Check cable, PHY and link partner, then the clock and power management of the controller, and whether its interrupt counts up in /proc/interrupts."
	f.Evidence = []int{n, x.headLine()}
	return true
}

func nobodyCared(x *exam, f *Finding) bool {
	f.Text = "An interrupt keeps coming and no handler recognises it as its own; the kernel switched the line off."
	if id, _, ok := strings.Cut(x.c.Header, ":"); ok && strings.HasPrefix(x.c.Header, "irq ") {
		f.Text = fmt.Sprintf("Interrupt line %s keeps coming and no handler recognises it as its own; the kernel switched the line off.", strings.TrimPrefix(id, "irq "))
	}
	f.Evidence = []int{x.headLine()}
	var who []string
	for i := range x.c.Facts {
		if h := &x.c.Facts[i]; h.Name == "handler" {
			_, name, _ := strings.Cut(h.Value, ">] ")
			who, f.Evidence = append(who, strings.TrimSpace(name)), append(f.Evidence, h.Line)
		}
	}
	if len(who) > 0 {
		f.Text += " Handlers: " + strings.Join(who, ", ") + "."
	}
	f.Next = "Check the trigger type (level or edge) in the device tree or request_irq(), whether the device was left with its interrupt on (boot loader, kexec, driver removed), and which device shares the line. The devices on it are dead until reboot."
	f.Evidence = append(f.Evidence, x.find("Disabling IRQ"))
	return true
}
