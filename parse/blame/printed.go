package blame

import (
	"slices"
	"strings"

	"oopscope/parse/arch"
	"oopscope/parse/class"
	"oopscope/parse/crash"
)

// acquirer finds who took the lock, or lacked it, when lockdep complained.
// The chain may be missing; the header lists what was about to be taken:
//
//	(sb_writers#3){.+.+}, at: [<ffffffff81a4f0>] vcs_write+0x11/0x20
//
// Of an irq-safe lock order the function that took the lock in the interrupt
// is the one that fixes the order.
func acquirer(c *crash.Crash) (arch.Frame, bool) {
	for _, find := range [...]func(*crash.Crash) (arch.Frame, bool){becameSafeAt, freesLocked, keepsLock, panicked, taker} {
		if f, ok := find(c); ok {
			return f, true
		}
	}
	at := takenAt(c)
	skip := []*nameSet{reporting, helpers, libraries, acquiring, socketLocks, bodies}
	if strings.Contains(c.Header, "RCU usage") {
		skip = append(skip, underRCU)
	}
	for _, frames := range lockChains(c, at) {
		if f, ok := firstFrame(frames, true, skip); ok {
			return f, true
		}
	}
	if len(at) == 0 {
		return arch.Frame{}, false
	}
	return at[0], true
}

// taker is who wanted the lock by lockdep's own word; of a circle, when that is a
// service, who called it while holding the other lock.
func taker(c *crash.Crash) (arch.Frame, bool) {
	at := takenAt(c)
	if len(at) > 0 && !plumbing(at[0], reporting, helpers, acquiring) {
		return at[0], true
	}
	if strings.Contains(c.Header, "circular") && len(at) > 1 && !plumbing(at[1], reporting, helpers, libraries, acquiring, bodies) {
		return at[1], true
	}
	return arch.Frame{}, false
}

// panicked finds who called panic(): the locks of the console, that panic()
// breaks to print, are of interest only because of it.
func panicked(c *crash.Crash) (arch.Frame, bool) {
	chain, locked := c.Chain, false
	for i := range chain {
		locked = locked || strings.HasPrefix(chain[i].Function, "lock_acquire")
		if locked && chain[i].Function == "panic" && chain[i].Reliable {
			return firstFrame(chain[i+1:], true, nil)
		}
	}
	return arch.Frame{}, false
}

// becameSafeAt reads the first of the two traces of an irq-safe lock order:
//
//	... which became HARDIRQ-irq-safe at:
//	  lock_acquire+0x442/0x510
//	  _raw_spin_lock_irqsave+0x8c/0xbf
//	  input_event+0x7b/0xb0
func becameSafeAt(c *crash.Crash) (arch.Frame, bool) {
	inside := false
	for _, l := range c.Body {
		switch {
		case strings.Contains(l.Text, "which became ") && strings.Contains(l.Text, "-safe at:"):
			inside = true
		case inside:
			f := symbolIn(l.Text)
			if f.Function == "" {
				return arch.Frame{}, false
			}
			if !plumbing(f, reporting, helpers, libraries) {
				return f, true
			}
		}
	}
	return arch.Frame{}, false
}

// freesLocked finds who holds the lock whose memory is freed:
//
//	kworker/0:1/45 is freeing memory ffff88801f4a0000-ffff88801f4a07ff, with a lock still held there!
//	ffff88801f4a0120 (sk_lock-AF_NETROM){+.+.}-{0:0}, at: nr_release+0x116/0x470
func freesLocked(c *crash.Crash) (arch.Frame, bool) {
	for i, l := range c.Body {
		if strings.Contains(l.Text, "with a lock still held there") && i+1 < len(c.Body) {
			_, at, _ := strings.Cut(c.Body[i+1].Text, "at: ")
			f := symbolIn(at)
			return f, f.InFunction() && !plumbing(f, reporting, helpers, libraries)
		}
	}
	return arch.Frame{}, false
}

// keepsLock finds who took the lock that a task goes to user space with:
//
//	WARNING: lock held when returning to user space!
//	1 lock held by cat/1726:
//	 #0: ffff88801f4a0120 (&fi->mutex){+.+.}, at: fuse_lock_inode+0xaf/0xe0
func keepsLock(c *crash.Crash) (arch.Frame, bool) {
	if !strings.Contains(c.Header, "held when returning to user") && !strings.Contains(c.Header, "still has locks held") {
		return arch.Frame{}, false
	}
	for _, l := range c.Body {
		if _, at, ok := strings.Cut(l.Text, "at: "); ok {
			if f := symbolIn(at); f.InFunction() && !plumbing(f, reporting, helpers, acquiring) {
				return f, true
			}
		}
	}
	return arch.Frame{}, false
}

