package parse

import (
	"strings"

	"oopscope/parse/arch"
)

// culprit names the function to look at first. The function that trapped is
// seldom it: memcpy() faults for its caller, a watchdog finds a CPU at a random
// place, a blocked task is the victim. Each class has its own way to the
// answer; most go by the chain without its plumbing.
func culprit(c *Crash) Culprit {
	if blameless[c.Class] {
		return Culprit{}
	}
	if find := culprits[c.Class]; find != nil {
		if f, ok := find(c); ok {
			return blame(f)
		}
	}
	if f, ok := suspect(trapChain(c)); ok {
		return blame(f)
	}
	return Culprit{}
}

func blame(f arch.Frame) Culprit {
	return Culprit{Function: bareName(f.Function), Module: f.Module}
}

// blameless are reports whose call chain says only how the kernel noticed.
var blameless = map[string]bool{
	"no-init": true, "no-rootfs": true, "init-killed": true, "sysrq-crash": true,
	"firmware-panic": true, "driver-error": true, "reset": true, "silence": true,
}

// culprits are the classes with a way of their own. A function that finds
// nothing leaves the crash to the common way.
var culprits = map[string]func(*Crash) (arch.Frame, bool){
	"soft-lockup":      stalled,
	"hard-lockup":      stalled,
	"rcu-stall":        stalled,
	"csd-stall":        stalled,
	"workqueue-stall":  stalledWork,
	"hung-task":        blocked,
	"stack-overflow":   recursion,
	"double-fault":     recursion,
	"stack-corruption": smashed,
	"lockdep":          acquirer,
	"rcu-usage":        acquirer,
	"spinlock":         acquirer,
	"alloc-failure":    allocator,
	"oom":              allocator,
	"irq-unhandled":    interruptHandler,
	"net-watchdog":     netDriver,
	"memory-leak":      leaker,
	"slab":             slabUser,
	"page-state":       slabUser,
}

// suspect returns the first frame that can be to blame: a reliable one that is
// neither reporting nor a helper; failing that, a helper; failing that, what
// the unwinder only guessed.
func suspect(frames []arch.Frame, skip ...*nameSet) (arch.Frame, bool) {
	for _, reliable := range []bool{true, false} {
		if f, ok := firstFrame(frames, reliable, append(skip, reporting, helpers)); ok {
			return f, true
		}
		if f, ok := firstFrame(frames, reliable, append(skip, reporting)); ok {
			return f, true
		}
	}
	return arch.Frame{}, false
}

func firstFrame(frames []arch.Frame, reliable bool, skip []*nameSet) (arch.Frame, bool) {
	for _, f := range frames {
		if f.Context == arch.User {
			break
		}
		if f.Reliable == reliable && named(f) && !plumbing(f, skip...) {
			return f, true
		}
	}
	return arch.Frame{}, false
}

// named tells whether the frame lies in a function. kallsyms gives an address
// in a module's data the last text symbol before it, with an offset behind its
// end, and a wrapped size where data symbols are kept.
func named(f arch.Frame) bool {
	const tooBig = 1 << 31
	switch {
	case f.Function == "" || strings.HasPrefix(f.Function, "0x"):
		return false
	case f.HasOffset && (f.Offset > f.Size || f.Size > tooBig):
		return false
	}
	return true
}

// plumbing tells whether a frame only carries or reports the bug. A module's
// own functions never do, whatever they are called, but its copies of what the
// compiler inserts do.
func plumbing(f arch.Frame, sets ...*nameSet) bool {
	if f.Module != "" {
		return false
	}
	for _, s := range sets {
		if s.has(f.Function) {
			return true
		}
	}
	return false
}

// trapChain is the crash's chain with the caller put in that the unwinder lost:
// a leaf function on arm64, powerpc or riscv makes no frame, and a call through
// a bad pointer has none either; the link register still knows who called.
func trapChain(c *Crash) []arch.Frame {
	lr := arch.Frame{Symbol: c.Dump.LR, Reliable: true, Line: c.Dump.LRLine}
	if len(c.Chain) == 0 || !named(lr) || c.Dump.UserMode {
		return c.Chain
	}
	top := c.Chain[0]
	if top.Line != c.Dump.PCLine || named(top) && !plumbing(top, reporting, helpers) {
		return c.Chain
	}
	for _, f := range c.Chain {
		if f.Function == lr.Function && f.Module == lr.Module {
			return c.Chain
		}
	}
	return append([]arch.Frame{top, lr}, c.Chain[1:]...)
}

// stalled finds what a CPU that made no progress was working on. The place
// where it was looked at is random, so the answer is the frame below the
// nearest loop that hands out work; a module on the way is a better answer.
func stalled(c *Crash) (arch.Frame, bool) {
	for _, frames := range stallChains(c) {
		frames = belowInterrupt(frames)
		if f, ok := moduleFrame(frames); ok {
			return f, true
		}
		if f, ok := firstFrame(frames, true, nil); ok && strings.HasPrefix(f.Function, "smp_call_function") {
			return f, true // waiting for another CPU: that one is to blame, and unknown
		}
		if f, ok := belowAnchor(frames); ok {
			return f, true
		}
	}
	return arch.Frame{}, false
}

