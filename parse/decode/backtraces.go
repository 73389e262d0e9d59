package decode

import (
	"slices"
	"strconv"
	"strings"

	"oopscope/parse/crash"
	"oopscope/parse/grammar"
)

// The backtraces of several CPUs in the report of a stall: those that it names are
// stalled, the others were asked as well (softlockup_all_cpu_backtrace=1,
// hardlockup_all_cpu_backtrace=1, SysRq-l) or have printed it.

// sortBacktraces tells the stalled CPUs' stacks from those of others, where the
// report names the first.
func (x *decoding) sortBacktraces() {
	if x.class.Stacks.CPUs != "stalled" {
		return
	}
	stalled := x.stalledCPUs()
	x.setApartGraceThread(stalled)
	isOne := func(p *part) bool { return p.Role == "stalled" && slices.Contains(stalled, p.CPU) }
	if len(stalled) == 0 || len(x.c.Dump.Chain) == 0 && !slices.ContainsFunc(x.parts, isOne) {
		return
	}
	for _, p := range x.parts {
		if p.Role == "stalled" && p.CPU >= 0 && !isOne(p) {
			p.Role = "other-cpu"
		}
	}
}

// setApartGraceThread tells the CPU that RCU's own thread ran on last from those that are
// stalled: rcu_check_gp_kthread_starvation() prints it whether it holds up anything or not,
// kernel/rcu/tree_stall.h.
//
//	rcu: Stack dump where RCU GP kthread last ran:
//	CPU: 0 UID: 0 PID: 104 Comm: sleep Tainted: G           OE       7.2.13 #1
func (x *decoding) setApartGraceThread(stalled []int) {
	for _, p := range x.parts {
		if p.Role == "stalled" && p.ranOn >= 0 && len(stalled) > 0 && !slices.Contains(stalled, p.ranOn) && strings.Contains(p.Title, "RCU GP kthread last ran") {
			p.Role, p.CPU = "other-cpu", p.ranOn
		}
	}
}

// stalledCPUs are those that the report names: in RCU's list (kernel/rcu/tree_stall.h),
// in the line of the watchdog (kernel/watchdog.c).
func (x *decoding) stalledCPUs() (cpus []int) {
	for i := range x.lines {
		t := x.lines[i].Text
		n := grammar.StalledCPU(t)
		if n < 0 {
			n = grammar.NumberAfter(t, "soft lockup - CPU#", "hard LOCKUP on cpu ")
		}
		if n >= 0 {
			cpus = append(cpus, n)
		}
	}
	return cpus
}

// crossing notes that the backtraces of two CPUs stand between each other: one
// begins before the other has a frame, or a line inside of it names another CPU.
// lib/nmi_backtrace.c prints them one after the other since 5.12 (printk_cpu_sync);
// before, and where an interrupt that is no NMI asks, nothing does.
func (x *decoding) crossing(b *crash.BodyLine) {
	p := x.part
	if x.part == nil {
		x.anothersLine(b)
	}
	if x.crossed || p == nil || p.CPU < 0 || p.Role != "other-cpu" && p.Role != "stalled" {
		return
	}
	cpu, _, ran := grammar.CPU(b.Text)
	begins := grammar.NumberAfter(b.Text, backtraceHead)
	switch {
	case ran && x.ownTrace(cpu):
		return
	case ran && cpu >= 0 && cpu != p.CPU:
	case begins >= 0 && begins != p.CPU && p.headed && len(p.dump.Chain) == 0:
	default:
		p.headed = p.headed || ran
		return
	}
	x.crossed = true
	x.problems = append(x.problems, crash.Problem{Kind: crash.Interleaved, Line: b.N, Text: "the backtraces of two CPUs stand between each other"})
}

// ownTrace tells that behind the backtrace of another CPU begins that of the one that is
// stalled and reports it itself: print_cpu_stall(), kernel/rcu/tree_stall.h, asks the CPU of
// its own thread first.
func (x *decoding) ownTrace(cpu int) bool {
	p := x.part
	return p != nil && p.Role == "stalled" && cpu >= 0 && cpu == x.stalledCPU && p.CPU >= 0 && p.CPU != cpu && len(p.dump.Chain) > 0 && len(x.c.Dump.Chain) == 0
}

// anothersLine notes the line of another CPU than the one that the header says is stuck:
// the watchdog prints from an interrupt of that CPU (watchdog_timer_fn(), kernel/watchdog.c),
// so that another one printed between its lines.
func (x *decoding) anothersLine(b *crash.BodyLine) {
	if x.crossed || !x.class.OwnCPU || len(x.r.Hits) == 0 {
		return
	}
	stuck, err := strconv.Atoi(x.r.Hits[0].Groups["cpu"])
	begun := !x.placed && (x.c.Dump.PC.Function != "" || len(x.c.Dump.Chain) > 0) // before its own line with the CPU
	if cpu, _, ran := grammar.CPU(b.Text); err == nil && ran && cpu >= 0 && (cpu != stuck || begun) {
		x.crossed = true
		x.problems = append(x.problems, crash.Problem{Kind: crash.Interleaved, Line: b.N, Text: "the report of another CPU stands between its lines"})
	}
}

// dealOut gives each CPU the lines of its own backtrace where those of several stand
// between each other and the kernel says who printed a line: what a CPU prints behind
// the head of its backtrace follows upon that head.
func (x *decoding) dealOut() {
	heads := map[int32]int{} // of each caller, its first
	for i := range x.lines {
		if l := &x.lines[i]; strings.HasPrefix(l.Text, backtraceHead) && l.Caller != 0 {
			if _, known := heads[l.Caller]; !known {
				heads[l.Caller] = i
			}
		}
	}
	if len(heads) < 2 || !x.mixes(heads) {
		return
	}
	lines := make([]crash.BodyLine, 0, len(x.lines))
	for i := range x.lines {
		l := &x.lines[i]
		switch head, dealt := heads[l.Caller]; {
		case !dealt || i < head:
			lines = append(lines, *l)
		case i == head:
			lines = append(lines, linesOf(x.lines[i:], l.Caller)...)
		}
	}
	x.lines = lines
}

// backtraceHead begins what nmi_cpu_backtrace() prints, lib/nmi_backtrace.c.
const backtraceHead = "NMI backtrace for cpu "

// mixes tells that a line of one backtrace stands behind the head of another.
func (x *decoding) mixes(heads map[int32]int) bool {
	latest := int32(0)
	for i := range x.lines {
		c := x.lines[i].Caller
		head, dealt := heads[c]
		switch {
		case !dealt || i < head:
		case i == head:
			latest = c
		case c != latest:
			return true
		}
	}
	return false
}

func linesOf(lines []crash.BodyLine, caller int32) (own []crash.BodyLine) {
	for i := range lines {
		if lines[i].Caller == caller {
			own = append(own, lines[i])
		}
	}
	return own
}