// named reads the function that a header names where no trace was printed, or none
// came through:
//
//	BUG: KASAN: global-out-of-bounds in show_timer+0x27a/0x2b0
//	caller is txg_hold_open+0x22/0x5f [zfs]
func named(c *crash.Crash) (arch.Frame, bool) {
	_, rest, _ := strings.Cut(c.Header, " in ")
	if i := slices.IndexFunc(c.Body, func(l crash.BodyLine) bool { return strings.HasPrefix(l.Text, "caller is ") }); i >= 0 {
		rest = strings.TrimPrefix(c.Body[i].Text, "caller is ")
	}
	f := symbolIn(rest)
	return f, strings.Contains(rest, "+0x") && f.InFunction() && !plumbing(f, reporting, helpers, libraries)
}

// accused is the callback of a module whose doing a WARN() complains of. It was over by
// then and stands in no trace; the message has its start:
//
//	irq 24 handler chip_irq+0x0/0x20 [chip] enabled interrupts
//	timer: chip_poll+0x0/0x30 [chip] preempt leak: 00000100 -> 00000101
//	initcall chip_init+0x0/0x1000 [chip] returned with preemption imbalance
func accused(c *crash.Crash) (f arch.Frame, ok bool) {
	const near = 8
	if !class.ByName(c.Class).Splat {
		return f, false
	}
	for _, l := range c.Body[:min(len(c.Body), near)] {
		at := strings.Index(l.Text, "+0x0/0x")
		if at < 0 || strings.HasPrefix(l.Text, "Modules linked in") {
			continue
		}
		f = symbolIn(l.Text[strings.LastIndexByte(l.Text[:at], ' ')+1:])
		return f, f.Module != "" && f.InFunction()
	}
	return f, false
}

// leftInRCU tells a thread that found itself inside an RCU read-side section when it came
// back to its own loop: something that it ran before has not left the section.
func leftInRCU(c *crash.Crash, by crash.Culprit) bool {
	const words, near = "context switch within RCU read-side critical section", 8
	if by.Module != "" || !class.ByName(c.Class).Splat || !plumbing(arch.Frame{Symbol: arch.Symbol{Function: by.Function}}, helpers, libraries, bodies) {
		return false
	}
	return slices.ContainsFunc(c.Body[:min(len(c.Body), near)], func(l crash.BodyLine) bool { return strings.Contains(l.Text, words) })
}

// allocator finds who asked for memory that was not there.
func allocator(c *crash.Crash) (arch.Frame, bool) {
	return firstFrame(c.Chain, true, []*nameSet{reporting, helpers, libraries, allocating})
}

// interruptHandler reads the handlers that did not care:
//
//	handlers:
//	[<00000000a2bbd4b4>] usb_hcd_irq [usbcore]
func interruptHandler(c *crash.Crash) (arch.Frame, bool) {
	inside := false
	for _, l := range c.Body {
		if strings.HasPrefix(l.Text, "handlers:") {
			inside = true
			continue
		}
		if _, rest, ok := strings.Cut(l.Text, ">] "); ok && inside {
			if f := symbolIn(strings.TrimPrefix(rest, "0x")); f.InFunction() {
				return f, true
			}
		}
	}
	return arch.Frame{}, false
}

// netDriver reads the driver whose queue stands still:
//
//	NETDEV WATCHDOG: eth0 (fec): transmit queue 0 timed out
func netDriver(c *crash.Crash) (arch.Frame, bool) {
	for _, l := range c.Body {
		_, rest, ok := strings.Cut(l.Text, "NETDEV WATCHDOG: ")
		if !ok {
			continue
		}
		if _, rest, ok = strings.Cut(rest, "("); ok {
			if driver, _, ok := strings.Cut(rest, ")"); ok {
				return arch.Frame{Symbol: arch.Symbol{Module: driver}}, true
			}
		}
	}
	return arch.Frame{}, false
}

// leaker finds the allocation of a leak, in whichever stack it was kept.
func leaker(c *crash.Crash) (arch.Frame, bool) {
	if f, ok := firstFrame(c.Chain, true, []*nameSet{reporting, helpers, libraries, leakAllocators}); ok {
		return f, true
	}
	for _, s := range c.Stacks {
		if f, ok := firstFrame(s.Frames, true, []*nameSet{reporting, helpers, libraries, leakAllocators}); ok {
			return f, true
		}
	}
	return arch.Frame{}, false
}

// objectUser finds who hit upon the damage; when that was the allocator by
// itself, who owned the object: its last user if it was written to after the
// free, else the one that allocated it, whose neighbour it may be.
func objectUser(c *crash.Crash) (arch.Frame, bool) {
	if f, ok := pageOwner(c); ok {
		return f, true
	}
	if writtenFree(c) { // found when the object was handed out again, to anybody
		if f, ok := inLife(c, "freed", "allocated"); ok {
			return f, true
		}
	}
	skips := [][]*nameSet{{reporting, helpers, libraries, bodies, buffers, delivering}, {reporting, helpers, libraries}}
	if strings.Contains(c.Header, "Bad page ") {
		skips = slices.Insert(skips, 0, append(slices.Clone(skips[0]), returning))
	}
	for _, skip := range skips {
		if f, ok := firstFrame(ownPart(c.Chain), true, skip); ok {
			return f, true
		}
		if f, ok := firstFrame(c.Chain, true, skip); ok {
			return f, true
		}
	}
	if strings.Contains(c.Header, "already free") || strings.Contains(c.Header, "Freechain") {
		return inLife(c, "freed", "allocated")
	}
	return inLife(c, "allocated", "freed")
}

