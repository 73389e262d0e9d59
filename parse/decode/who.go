package decode

import (
	"strconv"
	"strings"

	"oopscope/parse/ascii"
	"oopscope/parse/class"
	"oopscope/parse/crash"
	"oopscope/parse/grammar"
)

// Who ran where, on what kernel: the line of lib/dump_stack.c tells it, and where
// that is missing other lines do.

// whoRan reads a line that may name CPU, task and kernel.
func (x *decoding) whoRan(n int, t string) {
	c := x.c
	if t = x.unwrapped(n, t); strings.Contains(t, "ainted") {
		x.kernel(t)
	} else if x.c.Kernel == "" {
		x.oldKernel(t)
	}
	if cpu, task, ok := grammar.CPU(t); ok {
		x.ranOn(cpu, task)
		return
	}
	if x.stalledCPU < 0 && x.class.Stacks.CPUs == "stalled" {
		x.stalledCPU = grammar.StalledCPU(t)
	}
	if !c.Task.Some() {
		if task, cpu := grammar.TaskIn(t); task.Some() {
			c.Task = task
			if c.CPU < 0 {
				c.CPU = cpu
			}
			return
		}
	}
	if x.part == nil {
		x.saidElsewhere(t)
	}
}

// saidElsewhere takes CPU and task from the lines of old kernels and of debuggers.
func (x *decoding) saidElsewhere(t string) {
	c := x.c
	if c.CPU < 0 && grammar.KindOf(t) == grammar.Registers { // i386 up to 2.6.39 ends the first row with " CPU: 1"
		c.CPU = grammar.NumberAfter(t, " CPU: ")
	}
	if c.CPU < 0 {
		c.CPU = grammar.BareCPU(t)
	}
	if !c.Task.Known && x.class.Stacks.Victim && x.beforeTrace() {
		c.Task = grammar.Task(t)
	}
	if task := grammar.OldTask(t); task.Known && !c.Task.Known {
		c.Task = task
		c.CPU = max(c.CPU, grammar.NumberAfter(t, " CPU: "))
	}
	if task, cpu := grammar.DebuggerTask(t); cpu >= 0 && c.CPU < 0 {
		c.CPU = cpu
	} else if task.Known && !c.Task.Known {
		c.Task = task
	}
	if rest, ok := strings.CutPrefix(t, "Process "); ok && !c.Task.Known {
		x.processIs(rest)
	}
}

// processIs takes the task where die() names it.
//
//	Process modprobe (pid: 1726, stack limit = 0x6f328d04)
//	Process (pid: 1726, …                                     its name was taken out
func (x *decoding) processIs(rest string) {
	if i := strings.LastIndex(rest, " (pid: "); i >= 0 {
		x.c.Task = crash.Task{Comm: rest[:i], PID: max(0, grammar.NumberAfter(rest[i:], "pid: ")), Known: true}
	} else if rest, ok := strings.CutPrefix(rest, "(pid: "); ok && !x.c.Task.Some() {
		x.c.Task.PID = max(0, grammar.NumberAfter(rest, ""))
	}
}

// ranOn takes over the CPU's line, when it is that of the report's main part.
func (x *decoding) ranOn(cpu int, task crash.Task) {
	if x.part != nil && x.part.ranOn < 0 {
		x.part.ranOn = cpu
	}
	if x.part != nil || x.placed {
		return
	}
	x.placed = true
	if cpu >= 0 {
		x.c.CPU = cpu
	}
	if task.Some() {
		x.c.Task = task
	}
}

// unwrapped joins the CPU's line with what stands below it when a mailer, which
// takes a blank away, or a terminal, which takes none, broke it.
func (x *decoding) unwrapped(n int, t string) string {
	before, at := x.broken, x.brokenAt
	x.broken = ""
	if strings.HasPrefix(t, "CPU: ") {
		if _, release, _ := kernelOf(t, ""); release == "" {
			x.broken, x.brokenAt = t, n
		}
		return t
	}
	if before == "" || n != at+1 || grammar.KindOf(t) != grammar.Other && !strings.HasPrefix(t, "Not tainted") {
		return t
	}
	for _, glue := range [...]string{" ", ""} {
		joined := before + glue + t
		_, task, ok := grammar.CPU(joined)
		if _, release, _ := kernelOf(joined, ""); ok && release != "" && strings.Contains(joined, " PID: "+strconv.Itoa(task.PID)+" Comm: ") {
			x.placed = false
			return joined
		}
	}
	return t
}