// stallChains are the chains of the stalled CPUs, best first.
func stallChains(c *Crash) [][]arch.Frame {
	var chains [][]arch.Frame
	for _, s := range c.Stacks {
		if s.Role == "stalled" && !starved(s.Frames) {
			chains = append(chains, s.Frames)
		}
	}
	if !starved(c.Chain) {
		chains = append(chains, c.Chain)
	}
	return chains
}

// starved tells the stack of RCU's own thread, printed when it did not get to
// run: a victim.
func starved(frames []arch.Frame) bool {
	for _, f := range frames {
		if strings.HasPrefix(f.Function, "rcu_gp_kthread") {
			return true
		}
	}
	return false
}

// belowInterrupt cuts off the interrupt that noticed the stall.
func belowInterrupt(frames []arch.Frame) []arch.Frame {
	last := -1
	for i, f := range frames {
		if f.Module == "" && stallReporters.has(f.Function) && !strings.HasPrefix(f.Function, "smp_call_function") {
			last = i
		} else if interruptEntries.has(f.Function) && last >= 0 {
			break
		}
	}
	if last < 0 {
		return frames
	}
	rest := frames[last+1:]
	for i, f := range rest {
		if !interruptEntries.has(f.Function) {
			continue
		}
		for i < len(rest) && interruptEntries.has(rest[i].Function) {
			i++
		}
		return rest[i:]
	}
	return rest
}

// moduleFrame is the innermost frame in a module, unless a task boundary or
// the end of the chain comes first.
func moduleFrame(frames []arch.Frame) (arch.Frame, bool) {
	for _, f := range frames {
		if f.Reliable && f.Module != "" && named(f) && f.Context != arch.User {
			return f, true
		}
	}
	return arch.Frame{}, false
}

func belowAnchor(frames []arch.Frame) (arch.Frame, bool) {
	var below arch.Frame
	for _, f := range frames {
		if !f.Reliable || !named(f) {
			continue
		}
		if anchors.has(f.Function) && below.Function != "" {
			return below, true
		}
		below = arch.Frame{}
		if !anchors.has(f.Function) && !stallReporters.has(f.Function) && !reporting.has(f.Function) {
			below = f
		}
	}
	return arch.Frame{}, false
}

// stalledWork finds the work function that holds a worker pool up:
//
//	in-flight: 2178:refill_work_fn [shepherd] for 34s
func stalledWork(c *Crash) (arch.Frame, bool) {
	for _, word := range []string{"in-flight: ", "pending: "} {
		for _, l := range c.Body {
			_, rest, ok := strings.Cut(l.Text, word)
			if !ok {
				continue
			}
			rest, _, _ = strings.Cut(rest, ",")
			if pid, name, ok := strings.Cut(rest, ":"); ok && isNumber(strings.TrimSuffix(pid, "(RESCUER)")) {
				rest = name
			}
			if f := symbolIn(rest); named(f) {
				return f, true
			}
		}
	}
	return stalled(c)
}

// blocked finds what a hung task waits in: the owner's function when the
// kernel named the blocker, a grace period or the rtnl lock by themselves
// since they have one victim after the other, else the first caller that is
// not a way of waiting.
func blocked(c *Crash) (arch.Frame, bool) {
	for _, s := range c.Stacks {
		if s.Role == "blocker" {
			if f, ok := suspect(s.Frames, waiting); ok {
				return f, true
			}
		}
	}
	if f, ok := moduleFrame(c.Chain); ok {
		return f, true
	}
	for _, f := range c.Chain {
		if f.Reliable && sharedWait(bareName(f.Function)) {
			return f, true
		}
	}
	return suspect(c.Chain, waiting)
}

func sharedWait(name string) bool {
	return name == "rtnl_lock" || strings.HasPrefix(name, "synchronize_rcu") || strings.HasPrefix(name, "synchronize_sched")
}

// recursion finds the function that ate the stack: the first that is there at
// least three times.
func recursion(c *Crash) (arch.Frame, bool) {
	if f, ok := smashed(c); ok {
		return f, true
	}
	count := map[string]int{}
	for _, f := range c.Chain {
		count[f.Function]++
	}
	for _, f := range c.Chain {
		if f.Reliable && named(f) && count[f.Function] >= 3 && !plumbing(f, reporting, helpers) {
			return f, true
		}
	}
	return arch.Frame{}, false
}

// smashed reads the function whose frame was overwritten out of the panic:
//
//	stack-protector: Kernel stack is corrupted in: br_dev_xmit+0x1c/0x30
//
// The end of the stack is checked by the scheduler, deep in whatever ran.
func smashed(c *Crash) (arch.Frame, bool) {
	if strings.Contains(c.Panic+c.Header, "corrupted stack end") {
		if f, ok := moduleFrame(c.Chain); ok {
			return f, true
		}
		return belowAnchor(c.Chain)
	}
	for _, s := range []string{c.Panic, c.Header} {
		if _, rest, ok := strings.Cut(s, "corrupted in: "); ok {
			if f := symbolIn(rest); named(f) {
				return f, true
			}
		}
	}
	return arch.Frame{}, false
}

