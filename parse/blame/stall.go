package blame

import (
	"slices"
	"strings"

	"oopscope/parse/arch"
	"oopscope/parse/ascii"
	"oopscope/parse/crash"
	"oopscope/parse/places"
)

// stalled finds what a CPU that made no progress was working on. The place
// where it was looked at is random, so the answer is the frame below the
// nearest loop that hands out work; a module on the way is a better answer.
func stalled(c *crash.Crash) (arch.Frame, bool) { return stalledOn(c, false) }

// stalledHere is stalled for a CPU with interrupts off: it got nowhere, so the
// place is the one. The report's own chain is that of the CPU in the header.
func stalledHere(c *crash.Crash) (arch.Frame, bool) { return stalledOn(c, true) }

func stalledOn(c *crash.Crash, here bool) (arch.Frame, bool) {
	for _, frames := range stallChains(c, here) {
		if f, ok := unanswering(c, frames); ok {
			return f, true
		}
		frames = working(belowInterrupt(believed(frames)))
		if len(frames) == 0 && !here {
			if f, ok := interruptedAt(c); ok {
				return f, true
			}
		}
		if f, ok := moduleFrame(frames); ok {
			return f, true
		}
		if here {
			if f, ok := suspect(frames, stallReporters); ok {
				return f, true
			}
		}
		if f, ok := firstFrame(frames, true, nil); ok && (strings.HasPrefix(f.Function, "smp_call_function") || f.Function == "multi_cpu_stop") {
			return f, true // waiting for another CPU: that one is to blame, and unknown
		}
		if f, ok := firstFrame(frames, true, nil); ok && rounds.has(&f) {
			return f, true // between two calls of what it goes round
		}
		if f, ok := belowAnchor(frames); ok {
			if work, ok := worksFor(c); ok && f.Module == "" && places.Within(crash.PlaceOf(&f), "kernel/sched/") {
				return work, true // what a worker gives way in between two works; the one is just over
			}
			return f, true
		}
		if n := len(frames); n > 0 && idlers.has(&frames[n-1]) {
			return frames[n-1], true
		}
	}
	return arch.Frame{}, false
}

// unanswering is what the CPU was in that does not answer the interrupt which this one waits
// for, where the report shows that and it is a module: of the kernel's own functions, one look
// at a CPU does not tell which one keeps it.
func unanswering(c *crash.Crash, frames []arch.Frame) (arch.Frame, bool) {
	other := c.OtherCPU()
	if other == nil || crash.WaitsForCPU(frames) == nil || crash.WaitsForCPU(other.Frames) != nil {
		return arch.Frame{}, false
	}
	return moduleFrame(believed(other.Frames))
}

// interruptedAt is where the CPU was by the registers of the watchdog's interrupt, where
// the trace ends with that interrupt (LoongArch's and others' that run it on a stack of its
// own): the function, or who called it where that only helps.
func interruptedAt(c *crash.Crash) (last arch.Frame, ok bool) {
	for _, s := range []arch.Symbol{c.Dump.PC, c.Dump.LR} {
		f := arch.Frame{Symbol: s, Reliable: true, Line: c.Dump.PCLine}
		if !f.InFunction() {
			continue
		}
		last, ok = f, true
		if !plumbing(f, reporting, helpers, libraries, stallReporters) {
			break
		}
	}
	return last, ok
}

// believed are the frames of a trace, all of them where none is sure: kernels without
// frame pointers mark every one of a running task as a guess.
func believed(frames []arch.Frame) []arch.Frame {
	if slices.ContainsFunc(frames, func(f arch.Frame) bool { return f.Reliable }) {
		return frames
	}
	frames = slices.Clone(frames)
	for i := range frames {
		frames[i].Reliable = true
	}
	return frames
}

// working cuts off what is around the loop of an idle CPU: that is how it was started.
func working(frames []arch.Frame) []arch.Frame {
	for i := range frames {
		if frames[i].Reliable && idlers.has(&frames[i]) {
			return frames[:i+1]
		}
	}
	return frames
}

// stallChains are the chains of the stalled CPUs and tasks, best first. The
// report's own chain is that of the CPU that noticed when it begins with the
// watchdog.
func stallChains(c *crash.Crash, own bool) [][]arch.Frame {
	var chains [][]arch.Frame
	for _, s := range c.Stacks {
		if s.Role == "stalled" && !starved(s.Frames) {
			chains = append(chains, s.Frames)
		}
	}
	switch {
	case starved(c.Chain):
	case own || len(belowInterrupt(c.Chain)) == len(c.Chain):
		chains = append([][]arch.Frame{c.Chain}, chains...)
	default:
		chains = append(chains, c.Chain)
	}
	return chains
}