// kernel reads the line that says on what kernel it happened: the CPU's, or one
// of its own.
//
//	      Tainted: G        W         5.10.0 #7      (kernel/hung_task.c, kernel/rcu/tree_stall.h)
//	3.5.0-rc5 #2 Not tainted                         (kernel/locking/lockdep.c: print_kernel_ident())
func (x *decoding) kernel(t string) {
	c := x.c
	switch {
	case c.Build != "" || c.Taint != nil:
	case strings.Contains(t, " TRAP: "): // powerpc's registers: up to 3.9 it has no other line that says so
		taint, release, _ := kernelOf(t, c.Kernel)
		if c.Kernel = release; taint != nil {
			c.Taint = taint
		}
	case strings.HasPrefix(t, "CPU: "), strings.HasPrefix(t, "CPU:\t"), strings.HasPrefix(t, "Pid: "), strings.HasPrefix(t, "Not tainted "), strings.HasPrefix(t, "Tainted: "):
		c.Taint, c.Kernel, c.Build = kernelOf(t, c.Kernel)
	case ascii.IsDigit(t[0]):
		release, rest, _ := strings.Cut(t, " #")
		build, state, _ := strings.Cut(rest, " ")
		if strings.Count(release, ".") > 0 && !strings.Contains(release, " ") && (strings.Contains(state, "Not tainted") || strings.Contains(state, "Tainted: ")) {
			c.Taint, _, _ = kernelOf(state, "")
			c.Kernel, c.Build = release, "#"+build
		}
	}
}

// oldKernel reads where 32-bit x86 says what kernel it is, from 2.4 to 2.6.30: behind the
// flags, or the place, of which the line may be broken.
//
//	…: 00010213   (2.6.23.12 #1)
//	… pump_read+0x5a/0xd5 (2.4.20-8)
//
// A banner inside of a report is that of powerpc's debugger, for the kernel that runs.
func (x *decoding) oldKernel(t string) {
	if rest, ok := strings.CutPrefix(t, "Linux version "); ok {
		x.c.Kernel, _, _ = strings.Cut(rest, " ")
		return
	}
	before, in, ok := strings.Cut(t, "(")
	if !ok || !strings.HasPrefix(in, "2.") || before != "" && grammar.KindOf(t) != grammar.Registers && !grammar.IsRegisterRow(strings.TrimRight(before, " ")) {
		return
	}
	in, _, closed := strings.Cut(in, ")")
	release, build, _ := strings.Cut(in, "#")
	release = strings.TrimRight(release, " ")
	if ok && closed && strings.Count(release, ".") > 1 && ascii.IsDigit(release[0]) && !strings.Contains(release, " ") {
		if x.c.Kernel = release; build != "" {
			x.c.Build = "#" + build
		}
	}
}

// kernelOf reads taint, release and build behind the comm. The taint letters
// stand in fixed columns with blanks between, or dashes for flags that a
// distribution has besides.
func kernelOf(t, known string) (taint []crash.Taint, release, build string) {
	release = known
	rest := ""
	if i := strings.Index(t, "Not tainted"); i >= 0 {
		rest = t[i+len("Not tainted"):]
	} else if i := strings.Index(t, "Tainted: "); i >= 0 {
		rest = t[i+len("Tainted: "):]
		end := 0
		for end < len(rest) && (rest[end] == ' ' || rest[end] == '\t' || rest[end] == '-' || rest[end] >= 'A' && rest[end] <= 'Z') {
			end++
		}
		taint = taints(rest[:end])
		rest = rest[end:]
	}
	rest = strings.Trim(rest, " ()")
	if flag, after, ok := strings.Cut(rest, "\t"); ok && len(flag) == 1 { // typed off: 0 for the flag O
		rest = strings.TrimLeft(after, "\t ")
	}
	r, rest, _ := strings.Cut(rest, " ")
	if r != "" && ascii.IsDigit(r[0]) {
		release = r
	}
	if rest = strings.TrimSpace(rest); strings.HasPrefix(rest, "#") {
		build, _, _ = strings.Cut(rest, " ")
		build = strings.TrimRight(build, ")")
	}
	return taint, release, build
}

// headerWho takes CPU and task from a header, where the lines below do not tell.
func (x *decoding) headerWho(h class.Hit) {
	c, g := x.c, h.Groups
	cpu, err := strconv.Atoi(g["cpu"])
	if err == nil && (c.CPU < 0 || x.standsStill(h)) {
		x.onCPU(cpu)
	}
	if c.Task.Some() {
		return
	}
	switch pid, wrong := strconv.Atoi(g["pid"]); {
	case wrong != nil:
		c.Task.Comm = g["comm"]
	case g["comm"] != "":
		c.Task = crash.Task{Comm: g["comm"], PID: pid, Known: true}
	case pid == 0 && err == nil: // kernel/sched/core.c: init_idle() names the idle tasks
		c.Task = crash.Task{Comm: "swapper/" + g["cpu"], Known: true}
	default:
		c.Task.PID = pid
	}
}

// standsStill tells that the header names the CPU that makes no progress, which
// need not be the one that prints.
func (x *decoding) standsStill(h class.Hit) bool {
	return h.Class == x.class && h.Class.Stacks.CPUs == "stalled"
}

// onCPU sets the CPU that the report is about; a task that ran on another one is
// not its task.
func (x *decoding) onCPU(cpu int) {
	if x.c.CPU >= 0 && x.c.CPU != cpu {
		x.c.Task = crash.Task{}
	}
	x.c.CPU = cpu
}
