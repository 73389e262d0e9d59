package decode

import (
	"strconv"
	"strings"

	"oopscope/parse/arch"
	"oopscope/parse/ascii"
	"oopscope/parse/class"
	"oopscope/parse/crash"
	"oopscope/parse/grammar"
)

// Side stacks: a report may carry more call chains than the one of the place
// that was caught. Each begins with a line of its own.

// sectionStart is how a side stack is headed.
type sectionStart struct {
	prefix string
	role   string
}

// sectionStarts, by the beginning of the line. mm/kasan/report.c,
// mm/kfence/report.c, mm/kmsan/report.c, kernel/kcsan/report.c, mm/slub.c,
// lib/nmi_backtrace.c, kernel/rcu/tree_stall.h, kernel/sched/core.c.
var sectionStarts = []sectionStart{
	{"Allocated by task", "allocated"}, {"allocated by task", "allocated"}, {"Allocated in ", "allocated"}, {"INFO: Allocated in ", "allocated"}, {"Allocated:", "allocated"},
	{"Freed by task", "freed"}, {"freed by task", "freed"}, {"Freed in ", "freed"}, {"INFO: Freed in ", "freed"}, {"Freed:", "freed"}, {"Freed by link", "freed"},
	{"Last potentially related work creation:", "work"}, {"Second to last potentially related work creation:", "work"},
	{"Last call_rcu():", "work"}, {"Second to last call_rcu():", "work"}, {"Last call_rcu() call stack:", "work"},
	{"Uninit was created at:", "created"}, {"Uninit was stored to memory at:", "stored"}, {"Local variable", "created"},
	{"page last allocated via", "page-allocated"}, {"page last free", "page-freed"}, {"page_owner tracks the page as allocated", "page-allocated"},
	{"NMI backtrace for cpu", "other-cpu"}, {"Task dump for CPU", "stalled"},
	{"rcu: RCU grace-period kthread stack dump:", "rcu-kthread"}, {"rcu: Stack dump where RCU GP kthread last ran", "other-cpu"},
	{"task:", "task"}, {"Mapped at:", "mapped"}, {"Preemption disabled at:", "preempt-off"},
	{"-> #", "lock"}, {"handlers:", "handlers"},
}

// sectionEnds lead back to the main part.
var sectionEnds = []string{
	"The buggy address", "Memory state around", "stack backtrace:", "CPU: ", "page: refcount", "Object 0x", "Slab 0x", "INFO: Slab", "INFO: Object",
	"Redzone", "Bytes b4", "other info that might", "Disabling IRQ", "Kernel panic",
}

// section looks whether a line begins or ends a side stack.
func (x *decoding) section(b *crash.BodyLine) {
	t := ascii.Unindented(b.Text)
	if t == "" {
		return
	}
	if role := x.startsSection(t); role != "" {
		x.enter(role, *b)
		return
	}
	if strings.HasPrefix(t, "CPU: ") && x.warnsLate() {
		x.warned = true
		x.enter("other", *b)
		return
	}
	if x.part != nil {
		if arch.Begins(t, sectionEnds) {
			x.leave(t)
		}
		return
	}
	if t == "stack backtrace:" && x.headings == 0 {
		x.c.Dump = arch.Dump{} // what stood here so far were lockdep's dependencies
	}
	x.secondTrace(t, b)
}

// warnsLate tells that a WARN() is no more than the last word on what the report began
// with, which printed a trace of its own before: slab_err() does, and then the cache's
// destruction warns. Its registers are not those of the first trace.
func (x *decoding) warnsLate() bool {
	if len(x.c.Dump.Chain) == 0 || x.r.Hits[0].Class.Splat || x.r.Hits[0].Role != class.Opens {
		return false
	}
	first, late := x.c.Dump.Chain[0].Line, false
	for i := range x.r.Hits {
		if h := &x.r.Hits[i]; h.Class.Splat && h.Role == class.Opens {
			if h.At.N < first {
				return false
			}
			late = true
		}
	}
	return late && x.r.Hits[0].At.N < first
}

// sectionBegins is the beginning of sectionStarts.
var sectionBegins = beginningOf(sectionStarts, func(s *sectionStart) string { return s.prefix })

// startsSection returns the role of the side stack a line begins, or "".
func (x *decoding) startsSection(t string) string {
	for i := 0; sectionBegins[t[0]] && i < len(sectionStarts); i++ {
		if start := sectionStarts[i].prefix; start[0] == t[0] && strings.HasPrefix(t, start) && !strings.HasPrefix(t, "task: ") { // x86 ≤4.12: "task: ffff8800 task.stack: ffff8801"
			return x.role(sectionStarts[i].role, t)
		}
	}
	switch {
	case strings.HasSuffix(t, ": stopping") && strings.HasPrefix(t, "CPU"): // arm: "CPU1: stopping"
		return "other-cpu"
	case x.class.Stacks.Races && (strings.HasPrefix(t, "read") || strings.HasPrefix(t, "write") || strings.HasPrefix(t, "assert")) && strings.Contains(t, " bytes by "):
		x.headings++
		if x.headings > 1 {
			return "race"
		}
	case strings.HasSuffix(t, "} state was registered at:"):
		return "lock"
	}
	return ""
}

