package decode

import (
	"slices"

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
	if x.crossed || p == nil || p.CPU < 0 || p.Role != "other-cpu" && p.Role != "stalled" {
		return
	}
	cpu, _, ran := grammar.CPU(b.Text)
	begins := grammar.NumberAfter(b.Text, "NMI backtrace for cpu ")
	switch {
	case ran && cpu >= 0 && cpu != p.CPU:
	case begins >= 0 && begins != p.CPU && p.headed && len(p.dump.Chain) == 0:
	default:
		p.headed = p.headed || ran
		return
	}
	x.crossed = true
	x.problems = append(x.problems, crash.Problem{Kind: crash.Interleaved, Line: b.N, Text: "the backtraces of two CPUs stand between each other"})
}