// writtenFree tells that a free object was found to be written to.
func writtenFree(c *crash.Crash) bool {
	const what = "Poison overwritten"
	return strings.Contains(c.Header, what) || slices.ContainsFunc(c.Body[:min(len(c.Body), 8)], func(l crash.BodyLine) bool { return strings.Contains(l.Text, what) })
}

// inLife finds who allocated or freed the object, in the order of the roles.
func inLife(c *crash.Crash, roles ...string) (arch.Frame, bool) {
	for _, role := range roles {
		for _, s := range c.Stacks {
			if s.Role != role {
				continue
			}
			if f, ok := firstFrame(s.Frames, true, []*nameSet{reporting, helpers, libraries}); ok {
				return f, true
			}
		}
	}
	return arch.Frame{}, false
}

// pageOwner finds who allocated a page that came back in a bad state: whoever gives
// it back, often with many others, need not be who left it so.
func pageOwner(c *crash.Crash) (arch.Frame, bool) {
	if !strings.Contains(c.Header, "Bad page state") {
		return arch.Frame{}, false
	}
	for _, s := range c.Stacks {
		if s.Role == "allocated" {
			return firstFrame(s.Frames, true, []*nameSet{reporting, helpers, libraries, bodies, pages})
		}
	}
	return arch.Frame{}, false
}

// reader finds who had data used that nobody ever wrote: a cipher reads what it is
// to encrypt, whoever left it unwritten.
func reader(c *crash.Crash) (arch.Frame, bool) {
	return firstFrame(ownPart(c.Chain), true, []*nameSet{reporting, helpers, libraries, bodies, ciphering})
}

// ending are the functions in which a task ends. Nothing in them disables preemption
// for longer.
var ending = compileNames(`do_task_dead do_exit make_task_dead kthread_exit kthread_complete_and_exit do_group_exit`)

// between are the loops of the kernel's threads, which sleep between two works: one left
// behind what they are found with.
var between = compileNames(`worker_thread smpboot_thread_fn kthread_worker_fn`)

// leaked finds whose preempt count, or lock, is found on a way on which nobody takes
// one. A task that ends with it did so at any time before: only what the kernel
// noted of the place ("Preemption disabled at:") tells.
func leaked(c *crash.Crash) (arch.Frame, bool) {
	f, ok := firstFrame(c.Chain, true, []*nameSet{reporting, helpers, libraries, checking})
	if !ok || !ending.has(&f) && (!between.has(&f) || strings.Contains(c.Header, "workqueue leaked")) {
		if by, ok := aroundLock(c); ok && !plumbing(by, reporting, bodies, interruptEntries) {
			return by, true
		}
		return leakedWork(c)
	}
	for _, s := range c.Stacks {
		if s.Role == "preempt-off" {
			f, _ := firstFrame(s.Frames, true, []*nameSet{reporting, helpers, libraries, ending})
			return f, true
		}
	}
	return arch.Frame{}, true
}

// leakedWork reads the work that came back with a lock held:
//
//	BUG: workqueue leaked atomic, lock or RCU: kworker/1:2[88]
//	     preempt=0x00000001 lock=0->0 RCU=0->0 workfn=chan_work
//
// before 6.8 "     last function: chan_work".
func leakedWork(c *crash.Crash) (arch.Frame, bool) {
	if !strings.Contains(c.Header, "workqueue leaked") {
		return arch.Frame{}, false
	}
	for _, l := range c.Body {
		for _, mark := range [...]string{" workfn=", " last function: "} {
			if _, rest, ok := strings.Cut(l.Text, mark); ok {
				if f := symbolIn(rest); f.InFunction() {
					return f, true
				}
			}
		}
	}
	return arch.Frame{}, false
}

// strayCaller finds who called what must not be called: the header names the
// target, whose frame stands on top of its caller's.
//
//	traps: Missing ENDBR: wrong_type+0x4/0x10
func strayCaller(c *crash.Crash) (arch.Frame, bool) {
	_, target, ok := strings.Cut(c.Header, "Missing ENDBR: ")
	if !ok {
		return arch.Frame{}, false
	}
	to := symbolIn(target).Function
	for i, f := range c.Chain {
		if f.Function == to {
			return suspect(c.Chain[i+1:])
		}
	}
	return arch.Frame{}, false
}