// starved tells the stack of RCU's own thread, printed when it did not get to
// run: a victim.
func starved(frames []arch.Frame) bool {
	for _, f := range frames {
		name := places.Bare(f.Function)
		if strings.HasPrefix(name, "rcu_gp_") {
			return true
		}
		if f.Reliable && !strings.Contains(name, "sched") && name != "__switch_to" {
			return false
		}
	}
	return false
}

// belowInterrupt cuts off the interrupt that noticed the stall.
func belowInterrupt(frames []arch.Frame) []arch.Frame {
	last := -1
	for i, f := range frames {
		if last >= 0 && f.Context != frames[0].Context && frames[0].Context != "" {
			break // watchdogs look on from an interrupt: what that interrupted is the stalled code's
		}
		if f.Module == "" && stallReporters.has(&f) && !strings.HasPrefix(f.Function, "smp_call_function") {
			last = i
		} else if interruptEntries.has(&f) && last >= 0 {
			break
		}
	}
	if last < 0 {
		return frames
	}
	rest := frames[last+1:]
	for i, f := range rest {
		if !interruptEntries.has(&f) {
			continue
		}
		for i < len(rest) && interruptEntries.has(&rest[i]) {
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
		if f.Reliable && f.Module != "" && f.InFunction() && f.Context != arch.User {
			return f, true
		}
	}
	return arch.Frame{}, false
}

// belowAnchor is what the innermost anchor called that called anything. A driver's
// compat_ioctl only translates arguments for its ioctl.
func belowAnchor(frames []arch.Frame) (arch.Frame, bool) {
	var below arch.Frame
	for _, f := range frames {
		if !f.Reliable || !f.InFunction() {
			continue
		}
		switch {
		case strings.HasSuffix(f.Function, "_compat_ioctl") && strings.HasSuffix(below.Function, "_ioctl"):
			continue
		case anchors.has(&f) && below.Function != "":
			return below, true
		}
		below = arch.Frame{}
		if !anchors.has(&f) && !stallReporters.has(&f) && !reporting.has(&f) {
			below = f
		}
	}
	return arch.Frame{}, false
}

// stalledWork finds the work function that holds a worker pool up:
//
//	in-flight: 2178:refill_work_fn [shepherd] for 34s
func stalledWork(c *crash.Crash) (arch.Frame, bool) {
	for _, word := range []string{"in-flight: ", "pending: "} {
		for _, l := range c.Body {
			_, rest, ok := strings.Cut(l.Text, word)
			if !ok {
				continue
			}
			rest, _, _ = strings.Cut(rest, ",")
			if pid, name, ok := strings.Cut(rest, ":"); ok && ascii.AllDigits(strings.TrimSuffix(pid, "(RESCUER)")) {
				rest = name
			}
			if f := symbolIn(rest); f.InFunction() {
				return f, true
			}
		}
	}
	return stalled(c)
}

// blocked finds what a hung task waits in: the owner's function when the
// kernel named the blocker, a grace period, the rtnl or a socket's lock by themselves
// since they have one victim after the other, else the first caller that is
// not a way of waiting.
func blocked(c *crash.Crash) (arch.Frame, bool) {
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
	if f, ok := worksFor(c); ok {
		return f, true
	}
	for _, f := range c.Chain {
		if f.Reliable && sharedWait(places.Bare(f.Function)) {
			return f, true
		}
	}
	if f, ok := firstFrame(c.Chain, true, []*nameSet{reporting, helpers, waiting, bodies}); ok {
		return f, true
	}
	f, ok := suspect(c.Chain, waiting)
	if plumbing(f, bodies) {
		return arch.Frame{}, true // a thread of the kernel that waits for others (RCU's priority boosting)
	}
	return f, ok
}

// worksFor is the module's function that a worker of the kernel runs, by the line
// "Workqueue: events chip_work [chip]", where no frame shows it: a function that ends in
// a call leaves none.
func worksFor(c *crash.Crash) (arch.Frame, bool) {
	f := workOf(c)
	return f, f.Module != "" && f.InFunction()
}

// workOf is the function that a worker runs, the kernel's own ones among them.
func workOf(c *crash.Crash) arch.Frame {
	_, work, _ := strings.Cut(c.Workqueue, " ")
	return symbolIn(work)
}

func sharedWait(name string) bool {
	return name == "rtnl_lock" || name == "lock_sock_nested" || strings.HasPrefix(strings.TrimLeft(name, "_"), "synchronize_") && name != "synchronize_irq"
}

// worker is the first function that does work of its own. Where none does, a task that
// waits and a CPU that was looked at name nobody.
func worker(chain []arch.Frame) arch.Frame {
	skip := []*nameSet{reporting, helpers, libraries, bodies}
	f, ok := firstFrame(chain, true, skip)
	if !ok {
		f, _ = firstGuess(chain, skip)
	}
	return f
}