// role adapts a side stack's role to the kind of report.
func (x *decoding) role(role, line string) string {
	switch role {
	case "other-cpu":
		if as := x.class.Stacks.CPUs; as != "" && !strings.Contains(line, "skipped") {
			return as
		}
	case "task":
		if x.class.Stacks.Victim && x.beforeTrace() {
			return "" // the victim's own stack is the main one
		}
		if x.class.Stacks.Victim && x.owns(grammar.Task(line)) {
			return "blocker"
		}
		if x.part != nil && (x.part.Role == "rcu-kthread" || x.part.Role == "stalled") && len(x.part.dump.Chain) == 0 && !x.part.Task.Known {
			x.part.Task = grammar.Task(line)
			return "" // the head of that very stack
		}
		if as := x.class.Stacks.Tasks; as != "" {
			return as
		}
	}
	return role
}

// beforeTrace tells that no trace of the report's main part has come: the first
// "task:NAME state:D … pid:N" line of a hung task is its victim's.
func (x *decoding) beforeTrace() bool { return x.headings == 0 && len(x.c.Dump.Chain) == 0 }

// owns tells the task that the kernel suspects to hold what the victim waits for:
//
//	INFO: task writer:310 is blocked on a mutex likely owned by task holder:309.
func (x *decoding) owns(t crash.Task) bool {
	if !t.Known {
		return false
	}
	for _, f := range x.c.Facts {
		if f.Name != "blocker" {
			continue
		}
		for _, by := range [...]string{" owned by task ", " last held by task ", " owned by a reader task ", " held by task "} {
			if _, owner, ok := strings.Cut(f.Value, by); ok && strings.HasPrefix(owner, t.Comm+":"+strconv.Itoa(t.PID)) {
				return true
			}
		}
	}
	return false
}

// enter begins a side stack.
func (x *decoding) enter(role string, b crash.BodyLine) {
	if len(x.parts) > 256 { // a dump of every task; enough is enough
		x.part = x.parts[len(x.parts)-1]
		return
	}
	p := &part{Stack: crash.Stack{Role: role, Title: strings.TrimSpace(b.Text), Line: b.N, CPU: -1}, ranOn: -1}
	if cpu := grammar.NumberAfter(b.Text, "for cpu ", "for CPU "); cpu >= 0 {
		p.CPU = cpu
	}
	p.Task = grammar.Task(p.Title)
	x.part = p
	x.parts = append(x.parts, p)
}

// leave goes back to the main part, if what the line begins belongs there.
func (x *decoding) leave(t string) {
	if strings.HasPrefix(t, "CPU: ") {
		switch x.part.Role {
		case "other-cpu", "stalled", "task", "panic":
			if cpu, _, _ := grammar.CPU(t); x.ownTrace(cpu) {
				break
			}
			return // that stack's own line
		case "rcu-kthread": // which has none: sched_show_task() prints it
			if len(x.part.dump.Chain) == 0 {
				return
			}
		}
	}
	x.part = nil
	if strings.HasPrefix(t, "Kernel panic") && len(x.c.Dump.Chain) > 0 {
		x.enter("panic", crash.BodyLine{Text: t})
	}
}

// secondTrace begins a side stack where a second trace follows the main one.
func (x *decoding) secondTrace(t string, b *crash.BodyLine) {
	if len(x.c.Dump.Chain) == 0 {
		return
	}
	switch {
	case strings.HasPrefix(t, "Kernel panic"):
		x.enter("panic", *b)
	case strings.HasPrefix(t, "CPU: ") && x.headings > 0:
		x.enter("other", *b)
	case strings.HasPrefix(t, "---[ end "):
		x.headings++
	case grammar.KindOf(t) == grammar.Heading && x.headings > 0 && !strings.HasPrefix(t, "Last Breaking"):
		x.enter("other", *b)
	}
}

// worksOn notes the work of the task whose stack is printed.
func (x *decoding) worksOn(work string) {
	of := &x.c.Workqueue
	if x.part != nil {
		of = &x.part.workqueue
	}
	if *of == "" {
		*of = work
	}
}

// system reads the lines that every architecture shares: who ran where, on
// what kernel, with which modules.
func (x *decoding) system(l arch.Line) {
	t := ascii.Unindented(l.Text)
	if len(t) < 4 {
		return
	}
	x.whoRan(l.N, t)
	c := x.c
	switch t[0] {
	case 'H':
		if rest, ok := strings.CutPrefix(t, "Hardware name: "); ok {
			c.Machine = strings.Trim(rest, " ,") // a vendor may have left its fields empty
		}
	case 'M':
		if strings.HasPrefix(t, "Modules linked in:") {
			x.modules = l.N
			x.addModules(t[len("Modules linked in:"):], l.N)
		}
	case 'W':
		if rest, ok := strings.CutPrefix(t, "Workqueue: "); ok {
			x.worksOn(strings.TrimSpace(rest))
		}
	case 'K':
		x.kernelOffset(t)
	case 'R':
		if n := grammar.NumberAfter(t, "Rebooting in "); n > 0 && strings.HasPrefix(t, "Rebooting in ") {
			c.RebootIn = n
		}
	case '[':
		if i := strings.Index(t, "[last unloaded: "); i >= 0 {
			x.addModules(t[i:], l.N)
		}
	}
}