// acquirer finds who took the lock, or lacked it, when lockdep complained.
// The chain may be missing; the header lists what was about to be taken:
//
//	(sb_writers#3){.+.+}, at: [<ffffffff81a4f0>] vcs_write+0x11/0x20
//
// Of an irq-safe lock order the function that took the lock in the interrupt
// is the one that fixes the order.
func acquirer(c *Crash) (arch.Frame, bool) {
	if f, ok := becameSafeAt(c); ok {
		return f, true
	}
	if f, ok := firstFrame(c.Chain, true, []*nameSet{reporting, helpers}); ok {
		return f, true
	}
	wanted := false
	for i, l := range c.Body {
		if strings.Contains(l.Text, "trying to acquire") || strings.Contains(l.Text, "trying to release") || strings.Contains(l.Text, "trying to lock") {
			wanted = true
		}
		_, at, ok := strings.Cut(l.Text, "at: ")
		if !ok && strings.HasSuffix(l.Text, " at:") && i+1 < len(c.Body) {
			at, ok = c.Body[i+1].Text, true // "… is trying to release lock (mrt_lock) at:"
		}
		if !ok || !wanted {
			continue
		}
		if f := symbolIn(at); named(f) && !plumbing(f, reporting) {
			return f, true
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
func becameSafeAt(c *Crash) (arch.Frame, bool) {
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
			if !plumbing(f, reporting, helpers) {
				return f, true
			}
		}
	}
	return arch.Frame{}, false
}

// allocator finds who asked for memory that was not there.
func allocator(c *Crash) (arch.Frame, bool) {
	return firstFrame(c.Chain, true, []*nameSet{reporting, helpers, allocating})
}

// interruptHandler reads the handlers that did not care:
//
//	handlers:
//	[<00000000a2bbd4b4>] usb_hcd_irq [usbcore]
func interruptHandler(c *Crash) (arch.Frame, bool) {
	inside := false
	for _, l := range c.Body {
		if strings.HasPrefix(l.Text, "handlers:") {
			inside = true
			continue
		}
		if _, rest, ok := strings.Cut(l.Text, ">] "); ok && inside {
			if f := symbolIn(strings.TrimPrefix(rest, "0x")); named(f) {
				return f, true
			}
		}
	}
	return arch.Frame{}, false
}

// netDriver reads the driver whose queue stands still:
//
//	NETDEV WATCHDOG: eth0 (fec): transmit queue 0 timed out
func netDriver(c *Crash) (arch.Frame, bool) {
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
func leaker(c *Crash) (arch.Frame, bool) {
	if f, ok := firstFrame(c.Chain, true, []*nameSet{reporting, helpers, leakAllocators}); ok {
		return f, true
	}
	for _, s := range c.Stacks {
		if f, ok := firstFrame(s.Frames, true, []*nameSet{reporting, helpers, leakAllocators}); ok {
			return f, true
		}
	}
	return arch.Frame{}, false
}

// slabUser finds who hit upon the damage; when that was the allocator by
// itself, who last freed or allocated the object.
func slabUser(c *Crash) (arch.Frame, bool) {
	if f, ok := firstFrame(c.Chain, true, []*nameSet{reporting, helpers}); ok {
		return f, true
	}
	for _, role := range []string{"freed", "allocated"} {
		for _, s := range c.Stacks {
			if s.Role != role {
				continue
			}
			if f, ok := firstFrame(s.Frames, true, []*nameSet{reporting, helpers}); ok {
				return f, true
			}
		}
	}
	return arch.Frame{}, false
}

// symbolIn reads the first thing in the text that looks like a symbol,
// "name+0x1/0x2 [mod]" or "name [mod]", past a raw address.
func symbolIn(text string) arch.Frame {
	text = strings.TrimSpace(text)
	if rest, ok := strings.CutPrefix(text, "[<"); ok {
		if _, after, ok := strings.Cut(rest, ">]"); ok {
			text = strings.TrimSpace(after)
		}
	}
	end := 0
	for end < len(text) && symbolByte(text[end]) {
		end++
	}
	f := arch.Frame{Symbol: arch.Symbol{Function: text[:end]}, Reliable: true}
	if isNumber(f.Function) || isHex(f.Function) {
		f.Function = ""
	}
	if _, rest, ok := strings.Cut(text[end:], " ["); ok {
		if module, _, ok := strings.Cut(rest, "]"); ok {
			f.Module, _, _ = strings.Cut(module, " ")
		}
	}
	return f
}

func symbolByte(b byte) bool {
	return b == '_' || b == '.' || b == '$' || '0' <= b && b <= '9' || 'a' <= b && b <= 'z' || 'A' <= b && b <= 'Z'
}

func isNumber(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }

// isHex tells an address from a name: at least eight hex digits, or 0x.
func isHex(s string) bool {
	s, marked := strings.CutPrefix(s, "0x")
	return s != "" && (marked || len(s) >= 8) && strings.Trim(s, "0123456789abcdefABCDEF") == ""
}
